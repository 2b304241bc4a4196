"""The key of another record that a request tells (`author_id`), in what answers show of that (`author.id`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.reading.pointers import replaced

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

KEYS = ("id", "uuid", "guid", "key", "code", "slug", "number", "name", "username", "login", "email")
"""What objects that stand for other records call that by which those are named."""


class ShownReferences:
    """Those of records with the members ``shown``, where requests give the members ``taken``."""

    def __init__(self, schemas: Schemas, shown: Mapping[str, Schema], taken: Mapping[str, Schema]) -> None:
        self._found: list[tuple[str, tuple[str, str], frozenset[str]]] = []
        for name, item in shown.items():
            inner = {} if name in taken else schemas.properties(item)
            for key in (one for one in inner if plain(one) in KEYS):
                said = (one for one in taken if plain(one) == plain(name) + plain(key))
                self._found += [(one, (name, key), schemas.types(inner[key])) for one in said]

    def __bool__(self) -> bool:
        return bool(self._found)

    def put(self, record: dict[str, JSON], sent: JSON) -> dict[str, JSON]:
        """The record with what was sent, where it has the object."""
        for name, (member, key), types in self._found:
            value = sent.get(name) if isinstance(sent, dict) else None
            if value is not None and isinstance(record.get(member), dict):
                record = replaced(record, (member, key), as_type(value, types))
        return record
