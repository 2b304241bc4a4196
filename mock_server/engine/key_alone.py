"""Answers to a create that show nothing of the new record but its key: a bare text or number, or one in `data`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.reading.pointers import at, replaced

if TYPE_CHECKING:
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

Place = tuple[str, ...]

_VALUES = frozenset(("string", "integer", "number", "null"))
_WRAPPERS = ("data", "result", "value", "payload")


def place_of_key(schemas: Schemas, schema: Schema | None) -> Place | None:
    """Where an answer of this schema is a key: the whole of it, or the member that wraps it; None where it has none.

    Within a member it is a number or a UUID: a text there may be a message.
    """
    if _is_value(schemas, schema):
        return ()
    for name, item in schemas.properties(schema).items():
        if plain(name) in _WRAPPERS and _is_value(schemas, item):
            telling = "string" not in schemas.types(item) or schemas.keyword(item, "format") == "uuid"
            return (name,) if telling else None
    return None


def showing_key(success: SuccessAnswer, body: JSON, key: JSON) -> JSON:
    """``body`` with ``key`` where its schema has one alone; as it is where that can't be it, or is a message."""
    schemas = success.synthesis.schemas
    place = place_of_key(schemas, success.schema)
    if place is None or _is_message(success, place):
        return body
    shown = replaced(body, place, as_type(key, schemas.types(schemas.below(success.schema, place))))
    return shown if success.is_valid(shown) else body


def _is_value(schemas: Schemas, schema: Schema | None) -> bool:
    types = schemas.types(schema)
    return bool(types - {"null"}) and types <= _VALUES


def _is_message(success: SuccessAnswer, place: Place) -> bool:
    """Whether the document's example is a text of several words."""
    told = success.synthesis.schemas.keyword(success.schema, "example") is not None
    is_documented = success.media is not None and (bool(success.media.examples) or told)
    return is_documented and " " in str(at(success.frame, place)).strip()
