"""What the operations of a document know of each other, for inference: each fact is found when it is first needed."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, record_keys, resources
from mock_server.openapi.behaviour.callers_records import CallersRecords
from mock_server.openapi.behaviour.commands import restored_items
from mock_server.openapi.behaviour.spoken_groups import grouped
from mock_server.openapi.behaviour.told_keys import says_key, told_key
from mock_server.openapi.behaviour.verbs import spoken
from mock_server.openapi.reading import path_templates
from mock_server.openapi.reading.expressions import answer_path
from mock_server.openapi.reading.json_values import as_dict
from mock_server.openapi.schema.example_members import ExampleMembers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.document import Document
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas


class OperationRelations:
    """What operations know of each other: resources, what a GET shows and a POST makes, where callers give the key."""

    def __init__(self, document: Document, schemas: Schemas, missing: str, *, related: bool = False) -> None:
        self.missing = missing
        self.related = related
        self.resources = resources.find(document)
        self.spoken, self.told = grouped(document, self.resources, schemas, related=related)
        self.restored = restored_items(document) if related else frozenset()
        self._schemas = schemas
        self.operations = document.operations
        self._examples = ExampleMembers(schemas)
        self._methods: dict[str, dict[str, list[Operation]]] = {}
        self._keys: dict[str, tuple[str | None, bool]] = {}
        for operation in document.operations:
            owner = self.resources.get(path_templates.shape(operation.path))
            if owner is not None:
                method = operation.method
                if owner.name in self.spoken and (call := spoken(operation.path)):
                    method = _AS_METHOD[call.action]
                self._methods.setdefault(owner.name, {}).setdefault(method, []).append(operation)

    @cached_property
    def callers(self) -> CallersRecords:
        """The collections of the caller's own records that live elsewhere."""
        return CallersRecords(self._schemas, self)

    def of(self, resource: Resource, method: str) -> Sequence[Operation]:
        """The operations with this method that work on the resource."""
        return self.named(resource.name, method)

    def named(self, resource: str, method: str) -> Sequence[Operation]:
        """As `of`, by the resource's name."""
        return self._methods.get(resource, {}).get(method, ())

    def place(
        self, schema: Schema | None, resource: Resource | None, like: set[str], key: str | None
    ) -> tuple[str, ...] | None:
        """Where in an answer the record stands: what is like the request's, else what has a key; with its key."""
        found = places.find_record(self._schemas, schema, like, key, resources.noun(resource))
        if not self.related:
            return found
        parameter = resource.key if resource is not None else None

        def has_key(item: Schema | None) -> bool:
            return record_keys.is_told_apart(self._schemas, item, parameter, resource)

        if found is None:
            holder = places.find_holder(self._schemas, schema, has_key)
            return holder if like or (holder and places.is_wrapped(self._schemas, schema, holder)) else None
        above = {places.plain(name) for name in resource.parents} if resource is not None else ()
        found = places.outermost(self._schemas, schema, found, like, has_key, above)
        around = places.around_key(self._schemas, schema, found, has_key)
        reads = [self.answer(o) for o in self.of(resource, "GET") if o.path == resource.item] if resource else []
        is_beside = around != found and any(has_key(self._schemas.below(read, found)) for read in reads)
        return found if is_beside else around  # reading shows the key within, so that beside it is one of the answer

    def answer(self, operation: Operation, preferred: tuple[str, ...] = ()) -> Schema | None:
        """The schema of an operation's success, with the members of its example where it names none."""
        response = operation.success(preferred)
        if response is None:
            return None
        return self._examples.schema(response) if self.related else response.schema

    def request(self, operation: Operation) -> Schema | None:
        """The schema of what an operation's body says of a record, with what its example tells where it names none."""
        return self._examples.request(operation) if self.related else operation.request_schema

    def record_schema(self, resource: Resource) -> Schema | None:
        """The schema of one record as reading it shows it, else as creating it does."""
        reads = (o for o in self.of(resource, "GET") if o.path == resource.item or o.method == "POST")
        key = self.told.get(resource.name, resource.key)
        for operation in (*reads, *self.of(resource, "POST")):
            schema = self.answer(operation, ("200", "201"))
            place = self.place(schema, resource, self.like(resource), key) or ()
            if self._schemas.properties(found := self._schemas.below(schema, place)):
                return found
        return None

    def read_schema(self, resource: Resource) -> Schema | None:
        """The schema of one record as reading it shows it."""
        for operation in self.of(resource, "GET"):
            if operation.path == resource.item:
                schema = self.answer(operation)
                place = self.place(schema, resource, self.like(resource), resource.key) or ()
                return self._schemas.below(schema, place)
        return None

    def listed_schema(self, resource: Resource) -> Schema | None:
        """The schema of one record as the resource's own list shows it."""
        for operation in self.of(resource, "GET"):
            answer = self.answer(operation)
            place = places.find_list(self._schemas, answer, resources.noun(resource), self.members(resource))
            if operation.path != resource.item and place is not None:
                return self._schemas.items(self._schemas.below(answer, place))
        return None

    def sent_schema(self, resource: Resource) -> Schema | None:
        """The schema of one record as a create takes it."""
        for operation in self.of(resource, "POST"):
            place = self.envelope(operation, resource)
            return self._schemas.below(self.request(operation), place)
        return None

    def has(self, resource: Resource, method: str) -> bool:
        """Whether an operation with this method works on the resource."""
        return method in self._methods.get(resource.name, {})

    def below(self, resource: Resource | None) -> tuple[str, ...]:
        """Names of the resources that belong to one record of this one, at any depth."""
        prefix = resources.items_prefix(resource.name) if resource is not None else ""
        return tuple(name for name in self._methods if prefix and name.startswith(prefix))

    @cached_property
    def words_below(self) -> dict[str, list[str]]:
        """By the name of a resource, the last words of those that are right below one record of it."""
        found: dict[str, list[str]] = {}
        for name in self._methods:
            above, _, word = name.rpartition("/{}/")
            if above and "/" not in word:
                found.setdefault(above, []).append(word)
        return found

    def like(self, resource: Resource | None) -> set[str]:
        """Names of the properties that requests give to a record of the resource."""
        methods = self._methods.get(resource.name, {}) if resource is not None else {}
        for operation in (item for method in ("POST", "PUT", "PATCH") for item in methods.get(method, ())):
            schema = self.request(operation)
            sent = self._schemas.below(schema, self.envelope(operation, resource))
            if found := set(self._schemas.properties(sent)):
                return found
        return set()

    def members(self, resource: Resource | None) -> set[str]:
        """Names of the properties that reading a record shows, else of those that requests give."""
        shown = self.read_schema(resource) if resource is not None and self.related else None
        return set(self._schemas.properties(shown)) or self.like(resource)

    def client_key(self, resource: Resource) -> tuple[str | None, bool]:
        """The property of a create's body in which the caller gives the key, and whether it must."""
        if resource.name not in self._keys:
            self._keys[resource.name] = self._find_client_key(resource)
        return self._keys[resource.name]

    def shown_key(self, resource: Resource | None) -> str | None:
        """The property in which reading one record shows its key, else the list does."""
        if resource is None:
            return None
        record = self.read_schema(resource)
        if record is None and self.related:
            listed = self.listed_schema(resource)
            apart = record_keys.is_told_apart(self._schemas, listed, resource.key, resource)
            record = listed if apart or not self.like(resource) else None
        if self.related and record is not None and self.may_be_anything(record):
            return resource.key
        return record_keys.key_property(self._schemas, record, resource.key, resource)

    def likelier_key(self, resource: Resource | None, name: str | None) -> str | None:
        """``name``, or where that is but a name the property that a create's answer has for the key."""
        schemas, key = self._schemas, resource.key if resource is not None else None
        if (
            not self.related
            or not name
            or record_keys.is_told_apart(schemas, {"properties": {name: True}}, key, resource)
        ):
            return name
        for operation in self.of(resource, "POST") if resource is not None and key is not None else ():
            schema = self.answer(operation, ("201", "200", "202"))
            record = schemas.below(schema, self.place(schema, resource, self.like(resource), key) or ())
            if record_keys.is_told_apart(schemas, record, key, resource):
                return record_keys.key_property(schemas, record, key, resource)
        return name

    def linked_key(self, resource: Resource | None) -> str | None:
        """The property of an answer that a link, a sentence or the calls of the document give as the key."""
        if resource is not None and resource.name in self.told:
            return self.told[resource.name]
        for operation in self.of(resource, "POST") if resource is not None else ():
            found = self.link(operation, resource, ("201", "200", "202"))
            path = answer_path(found[0]) if found is not None else None
            if path:
                return path[-1]
        if resource is None or resource.key is None:
            return None
        of_item = [o for method in ("GET", "PUT", "PATCH", "DELETE") for o in self.of(resource, method)]
        members = self._schemas.properties(self.read_schema(resource)) if of_item else {}
        told = (told_key(operation, resource.key, members) for operation in of_item if operation.path == resource.item)
        return self.callers.key(resource) or next(filter(None, told), None)

    def link(
        self, operation: Operation, resource: Resource | None, preferred: tuple[str, ...]
    ) -> tuple[str, str] | None:
        """The expression by which a link of the operation's answer gives the record's key, and the link's name."""
        response = operation.success(preferred)
        for name, raw in (response.links if response else {}).items():
            values = as_dict(as_dict(operation.follow(raw)).get("parameters"))
            parameter = resource.key if resource is not None else None
            target = next((value for key, value in values.items() if key.rpartition(".")[2] == parameter), None)
            if isinstance(target, str) and answer_path(target) is not None:
                return target, name
        return None

    def may_be_anything(self, schema: Schema | None) -> bool:
        """Whether an answer is an object of which the document says no more."""
        if self._schemas.types(schema) != {"object"} or self._schemas.properties(schema):
            return False
        return self._schemas.is_open(schema) and not self._schemas.other_properties(schema)

    def is_map(self, schema: Schema | None) -> bool:
        """Whether an answer is an object whose members callers name."""
        if self._schemas.types(schema) != {"object"} or self._schemas.properties(schema):
            return False
        return bool(self._schemas.other_properties(schema)) and self._schemas.is_open(schema)

    def envelope(self, operation: Operation, resource: Resource | None) -> tuple[str, ...]:
        """Where in the operation's request body the record stands."""
        parameter = resource.key if resource is not None else None
        return places.envelope(
            self._schemas,
            self.request(operation),
            self.answer(operation, ("201", "200", "202")),
            lambda schema: record_keys.key_property(self._schemas, schema, parameter, resource) is not None,
            resources.noun(resource),
        )

    def _find_client_key(self, resource: Resource) -> tuple[str | None, bool]:
        schemas = self._schemas
        for operation in reversed(self._methods.get(resource.name, {}).get("POST", [])):
            inside = self.envelope(operation, resource)
            schema = schemas.below(self.request(operation), inside)
            if resource.key is None or self._is_at_item(operation, resource):
                continue
            name, rank = record_keys.ranked_key(schemas, schema, resource.key, resource)
            if self._answers_better(operation, resource, name, rank):
                continue  # the answer has a likelier key, which the server makes
            if name is not None and name not in schemas.unsent(schemas.follow(schema or True), "request"):
                return name, name in schemas.required(schema)
        return None, False

    def _is_at_item(self, operation: Operation, resource: Resource) -> bool:
        """Whether the operation works on one record that its path names, and so makes none."""
        item = resource.item
        return item is not None and path_templates.shape(operation.path) == path_templates.shape(item)

    def _answers_better(self, operation: Operation, resource: Resource, name: str | None, rank: int) -> bool:
        """Whether the answer to a create has a property that is likelier the key than the body's ``name`` of this rank.

        Where it shows no record, the answer of reading one says it, unless its path says that it is by ``name``.
        """
        schemas = self._schemas
        body = schemas.below(self.request(operation), self.envelope(operation, resource))
        reads = [read for read in self.of(resource, "GET") if read.path == resource.item]
        reads = [read for read in reads if not says_key(read, resource.key, name)]
        for asked in (operation, *reads):
            schema = self.answer(asked, ("201", "200", "202"))
            place = self.place(schema, resource, set(schemas.properties(body)), resource.key) or ()
            found = record_keys.ranked_key(schemas, schemas.below(schema, place), resource.key, resource)
            if found[0] is not None:
                return found[1] < rank
        return False

    def nested_key(self, operation: Operation, resource: Resource) -> tuple[str, str] | None:
        """Where in a create's body callers give the key one level down, under the parameter's own name."""
        schema = self._schemas.below(self.request(operation), self.envelope(operation, resource))
        for member, item in self._schemas.properties(schema).items() if resource.key else ():
            for name in self._schemas.properties(item):
                if places.plain(name) == places.plain(resource.key or "") and "array" not in self._schemas.types(item):
                    return member, name
        return None


_AS_METHOD = {"create": "POST", "read": "GET", "list": "GET", "merge": "PATCH", "replace": "PUT", "delete": "DELETE"}
