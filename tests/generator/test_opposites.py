"""Generator: what does not conform to a schema, for each keyword whose opposite is a value with parts."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.openapi.generator import Generator
from mock_server.openapi.generator.negation import alternatives
from mock_server.values import Values
from tests.generator.satisfiable import judge

DENIED: dict[str, Any] = {
    "dependentRequired": {"dependentRequired": {"b": ["x"]}},
    "dependentSchemas": {"dependentSchemas": {"b": {"maxProperties": 0}}},
    "dependentSchemas deep": {"dependentSchemas": {"b": {"propertyNames": {"maxLength": 0}}}},
    "patternProperties": {"patternProperties": {"^[a-c]$": {"maxItems": 0}}},
    "propertyNames": {"propertyNames": {"minLength": 2}},
    "additionalProperties": {"additionalProperties": {"type": "string"}, "properties": {"additional": {}}},
    "additional names": {"additionalProperties": False},
    "unevaluatedProperties": {"unevaluatedProperties": {"type": "string"}},
    "unevaluatedItems": {"prefixItems": [True], "unevaluatedItems": {"maxItems": 0}},
    "unevaluatedItems alone": {"unevaluatedItems": {"maxItems": 0}},
    "prefixItems": {"prefixItems": [True, {"type": "string"}]},
    "items": {"items": {"type": "string"}},
    "items behind others": {"prefixItems": [True], "items": {"type": "string"}},
    "contains": {"contains": {"type": "string"}},
    "minContains": {"type": "array", "contains": {"type": "string"}, "minContains": 3},
    "maxContains": {"type": "array", "contains": {"type": "string"}, "minContains": 0, "maxContains": 1},
    "then": {"if": {"type": "array"}, "then": {"maxItems": 1}},
    "else": {"if": {"type": "array"}, "else": {"type": "string"}},
    "uniqueItems": {"uniqueItems": True},
}


@pytest.mark.parametrize("name", DENIED)
@pytest.mark.parametrize("place", ["not", "if", "oneOf", "both"])
def test_what_is_denied_is_not_made(place: str, name: str) -> None:
    """There are such values, so one is made: as `not`, as a condition that must fail, and as the branch not taken."""
    denied = DENIED[name]
    schema: Any = {
        "not": {"not": denied},
        "if": {"if": denied, "then": False},
        "oneOf": {"oneOf": [denied, True]},
        "both": {"not": {"anyOf": [denied, {"const": 1}]}},
    }[place]
    validator = judge(schema, {})
    for seed in range(3):
        value = Generator(lambda _: True, Values(seed)).generate(schema)
        assert validator.is_valid(value), value


@pytest.mark.parametrize(
    "schema",
    [
        {"not": {"uniqueItems": True}},
        {"oneOf": [{"uniqueItems": True}, True]},
        {"type": "array", "items": {"type": "number"}, "not": {"uniqueItems": True}},
        {"type": "array", "minItems": 4, "prefixItems": [{"type": "string"}, {"type": "number"}, {"type": "string"}],
         "items": {"type": "boolean"}, "maxItems": 4, "not": {"uniqueItems": True}},
        {"type": "array", "items": {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}},
         "contains": {"properties": {"a": {"pattern": "^x"}}}, "not": {"uniqueItems": True}},
    ],
)  # fmt: skip
def test_an_item_is_repeated_on_purpose(schema: Any) -> None:
    """Not by chance: whatever is drawn, and at little cost."""
    validator = judge(schema, {})
    for seed in range(40):
        generator = Generator(lambda _: True, Values(seed))
        value = generator.generate(schema)
        assert validator.is_valid(value), value
        assert generator.spent < 1_000


@pytest.mark.parametrize("name", DENIED)
def test_no_opposite_is_one_of_itself(name: str) -> None:
    """An alternative is another schema than the one that is denied, so that opening them comes to an end."""
    for one in alternatives(DENIED[name], lambda _: True):
        assert not isinstance(one, dict) or one.get("not") != DENIED[name] or name == "uniqueItems"
