"""JSON as the services of the tests read it: strictly, and not too deep."""

from __future__ import annotations

import json
from typing import Any


def strict_json(text: str) -> Any:
    """A JSON text of RFC 8259 whose numbers are finite. Raises ValueError or RecursionError."""
    return json.loads(text, parse_constant=_no_constant, parse_float=_finite)


def depth_of(value: Any) -> int:
    """How many levels of objects and arrays there are."""
    level, depth = [value], 0
    while level:
        depth += 1
        inner = [item.values() if isinstance(item, dict) else item for item in level if isinstance(item, dict | list)]
        level = [leaf for leaves in inner for leaf in leaves]
    return depth


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")


def _finite(text: str) -> float:
    number = float(text)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number too large")
    return number
