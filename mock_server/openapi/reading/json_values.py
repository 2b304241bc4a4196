"""Equality of JSON values (JSON Schema Core 2020-12, section 4.2.2): 1 is 1.0, and neither is true."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Hashable


def key(value: Any) -> Hashable:
    """A hashable stand-in: two values are equal as JSON when their keys are."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, int | float):
        return ("number", value)
    if isinstance(value, list):
        return ("array", tuple([key(item) for item in value]))
    return ("object", frozenset((name, key(item)) for name, item in value.items()))


def copied(value: Any) -> Any:
    """A copy that may be changed without changing ``value``."""
    if isinstance(value, dict):
        return {name: copied(item) for name, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
