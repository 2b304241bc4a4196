"""What an answer repeats of the request: where the document says so, and what has the name of a parameter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour import field_names
from mock_server.openapi.reading.expressions import compile_expression, in_request, is_expression
from mock_server.openapi.reading.pointers import MISSING, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.behaviour import Behaviour
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.call import Call
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

    Echo = tuple[tuple[str, ...], Callable[[Call, JSON], JSON], frozenset[str]]
    """The place in the answer, what gives the value (MISSING where there is none), and the types that it may have."""

_PAGES = (field_names.LIMIT, field_names.OFFSET, field_names.PAGE, field_names.CURSOR, field_names.SEARCH)


def _asks(name: str) -> bool:
    """Whether a parameter pages or searches, which no member of a record does."""
    return any(words.match(name) for words in _PAGES)


def echoes(behaviour: Behaviour, synthesis: Synthesis, schema: Schema | None) -> tuple[Echo, ...]:
    """What an answer with this schema repeats of a request."""
    schemas, found = synthesis.schemas, []
    declared = {tokens(name): value for name, value in behaviour.answer.items()}
    for path, value in declared.items():
        compute = compile_expression(value) if is_expression(value) else _constant(value)
        found.append((path, compute, schemas.types(schemas.below(schema, path))))
    shown = schemas.properties(schema)
    for name in behaviour.repeats:
        if name in shown and (name,) not in declared:
            is_valid = synthesis.validators.validator(shown[name], "response", strict=True).is_valid
            found.append(((name,), _repeated(name, is_valid), schemas.types(shown[name])))
    record = behaviour.record
    for path, item in _members(schemas, shown) if record != () else ():
        types = schemas.types(item)
        is_told = (record is not None and record[:1] == path[:1]) or path in declared
        if is_told or not types - {"object", "array", "null"}:
            continue
        for parameter in behaviour.operation.parameters:
            if parameter.name == path[-1] and parameter.location in ("query", "path"):
                asked = compile_expression(in_request(parameter.location, path[-1]))
                if len(path) == 1:
                    found.append((path, asked, types))
                elif parameter.location == "query" and (_asks(path[-1]) or path[-1] not in _listed(schemas, shown)):
                    is_valid = synthesis.validators.validator(item, "response", strict=True).is_valid
                    found.append((path, _fitting(asked, types, is_valid), types))
    return tuple(found)


def _listed(schemas: Schemas, shown: Mapping[str, Schema]) -> frozenset[str]:
    """The members of what the lists of an answer hold: parameters of such a name choose among these."""
    arrays = (schemas.items(item) for _, item in _members(schemas, shown) if "array" in schemas.types(item))
    return frozenset(name for item in arrays for name in schemas.properties(item))


def _fitting(
    asked: Callable[[Call, JSON], JSON], types: frozenset[str], is_valid: Callable[[JSON], bool]
) -> Callable[[Call, JSON], JSON]:
    """Gives what was asked for; MISSING where the answer may not have it."""

    def compute(call: Call, body: JSON) -> JSON:
        value = asked(call, body)
        return value if value is not MISSING and is_valid(as_type(value, types)) else MISSING

    return compute


def _members(schemas: Schemas, shown: Mapping[str, Schema]) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """The members of an answer, and those of the objects in it (`data.page`), by their places."""
    for name, item in shown.items():
        yield (name,), item
        yield from (((name, inner), one) for inner, one in schemas.properties(item).items())


def _repeated(name: str, is_valid: Callable[[JSON], bool]) -> Callable[[Call, JSON], JSON]:
    """Gives the body's member of this name; MISSING where it was not sent, or the answer may not have its value."""

    def compute(call: Call, _body: JSON) -> JSON:
        value = call.body.get(name, MISSING) if isinstance(call.body, dict) else MISSING
        return value if value is not MISSING and is_valid(value) else MISSING

    return compute


def _constant(value: JSON) -> Callable[[Call, JSON], JSON]:
    return lambda _call, _body: value
