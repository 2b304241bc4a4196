"""Whole numbers in bodies with a fraction: `3.0` is an integer to JSON Schema, and none to many parsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Schemas

WHOLE = "a whole number written with a fraction"
_DEEPEST = 12


def has_fraction(schemas: Schemas, schema: JSON, value: JSON, depth: int = 0) -> bool:
    """Whether a whole number stands with a fraction where the schema wants an integer: typed languages refuse it."""
    if depth > _DEEPEST:
        return False
    if isinstance(value, float):
        kinds = schemas.types(schema)
        return value.is_integer() and "integer" in kinds and "number" not in kinds
    if isinstance(value, dict):
        known = schemas.properties(schema)
        return any(has_fraction(schemas, known.get(name), item, depth + 1) for name, item in value.items())
    if isinstance(value, list):
        items = schemas.items(schema)
        return any(has_fraction(schemas, items, item, depth + 1) for item in value)
    return False


def plain(value: JSON) -> JSON:
    """A whole number without its fraction: bounds are written `2.0` by frameworks that keep them as such."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
