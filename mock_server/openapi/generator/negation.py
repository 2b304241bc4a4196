"""The opposite of a schema as alternatives that can be generated.

A schema is a conjunction of keywords, so its opposite is: one of them does not hold. For most keywords that is again
a schema. What has no opposite in that sense (a pattern, a format, a set of values) stays a ``not`` of that one keyword.
"""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conformity import Resolve
    from mock_server.openapi.generator.generation_state import Schema

TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_KEPT = {
    "const": None,
    "enum": None,
    "pattern": "string",
    "format": "string",
    "multipleOf": "number",
    "uniqueItems": "array",
    "propertyNames": "object",
    "patternProperties": "object",
    "prefixItems": "array",
    "dependentRequired": "object",
    "dependentSchemas": "object",
    "if": None,
    "unevaluatedProperties": "object",
    "unevaluatedItems": "array",
}
_MIRRORED = {
    "minimum": ("number", "exclusiveMaximum", 0),
    "maximum": ("number", "exclusiveMinimum", 0),
    "exclusiveMinimum": ("number", "maximum", 0),
    "exclusiveMaximum": ("number", "minimum", 0),
    "minLength": ("string", "maxLength", -1),
    "maxLength": ("string", "minLength", 1),
    "minItems": ("array", "maxItems", -1),
    "maxItems": ("array", "minItems", 1),
    "minProperties": ("object", "maxProperties", -1),
    "maxProperties": ("object", "minProperties", 1),
}
_APPLIED = ("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "not", "properties", "additionalProperties", "items",
            "contains", "required", "type")  # fmt: skip
ASSERTIONS = frozenset((*_KEPT, *_MIRRORED, *_APPLIED))
_ORDER = ("const", "enum", "required", "type")
_EXTRA = "additional"
_PAIRS = 10


def is_kept(schema: Schema) -> bool:
    """Whether ``{"not": schema}`` is as simple as it gets: one keyword, to be tested on the value."""
    if not isinstance(schema, dict):
        return False
    words = [word for word in schema if word in ASSERTIONS]
    if words == ["type"]:
        return schema["type"] in ("integer", ["integer"])
    return len(words) == 1 and words[0] in _KEPT


def alternatives(schema: Schema, resolve: Resolve) -> list[Schema]:
    """Schemas of which a value that does not conform to ``schema`` satisfies one; empty where there is none."""
    if not isinstance(schema, dict):
        return [] if schema else [True]
    found: list[Schema] = []
    words = sorted(schema, key=lambda word: _ORDER.index(word) if word in _ORDER else len(_ORDER))
    for word in words:
        value = schema[word]
        if word in _MIRRORED:
            kind, mirror, step = _MIRRORED[word]
            found.append({"type": kind, mirror: value + step})
        elif word == "required":
            found += [{"type": "object", "properties": {name: False}} for name in value]
        elif word == "type":
            found += _other_types(value)
        elif word in ("$ref", "$dynamicRef"):
            found += [{"not": resolve(value)}] if isinstance(value, str) else []
        elif word == "allOf":
            found += [{"not": item} for item in value]
        elif word in ("anyOf", "oneOf"):
            found.append({"allOf": [{"not": item} for item in value]})
            if word == "oneOf":
                found += [{"allOf": list(pair)} for pair in islice(combinations(value, 2), _PAIRS)]
        elif word == "not":
            found.append(value)
        elif word == "properties":
            found += [
                {"type": "object", "required": [name], "properties": {name: {"not": item}}}
                for name, item in value.items()
                if item is not True and item != {}
            ]
        elif word == "additionalProperties":
            found += _extra(schema, value)
        elif word == "items" and not schema.get("prefixItems"):
            found.append({"type": "array", "contains": {"not": value}})
        elif word == "contains" and schema.get("minContains", 1) == 1:
            found.append({"type": "array", "items": {"not": value}})
        elif word in _KEPT:
            found += _kept(word, schema)
    return [item for item in found if _possible(item)]


def _kept(word: str, schema: dict[str, JSON]) -> list[Schema]:
    inner: dict[str, JSON] = {word: schema[word]}
    if word == "if":
        inner |= {name: schema[name] for name in ("then", "else") if name in schema}
    kind = _KEPT[word]
    return [{"not": inner}] if kind is None else [{"type": kind, "not": inner}]


def _other_types(value: str | list[str]) -> list[Schema]:
    names = {value} if isinstance(value, str) else set(value)
    if "number" in names:
        names.add("integer")
    others = [name for name in TYPES if name not in names]
    if "integer" in names and "number" not in names:
        others.remove("number")
        return [{"type": others}, {"type": "number", "not": {"type": "integer"}}]
    return [{"type": others}] if others else []


def _extra(schema: dict[str, JSON], value: Schema) -> list[Schema]:
    """A further property that the schema does not allow."""
    name = _EXTRA
    while name in schema.get("properties", ()):
        name += "_"
    inner: Schema = True if value is False else {"not": value}
    return [{"type": "object", "required": [name], "properties": {name: inner}}]


def _possible(schema: Schema) -> bool:
    if not isinstance(schema, dict):
        return schema
    opposite = schema.get("not")
    if opposite is True or opposite == {}:
        return False
    return all(schema.get(word, 0) >= 0 for word in ("maxLength", "maxItems", "maxProperties"))
