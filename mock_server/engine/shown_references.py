"""The key of another record that a request tells (`author_id`), in what answers show of that (`author.id`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour.places import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

KEYS = ("id", "uuid", "guid", "key", "code", "slug", "username", "login", "email")
"""What objects that stand for other records call that by which those are named."""


class ShownReferences:
    """Those of records of the schema ``answer``, where requests give the members ``taken``.

    ``made`` makes another object for another key: what stood beside the one before is of another record.
    """

    def __init__(
        self,
        schemas: Schemas,
        answer: Schema | None,
        taken: Mapping[str, Schema],
        made: Callable[[Schema, str], Callable[[], JSON]] | None = None,
    ) -> None:
        self._schemas = schemas
        self._made = made
        self._must = schemas.required(answer)
        self._shown = schemas.properties(answer)
        self._found: list[tuple[str, tuple[str, str], frozenset[str]]] = []
        for name, item in self._shown.items():
            inner = {} if name in taken else schemas.properties(item)
            for key in (one for one in inner if plain(one) in KEYS):
                said = (one for one in taken if plain(one) == plain(name) + plain(key))
                self._found += [(one, (name, key), schemas.types(inner[key])) for one in said]

    def __bool__(self) -> bool:
        return bool(self._found)

    def put(self, record: dict[str, JSON], sent: JSON) -> dict[str, JSON]:
        """The record with what was sent: another key in the object, none where null says that there is no other."""
        for name, (member, key), types in self._found:
            if not isinstance(sent, dict) or name not in sent:
                continue
            if sent[name] is None:
                record = self._left(record, member)
            else:
                record = self._led(record, (member, key), as_type(sent[name], types))
        return record

    def _led(self, record: dict[str, JSON], place: tuple[str, str], value: JSON) -> dict[str, JSON]:
        member, key = place
        held = record.get(member)
        if isinstance(held, dict) and held.get(key) == value:
            return record
        if self._made is not None and (held is None or isinstance(held, dict)):
            held = self._made(self._shown[member], member)()
        return {**record, member: {**held, key: value}} if isinstance(held, dict) else record

    def _left(self, record: dict[str, JSON], member: str) -> dict[str, JSON]:
        """The record without the other one, as far as its schema lets it be."""
        if "null" in self._schemas.types(self._shown[member]):
            return {**record, member: None}
        return record if member in self._must else {name: value for name, value in record.items() if name != member}
