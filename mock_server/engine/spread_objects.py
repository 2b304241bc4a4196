"""Parameters of a query that are objects whose members stand there by themselves: Spring's `pageable`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.schema.schemas import Schemas


def spread_objects(schemas: Schemas, operation: Operation) -> tuple[str, ...]:
    """Their names: of style `form`, exploded (OpenAPI 3.0.3 section 4.7.12.4), as is the default, and objects alone."""
    return tuple(
        one.name
        for one in operation.parameters
        if (one.location, one.style, one.explode) == ("query", "form", True)
        and schemas.types(one.schema) - {"null"} == {"object"}
        and schemas.properties(one.schema)
    )
