"""Numbers of which readers make different things: `3.0` is an integer to JSON Schema, and none to many parsers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.traffic.operation_purpose import says_search
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Schemas

    _Test = Callable[[Schemas, JSON, JSON], bool]

WHOLE = "a whole number written with a fraction"
_DEEPEST = 12


def has_fraction(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    """Whether a whole number stands with a fraction where the schema wants an integer: typed languages refuse it."""
    return _any_number(schemas, schema, value, _is_whole)


def is_multiple_to_some(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    """Whether a number is a multiple in decimals and none in binary (19.99 of 0.01), by which many validators go."""
    return _any_number(schemas, schema, value, _is_rounded)


def is_uncountable(schemas: Schemas, asked: Mapping[str, JSON], given: Mapping[str, JSON]) -> bool:
    """Whether a number that is ``given`` is none that services count with, though no bound of the schema says so.

    ``asked`` are the schemas of what is given: what pages and offsets are counted with is the service's own.
    """
    return any(
        _is_beyond_32_bits(schemas, asked.get(name), value) or _is_no_count(schemas, asked, name, value)
        for name, value in given.items()
    )


def asks_uncountably(schemas: Schemas, reading: Reading) -> bool:
    """Whether a query has such a number, or the body of a call that searches."""
    operation = reading.operation
    asked = {item.name: item.schema for item in operation.parameters if item.location == "query"}
    if is_uncountable(schemas, asked, reading.values.get("query", {})):
        return True
    body = reading.body if says_search(operation) else None
    return isinstance(body, dict) and is_uncountable(schemas, schemas.properties(operation.request_schema), body)


def _is_beyond_32_bits(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    """Whether a whole number needs more than 32 bits, and neither a format nor a bound says so much."""
    bounds = (schemas.keyword(schema, name) for name in ("format", "maximum", "exclusiveMaximum"))
    return isinstance(value, int) and abs(value) >= 2**31 and all(bound is None for bound in bounds)


def _is_no_count(schemas: Schemas, asked: Mapping[str, JSON], name: str, value: JSON) -> bool:
    """Whether a page, or a page's size, is less than one, or an offset or a mark less than none, and no bound says so.

    That of a format (`int32`) says nothing of what is counted.
    """
    bounds = (schemas.keyword(asked.get(name), word) for word in ("minimum", "exclusiveMinimum"))
    if type(value) is not int or value > 0 or any(isinstance(b, int | float) and b > -(2**31) for b in bounds):
        return False
    places = (field_names.offset(asked), field_names.CURSOR) if value else ()
    forms = (field_names.limit(asked), field_names.PAGE, *places)
    return any(form.match(name) for form in forms)


def _is_whole(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    if not isinstance(value, float) or not value.is_integer():
        return False
    kinds = schemas.types(schema)
    return "integer" in kinds and "number" not in kinds


def _is_rounded(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    step = schemas.keyword(schema, "multipleOf")
    return isinstance(step, float) and bool(step) and not (value / step).is_integer()


def _any_number(schemas: Schemas, schema: JSON, value: JSON, test: _Test, depth: int = 0) -> bool:
    """Whether a number somewhere in a value, and the schema there, pass a test."""
    if depth > _DEEPEST:
        return False
    if isinstance(value, dict):
        known = schemas.properties(schema)
        return any(_any_number(schemas, known.get(name), item, test, depth + 1) for name, item in value.items())
    if isinstance(value, list):
        items = schemas.items(schema)
        return any(_any_number(schemas, items, item, test, depth + 1) for item in value)
    return test(schemas, schema, value)


def plain(value: JSON) -> JSON:
    """A whole number without its fraction: bounds are written `2.0` by frameworks that keep them as such."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
