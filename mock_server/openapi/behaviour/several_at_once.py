"""Operations on a collection as a whole: how many records it has, and the removal of several of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names, places, record_keys, resources, verbs
from mock_server.openapi.behaviour.relation import Relation
from mock_server.openapi.behaviour.shown_schemas import ShownSchemas
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import in_request
from mock_server.openapi.reading.plurals import singular

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.behaviour import ActionName
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_COUNT = re.compile(r"\$?_?(?:count|total)", re.I)
_REMOVAL = re.compile(
    r"(?:(?:bulk|batch|multi(?:ple)?|mass)[_-]?)?(?:delete|remove|destroy)(?:[_-]?(?:bulk|batch|many|multiple|all))?",
    re.I,
)
_BATCH = re.compile(r"(.+)/(?:batch|bulk)/(\w+)")
_SCALARS = frozenset(("string", "integer", "number"))
_VAGUE = ("name", "slug")


class SeveralAtOnce(ShownSchemas):
    """Finds the relation of an operation to the collection at whose path, or below it, it stands."""

    def count(self, operation: Operation, owner: Resource, last: str) -> Relation | None:
        """``GET /things/count``: the answer is a number, or holds one of that name."""
        record = self._known.record_schema(owner)
        if operation.method != "GET" or record is None or not _COUNT.fullmatch(last):
            return None
        response = operation.success()
        media = next(iter(response.content), None) if response is not None else None
        answer = media.schema if media is not None else None
        shown = self._schemas.properties(answer)
        named = [name for name in shown if field_names.COUNT.match(name) or field_names.TOTALS.match(name)]
        told = [shown[name] for name in named] if shown else [answer]
        if not any(_is_number(self._schemas, one) or counted_within(self._schemas, one) for one in told):
            return None
        return Relation("list", owner, None, f"it counts records of {owner.name}", {}, counted=record)

    def removal(self, operation: Operation, owner: Resource, last: str) -> Relation | None:
        """``DELETE /things?ids=1,2``, ``POST /things/bulk-delete``: several records go whose keys a request has.

        A ``DELETE`` of the collection without any takes all that its filters leave.
        """
        at_collection = operation.method == "DELETE" and not last
        if not at_collection and not (operation.method in ("POST", "DELETE") and _REMOVAL.fullmatch(last)):
            return None
        key = self._keys(operation, owner)
        if key is None and (not at_collection or operation.request_body is not None):
            return None
        if key is None:
            key, why = "", f"DELETE on the collection {owner.collection}, without keys"
        else:
            why = f"it takes keys of {owner.name}"
        return Relation("delete", owner, key or None, why, {}, several=True)

    def batch(self, operation: Operation, path: str) -> Relation | None:
        """``POST /things/batch/create``, ``update``, ``delete``: the verb is done to each record of an array."""
        found = _BATCH.fullmatch(path) if operation.method == "POST" else None
        owner = self._known.resources.get(path_templates.shape(found[1])) if found is not None else None
        if found is None or owner is None or owner.item is None:
            return None
        call, why = verbs.spoken(f"/things/{found[2]}"), f"it takes several records of {owner.name}"
        action = "delete" if found[2] == "archive" else call.action if call is not None else None
        if action == "delete":
            key = self._keys(operation, owner) or self._keyed_objects(operation, owner)
            return Relation("delete", owner, key, why, {}, several=True) if key is not None else None
        place = self._known.envelope(operation, owner)
        sent, record = self._schemas.below(self._known.request(operation), place), self._known.record_schema(owner)
        if place[-1:] != (places.ONLY,) or not self._names(sent) <= self._names(record):
            return None
        if action == "create" and self._names(sent) <= self._names(self._known.sent_schema(owner) or record):
            return Relation("create", owner, None, why, {})
        named = record_keys.key_property(self._schemas, sent, owner.key, owner)
        if action not in ("merge", "replace") or named is None:
            return None
        return Relation(action, owner, in_request("body", *place, named), why, {})

    def _keyed_objects(self, operation: Operation, owner: Resource) -> str | None:
        """Where a body has objects that hold nothing but the key of a record."""
        for name, item in self._schemas.properties(self._known.request(operation)).items():
            held = self._schemas.items(item) if "array" in self._schemas.types(item) else None
            key = record_keys.key_property(self._schemas, held, owner.key, owner) if held is not None else None
            if key is not None and self._names(held) == {key}:
                return in_request("body", name)
        return None

    def change(self, operation: Operation, owner: Resource) -> Relation | None:
        """``PATCH /things/bulk``: each object of an array names the record by its key, and members of it."""
        place = self._known.envelope(operation, owner)
        if operation.method not in ("PUT", "PATCH") or place[-1:] != (places.ONLY,):
            return None
        sent = self._schemas.below(self._known.request(operation), place)
        key = record_keys.key_property(self._schemas, sent, owner.key, owner)
        if key is None or not self._names(sent) <= self._names(self._known.record_schema(owner)):
            return None
        action: ActionName = "merge" if operation.method == "PATCH" else "replace"
        return Relation(
            action, owner, in_request("body", *place, key), f"it takes members of records of {owner.name}", {}
        )

    def _keys(self, operation: Operation, owner: Resource) -> str | None:
        """Where a request has keys of several records: in the query, in the body or as the body."""
        names = {name for name in record_keys.key_names(owner.key, owner) if name not in _VAGUE}
        noun = resources.noun(owner)
        for parameter in operation.parameters:
            if parameter.location == "query" and self._names_several(parameter.name, parameter.schema, names, noun):
                return in_request("query", parameter.name)
        sent = self._known.request(operation)
        if self._are_scalars(sent):
            return "$request.body"
        members = self._schemas.properties(sent)
        found = (name for name, item in members.items() if self._names_several(name, item, names, noun))
        return next((in_request("body", name) for name in found), None)

    def _names_several(self, name: str, schema: Schema | None, names: set[str], noun: str) -> bool:
        plain, scalars = places.plain(name), self._are_scalars(schema)
        one = singular(plain)
        return (one in names and (one != plain or scalars)) or (scalars and places.alike(name, noun))

    def _are_scalars(self, schema: Schema | None) -> bool:
        if schema is None or "array" not in self._schemas.types(schema):
            return False
        return bool(self._schemas.types(self._schemas.items(schema)) & _SCALARS)


def counted_within(schemas: Schemas, schema: Schema | None) -> str | None:
    """The member of an object that holds a count: ``{"count": {"value": 3}}``."""
    shown = schemas.properties(schema)
    return next((name for name in shown if name.lower() in ("value", "total", "count")
                 and _is_number(schemas, shown[name])), None)  # fmt: skip


def _is_number(schemas: Schemas, schema: Schema | None) -> bool:
    return bool(schemas.types(schema) & {"integer", "number"})
