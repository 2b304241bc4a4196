"""Keys that an answer shows apart from the record: in place of it, a bare text or number, or in a member beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour.places import plain
from mock_server.openapi.reading.pointers import replaced

if TYPE_CHECKING:
    from mock_server.engine.answers import SuccessAnswer
    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

Place = tuple[str, ...]

_VALUES = frozenset(("string", "integer", "number", "null"))
_OF_ONE = ("create", "read", "replace", "merge")
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
    if place is None or _is_message(success):
        return body
    shown = replaced(body, place, as_type(key, schemas.types(schemas.below(success.schema, place))))
    return shown if success.is_valid(shown) else body


class Beside(NamedTuple):
    """The member beside the record that has its key as well: `{"id": 1, "result": {…}}`."""

    name: str
    parameter: str
    types: frozenset[str]

    def told(self, body: JSON, record: JSON, call: Call) -> JSON:
        """``body`` with the key of ``record``, else the one in the path."""
        if not isinstance(body, dict) or not isinstance(record, dict):
            return body
        key = record.get(self.name, call.path.get(self.parameter, body.get(self.name)))
        return {**body, self.name: as_type(key, self.types)}


def key_beside(behaviour: Behaviour, schemas: Schemas, schema: Schema | None) -> Beside | None:
    """Where an answer of this schema, which holds one record in a member, has the record's key once more, if it has."""
    name, place = behaviour.property, behaviour.record
    if not place or name is None or name == place[0] or behaviour.action not in _OF_ONE:
        return None
    item = schemas.properties(schema).get(name)
    return Beside(name, behaviour.key_parameter, schemas.types(item)) if _is_value(schemas, item) else None


def _is_value(schemas: Schemas, schema: Schema | None) -> bool:
    types = schemas.types(schema)
    return bool(types - {"null"}) and types <= _VALUES


def _is_message(success: SuccessAnswer) -> bool:
    """Whether the document's example is a text of several words."""
    told = [example.value for example in success.media.examples] if success.media is not None else []
    told.append(success.synthesis.schemas.keyword(success.schema, "example"))
    return any(isinstance(text, str) and " " in text.strip() for text in told)
