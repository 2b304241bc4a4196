"""What operations show, compared: whether an answer holds, or lists, records of a resource."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import places, resources

if TYPE_CHECKING:
    from mock_server.openapi.behaviour.operation_relations import OperationRelations
    from mock_server.openapi.behaviour.resources import Resource
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas


class ShownSchemas:
    """Compares what operations of one document show."""

    def __init__(self, schemas: Schemas, known: OperationRelations) -> None:
        self._schemas = schemas
        self._known = known

    def _names(self, schema: Schema | None) -> frozenset[str]:
        return frozenset(self._schemas.properties(schema))

    def _listed(self, operation: Operation, resource: Resource) -> Schema | None:
        """The schema of the records that the operation's answer lists, None where it lists none."""
        answer = self._known.answer(operation)
        place = places.find_list(self._schemas, answer, resources.noun(resource), self._known.members(resource))
        item = None if place is None else self._schemas.items(self._schemas.below(answer, place))
        member = places.held_in(self._schemas, item, self._known.members(resource)) if item is not None else None
        return item if member is None else self._schemas.below(item, (member,))

    def _lists(self, own: Resource | None) -> bool:
        """Whether a GET on the path shows a list of its own."""
        found = (self._known.answer(o) for o in (self._known.of(own, "GET") if own is not None else ()))
        return any(places.find_list(self._schemas, schema) == () for schema in found)

    def _shows(self, operation: Operation, owner: Resource) -> bool:
        """Whether an answer holds one record of the resource; alone in an array where reading it shows it so."""
        record = self._known.record_schema(owner)
        answer = operation.response_schema(("200", "201", "202"))
        known = set(self._schemas.properties(record))
        place = places.find_record(self._schemas, answer, known, None) if known else None
        if place is None or not self._same(self._schemas.below(answer, place), record):
            return False
        return operation.method != "GET" or places.ONLY not in place or self._reads_alone(owner)

    def _reads_alone(self, owner: Resource) -> bool:
        for operation in self._known.of(owner, "GET"):
            if operation.path == owner.item:
                place = self._known.place(self._known.answer(operation), owner, self._known.like(owner), owner.key)
                return places.ONLY in (place or ())
        return False

    def _is_without_collection(self, owner: Resource) -> bool:
        """Whether the path of a record says more than its key, and nothing makes or lists records before it."""
        if owner.item is None or not owner.parents or not self._known.has(owner, "GET"):
            return False
        return not self._known.has(owner, "POST") and all(o.path == owner.item for o in self._known.of(owner, "GET"))

    def _same(self, one: Schema | None, other: Schema | None) -> bool:
        """Whether two schemas are of one thing: the same, or objects of the same members."""
        if one is None or other is None:
            return False
        names = self._schemas.properties(one).keys()
        return bool(names) and names == self._schemas.properties(other).keys()

    def _overlap(self, one: Schema | None, other: Schema | None) -> bool:
        """Whether most members of the smaller of two objects are those of the other."""
        names = [self._names(schema) for schema in (one, other)]
        return min(map(len, names)) > 1 and len(names[0] & names[1]) * 2 >= min(map(len, names))
