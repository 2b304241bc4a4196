"""Changes some members of a record."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine import descendants, refusals
from mock_server.engine.actions.action import Action
from mock_server.engine.actions.each_of_several import each_of_several
from mock_server.engine.collection_names import MADE_IN, PART, collection_name, parents_of, resource_of
from mock_server.engine.commanded_records import dated, told
from mock_server.engine.field_mask import FieldMask
from mock_server.engine.json_patch import JSONPatchError
from mock_server.engine.kept_contents import move_contents
from mock_server.engine.missing_records import REMOVED
from mock_server.engine.named_versions import BodyVersions
from mock_server.engine.typed_values import SEVERAL, as_type
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.behaviour.resources import items_prefix, parent_names
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.json_values import type_of
from mock_server.openapi.reading.pointers import MISSING
from mock_server.openapi.schema.validation import whole_body

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.engine.answers import Answer, SuccessAnswer
    from mock_server.engine.outcome import Outcome
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.reading.call import Call
    from mock_server.store import Record, Store


class Merge(Action):
    """Merges the request's body into the record that the request names (RFC 7396, RFC 6902)."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        resource, key = self.resource(call), self.key(call)
        held = self.store.read(resource, key)
        call.told = ("invented" if held is None else "found", resource, key)
        removed = self.store.read(REMOVED, f"{resource}|{key}") if held is None and self.behaviour.restores else None
        if held is None and removed is None and self.missing.is_missed(resource, key):
            call.told = ("missed", resource, key)
            return self.not_found(resource, key)
        try:
            old = held or removed or self.invented(call, success)
            sent = self._mask.of(self.sent(call), call)
            if held is not None and (outdated := self._versions.refused(held, self.sent(call))) is not None:
                return outdated
            record = self.following.changed(old, self.composer.merged(old, sent), sent, self.synthesis.values.timestamp)
        except JSONPatchError as error:
            kind = refusals.CONFLICT if error.is_test else refusals.INVALID
            return self.refusals.refuse(kind, [whole_body(str(error), "json-patch")])
        if held is not None and self.behaviour.record is not None:
            record = self._versions.moved(held, self._kept_where_refused(call, success, held, record))
        new_key = self._renamed(sent, key)
        if new_key is not None and self.store.holds(resource, new_key):
            if self.operation.response(409) is not None:  # a documented 400 may be of anything
                call.told = ("taken", resource, new_key)
                return self.refusals.refuse(refusals.CONFLICT, reason=f"{resource}: {new_key} is taken")
            new_key = None  # nobody says what comes of it: the record stays where it is
        if new_key is not None:
            record = {**record, str(self.behaviour.property): sent[self.behaviour.property]}
        if sets := self._set_now(call):
            is_same = record is old  # what a body has changed is touched already
            record = self.composer.touched(old, sets) if is_same else {**record, **sets}

        def keep() -> None:
            if new_key is not None:
                is_new = (held is None and removed is None) or self.missing.is_invented(resource, key)
                kept = self._keep_renamed(call, key, new_key, record, is_new=is_new)
            elif held is not None:
                self.missing.came_back(resource, key)
                kept = self.store.replace(resource, key, record)
            else:
                kept = self.store.create(resource, key, record)
            if not kept:
                raise self.changed(resource, key)
            if new_key is None and removed is not None:
                self.missing.restored(resource, key)
            elif new_key is None and held is None:
                self.missing.invented(resource, key)

        return self.showing(call, success, record, keep)

    @cached_property
    def _versions(self) -> BodyVersions:
        return BodyVersions(self.operation, self.composer, self.refusals, self.given_at_first)

    @cached_property
    def _mask(self) -> FieldMask:
        return FieldMask(self.operation, self.synthesis.schemas, self.record_schema)

    def _renamed(self, sent: JSON, key: str) -> str | None:
        """The key that the record has from now on, where the body gives another one."""
        given = sent.get(self.behaviour.property) if self.behaviour.renames and isinstance(sent, dict) else None
        return None if given is None or isinstance(given, dict | list) or str(given) == key else str(given)

    def _keep_renamed(self, call: Call, key: str, new_key: str, record: dict[str, JSON], *, is_new: bool) -> bool:
        """Keep the record, and what is below it, under another key; False where that is taken meanwhile."""
        resource, parents = self.resource(call), self.parent_keys(call)
        if not self.store.create(resource, new_key, record):
            return False
        self.missing.restored(resource, key)  # what was removed is there again, if under another key
        if self.store.delete(resource, key):
            self.missing.deleted(resource, key)
        else:
            self.missing.invention_deleted(resource, key)
        self.missing.restored(resource, new_key)
        if is_new:
            self.missing.invented(resource, new_key)
        _move_all(self.store, self.behaviour, (*parents, key), (*parents, new_key))
        return True

    def _set_now(self, call: Call) -> dict[str, JSON]:
        """What the path's verb changes, or that of the body."""
        behaviour = self.behaviour
        changes = {**behaviour.sets, **told(behaviour.commands, call.body)} if behaviour.commands else behaviour.sets
        return dated(changes, self.synthesis.values.timestamp)

    def _kept_where_refused(
        self, call: Call, success: SuccessAnswer, held: dict[str, JSON], record: dict[str, JSON]
    ) -> dict[str, JSON]:
        """``record`` with what it was in the place of a change that no answer could show, which the request allows."""

        def is_shown(changed: dict[str, JSON]) -> bool:
            return success.is_valid(success.value(call, self.composer.shown(changed)))

        names = [name for name in record if name in held and record[name] != held[name]]
        if not names or is_shown(record):
            return record
        typed = {name: as_type(record[name], self.composer.types_of(name) - SEVERAL) for name in names}
        if is_shown({**record, **typed}):
            return {**record, **typed}
        if not is_shown({**record, **{name: held[name] for name in names}}):
            return record
        kept = dict(record)
        for name in names:
            if is_shown(alone := {**record, name: held[name]}):
                return alone
            kept[name] = held[name]
            if is_shown(kept):
                break
        return kept


class MergeNamedByBody(Merge):
    """Merges into the record that the request's body names; a body without a name changes none."""

    def act(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        """Decide."""
        return each_of_several(self, call, success, self._one)

    def _one(self, call: Call, success: SuccessAnswer) -> Outcome | Answer:
        if self.key_of(call, None) in (MISSING, None):
            return self.without_record(call, success)
        return super().act(call, success)


def _move_all(store: Store, behaviour: Behaviour, old: Sequence[str], new: Sequence[str]) -> None:
    """Move what belongs to a record: ``old`` and ``new`` are the keys of its parents and its own."""
    resource, path = behaviour.resource or "", behaviour.operation.path
    before, parameter = (path_templates.owners(path) or (("", ""),))[-1]
    names = parent_names(before, parameter) if parameter == behaviour.key_parameter else ()

    def led(key: str, record: Record) -> Record:
        """One that was below it, with its new key where it holds the old one and is not itself called so."""
        found = {n: v for n, v in record.items() if plain(n) in names and str(v) == old[-1] != key}
        return {**record, **{name: as_type(new[-1], frozenset((type_of(value),))) for name, value in found.items()}}

    prefix = items_prefix(resource)
    descendants.move(store, behaviour.below, prefix, old, new, led)
    move_contents(store, path, old, new)
    _move_marks(store, collection_name(resource, old[:-1]), old[-1], new[-1])
    for part in [name for name in store.resources() if name.startswith(PART + prefix)]:
        keys = parents_of(part)
        if keys[: len(old)] == tuple(old):
            other = collection_name(resource_of(part), (*new, *keys[len(old) :]))
            for key, mark in list(store.records(part)):
                store.create(other, key, mark)
                store.delete(part, key)


def _move_marks(store: Store, collection: str, old: str, new: str) -> None:
    """Let the parts that a record of this collection was made in know it by its new key."""
    for part in [name for name in store.resources() if name.startswith(PART)]:
        mark = store.read(part, old)
        if mark is not None and mark.get(MADE_IN) == collection:
            store.delete(part, old)
            store.create(part, new, mark)
