"""Whether a document tells that calls in words work on one resource: other calls take the key that creates answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, record_keys, resources
from mock_server.openapi.reading import name_words, path_templates
from mock_server.openapi.reading.expressions import in_request, request_place
from mock_server.openapi.reading.keyed_requests import is_of_a_message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.behaviour.verbs import Spoken
    from mock_server.openapi.reading.expressions import RequestPlace
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Properties, Schemas

_CHOOSING = frozenset(("criteria", "filter", "filters", "q", "query", "selector", "where"))
"""What a condition is called by which a call may be about any record."""
_SHOWING = ("create", "read", "list")
_MADE = ("201", "200", "202")
_REMARKS = {
    (word,)
    for word in (
        "actor",
        "comment",
        "explanation",
        "justification",
        "memo",
        "note",
        "notes",
        "reason",
        "remark",
        "remarks",
    )
}
"""The last word of what is said of a call and not of a record."""
_DEPTH = 6
"""How deep in each other the objects are that a call takes and that are looked into."""


class ToldCalls:
    """Reads requests and answers of calls: where a record's key stands in each."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas

    def key(self, group: Resource, members: Sequence[tuple[Operation, Spoken]], *, by_get: bool) -> str | None:
        """The property of a record by which one call makes it and another removes it; None where nothing tells it.

        Calls that change something ``by_get`` tell it to a mock alone: nobody may send them unasked.
        """
        makes, removes = (
            [operation for operation, call in members if call.action == action] for action in ("create", "delete")
        )
        if len(makes) != 1 or len(removes) != 1:
            return None
        (create,), (removal,), noun = makes, removes, members[0][1].noun
        if (create.is_safe or removal.is_safe) and not by_get:
            return None
        sent, shows = removal.request_schema, [operation for operation, call in members if call.action in _SHOWING]
        place = request_place(named_in(self._schemas, removal, sent, group, noun))
        if place is None or place.location == "path" or not _CHOOSING.isdisjoint(self._asked(removal)):
            return None
        given = self._schemas.required(create.request_schema)
        key = self.tied(removal, place, create.response_schema(_MADE), noun, given)
        return key if by_get or key is None or not any(self.apart(removal, place, key, shows).values()) else None

    def apart(self, operation: Operation, place: RequestPlace, key: str, shows: Sequence[Operation]) -> dict[str, bool]:
        """What a call takes beside the key at a place that is no part of a record as these calls make and show it, and
        may have several values, each with whether it is required, be it by one alternative: by it (``everywhere``) the
        call may be about others.
        """
        shown, given = [self._record(each, key) for each in shows], [self._given(each, key) for each in shows]
        others = [
            (p.name, p.schema, p.required, False)
            for p in operation.parameters
            if p.location != "path" and not is_of_a_message(p.name, p.location) and p.name not in place.names
            and not any(p.name in each for each in (*given, *(shown if p.location == "query" else ())))
        ]  # fmt: skip
        way = place.names if place.location == "body" else ()
        others += self._beside(operation.request_schema, shown, given, way)
        return {
            name: must or chosen
            for name, schema, must, chosen in others
            if not (self._is_sole(schema) or (not chosen and self._is_remark(name, schema)))
        }

    def _beside(
        self,
        sent: Schema | None,
        shown: Sequence[Properties],
        given: Sequence[Properties],
        way: tuple[str, ...] = (),
        *,
        must: bool = True,
        depth: int = 0,
    ) -> Iterator[tuple[str, Schema, bool, bool]]:
        """The members of what is sent, and of the objects in it, that stand on no way to the key and that nothing of
        one's own has: with their schemas, whether each is required, and whether an alternative alone requires it.
        """
        parts = [part for part in self._conditions(sent) if depth < _DEPTH]
        needed = self._schemas.required(sent)
        chosen = {name for part in parts for name in self._schemas.required(part, alternatives=True)}.difference(needed)
        for name, schema in {n: s for part in parts for n, s in self._schemas.properties(part).items()}.items():
            needs, alike = must and name in needed, [each[name] for each in shown if name in each]
            alike = alike or [each[name] for each in given if name in each]
            if name in way[:1]:
                if len(way) > 1:
                    yield from self._beside(schema, shown, given, way[1:], depth=depth + 1)
            elif not alike:
                yield name, schema, needs, must and name in chosen
            elif schema not in alike:
                inner = [self._schemas.properties(self._item(each)) for each in alike]
                yield from self._beside(self._item(schema), inner, (), must=needs, depth=depth + 1)

    def _conditions(self, schema: Schema | None) -> Iterator[Schema | None]:
        """A schema, and those that it sets on a condition."""
        yield schema
        for part in self._schemas.parts(schema):
            held = part.get("dependentSchemas")
            for each in (part.get("then"), part.get("else"), *(held.values() if isinstance(held, dict) else ())):
                if isinstance(each, dict):
                    yield each

    def _item(self, schema: Schema) -> Schema:
        items = self._schemas.items(schema)
        return schema if items is None else items

    def _record(self, operation: Operation, key: str) -> Properties:
        """The members of the record with this key in the answer of a call that shows one, or lists several."""
        shown, schemas = operation.response_schema(_MADE), self._schemas
        if (holder := self._holder(operation, key)) is not None:
            return schemas.properties(schemas.below(shown, holder))
        listed = places.find_list(schemas, shown)
        return schemas.properties(schemas.items(schemas.below(shown, listed))) if listed is not None else {}

    def _holder(self, operation: Operation, key: str) -> tuple[str, ...] | None:
        schemas = self._schemas
        return places.find_holder(schemas, operation.response_schema(_MADE), lambda one: key in schemas.properties(one))

    def _given(self, operation: Operation, key: str) -> Properties:
        """What a call that shows one record requires, whose caller says it of every record; a choice is said of none.

        What a list requires chooses among all.
        """
        if self._holder(operation, key) is None:
            return {}
        required, members = (
            self._schemas.required(operation.request_schema),
            self._schemas.properties(operation.request_schema),
        )
        given = {parameter.name: parameter.schema for parameter in operation.parameters if parameter.required}
        given |= {name: members[name] for name in required if name in members}
        return {name: schema for name, schema in given.items() if not self._is_choice(name, schema)}

    def _is_choice(self, name: str, schema: Schema) -> bool:
        """Whether a value switches, is one of several options, or is a condition."""
        options = self._schemas.keyword(schema, "enum") is not None and not self._is_sole(schema)
        return options or "boolean" in self._schemas.types(schema) or places.plain(name) in _CHOOSING

    def _is_remark(self, name: str, schema: Schema) -> bool:
        """Whether a plain text is what is said of a call (why, by whom): it makes it about no other record."""
        said = name_words.words(name)[-1:] in _REMARKS or is_of_a_message(name, "body")
        return said and self._schemas.types(schema) - {"null"} == {"string"} and not self._is_choice(name, schema)

    def _is_sole(self, schema: Schema) -> bool:
        """Whether there is one value of a schema."""
        options = self._schemas.keyword(schema, "enum")
        return self._schemas.keyword(schema, "const") is not None or (isinstance(options, list) and len(options) == 1)

    def tied(
        self, operation: Operation, place: RequestPlace, shown: Schema | None, noun: str, given: Collection[str] = ()
    ) -> str | None:
        """The property of the record in an answer whose values an operation takes at a place; ``given`` are names that
        callers have to give to a new record.
        """
        if place.location == "query":
            asked = (p.schema for p in operation.parameters if (p.location, p.name) == ("query", place.names[0]))
            wanted = self._types(next(asked, None))
        else:
            wanted = self._types(self._schemas.below(operation.request_schema, place.names))
        name = place.names[-1]

        def property_of(record: Schema | None) -> str | None:
            members = self._schemas.properties(record)
            alike = (
                one
                for one in members
                if _is_one(one, name, noun, name in given) and self._types(members[one]) == wanted
            )
            return next(alike, None) if wanted else None

        holder = places.find_holder(self._schemas, shown, lambda item: property_of(item) is not None)
        return property_of(self._schemas.below(shown, holder)) if holder is not None else None

    def _types(self, schema: Schema | None) -> frozenset[str]:
        types = self._schemas.types(schema) - {"null"} if schema is not None else frozenset()
        return frozenset() if types & {"object", "array", "boolean"} else frozenset(types)

    def _asked(self, operation: Operation) -> set[str]:
        """The names of what an operation takes, without case and marks."""
        members = self._schemas.properties(operation.request_schema)
        return set(map(places.plain, (*members, *(parameter.name for parameter in operation.parameters))))


def named_in(schemas: Schemas, operation: Operation, sent: Schema | None, group: Resource, noun: str) -> str | None:
    """Where a request names the record: the parameter or the member of its body that is spelled like a key.

    It may stand in the object that holds the record's members: ``{"order": {"id": 7}}``; or be an object of its own,
    where nothing plain that has to be there is spelled so.
    """
    if group.item is not None and (names := path_templates.names(operation.path)):
        return in_request("path", names[-1])
    members = schemas.properties(sent)
    queried = [p for p in operation.parameters if p.location == "query" and not _is_composed(schemas, p.schema)]
    plain = {places.plain(p.name): in_request("query", p.name) for p in reversed(queried)}
    plain |= {
        places.plain(name): in_request("body", name)
        for name in reversed(list(members))
        if not _is_composed(schemas, members[name])
    }
    spelled, weak = record_keys.key_names(noun or None, group), record_keys.weak_names(None, group)
    must = [in_request("query", p.name) for p in queried if p.required]
    must += [in_request("body", n) for n in schemas.required(sent) if not _is_composed(schemas, members.get(n))]
    whole = {places.plain(name): in_request("body", name) for name in members if places.plain(name) not in plain}
    keys = [name for name in schemas.required(sent) if "object" in schemas.types(members.get(name)) and _is_key(name)]
    found = [plain[name] for name in spelled if name in plain and name not in weak]
    if not set(must) & set(found):
        found = [whole[name] for name in spelled if name in map(places.plain, keys)] + found
    if not found:
        holders = [name for name in members if places.alike(name, noun)]
        inner = {(one, places.plain(name)): name for one in holders for name in schemas.properties(members[one])}
        likely = [name for name in spelled if name not in weak]
        found = [
            in_request("body", one, inner[one, name]) for name in likely for one in holders if (one, name) in inner
        ]
    found += [plain[name] for name in spelled if name in plain]
    found += [whole[name] for name in spelled if name in whole]
    if found:
        return found[0]
    return must[0] if len(must) == 1 and not keys else None


def _is_key(name: str) -> bool:
    return name_words.words(name)[-1:] in (("key",), ("id",), ("identifier",))


def _is_composed(schemas: Schemas, schema: Schema | None) -> bool:
    return bool(schemas.types(schema) & {"object", "array", "boolean"})


def _is_one(shown: str, sent: str, noun: str, is_given: bool) -> bool:
    """Whether an answer calls what a request calls ``sent`` by the name ``shown``: `id` of a room is `room`, `roomId`.

    A mere name is the key where callers have to give it.
    """
    one, other = (places.plain(name).removeprefix(noun) or "id" for name in (shown, sent))
    return one == other and (one in resources.USUAL or is_given or one.endswith(("id", "key")))
