"""JSON values: their type, if need be an empty one, and when two are equal (JSON Schema Core 2020-12, 4.2.1, 4.2.2)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable
    from pathlib import Path

    from mock_server.json_types import JSON

_DEEPEST = 500


def of_octets(data: bytes, path: Path) -> JSON:
    """The value of YAML or JSON, read as documents are; raises DocumentError with ``path``, where it came from."""
    from mock_server.openapi.reading.source import parse

    return parse(data, path)


def as_dict(value: JSON) -> dict[str, JSON]:
    """``value`` where it is an object, else an empty one: a document may hold anything anywhere."""
    return value if isinstance(value, dict) else {}


def as_list(value: JSON) -> list[JSON]:
    """``value`` where it is an array, else an empty one."""
    return value if isinstance(value, list) else []


def type_of(value: JSON) -> str:
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


def described(value: JSON) -> str:
    """A value's type in words for people: ``a number``, ``an object``, ``null``."""
    kind = type_of(value).replace("integer", "number")
    return kind if kind == "null" else f"{'an' if kind[0] in 'ao' else 'a'} {kind}"


def is_json_value(value: JSON) -> bool:
    """Whether a Python value has a JSON text: no NaN, no other keys than texts, no other types, not too deep."""
    level = [value]
    for _ in range(_DEEPEST):
        inner: list[JSON] = []
        for item in level:
            match item:
                case None | bool() | int():
                    continue
                case float():
                    if not math.isfinite(item):
                        return False
                case str():
                    if not _is_text(item):
                        return False
                case list() | tuple():
                    inner += item
                case dict():
                    if not all(isinstance(name, str) and _is_text(name) for name in item):
                        return False
                    inner += item.values()
                case _:
                    return False
        if not inner:
            return True
        level = inner
    return False


def _is_text(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def key(value: JSON) -> Hashable:
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


def equal(one: JSON, other: JSON) -> bool:
    """Whether two values are equal as JSON."""
    if isinstance(one, str) or one is None:
        return bool(one == other)
    return key(one) == key(other)


def extent(value: JSON, most: int) -> tuple[int, int]:
    """How many values a value holds, itself included, and how many levels; counting ends beyond ``most`` values."""
    level, count, depth = [value], 0, 0
    while level and count <= most:
        count += len(level)
        inner: list[JSON] = []
        for item in level:
            if isinstance(item, dict):
                inner += item.values()
            elif isinstance(item, list):
                inner += item
        depth += any(isinstance(item, dict | list) for item in level)
        level = inner
    return count, depth


def copied(value: JSON) -> JSON:
    """A copy that may be changed without changing ``value``."""
    if isinstance(value, dict):
        return {name: copied(item) for name, item in value.items()}
    if isinstance(value, list):
        return [copied(item) for item in value]
    return value
