"""Members that a service fixes when a record is made: a change to another value may be refused, which no schema says.

It is told by contrast: changes succeeded with the value that was there, and never with another one.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING

import orjson

from contracts.traffic.effects import CHANGING, WRITING
from contracts.traffic.named_records import IDENTIFIERS
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour, Schemas

_KEPT = 300
"""How many values of a member, and how many records, are remembered."""


class FixedMembers:
    """What creates and changes of one document's records took, by operation and member."""

    def __init__(self) -> None:
        self._made: defaultdict[tuple[str, str], set[bytes]] = defaultdict(set)
        self._held: defaultdict[tuple[str, str], set[bytes]] = defaultdict(set)
        """What changes of records took."""
        self._taker: dict[tuple[str, str, bytes], str] = {}
        """Which record alone took a value: nothing where others did as well, or where nobody knows which."""
        self._last: dict[tuple[str, str], dict[str, bytes]] = {}
        """What the last change of a record took: by resource and the keys of its path."""
        self._items: set[tuple[tuple[str, str], str]] = set()
        """Lists that name their items by an identifier, as changes of a record took them."""
        self._same: set[tuple[str, str]] = set()
        self._changed: set[tuple[str, str]] = set()

    def take(self, behaviour: Behaviour, reading: Reading, answered: JSON = None) -> None:
        """Learn from a request that succeeded, and was ``answered`` with this body."""
        resource, taken = behaviour.resource or "", dict(_members(behaviour, reading))
        self._note(behaviour, taken, _record_after(behaviour, reading, answered))
        if behaviour.action == "create":
            for name, value in taken.items():
                if len(self._made[resource, name]) < _KEPT:
                    self._made[resource, name].add(value)
        elif behaviour.action in CHANGING:
            record = _record(behaviour, reading)
            if len(self._items) < _KEPT * _KEPT:
                self._items.update((record, items) for items in _named_items(reading.body))
            before = self._last.get(record, {})
            for name, value in taken.items():
                same = before[name] == value if name in before else value in self._made[resource, name]
                (self._same if same else self._changed).add((behaviour.operation.id, name))
                if len(self._held[resource, name]) < _KEPT:
                    self._held[resource, name].add(value)
            if len(self._last) < _KEPT or record in self._last:
                self._last[record] = {**before, **taken}

    def _note(self, behaviour: Behaviour, taken: dict[str, bytes], record: str) -> None:
        """Keep which record took these values, as far as that was one."""
        for name, value in taken.items() if behaviour.action in WRITING else ():
            where = behaviour.resource or "", name, value
            if where in self._taker:
                self._taker[where] = record if self._taker[where] == record else ""
            elif len(self._taker) < _KEPT * _KEPT:
                self._taker[where] = record

    def own(self, behaviour: Behaviour, reading: Reading) -> set[str]:
        """The members of a change that have what its record alone took."""
        if behaviour.action not in CHANGING:
            return set()
        resource, record = _record(behaviour, reading)
        members = _members(behaviour, reading)
        return {name for name, value in members if record and self._taker.get((resource, name, value)) == record}

    def explain(self, behaviour: Behaviour, reading: Reading) -> bool:
        """Whether this change, which was refused, may be refused for a member that never took another value, or for an
        item of a list that names by its identifier what is not there: no change of this record took this very list.
        """
        if behaviour.action not in CHANGING:
            return False
        record = _record(behaviour, reading)
        if any((record, items) not in self._items for items in _named_items(reading.body)):
            return True
        before = self._last.get(record, {})
        for name, value in _members(behaviour, reading):
            where = (behaviour.operation.id, name)
            if where in self._same and where not in self._changed and before.get(name) != value:
                return True
        return False

    def repeats(
        self, behaviour: Behaviour, reading: Reading, schemas: Schemas, among: Collection[str] | None = None
    ) -> bool:
        """Whether a member, one ``among`` these names, has a text, under whatever pattern but of no few options, that a
        record took before, and not the changed one alone.
        """
        inside = schemas.below(reading.operation.request_schema, behaviour.envelope)
        known, own = schemas.properties(inside), self.own(behaviour, reading)
        for name, value in _members(behaviour, reading):
            bound = among is None and any(
                schemas.keyword(known.get(name), word) is not None for word in ("enum", "const", "format")
            )
            where = behaviour.resource or "", name
            if (among is not None and name not in among) or name in own:
                continue
            known_there = self._made[where] | self._held[where]
            if value[:1] == b'"' and not bound and any(value.lower() == each.lower() for each in known_there):
                return True
        return False


def _named_items(body: JSON) -> Iterator[str]:
    """The lists of a body whose objects are named by an identifier, each as it is written."""
    for value in body.values() if isinstance(body, dict) else ():
        yield from _named_items(value)
        objects = [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
        if any(field_names.plain(name) in IDENTIFIERS for item in objects for name in item):
            yield json.dumps(value, sort_keys=True)


def _record(behaviour: Behaviour, reading: Reading) -> tuple[str, str]:
    return behaviour.resource or "", "/".join(map(str, reading.path.values()))


def _record_after(behaviour: Behaviour, reading: Reading, answered: JSON) -> str:
    """The keys of the record that a request made or changed, as its path names them; nothing where none is told."""
    if behaviour.action != "create":
        return _record(behaviour, reading)[1]
    place, path = behaviour.key_place, behaviour.answer_path
    key = place.find(reading.path, reading.query, reading.body) if place is not None else None
    key = pointers.at(answered, path, None) if key is None and path is not None else key
    above = [value for name, value in reading.path.items() if name != behaviour.key_parameter]
    return "/".join(map(str, (*above, key))) if isinstance(key, str | int) else ""


def _members(behaviour: Behaviour, reading: Reading) -> Iterator[tuple[str, bytes]]:
    """The members of the record in a body that are one value each."""
    record: JSON = pointers.at(reading.body, behaviour.envelope, None)
    for name, value in record.items() if isinstance(record, dict) else ():
        if isinstance(value, str | int | float) and not (isinstance(value, int) and abs(value) >> 63):
            try:
                yield name, orjson.dumps(value)
            except TypeError:  # half a surrogate pair
                continue
