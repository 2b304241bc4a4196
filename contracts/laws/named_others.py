"""What a query names besides the records that an operation is about: it may not be there, which is a 404 as well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.free_texts import is_free
from contracts.traffic.record_references import RecordReferences
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Behaviour, Schemas

_HOW = (field_names.PICKED, field_names.SORT, field_names.DIRECTION, field_names.SEARCH)
"""Parameters that say how records are shown, or what is searched for: none of them names one."""
_KEYS = frozenset({"id", "ids", "key", "uuid"})


class NamedOthers:
    """What queries name, by one document."""

    def __init__(self, behaviours: Mapping[str, Behaviour], schemas: Schemas) -> None:
        self._behaviours, self._schemas = behaviours, schemas
        self._references = RecordReferences(behaviours, schemas, lambda behaviour, name: False)

    def names(self, reading: Reading, behaviour: Behaviour) -> bool:
        """Whether a list, or what reads something as one, is asked by a text that is no member of its records, or what
        makes or does something by one that refers to a record; so does a UUID in the body of a create.
        """
        if behaviour.action not in ("list", "none", "create"):
            return False
        if behaviour.action == "create" and not reading.operation.path_names and self._gives_uuid(reading, behaviour):
            return True  # of a path that names nothing, a documented 404 can be about that alone
        of_it = [b.operation for b in self._behaviours.values() if b.resource == behaviour.resource]
        shown = [schema for o in of_it for schema in (o.request_schema, o.response_schema())]
        members = {n for s in shown for part in (s, self._schemas.items(s)) for n in self._schemas.properties(part)}
        given = reading.values.get("query", {}).keys() - members
        return any(
            item.location == "query" and item.name in given and is_free(self._schemas, item.schema)
            for item in reading.operation.parameters
            if self._may_name(item.name, is_safe=reading.operation.is_safe)
        )

    def _gives_uuid(self, reading: Reading, behaviour: Behaviour) -> bool:
        """Whether the body of a create, whose path names no record, gives a UUID that is not the new record's own."""
        body = reading.body if isinstance(reading.body, dict) else {}
        members = self._schemas.properties(reading.operation.request_schema)
        uuids = (name for name, item in members.items() if self._schemas.keyword(item, "format") == "uuid")
        return reading.operation.response(404) is not None and any(
            isinstance(body.get(name), str) and name != behaviour.property for name in uuids
        )

    def _may_name(self, name: str, *, is_safe: bool) -> bool:
        if is_safe:
            return not field_names.asks(name) and not any(how.match(name) for how in _HOW)
        refers = self._references.resource_named(name) is not None
        return refers or not _KEYS.isdisjoint(field_names.words(name)[-1:])
