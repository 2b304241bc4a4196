"""Answers that say in their body whether anything was done, where an operation documents no status to refuse with."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading.json_values import as_list

if TYPE_CHECKING:
    from mock_server.openapi.reading.operation import Operation
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

WELL = re.compile(r"^(?:is_?)?(?:ok|success|successful|succeeded)$", re.I)
"""Of a member: that it tells of a success."""
FAULT = re.compile(
    r"^(?:(?:last|latest)_?)?(?:errors?|error_?(?:code|message|msg|description|details?)|failures?|violations?)$", re.I
)
"""Of a member: that it tells of an error."""


def flags(schemas: Schemas, operation: Operation) -> tuple[str, str] | None:
    """The members ``ok`` and ``error`` of a success, by which alone the operation can refuse; None where it can't."""
    success = operation.success()
    if success is None or any(response.status[0] not in "2" for response in operation.responses):
        return None
    members, must = schemas.properties(success.schema), schemas.required(success.schema)
    well = [name for name in members if WELL.match(name) and _may_be_false(schemas, success.schema, name)]
    told = [name for name in members if FAULT.match(name) and name not in must]
    fault = [name for name in told if schemas.types(members[name]) - {"null"} in ({"string"}, {"object"})]
    return (well[0], fault[0]) if well and fault else None


def _may_be_false(schemas: Schemas, schema: Schema | None, name: str) -> bool:
    """Whether a member may say no, in one of the alternatives: one that is always true says nothing of a refusal."""
    ways = [schemas.properties(part).get(name) for part in schemas.parts(schema, schemas.ALTERNATIVES)]
    return any(_is_no(schemas, item) for item in ways if item is not None)


def _is_no(schemas: Schemas, schema: Schema) -> bool:
    options, only = schemas.keyword(schema, "enum"), schemas.keyword(schema, "const")
    told = options is None or any(one is False for one in as_list(options))
    return only is False or (schemas.types(schema) == {"boolean"} and only is None and told)
