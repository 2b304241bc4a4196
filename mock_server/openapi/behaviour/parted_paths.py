"""Collections at another path than that of their records: ``POST /prices`` beside ``/prices/{sku}/{currency}``.

What the record's path says before its last parameter is in the body of a create (a key of several parts), or it is what
the collection's own path says in its place (``/orgs/{org}/repos`` beside ``/repos/{owner}/{repo}``).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, resources
from mock_server.openapi.behaviour.relation import Relation
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas
from mock_server.openapi.reading.expressions import in_request

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema

_PARAMETERS = re.compile(r"(?:/\{\})+|\((?:\w+='?\{\}'?,)+")


class PartedPaths(ShownSchemas):
    """Finds the resource whose records a collection elsewhere makes and lists."""

    def find(self, operation: Operation, own: Resource) -> Relation | None:
        """The relation of a GET or a POST on a collection whose records have no path below it."""
        if own.item is not None or operation.method not in ("GET", "POST"):
            return None
        owners = [one for one in dict.fromkeys(self._known.resources.values()) if self._is_without_collection(one)]
        parted = [one for one in owners if self._is_front(own, one)]
        beside = [one for one in owners if self._is_beside(own, one)] if not parted else []
        found = [one for one in parted or beside if self._overlap(self._shown(operation, own), self._record(one))]
        if len(found) != 1:
            return None
        return self._parted(operation, own, found[0]) if parted else self._beside(operation, own, found[0])

    def callers(self, operation: Operation, own: Resource | None) -> Relation | None:
        """The relation of an operation on a collection of the caller's own records."""
        made = self._known.callers.found.get(own.name) if own is not None else None
        if made is None or operation.method not in ("GET", "POST"):
            return None
        action: ActionName = "list" if operation.method == "GET" else "create"
        shown = ", ".join(f"{name} at /{'/'.join(place)}" for name, place in made.parents)
        why = f"the answer shows a whole record of {made.resource.item}, with the {shown}"
        return Relation(action, made.resource, None, why, {}, shown_parents=made.parents)

    def _is_front(self, own: Resource, owner: Resource) -> bool:
        """Whether the path of a record begins with the collection's, and goes on with parameters alone."""
        rest = owner.collection_shape.removeprefix(own.collection_shape)
        return rest != owner.collection_shape and _PARAMETERS.fullmatch(rest) is not None

    def _is_beside(self, own: Resource, owner: Resource) -> bool:
        """Whether the records lie right below their last parent, without a word between: `/repos/{owner}/{repo}`."""
        if not owner.collection_shape.endswith("}"):
            return False
        same = len(own.parents) == len(owner.parents) and places.alike(resources.noun(own), resources.noun(owner))
        return same and own.collection_shape != owner.collection_shape

    def _record(self, owner: Resource) -> Schema | None:
        return self._known.read_schema(owner)

    def _shown(self, operation: Operation, own: Resource) -> Schema | None:
        if operation.method == "GET":
            return self._listed(operation, own)
        answer = self._known.answer(operation, ("201", "200"))
        sent = set(self._schemas.properties(self._known.request(operation)))
        place = self._known.place(answer, own, sent, None)
        return self._schemas.below(answer, place) if place is not None else None

    def _parted(self, operation: Operation, own: Resource, owner: Resource) -> Relation | None:
        missing = owner.parents[len(own.parents) :]
        why = f"{owner.item} names its records by {', '.join((*missing, owner.key or ''))}"
        if operation.method == "GET":
            return Relation("list", owner, None, why, {}, across=True)
        place = self._known.envelope(operation, own)
        sent = self._schemas.properties(self._schemas.below(self._known.request(operation), place))
        plain = {places.plain(name): name for name in reversed(list(sent))}
        named = [plain.get(places.plain(name)) for name in (*missing, owner.key or "")]
        parts = tuple(in_request("body", *place, name) for name in named if name is not None)
        if len(parts) < len(named):
            return None
        return Relation("create", owner, parts[-1], why, {}, parts=parts[:-1])

    def _beside(self, operation: Operation, own: Resource, owner: Resource) -> Relation | None:
        why = f"it shows records of {owner.item}, those of its {', '.join(own.parents)}"
        if operation.method == "GET":
            return Relation("list", owner, None, why, {})
        return Relation("create", owner, None, why, {})
