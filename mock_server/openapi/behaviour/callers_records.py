"""Records that a collection of the caller's makes, and that live below a parent which the answer tells.

``POST /user/repos`` makes ``/repos/{owner}/{repo}``: the owner is whoever calls, and the answer shows who that is.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.behaviour import places, record_keys, resources
from mock_server.openapi.behaviour.parent_members import parent_members
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema

    ShownParents = tuple[tuple[str, tuple[str, ...]], ...]


class CallersCollection(NamedTuple):
    """What such a collection makes records of: the ``key`` is the member that the last parameter of their path names,
    ``parents`` are the other parameters, each with its place in a record."""

    resource: Resource
    key: str
    parents: ShownParents


class CallersRecords(ShownSchemas):
    """Finds the collections of the caller's of one document."""

    def key(self, resource: Resource | None) -> str | None:
        """The member of a record that its path names, where a collection of the caller's makes such records."""
        own = (made.key for made in self.found.values() if resource is not None and made.resource.name == resource.name)
        return next(own, None)

    @cached_property
    def found(self) -> dict[str, CallersCollection]:
        """Those that there are, by the name of the collection."""
        every = list(dict.fromkeys(self._known.resources.values()))
        owners = [one for one in every if self._is_without_collection(one)]
        found = {}
        for own in every if owners else ():
            makes = [o for o in self._known.of(own, "POST") if own.item is None and not own.parents]
            fitting = [made for owner in owners if len(makes) == 1 and (made := self._made(makes[0], own, owner))]
            if len(fitting) == 1:
                found[own.name] = fitting[0]
        resources_made = [made.resource.name for made in found.values()]
        return {name: made for name, made in found.items() if resources_made.count(made.resource.name) == 1}

    def _made(self, operation: Operation, own: Resource, owner: Resource) -> CallersCollection | None:
        """What a POST makes of ``owner``: its answer shows the whole record, with every key of its path."""
        record, shown = self._known.read_schema(owner), self._known.answer(operation, ("201", "200"))
        if not places.alike(resources.noun(own), resources.noun(owner)) or not self._same(shown, record):
            return None
        members = self._schemas.properties(shown)
        sent = self._schemas.properties(self._known.request(operation)).keys()
        names = record_keys.key_names(owner.key, owner)
        by_plain = {places.plain(name): name for name in reversed(list(members))}
        keys = [by_plain[name] for name in names if name in by_plain]
        key = next((name for name in keys if self._fits(members[name], owner, owner.key or "")), None)
        parents = [(name, self._place(owner, name, shown, sent)) for name in owner.parents]
        told = tuple((name, place) for name, place in parents if place is not None)
        return CallersCollection(owner, key, told) if key is not None and len(told) == len(parents) else None

    def _place(
        self, owner: Resource, parameter: str, shown: Schema | None, sent: Iterable[str]
    ) -> tuple[str, ...] | None:
        """Where a record shows the key of the parent that a parameter names, which is the service's alone to say."""
        members = self._schemas.properties(shown)
        for name, schema in members.items():
            plain = places.plain(name) == places.plain(parameter) and name not in sent
            if plain and self._fits(schema, owner, parameter):
                return (name,)
        found = parent_members(self._schemas, self._known, owner.item or "", owner.key or "", shown, set(sent))
        for member in (one for one in found if one.parameter == parameter and one.place[0] not in sent):
            inner = self._schemas.below(shown, member.place)
            if not member.keys and self._fits(inner, owner, parameter):
                return member.place
            held = self._schemas.properties(inner)
            for key in member.keys:
                if self._fits(held[key], owner, parameter):
                    return (*member.place, key)
        return None

    def _fits(self, schema: Schema | None, owner: Resource, parameter: str) -> bool:
        """Whether a member may be what this parameter of the path says: one value, and of its type."""
        named = (p for o in owner.operations for p in o.parameters if (p.location, p.name) == ("path", parameter))
        asked = self._schemas.types(next((p.schema for p in named), None)) - {"null"} or {"string"}
        return bool(self._schemas.types(schema) & asked - {"object", "array"})
