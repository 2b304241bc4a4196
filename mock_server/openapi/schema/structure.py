"""Looks into schemas: which properties an object has, where in an answer the record or the list stands."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mock_server.openapi.reading.media_types import is_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi.reading.operation import MediaType, Operation, Response, Schema
    from mock_server.openapi.schema.schemas import Schemas

Properties = dict[str, Any]


def properties(schemas: Schemas, schema: Schema | None, depth: int = 0) -> Properties:
    """Name → canonical schema of every property that an object of ``schema`` may have, compositions included."""
    if schema is None or depth > 12:
        return {}
    found: Properties = {}
    schema = schemas.follow(schema)
    if not isinstance(schema, dict):
        return {}
    if "$ref" in schema:
        found.update(properties(schemas, schemas.resolve(schema["$ref"]), depth + 1))
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword) or ():
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
    if "$ref" in schema:
        found.update(certain_properties(schemas, schemas.resolve(schema["$ref"]), depth + 1))
    for part in schema.get("allOf") or ():
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
    if "$ref" in schema:
        found |= required(schemas, schemas.resolve(schema["$ref"]), depth + 1)
    for part in schema.get("allOf") or ():
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
    parts = [part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword) or ()]
    if "$ref" in schema:
        parts.append(schemas.resolve(schema["$ref"]))
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
    for keyword in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(keyword) or ():
            found |= types_of(schemas, part, depth + 1)
    if "$ref" in schema:
        found |= types_of(schemas, schemas.resolve(schema["$ref"]), depth + 1)
    return found


def items_of(schemas: Schemas, schema: Schema | None, depth: int = 0) -> Schema | None:
    """The schema of an array's items, or None."""
    schema = schemas.follow(schema) if schema is not None else None
    if not isinstance(schema, dict) or depth > 12:
        return None
    if "items" in schema:
        found: Schema = schema["items"]
        return found
    parts = [part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword) or ()]
    if "$ref" in schema:
        parts.append(schemas.resolve(schema["$ref"]))
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
    """The schema of the value at these reference tokens under an object of ``schema``."""
    for token in path:
        schema = properties(schemas, schema).get(token)
    return schema


def envelope(
    schemas: Schemas, request: Schema | None, answer: Schema | None, has_key: Callable[[Schema | None], bool]
) -> tuple[str, ...]:
    """Where in a request's body the record stands: under the one object that wraps it, in the answer too; else the top.

    ``has_key`` says whether objects of a schema have the record's key.
    """
    sent, shown = properties(schemas, request), properties(schemas, answer)
    objects = (name for name, item in sent.items() if "array" not in types_of(schemas, item))
    wrappers = [name for name in objects if properties(schemas, sent[name])]
    if len(wrappers) != 1 or len(sent) > _WRAPPED or has_key(request) or has_key(answer):
        return ()
    (name,) = wrappers
    common = properties(schemas, sent[name]).keys() & properties(schemas, shown.get(name)).keys()
    return (name,) if common and (has_key(shown[name]) or len(shown) == 1) else ()


_WRAPPED = 3
"""The most properties that a body has around a record: JSON:API's `data`, `meta` and `included`."""


def find_record(schemas: Schemas, schema: Schema | None, like: set[str], key: str | None) -> tuple[str, ...] | None:
    """Where in an answer of ``schema`` an object like one with the properties ``like`` and the key stands."""
    best: tuple[float, tuple[str, ...]] | None = None
    for path, candidate in _objects(schemas, schema, (), 0):
        names = set(properties(schemas, candidate))
        if not (names & like - {key} or key in names):
            continue
        score = 2.0 * len(names & like) / max(1, len(like)) + (1.0 if key in names else 0.0) - 0.1 * len(path)
        if best is None or score > best[0]:
            best = (score, path)
    return best[1] if best and best[0] > 0 else None


def find_list(schemas: Schemas, schema: Schema | None) -> tuple[str, ...] | None:
    """Where in an answer of ``schema`` the array of records stands."""
    if schema is None:
        return None
    if "array" in types_of(schemas, schema):
        return ()
    known = properties(schemas, schema)
    arrays = [name for name, item in known.items() if "array" in types_of(schemas, item)]
    objects = [name for name in arrays if properties(schemas, items_of(schemas, known[name]))]
    if arrays:
        return ((objects or arrays)[0],)
    for name, item in known.items():
        inner = [key for key, value in properties(schemas, item).items() if "array" in types_of(schemas, value)]
        if len(inner) == 1:
            return (name, inner[0])
    return None


def _objects(schemas: Schemas, schema: Schema | None, path: tuple[str, ...], depth: int) -> Any:
    known = properties(schemas, schema)
    if known:
        yield path, schema
    if depth < 2:
        for name, item in known.items():
            if "object" in types_of(schemas, item):
                yield from _objects(schemas, item, (*path, name), depth + 1)
