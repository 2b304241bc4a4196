"""Generator: random satisfiable schemas."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mock_server.openapi.generator import Generator
from mock_server.values import Values
from tests.generator.satisfiable import judge, satisfiable

Drawn = tuple[Any, dict[str, Any], Any]
bounded = settings(max_examples=150, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])


def generator(definitions: dict[str, Any], seed: int = 1) -> Generator:
    """A generator over definitions."""
    return Generator(lambda ref: definitions[ref.removeprefix("#/$defs/")], Values(seed))


@bounded
@given(satisfiable(), st.integers(0, 5), st.booleans())
def test_values_conform(drawn: Drawn, seed: int, examples: bool) -> None:
    """For a schema to which some value conforms, the values that are made conform."""
    schema, definitions, witness = drawn
    validator = judge(schema, definitions)
    assert validator.is_valid(witness)
    maker = generator(definitions, seed)
    for _ in range(2):
        value = maker.generate(schema, examples=examples)
        assert validator.is_valid(value), value


@bounded
@given(satisfiable(), satisfiable())
def test_conformity_is_that_of_the_judge(drawn: Drawn, other: Drawn) -> None:
    """The check of examples and branches agrees with the validator, about values that conform and about others."""
    schema, definitions, witness = drawn
    conformity = generator(definitions)._caches["response"].conformity
    assert conformity.check(schema, witness)
    assert conformity.check(schema, other[2]) == judge(schema, definitions).is_valid(other[2])
