"""Members of a list's records, found by the names that parameters give them."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.shown_references import KEYS
from mock_server.openapi.behaviour import places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.schema.schemas import Schemas

_ENDS = ("_at", "At", "_on", "_date", "Date")
_NAMES = (*KEYS, "number", "name")
"""What an object of a record is chosen by."""

_MOST = 1000
"""So many names are remembered at once: clients may make up any."""


class ListedMembers:
    """The members of records of one schema, each named by its path; those below an object of the record too."""

    def __init__(self, schemas: Schemas, item: Schema | None) -> None:
        self._schemas = schemas
        self._item = item
        self._found: dict[str, Pointer | None] = {}

    def named(self, name: str) -> Pointer | None:
        """The member that a name means: spelled so, or otherwise (``CustomerName``), by its path, or one level down."""
        if name not in self._found:
            if len(self._found) >= _MOST:
                self._found.clear()
            self._found[name] = self._find(re.sub(r"^filter[\[.]|\]$", "", name))
        return self._found[name]

    def schema(self, member: Pointer) -> Schema | None:
        """What a member's schema says; of one of objects in an array that of each."""
        found = self._item
        for name in member:
            found = self._schemas.below(self._each(found), (name,))
        return found

    def inside(self, name: str) -> Pointer | None:
        """The one member of objects in an array of the record that a name means: ``sku`` of ``lines``."""
        found = self._listed.get(places.plain(name), ())
        return found[0] if len(found) == 1 else None

    def _each(self, schema: Schema | None) -> Schema | None:
        """An object's schema, or that of each object in an array."""
        items = self._schemas.items(schema) if "array" in self._schemas.types(schema) else None
        return schema if items is None else items

    def _find(self, plain: str) -> Pointer | None:
        options = (plain, *(f"{plain}{end}" for end in _ENDS))
        found = next((option for option in options if option in self._members), None)
        found = found if found is not None else self._spelled.get(places.plain(plain))
        if found is not None:
            return (found,)
        path = tuple(re.split(r"[./]|\]?\[", plain))
        if len(path) > 1 and all(path) and self.schema(path) is not None:
            return path
        below = self._below.get(places.plain(plain), ())
        return below[0] if len(below) == 1 else self._joined.get(places.plain(plain))

    def keys(self, member: Pointer) -> list[Pointer]:
        """The members by which an object of the record may be named, where this one is an object or lists objects."""
        inner = self._schemas.properties(self._each(self.schema(member)))
        return [(*member, name) for name in inner if places.plain(name) in _NAMES]

    @cached_property
    def _members(self) -> dict[str, Schema]:
        return self._schemas.properties(self._item)

    @cached_property
    def _spelled(self) -> dict[str, str]:
        """The properties by their names without case and marks: ``CustomerName`` asks for ``customer_name``.

        Of several it is the first that a record may have.
        """
        ranked = sorted(self._members, key=lambda name: self._schemas.types(self._members[name]) == {"null"})
        return {places.plain(name): name for name in reversed(ranked)}

    @cached_property
    def _joined(self) -> dict[str, Pointer]:
        """The members of objects of the record by both names: ``author_id`` asks for ``author``'s ``id``."""
        inner = [(outer, name) for outer, item in self._members.items() for name in self._schemas.properties(item)]
        return {places.plain(outer) + places.plain(name): (outer, name) for outer, name in reversed(inner)}

    @cached_property
    def _below(self) -> dict[str, list[Pointer]]:
        """The members of objects of the record by their names: ``title`` asks for ``attributes``' one."""
        return self._by_name(self._members)

    @cached_property
    def _listed(self) -> dict[str, list[Pointer]]:
        """The members of objects in arrays of the record by their names."""
        each = {outer: self._each(item) for outer, item in self._members.items()}
        return self._by_name({outer: item for outer, item in each.items() if item is not self._members[outer]})

    def _by_name(self, members: Mapping[str, Schema | None]) -> dict[str, list[Pointer]]:
        found: dict[str, list[Pointer]] = {}
        for outer, item in members.items():
            for name in self._schemas.properties(item):
                found.setdefault(places.plain(name), []).append((outer, name))
        return found
