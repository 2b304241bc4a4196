"""Values as other JSON types: what a path, a query or a form carries is text, what an answer shows may not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema

SEVERAL = frozenset(("object", "array"))
"""The types of what is more than one value."""

NUMBERS = frozenset(("integer", "number", "null"))
"""The types of what is a number, or not there yet."""


def as_type(value: JSON, types: frozenset[str]) -> JSON:
    """``value``, taken from a request, as one of the JSON ``types`` that the answer wants; unchanged if it can't be."""
    if not types or value is None:
        return value
    if isinstance(value, str) and "string" not in types:
        if "boolean" in types and value.lower() in ("true", "false"):
            return value.lower() == "true"
        try:
            if "integer" in types:
                return int(value)
            if "number" in types:
                return float(value)
        except ValueError:
            return value
    if not isinstance(value, str | dict | list) and types <= {"string", "null"}:
        return str(value).lower() if isinstance(value, bool) else str(value)
    return value


def empty(types: frozenset[str], schema: Schema, may_be: Callable[[JSON, Schema], bool]) -> Callable[[], JSON] | None:
    """What makes a list or a map of these types that nobody gave; None where it may not be empty."""
    make = {"array": list, "object": dict}.get(next(iter(types - {"null"}), "")) if len(types - {"null"}) == 1 else None
    return make if make is not None and may_be(make(), schema) else None
