"""The members of a record that a request asks for: ``fields=id,name``, ``$select=Name``, ``fields[type]=title``."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.listed_members import ListedMembers
from mock_server.engine.pagination import names_sent
from mock_server.openapi.behaviour import places, record_keys

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.schema.schemas import Schemas

_FIELDS = re.compile(r"^(?:_?fields|\$?select|opt_fields|only|attributes|_elements)$", re.I)
_LEFT_OUT = re.compile(r"^(?:exclude[ds]?|omit|without)(?:[_-]?(?:fields|attributes|properties|columns))$", re.I)
_OF_A_TYPE = re.compile(r"^fields\[(?P<type>[\w-]+)\]$")


class FieldSelection:
    """The selection of one operation; ``item`` is the schema of its records."""

    def __init__(self, behaviour: Behaviour, schemas: Schemas, item: Schema | None) -> None:
        self._behaviour = behaviour
        self._schemas = schemas
        self._item = item

    def of(self, record: JSON, call: Call) -> JSON:
        """What of the record the call asks for: what its schema requires and its key are always there."""
        if not (self._names or self._omitting) or not isinstance(record, dict):
            return record
        sent = names_sent(call.query_string)
        for name in self._omitting:
            if name in sent and (unwanted := self._wanted(call.query.get(name))):
                record = self._without(record, self._item, unwanted)
        for name, inner in self._names:
            wanted = self._wanted(call.query.get(name)) if name in sent else []
            if inner:
                wanted = [member for member in wanted if len(member) > 1]
            if wanted:
                return self._narrowed(record, self._item, wanted, whole=inner)
        return record

    @cached_property
    def _names(self) -> tuple[tuple[str, bool], ...]:
        """The parameters that select, and whether it is among the members of one object of the record that they do."""
        noun = (self._behaviour.resource or "").rpartition("/")[2]
        asked = [p.name for p in self._behaviour.operation.parameters if p.location == "query"]
        typed = {name: found["type"] for name in asked if (found := _OF_A_TYPE.match(name))}
        plain = [name for name in asked if _FIELDS.match(name) and self._members.named(name) is None]
        return (
            *((name, False) for name in plain),
            *((n, True) for n, told in typed.items() if places.alike(told, noun)),
        )

    @cached_property
    def _omitting(self) -> tuple[str, ...]:
        """The parameters that say which members are to be left out."""
        asked = (p.name for p in self._behaviour.operation.parameters if p.location == "query")
        return tuple(name for name in asked if _LEFT_OUT.match(name) and self._members.named(name) is None)

    @cached_property
    def _members(self) -> ListedMembers:
        return ListedMembers(self._schemas, self._item)

    @cached_property
    def _key(self) -> str | None:
        return self._behaviour.property or record_keys.key_property(self._schemas, self._item, None, None)

    def _wanted(self, value: JSON) -> list[Pointer]:
        texts = value if isinstance(value, list) else [value]
        names = [name for text in texts if isinstance(text, str) for name in re.split(r"[,\s]+", text) if name]
        return [member for name in names if (member := self._members.named(name)) is not None]

    def _narrowed(
        self, record: dict[str, JSON], schema: Schema | None, wanted: Iterable[Pointer], *, whole: bool
    ) -> dict[str, JSON]:
        """The wanted members, at any depth; all of this object's own where it is kept ``whole``."""
        must = {*self._schemas.required(schema), self._key}
        below: dict[str, list[Pointer]] = {}
        for member in wanted:
            below.setdefault(member[0], []).append(member[1:])
        kept = {name: value for name, value in record.items() if whole or name in must or name in below}
        for name, rests in below.items():
            inner = kept.get(name)
            if isinstance(inner, dict) and all(rests):
                kept[name] = self._narrowed(inner, self._schemas.below(schema, (name,)), rests, whole=False)
        return kept

    def _without(self, record: dict[str, JSON], schema: Schema | None, unwanted: Iterable[Pointer]) -> dict[str, JSON]:
        """The record but for these members, at any depth."""
        kept, must = dict(record), {*self._schemas.required(schema), self._key}
        for name, *rest in unwanted:
            inner = kept.get(name)
            if rest and isinstance(inner, dict):
                kept[name] = self._without(inner, self._schemas.below(schema, (name,)), [tuple(rest)])
            elif not rest and name not in must:
                kept.pop(name, None)
        return kept
