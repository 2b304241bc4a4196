"""Members of the server's that tell which state of its record is meant: each change gives them another value.

Numbers count, as numbers or as texts (``"resourceVersion": "1"``); other texts (``etag``) are made anew.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_MOST_DIGITS = 18


def counts_versions(schemas: Schemas, name: str, schema: Schema) -> bool:
    """Whether a member of this name and schema is such a one."""
    types = schemas.types(schema)
    return types in ({"integer"}, {"string"}) and field_names.tells_version(name, types)


def first_version(schemas: Schemas, name: str, schema: Schema, may_be: Callable[[JSON, Schema], bool]) -> JSON:
    """The value with which it begins: 1, or another minimum; of a text None where it is no number."""
    if "string" in schemas.types(schema):
        return "1" if field_names.counts(name) and may_be("1", schema) else None
    lean = schemas.follow(schema)
    least = lean.get("minimum", 1) if isinstance(lean, dict) else 1
    start = math.ceil(least) if isinstance(least, int | float) and least >= 0 else 1  # less is what the format holds
    return next((number for number in (start, start + 1) if may_be(number, schema)), start)


def next_version(held: JSON, is_valid: Callable[[JSON], bool], make: Callable[[], JSON]) -> JSON:
    """The value after ``held``, or ``held`` where none is allowed; ``make`` gives another text."""
    if isinstance(held, int) and not isinstance(held, bool):
        return held + 1 if is_valid(held + 1) else held
    if not isinstance(held, str):
        return held
    if held.isdecimal() and len(held) <= _MOST_DIGITS and is_valid(counted := str(int(held) + 1).zfill(len(held))):
        return counted
    return made if is_valid(made := make()) else held
