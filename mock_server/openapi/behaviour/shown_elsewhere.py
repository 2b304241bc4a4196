"""Paths that are not a resource's own and show its records: the caller's own record, searches, lists of some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, resources, verbs
from mock_server.openapi.behaviour.behaviour import CALLER
from mock_server.openapi.behaviour.relation import Relation
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema

_CALLERS = frozenset(["me", "self", "myself", "current", "whoami", "currentuser", "myprofile", "profile"])
ACTIONS: dict[str, ActionName] = {
    "GET": "read", "HEAD": "read", "PUT": "replace", "PATCH": "merge", "DELETE": "delete",
}  # fmt: skip
_OF_WHAT_IS_THERE = frozenset(["abort", "archive", "cancel", "rerun", "restart", "resume", "retry", "unarchive"])
"""Verbs of what is there already, whatever the status of their answer."""
_LEAST = 2
"""The fewest members by which a schema is known."""
_MOST = 400
"""The most resources that are looked at one by one; among more it is those that are named like the schema."""


class ShownElsewhere(ShownSchemas):
    """Finds the resource whose records a path shows."""

    def find(self, operation: Operation, own: Resource) -> Relation | None:
        """The relation of an operation, by what a GET of its path shows."""
        found = self._callers_own(operation, own) or self._list(operation, own)
        return found or self._across(operation, own) or self._create(operation, own)

    def _callers_own(self, operation: Operation, own: Resource) -> Relation | None:
        """``/me`` beside ``/users/{id}``, ``/user``, ``/users/current``: one of the users is the caller's own."""
        action = ACTIONS.get(operation.method)
        if action is None or own.parents:
            return None
        above, _, last = path_templates.on_the_wire(operation.path).rstrip("/").rpartition("/")
        found = []
        for owner in self._owners(()):
            noun = singular(places.plain(resources.noun(owner)))
            near = places.plain(last) in (noun, f"current{noun}", f"my{noun}")
            near = near or (places.plain(last) in _CALLERS and path_templates.shape(above) == owner.collection_shape)
            if (near or places.plain(last) in _CALLERS) and self._is_one_of(own, owner, near=near):
                found.append((not near, owner))
        nearest = [owner for far, owner in found if far == min(found, key=lambda pair: pair[0])[0]]
        if len(nearest) != 1:
            return None
        return Relation(action, nearest[0], CALLER, f"{own.collection} shows one of {nearest[0].name}", {})

    def _is_one_of(self, own: Resource, owner: Resource, *, near: bool) -> bool:
        shown = next((self._known.answer(o) for o in self._known.of(own, "GET")), None)
        place = self._known.place(shown, owner, self._known.like(owner), owner.key)
        if place is None and self._same(shown, self._known.read_schema(owner)):
            place = ()  # nothing is sent of such records, by which they would be known
        if place is None or places.ONLY in place:
            return False
        one, other = self._schemas.below(shown, place), self._known.read_schema(owner)
        if near:
            return self._overlap(one, other)
        few, many = sorted((self._names(one), self._names(other)), key=len)
        return len(few) >= _LEAST and few <= many

    def _list(self, operation: Operation, own: Resource) -> Relation | None:
        """``GET /search``, ``POST /search/users``, ``/customers/{id}/latest-orders``: lists records of a resource."""
        searches = operation.method == "POST" and verbs.SEARCHES.search(operation.path) is not None
        if own.item is not None or not (operation.method == "GET" or searches):
            return None
        items = self._listed(operation, own)
        names = self._names(items)
        owners = [owner for owner in self._owners(own.parents, items) if self._names_of(owner) == names]
        owners = [owner for owner in owners if len(owner.parents) == max(len(o.parents) for o in owners)]
        if len(names) < _LEAST or len(owners) != 1:
            return None
        (owner,) = owners
        rest = [name for name in own.parents if name not in owner.parents]
        plain = {places.plain(name) for name in names}
        for before, parameter in path_templates.owners(operation.path) if rest else ():
            if parameter in rest and plain.isdisjoint(resources.parent_names(before, parameter)):
                return None  # nothing of a record says that it is of this part
        why = f"it lists records of {owner.name}"
        return Relation("list", owner, None, why, {}, own if rest else None)

    def _across(self, operation: Operation, own: Resource) -> Relation | None:
        """``GET /pods`` beside ``/namespaces/{namespace}/pods``: lists the pods below every namespace."""
        if operation.method != "GET" or own.item is not None:
            return None
        above = own.collection_shape.rpartition("}")[0]
        items, noun = self._listed(operation, own), resources.noun(own)
        owners = [owner for owner in dict.fromkeys(self._known.resources.values())
                  if owner.item is not None and len(owner.parents) > len(own.parents)
                  and owner.collection_shape.startswith(above) and places.alike(resources.noun(owner), noun)
                  and self._same(items, self._known.listed_schema(owner))]  # fmt: skip
        if len(owners) != 1:
            return None
        why = f"it lists what {owners[0].collection} lists, without its {', '.join(owners[0].parents)}"
        return Relation("list", owners[0], None, why, {}, across=True)

    def _create(self, operation: Operation, own: Resource) -> Relation | None:
        """``POST /auth/register``, ``POST /carts/{id}/checkout``: a 201 that shows a record of a resource which nothing
        else creates.
        """
        made = any(response.status == "201" for response in operation.responses)
        if operation.method != "POST" or not made or own.item is not None or self._known.has(own, "GET"):
            return None
        names = self._names(self._known.answer(operation, ("201",)))
        owners = [owner for owner in self._owners(()) if self._names_of(owner) == names]
        if len(names) < _LEAST or len(owners) != 1 or self._known.has(owners[0], "POST"):
            return None
        if own.parents and _is_of_one(operation, owners[0]):
            return None
        part = own if own.parents else None
        return Relation("create", owners[0], None, f"it shows a new record of {owners[0].name}", {}, part)

    def _names_of(self, owner: Resource) -> frozenset[str]:
        return self._names(self._known.record_schema(owner))

    def _owners(self, parents: tuple[str, ...], schema: Schema | None = None) -> Iterator[Resource]:
        """Resources whose records have a path, below these parents at the most; of very many those of like names."""
        every = dict.fromkeys(owner for owner in self._known.resources.values() if owner.item is not None)
        named = schema.get("$ref") if isinstance(schema, dict) else None
        last = str(named).rpartition("/")[2]
        for owner in every:
            if set(owner.parents) <= set(parents) and (
                len(every) <= _MOST or places.alike(last, resources.noun(owner))
            ):
                yield owner


def _is_of_one(operation: Operation, owner: Resource) -> bool:
    """Whether a path is about a record of this resource that is there: it names one, or ends in such a verb."""
    noun, path = singular(places.plain(resources.noun(owner))), path_templates.on_the_wire(operation.path)
    return places.plain(path.rstrip("/").rpartition("/")[2]) in _OF_WHAT_IS_THERE or any(
        singular(places.plain(before)) == noun or places.plain(parameter).removesuffix("id") == noun
        for before, parameter in path_templates.owners(operation.path)
    )
