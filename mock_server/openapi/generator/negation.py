"""The opposite of a schema as alternatives that can be generated.

A schema is a conjunction of keywords, so its opposite is: one of them does not hold. For most keywords that is again
a schema. What has no opposite in that sense (a pattern, a format, a set of values) stays a ``not`` of that one keyword.
"""

from __future__ import annotations

from itertools import combinations, islice
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conformity import Resolve
    from mock_server.openapi.reading.operation_parts import Schema

TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")
_KEPT = {
    "const": None,
    "enum": None,
    "pattern": "string",
    "format": "string",
    "multipleOf": "number",
    "uniqueItems": "array",
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
            "contains", "required", "type", "propertyNames", "patternProperties", "prefixItems", "dependentRequired",
            "dependentSchemas", "if", "unevaluatedProperties", "unevaluatedItems")  # fmt: skip
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
        elif word in _IN_PARTS:
            found += _IN_PARTS[word](schema, value)
        if word in _KEPT:
            found += _kept(word, value)
    return [item for item in found if _possible(item)]


def _other_names(schema: dict[str, JSON], value: Schema) -> list[Schema]:
    return [{"type": "object", "minProperties": 1, "propertyNames": {"not": value}}]


def _matching(schema: dict[str, JSON], value: dict[str, Schema]) -> list[Schema]:
    """A property whose name matches, with a value that may not stand there."""
    return [
        {"type": "object", "minProperties": 1, "propertyNames": {"pattern": pattern},
         "additionalProperties": {"not": item}}
        for pattern, item in value.items()
    ]  # fmt: skip


def _dependent(schema: dict[str, JSON], value: dict[str, list[str]]) -> list[Schema]:
    """A property without one that it asks for."""
    return [
        {"type": "object", "required": [name], "properties": {other: False}}
        for name, others in value.items()
        for other in others
        if other != name
    ]


def _dependent_schemas(schema: dict[str, JSON], value: dict[str, Schema]) -> list[Schema]:
    return [{"type": "object", "required": [name], "allOf": [{"not": item}]} for name, item in value.items()]


def _items(schema: dict[str, JSON], value: Schema) -> list[Schema]:
    """An item that may not stand where it does, behind those of ``prefixItems``."""
    before = len(schema.get("prefixItems") or ())
    return [_item_at(before, value)] if before else [{"type": "array", "contains": {"not": value}}]


def _prefix_items(schema: dict[str, JSON], value: list[Schema]) -> list[Schema]:
    return [_item_at(index, item) for index, item in enumerate(value)]


def _item_at(index: int, value: Schema) -> dict[str, JSON]:
    return {"type": "array", "minItems": index + 1, "prefixItems": [*[True] * index, {"not": value}]}


def _unevaluated_items(schema: dict[str, JSON], value: Schema) -> list[Schema]:
    """An item that nothing else of the schema knows, where it knows those at the beginning."""
    return [_item_at(len(schema.get("prefixItems") or ()), value)]


def _contains(schema: dict[str, JSON], value: Schema) -> list[Schema]:
    """Fewer of them than are asked for, or more than are allowed."""
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    found: list[Schema] = []
    if least == 1:
        found.append({"type": "array", "items": {"not": value}})
    elif least:
        found.append({"type": "array", "contains": value, "minContains": 0, "maxContains": least - 1})
    if most is not None:
        found.append({"type": "array", "contains": value, "minContains": most + 1})
    return found


def _branches(schema: dict[str, JSON], value: Schema) -> list[Schema]:
    """What leads to a branch, and not what the branch asks for."""
    led = [("then", value), ("else", {"not": value})]
    return [{"allOf": [test, {"not": schema[word]}]} for word, test in led if word in schema]


def _kept(word: str, value: JSON) -> list[Schema]:
    kind = _KEPT[word]
    opposite = {"not": {word: value}}
    return [opposite] if kind is None else [{"type": kind, **opposite}]


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
    inner: Schema = True if value is False else {"not": value}
    if not schema.get("properties") and not schema.get("patternProperties"):
        return [{"type": "object", "minProperties": 1, "additionalProperties": inner}]
    name = _EXTRA
    while name in schema.get("properties", ()):
        name += "_"
    return [{"type": "object", "required": [name], "properties": {name: inner}}]


_IN_PARTS: dict[str, Callable[[dict[str, JSON], Any], list[Schema]]] = {
    "additionalProperties": _extra,
    "unevaluatedProperties": _extra,
    "propertyNames": _other_names,
    "patternProperties": _matching,
    "dependentRequired": _dependent,
    "dependentSchemas": _dependent_schemas,
    "items": _items,
    "prefixItems": _prefix_items,
    "unevaluatedItems": _unevaluated_items,
    "contains": _contains,
    "if": _branches,
}
"""Keywords that speak of parts, or of a branch: what one that may not be there looks like."""


def _possible(schema: Schema) -> bool:
    if not isinstance(schema, dict):
        return schema
    opposite = schema.get("not")
    if opposite is True or opposite == {}:
        return False
    return all(schema.get(word, 0) >= 0 for word in ("maxLength", "maxItems", "maxProperties"))
