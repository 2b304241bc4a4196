"""Schemas that allow what was seen: one inferred from a value, or one loosened just enough to take it.

Schemas are raw, in the dialect of their document: OpenAPI 3.0 has no type lists and no `const`, but `nullable`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.traffic.format_clarity import moment
from mock_server.openapi import Schemas, json_values

if TYPE_CHECKING:
    from mock_server.openapi import JSON

Schema = dict[str, Any]

_COUNTED = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
_BOUNDS = ("minimum", "maximum")


def inferred(value: JSON, old: bool) -> Schema:
    """A schema of ``value``; ``old`` is the dialect of OpenAPI 3.0."""
    match value:
        case None:
            return {"nullable": True} if old else {"type": "null"}
        case bool() | int() | float() | str():
            format_ = {"format": "date-time"} if isinstance(value, str) and moment(value) else {}
            return {"type": json_values.type_of(value), **format_}
        case list():
            kinds: list[Schema] = []
            for item in value:
                kind = inferred(item, old)
                if kind not in kinds:
                    kinds.append(kind)
            items: Schema = kinds[0] if len(kinds) == 1 else {"anyOf": kinds} if kinds else {}
            return {"type": "array", "items": items}
    properties = {str(name): inferred(item, old) for name, item in value.items()}
    return (
        {"type": "object", "required": list(properties), "properties": properties} if properties else {"type": "object"}
    )


def loosened(schema: Schema, keyword: str, value: JSON, old: bool) -> Schema | None:
    """``schema`` with ``keyword`` loosened so that it takes ``value``; None where it has no such keyword to loosen."""
    new = dict(schema)
    if keyword in _BOUNDS and keyword not in schema and "format" in schema:
        keyword = "format"
    if keyword == "type" and "type" in schema:
        return _type(new, value, old)
    if keyword in ("enum", "const") and "enum" in schema:
        return new | {"enum": [*schema["enum"], value]}
    if keyword == "const" and "const" in schema:
        del new["const"]
        return new | {"enum": [schema["const"], value]}
    if keyword in _COUNTED and keyword in schema:
        return new | {keyword: len(value)}
    if keyword in _BOUNDS and keyword in schema and not isinstance(schema.get(_exclusive(keyword)), bool):
        return new | {keyword: value}
    if keyword in _BOUNDS or keyword.startswith("exclusive"):
        dropped = [name for name in (keyword, _exclusive(keyword), _inclusive(keyword)) if name in schema]
        return {name: item for name, item in schema.items() if name not in dropped} if dropped else None
    if keyword in Schemas.ALTERNATIVES and isinstance(schema.get(keyword), list):
        return _alternatives(new, keyword, value, old)
    if keyword in schema:
        del new[keyword]
        return new
    return None


def _type(schema: Schema, value: JSON, old: bool) -> Schema:
    declared = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    kind = json_values.type_of(value)
    if kind == "number" and declared == ["integer"]:
        return schema | {"type": "number"}
    if not old:
        return schema | {"type": [*declared, kind]}
    if value is None:
        nullable = schema | {"nullable": True}
        return nullable | {"enum": [*schema["enum"], None]} if "enum" in schema else nullable
    return {"anyOf": [schema, inferred(value, old)]}


def _alternatives(schema: Schema, keyword: str, value: JSON, old: bool) -> Schema:
    """One more alternative; where several held at once, they need not be exclusive any longer."""
    new = inferred(value, old)
    if new in schema[keyword] and keyword == "oneOf":
        return {("anyOf" if name == "oneOf" else name): item for name, item in schema.items()}
    return schema | {keyword: [*schema[keyword], new]}


def _exclusive(keyword: str) -> str:
    return f"exclusive{keyword[0].upper()}{keyword[1:]}" if keyword in _BOUNDS else keyword


def _inclusive(keyword: str) -> str:
    return keyword.removeprefix("exclusive").lower()
