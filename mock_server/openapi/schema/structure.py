"""Looks into schemas: which properties an object has, where in an answer the record or the list stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mock_server.openapi.reading.media_types import is_json
from mock_server.openapi.schema.composition import ALL, composed

if TYPE_CHECKING:
    from mock_server.openapi.reading.operation import MediaType, Operation, Response, Schema
    from mock_server.openapi.schema.schemas import Schemas

Properties = dict[str, Any]
ONLY = "0"


def properties(schemas: Schemas, schema: Schema | None, depth: int = 0) -> Properties:
    """Name → canonical schema of every property that an object of ``schema`` may have, compositions included."""
    if schema is None or depth > 12:
        return {}
    found: Properties = {}
    schema = schemas.follow(schema)
    if not isinstance(schema, dict):
        return {}
    for part in composed(schemas, schema):
        for name, item in properties(schemas, part, depth + 1).items():
            found.setdefault(name, item)
    found.update(schema.get("properties") or {})
    return found


def certain_properties(schemas: Schemas, schema: Schema | None, depth: int = 0) -> Properties:
    """As `properties`, without those of alternatives: what an object of ``schema`` has, whichever it is."""
    schema = schemas.follow(schema) if schema is not None else None
    if not isinstance(schema, dict) or depth > 12:
        return {}
    found: Properties = {}
    for part in composed(schemas, schema, ALL):
        found.update(certain_properties(schemas, part, depth + 1))
    found.update(schema.get("properties") or {})
    return found


def other_properties(schemas: Schemas, schema: Schema | None) -> Schema | None:
    """The schema of the properties that an object's schema does not name (a map's values), None where it has none."""
    lean = schemas.follow(schema) if schema is not None else None
    found = lean.get("additionalProperties") if isinstance(lean, dict) else None
    return found if isinstance(found, dict) else None


def required(schemas: Schemas, schema: Schema | None, depth: int = 0) -> frozenset[str]:
    """Names that an object of ``schema`` must have, those of ``allOf`` parts among them."""
    if schema is None or depth > 12:
        return frozenset()
    schema = schemas.follow(schema)
    if not isinstance(schema, dict):
        return frozenset()
    found = set(schema.get("required") or ())
    for part in composed(schemas, schema, ALL):
        found |= required(schemas, part, depth + 1)
    return frozenset(found)


def is_open(schemas: Schemas, schema: Schema | None, depth: int = 0) -> bool:
    """Whether the schema says that objects carry properties it does not name."""
    schema = schemas.follow(schema) if schema is not None else True
    if schema is True or depth > 12:
        return True
    if not isinstance(schema, dict):
        return False
    if schema.get("additionalProperties", False) is not False or schema.get("patternProperties"):
        return True
    parts = composed(schemas, schema)
    if not parts:
        return not schema.get("properties")
    known = [part for part in parts if properties(schemas, part)]
    return not properties(schemas, schema) or any(is_open(schemas, part, depth + 1) for part in known)


def types_of(schemas: Schemas, schema: Schema | None, depth: int = 0) -> frozenset[str]:
    """The JSON types that the schema names, as far as they can be told at a glance."""
    schema = schemas.follow(schema) if schema is not None else True
    if not isinstance(schema, dict) or depth > 12:
        return frozenset()
    declared = schema.get("type")
    if declared is not None:
        return frozenset(declared if isinstance(declared, list) else [declared])
    if schema.get("properties"):
        return frozenset({"object"})
    if "items" in schema or "prefixItems" in schema:
        return frozenset({"array"})
    found: frozenset[str] = frozenset()
    for part in composed(schemas, schema):
        found |= types_of(schemas, part, depth + 1)
    return found


def items_of(schemas: Schemas, schema: Schema | None, depth: int = 0) -> Schema | None:
    """The schema of an array's items, or None."""
    schema = schemas.follow(schema) if schema is not None else None
    if not isinstance(schema, dict) or depth > 12:
        return None
    if "items" in schema:
        found: Schema = schema["items"]
        return found
    parts = composed(schemas, schema)
    return next((inner for part in parts if (inner := items_of(schemas, part, depth + 1)) is not None), None)


def takes_json(name: str) -> bool:
    """Whether this media type is JSON, or a range that covers it."""
    return is_json(name) or name.partition(";")[0].strip() in ("*/*", "application/*")


def json_media(content: tuple[MediaType, ...]) -> MediaType | None:
    """The JSON one among these media types."""
    return next((media for media in content if takes_json(media.name)), None)


def request_schema(operation: Operation) -> Schema | None:
    """The schema of the operation's request body, JSON preferred."""
    body = operation.request_body
    if body is None or not body.content:
        return None
    return (json_media(body.content) or body.content[0]).schema


def success(operation: Operation, preferred: tuple[str, ...] = ()) -> Response | None:
    """The documented success: one of ``preferred`` if it is there, else the lowest 2xx, ``2XX``, default, 3xx, 1xx."""
    by_status = {response.status.upper(): response for response in operation.responses}
    for status in preferred:
        if status in by_status:
            return by_status[status]
    ranked = sorted(by_status, key=_rank)
    return by_status[ranked[0]] if ranked and _rank(ranked[0])[0] < _REFUSALS else None


def first_refusal(operation: Operation) -> Response | None:
    """The first refusal in the document's order."""
    return next((response for response in operation.responses if _REFUSAL.fullmatch(response.status)), None)


_REFUSAL = re.compile(r"[45](?:\d\d|XX)", re.ASCII | re.IGNORECASE)
_REFUSALS = 9


def _rank(status: str) -> tuple[int, str]:
    if status == "DEFAULT":
        return 2, status
    order = {"2": 0, "3": 3, "1": 4}.get(status[:1], _REFUSALS)
    return (1 if status == "2XX" else order), status


def response_schema(operation: Operation, preferred: tuple[str, ...] = ()) -> Schema | None:
    """The JSON schema of the operation's documented success, or None."""
    response = success(operation, preferred)
    media = json_media(response.content) if response else None
    return media.schema if media else None


def below(schemas: Schemas, schema: Schema | None, path: tuple[str, ...]) -> Schema | None:
    """The schema of the value at these reference tokens under an object of ``schema``; `ONLY` is an array's item."""
    for token in path:
        known = properties(schemas, schema)
        schema = items_of(schemas, schema) if token == ONLY and token not in known else known.get(token)
    return schema
