"""What a check needs to know of a schema: its types, properties and items, and which elements are assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.openapi import assumption, is_json

if TYPE_CHECKING:
    from mock_server.openapi import MediaType, Operation, Response, Schema, Schemas

_DEPTH = 10


def types(schemas: Schemas, schema: Schema | None) -> frozenset[str]:
    """The JSON types the schema names; none where it leaves them open."""
    found: set[str] = set()
    for part in schemas.parts(schema):
        declared = part.get("type")
        if declared is not None:
            found.update(declared if isinstance(declared, list) else [declared])
        elif part.get("properties"):
            found.add("object")
        elif "items" in part:
            found.add("array")
    return frozenset(found)


def properties(schemas: Schemas, schema: Schema | None) -> dict[str, Any]:
    """Name → schema of every property an object of this schema may have."""
    found: dict[str, Any] = {}
    for part in schemas.parts(schema):
        for name, item in (part.get("properties") or {}).items():
            found.setdefault(name, item)
    return found


def required(schemas: Schemas, schema: Schema | None) -> list[str]:
    """Names that an object of this schema must have (those of alternatives are not told apart)."""
    found: dict[str, None] = {}
    for part in schemas.parts(schema):
        found.update(dict.fromkeys(part.get("required") or ()))
    return list(found)


def items(schemas: Schemas, schema: Schema | None) -> Any:
    """The schema of an array's items, True where anything goes."""
    return next((part["items"] for part in schemas.parts(schema) if "items" in part), True)


def keyword(schemas: Schemas, schema: Schema | None, name: str) -> Any:
    """The value of a keyword in the schema or what it is composed of, None where it is nowhere."""
    return next((part[name] for part in schemas.parts(schema) if name in part), None)


def below(schemas: Schemas, schema: Schema | None, pointer: tuple[str | int, ...]) -> Any:
    """The schema of the value at this place, None where nothing is said of it."""
    for token in pointer:
        if isinstance(token, int) or (str(token).isdigit() and "array" in types(schemas, schema)):
            schema = items(schemas, schema)
        else:
            found = properties(schemas, schema)
            if token not in found:
                return None
            schema = found[token]
    return schema


def assumed(schemas: Schemas, schema: Schema | None) -> str | None:
    """Why this element is assumed, None where it is documented; composed schemas are elements of their own."""
    for _ in range(_DEPTH):
        if not isinstance(schema, dict):
            return None
        found = assumption(schema)
        if found is not None or "$ref" not in schema:
            return found
        schema = schemas.resolve(schema["$ref"])
    return None


def json_media(content: tuple[MediaType, ...]) -> MediaType | None:
    """The JSON one among these media types."""
    return next((media for media in content if is_json(media.name)), None)


_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


def request_media(operation: Operation) -> MediaType | None:
    """The body that the operation takes: JSON where it documents that, else a form, else what it names first."""
    body = operation.request_body
    if body is None:
        return None
    forms = (media for media in body.content if media.name.partition(";")[0].strip().lower() in _FORMS)
    return json_media(body.content) or next(forms, None) or next(iter(body.content), None)


def request_schema(operation: Operation) -> Schema | None:
    """The schema of the body that the operation takes."""
    media = request_media(operation)
    return media.schema if media is not None else None


def answer_schema(response: Response | None) -> Schema | None:
    """The schema of a documented answer's JSON body."""
    media = json_media(response.content) if response is not None else None
    return media.schema if media is not None else None
