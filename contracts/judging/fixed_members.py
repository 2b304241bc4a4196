"""Members that a service fixes when a record is made: a change to another value may be refused, which no schema says.

It is told by contrast: changes succeeded with the value that was there, and never with another one.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import orjson

from contracts.traffic.effects import CHANGING
from mock_server.openapi import pointers

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
        self._last: dict[tuple[str, str], dict[str, bytes]] = {}
        """What the last change of a record took: by resource and the keys of its path."""
        self._same: set[tuple[str, str]] = set()
        self._changed: set[tuple[str, str]] = set()

    def take(self, behaviour: Behaviour, reading: Reading) -> None:
        """Learn from a request that succeeded."""
        resource, taken = behaviour.resource or "", dict(_members(behaviour, reading))
        if behaviour.action == "create":
            for name, value in taken.items():
                if len(self._made[resource, name]) < _KEPT:
                    self._made[resource, name].add(value)
        elif behaviour.action in CHANGING:
            before = self._last.get(_record(behaviour, reading), {})
            for name, value in taken.items():
                same = before[name] == value if name in before else value in self._made[resource, name]
                (self._same if same else self._changed).add((behaviour.operation.id, name))
                if len(self._held[resource, name]) < _KEPT:
                    self._held[resource, name].add(value)
            if len(self._last) < _KEPT or _record(behaviour, reading) in self._last:
                self._last[_record(behaviour, reading)] = {**before, **taken}

    def explain(self, behaviour: Behaviour, reading: Reading) -> bool:
        """Whether this change, which was refused, may be refused for a member that never took another value."""
        if behaviour.action not in CHANGING:
            return False
        before = self._last.get(_record(behaviour, reading), {})
        for name, value in _members(behaviour, reading):
            where = (behaviour.operation.id, name)
            if where in self._same and where not in self._changed and before.get(name) != value:
                return True
        return False

    def repeats(
        self, behaviour: Behaviour, reading: Reading, schemas: Schemas, among: Collection[str] | None = None
    ) -> bool:
        """Whether a member, one ``among`` these names, has a text, under whatever pattern but of no few options, that a
        record took before.
        """
        inside = schemas.below(reading.operation.request_schema, behaviour.envelope)
        known = schemas.properties(inside)
        for name, value in _members(behaviour, reading):
            bound = among is None and any(
                schemas.keyword(known.get(name), word) is not None for word in ("enum", "const", "format")
            )
            where = behaviour.resource or "", name
            if among is not None and name not in among:
                continue
            if value[:1] == b'"' and not bound and value in self._made[where] | self._held[where]:
                return True
        return False


def _record(behaviour: Behaviour, reading: Reading) -> tuple[str, str]:
    return behaviour.resource or "", "/".join(map(str, reading.path.values()))


def _members(behaviour: Behaviour, reading: Reading) -> Iterator[tuple[str, bytes]]:
    """The members of the record in a body that are one value each."""
    record: JSON = pointers.at(reading.body, behaviour.envelope, None)
    for name, value in record.items() if isinstance(record, dict) else ():
        if isinstance(value, str | int | float) and not (isinstance(value, int) and abs(value) >> 63):
            try:
                yield name, orjson.dumps(value)
            except TypeError:  # half a surrogate pair
                continue
