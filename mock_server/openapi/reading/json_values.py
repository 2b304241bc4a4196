"""JSON values: their type, and when two are equal (JSON Schema Core 2020-12, sections 4.2.1 and 4.2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable


def type_of(value: Any) -> str:
    """The JSON Schema type of a value; a number without a fraction is an integer, however it is written."""
    match value:
        case None:
            return "null"
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "integer" if value.is_integer() else "number"
        case str():
            return "string"
        case list():
            return "array"
    return "object"


def key(value: Any) -> Hashable:
    """A hashable stand-in: two values are equal as JSON when their keys are: 1 is 1.0, and neither is true."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, int | float):
        return ("number", value)
    if isinstance(value, list):
        return ("array", tuple([key(item) for item in value]))
    return ("object", frozenset((name, key(item)) for name, item in value.items()))


def equal(one: Any, other: Any) -> bool:
    """Whether two values are equal as JSON."""
    if isinstance(one, str) or one is None:
        return bool(one == other)
    return key(one) == key(other)


def copied(value: Any) -> Any:
    """A copy that may be changed without changing ``value``."""
    if isinstance(value, dict):
        return {name: copied(item) for name, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
