"""Numbers of the server's that tell which state of its record is meant: each change makes them one more."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas


def counts_versions(schemas: Schemas, name: str, schema: Schema) -> bool:
    """Whether a member of this name and schema is such a number."""
    types = schemas.types(schema)
    return types == {"integer"} and field_names.tells_version(name, types)


def first_version(schemas: Schemas, schema: Schema, may_be: Callable[[JSON, Schema], bool]) -> int:
    """The number with which counting begins: 1, or another minimum."""
    lean = schemas.follow(schema)
    least = lean.get("minimum", 1) if isinstance(lean, dict) else 1
    start = math.ceil(least) if isinstance(least, int | float) else 1
    return next((number for number in (start, start + 1) if may_be(number, schema)), start)
