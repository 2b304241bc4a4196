"""Removes a record, or marks it as removed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from mock_server.engine import descendants
from mock_server.engine.actions.action import Action
from mock_server.engine.commanded_records import dated
from mock_server.openapi.behaviour import field_names
from mock_server.openapi.behaviour.resources import items_prefix
from mock_server.openapi.behaviour.verbs import effects
from mock_server.openapi.reading.expressions import compile_expression
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.call import Call
    from mock_server.store import Record

_UNNAMED = str(MISSING)
"""The key of a request that names none: nothing is removed, and nothing is missed from then on."""


class Delete(Action):
    """Removes the record that the request names and what lies below it; where the document says so, only marks it."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        soft, unless, is_read, only, key_of, touched = self._marking
        resource = self.resource(call) if only is None else only
        key = self.key(call) if key_of is None else str(key_of(call, None))
        held = self.store.read(resource, key) if is_read else None
        is_held = held is not None if is_read else self.store.holds(resource, key)
        call.told = ("found" if is_held else "invented", resource, key)
        if not is_held and self.missing.is_missed(resource, key):
            call.told = ("missed", resource, key)
            return self.not_found(resource, key)
        if soft is None or is_true(unless(call, None)):

            def remove() -> None:
                if not self.remove(call, resource, key) and is_held:
                    raise self.changed(resource, key)

            return self.showing(call, success, self._gone(call, success, held) if is_read else {}, remove)
        if held is None:
            return self.showing(call, success, self.invented(call, success))
        marked = touched(held, soft)

        def mark() -> None:
            self.store.replace(resource, key, marked)

        return self.showing(call, success, marked, mark)

    def remove(self, call: Call, resource: str, key: str) -> bool:
        """Remove one record and what is below it; False where there was none."""
        held = self.store.read(resource, key) if self.behaviour.restores else None
        removed = self.store.delete(resource, key)
        if removed and held is not None:
            self.missing.kept_aside(resource, key, held)
        if removed:
            self.missing.deleted(resource, key)
        elif self.behaviour.learns and key != _UNNAMED:
            self.missing.invention_deleted(resource, key)
        self._empty_below(call, key)
        return removed

    def _gone(self, call: Call, success: SuccessAnswer, held: Record | None) -> Record:
        """What an answer shows of a record that is removed."""
        gone = self.invented(call, success) if held is None else held
        return {**self._named(call), **gone, **dated(self._flags, self.synthesis.values.timestamp)}

    def _named(self, call: Call) -> dict[str, JSON]:
        """What the answer calls the key, which the record may have under another name."""
        name, key = self.behaviour.property, self.key_of(call, None)
        return {} if name is None or key is MISSING else {name: key}

    @cached_property
    def _flags(self) -> dict[str, JSON]:
        """What of a removed record's answer says that it is removed, and when."""
        schemas = self.synthesis.schemas
        members = schemas.properties(self.record_schema)
        flags = {name: True for name, item in members.items()
                 if field_names.REMOVED.match(name) and schemas.types(item) == {"boolean"}}  # fmt: skip
        return {**effects(schemas, "delete", self.record_schema), **flags}

    @cached_property
    def _marking(self) -> tuple[Any, ...]:
        """What each removal looks at, at hand together.

        What marks a record, None where none is only marked; what of a request asks for more; whether a record is read;
        the only collection; what tells the key, None where it takes a look at the store; what marks.
        """
        soft = self.behaviour.soft
        unless = compile_expression(soft.unless) if soft and soft.unless else lambda _call, _body: False
        is_read = soft is not None or self.behaviour.record is not None
        marks, key_of = (soft.set if soft is not None else None), (None if self.behaviour.alias else self.key_of)
        return marks, unless, is_read, self._collection, key_of, self.composer.touched

    def _empty_below(self, call: Call, key: str) -> None:
        if names := self.behaviour.below:
            prefix = items_prefix(self.behaviour.resource or "")
            for name in descendants.remove(self.store, names, prefix, (*self.parent_keys(call), key)):
                self.missing.emptied(name)


def is_true(value: JSON) -> bool:
    """Whether a parameter's value means yes."""
    return value is True or (isinstance(value, str) and value.lower() in ("true", "1"))
