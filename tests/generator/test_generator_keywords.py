"""Generator: each keyword of JSON Schema 2020-12, in schemas of which nothing but the keyword decides."""

from __future__ import annotations

from typing import Any

import pytest

from mock_server.openapi.generator import Generator
from mock_server.values import Values
from tests.generator.satisfiable import judge

OBJECT = {"type": "object"}
KEYWORDS: dict[str, Any] = {
    "true": True,
    "empty": {},
    "null": {"type": "null"},
    "boolean": {"type": "boolean"},
    "type list": {"type": ["integer", "null"]},
    "enum": {"enum": ["a", 1, None, {"b": [2]}]},
    "enum with type": {"type": "integer", "enum": ["a", 1, 2.5]},
    "enum of null": {"enum": [None]},
    "const": {"const": {"a": [1, 2]}},
    "const in all": {"allOf": [{"enum": [1, 2, 3]}, {"enum": [3, 4]}]},
    "minimum": {"type": "integer", "minimum": 10_000},
    "maximum": {"type": "integer", "maximum": -10_000},
    "exclusive integers": {"type": "integer", "exclusiveMinimum": 4, "exclusiveMaximum": 6},
    "exclusive numbers": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.001},
    "one number": {"type": "number", "minimum": 2.5, "maximum": 2.5},
    "huge numbers": {"type": "number", "minimum": -1e308, "maximum": 1e308},
    "far below": {"type": "number", "minimum": -1e300, "exclusiveMaximum": 0},
    "int32": {"type": "integer", "format": "int32", "minimum": 2**31 - 2},
    "int64": {"type": "number", "format": "int64"},
    "multipleOf": {"type": "integer", "multipleOf": 7, "minimum": 30, "maximum": 40},
    "multipleOf fraction": {"type": "number", "multipleOf": 0.01, "minimum": 0, "maximum": 10},
    "multipleOf both": {"allOf": [{"type": "number", "multipleOf": 0.6}, {"multipleOf": 0.4}]},
    "multipleOf small": {"type": "number", "multipleOf": 1e-8, "maximum": 1},
    "minLength": {"type": "string", "minLength": 200},
    "maxLength": {"type": "string", "maxLength": 2},
    "no length": {"type": "string", "maxLength": 0},
    "one length": {"type": "string", "minLength": 17, "maxLength": 17},
    "pattern": {"type": "string", "pattern": "^[A-Z]{3}-[0-9]+$"},
    "pattern and length": {"type": "string", "pattern": "^[a-z]+$", "minLength": 30, "maxLength": 31},
    "two patterns": {"allOf": [{"type": "string", "pattern": "^[a-z]"}, {"pattern": "[0-9]$"}, {"pattern": "^.{5}$"}]},
    "pattern and format": {"type": "string", "pattern": "@example\\.com$", "format": "email"},
    "pattern of a date": {"type": "string", "pattern": "^\\d{4}-\\d\\d-\\d\\d$", "format": "date"},
    "minItems": {"type": "array", "items": {"type": "string"}, "minItems": 7},
    "maxItems": {"type": "array", "items": {"type": "string"}, "maxItems": 0},
    "items false": {"type": "array", "items": False},
    "uniqueItems": {"type": "array", "items": {"type": "integer", "minimum": 1, "maximum": 5}, "minItems": 5,
                    "uniqueItems": True},
    "uniqueItems of truth": {"type": "array", "items": {"type": "boolean"}, "minItems": 2, "uniqueItems": True},
    "uniqueItems of enum": {"type": "array", "items": {"enum": ["a", "b", None]}, "minItems": 3, "uniqueItems": True},
    "uniqueItems with example": {"type": "array", "items": {"type": "string", "example": "x"}, "minItems": 4,
                                 "uniqueItems": True},
    "prefixItems": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
    "prefixItems and items": {"prefixItems": [{"const": 1}], "items": {"const": 2}, "minItems": 4, "type": "array"},
    "contains": {"type": "array", "items": {"type": "integer"}, "contains": {"minimum": 5000}},
    "minContains": {"type": "array", "contains": {"const": 5}, "minContains": 3, "maxContains": 3, "minItems": 6},
    "contains twice": {"allOf": [{"type": "array", "contains": {"const": 1}}, {"contains": {"const": 2}}]},
    "unevaluatedItems": {"type": "array", "allOf": [{"prefixItems": [{"const": 1}]}], "unevaluatedItems": False},
    "required": {"type": "object", "required": ["a", "b"], "properties": {"a": {"type": "integer"}}},
    "minProperties": {"type": "object", "minProperties": 5},
    "minProperties of map": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 8},
    "maxProperties": {"type": "object", "properties": {name: {} for name in "abcdef"}, "maxProperties": 2,
                      "required": ["f"]},
    "additionalProperties false": {"type": "object", "properties": {"a": {}}, "additionalProperties": False},
    "additionalProperties in all": {"allOf": [{"type": "object", "properties": {"a": {}, "b": {}}},
                                              {"properties": {"a": {}}, "additionalProperties": False}]},
    "patternProperties": {"type": "object", "patternProperties": {"^x-[a-z]{4}$": {"type": "integer"}},
                          "additionalProperties": False, "minProperties": 2},
    "patternProperties on declared": {"type": "object", "properties": {"id": {"type": "integer"}},
                                      "patternProperties": {"^i": {"minimum": 10_000}}, "required": ["id"]},
    "propertyNames": {"type": "object", "propertyNames": {"pattern": "^[A-Z]{4}$"}, "minProperties": 3},
    "propertyNames enum": {"type": "object", "propertyNames": {"enum": ["a", "b"]}, "minProperties": 2},
    "propertyNames and declared": {"type": "object", "properties": {"abc": {}, "a": {}},
                                   "propertyNames": {"maxLength": 1}},
    "dependentRequired": {"type": "object", "properties": {"a": {}}, "dependentRequired": {"a": ["b"], "b": ["c"]}},
    "dependentRequired impossible": {"type": "object", "properties": {"a": {}, "b": False},
                                     "dependentRequired": {"a": ["b"]}},
    "dependentSchemas": {"type": "object", "properties": {"a": {}}, "required": ["a"],
                         "dependentSchemas": {"a": {"required": ["b"], "properties": {"b": {"const": 7}}}}},
    "unevaluatedProperties": {"allOf": [{"type": "object", "properties": {"a": {"type": "string"}}}],
                              "properties": {"b": {}}, "unevaluatedProperties": False},
    "unevaluatedProperties in branch": {"type": "object", "unevaluatedProperties": False,
                                        "oneOf": [{"properties": {"a": {"const": 1}}, "required": ["a"]},
                                                  {"properties": {"b": {}}, "required": ["b"]}]},
    "allOf": {"allOf": [{"type": "object", "properties": {"a": {"type": "number"}}, "required": ["a"]},
                        {"properties": {"a": {"minimum": 9000}, "b": {"type": "string"}}, "required": ["b"]}]},
    "allOf types": {"allOf": [{"type": ["string", "integer", "null"]}, {"type": ["number", "null"]}]},
    "anyOf": {"anyOf": [False, {"type": "integer"}, {"type": "string"}]},
    "anyOf beside": {"type": "object", "properties": {"a": {}, "b": {}},
                     "anyOf": [{"required": ["a"]}, {"required": ["b"]}]},
    "oneOf": {"oneOf": [{"type": "integer"}, {"type": "string"}]},
    "oneOf of required": {"type": "object", "properties": {"a": {}, "b": {}, "c": {}},
                          "oneOf": [{"required": ["a"]}, {"required": ["b"]}, {"required": ["c"]}]},
    "oneOf of arrays": {"oneOf": [{"type": "array", "items": {"type": "integer"}},
                                  {"type": "array", "items": {"type": "string"}}]},
    "oneOf of all optional": {"oneOf": [{"type": "object", "properties": {"a": {"type": "string"}}},
                                        {"type": "object", "properties": {"b": {"type": "string"}}}]},
    "oneOf of wider": {"oneOf": [{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]},
                                 {"type": "object", "properties": {"a": {"type": "string"}, "b": {}},
                                  "required": ["a", "b"]}]},
    "oneOf integer or number": {"oneOf": [{"type": "integer"}, {"type": "number"}]},
    "oneOf formats": {"oneOf": [{"type": "string"}, {"type": "string", "format": "date"}]},
    "oneOf same": {"oneOf": [{"type": "string", "maxLength": 3}, {"type": "string", "minLength": 3}]},
    "oneOf multiples": {"oneOf": [{"type": "integer", "multipleOf": 2}, {"type": "integer", "multipleOf": 3}]},
    "oneOf of anything": {"oneOf": [{}, {"type": "string"}]},
    "not type": {"not": {"type": ["string", "object", "array"]}},
    "not integer": {"type": "number", "not": {"type": "integer"}},
    "not enum": {"type": "string", "enum": ["a", "b"], "not": {"enum": ["a"]}},
    "not const": {"type": "integer", "minimum": 1, "maximum": 2, "not": {"const": 2}},
    "not required": {"type": "object", "properties": {"a": {}, "b": {}}, "not": {"required": ["a"]}},
    "not any required": {"type": "object", "properties": {"a": {}, "b": {}, "c": {}},
                         "not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}},
    "not pattern": {"type": "string", "not": {"pattern": "^[a-m]"}},
    "not minimum": {"type": "number", "not": {"minimum": -50}},
    "not lengths": {"type": "string", "not": {"maxLength": 40}},
    "not empty": {"type": "object", "not": {"maxProperties": 0}},
    "not items": {"type": "array", "not": {"items": {"type": "string"}}},
    "not contains": {"type": "array", "items": {"enum": [1, 2]}, "minItems": 3, "not": {"contains": {"const": 1}}},
    "not properties": {"type": "object", "not": {"properties": {"a": {"type": "string"}}}},
    "not closed": {"type": "object", "not": {"properties": {"a": {}}, "additionalProperties": False}},
    "not not": {"not": {"not": {"type": "integer"}}},
    "not all": {"type": "object", "properties": {"a": {"enum": [1, 2]}}, "required": ["a"],
                "not": {"allOf": [{"required": ["a"]}, {"properties": {"a": {"const": 1}}}]}},
    "not oneOf": {"type": "integer", "not": {"oneOf": [{"minimum": 0}, {"minimum": 10}]}},
    "if then": {"type": "object", "properties": {"a": {"const": 1}}, "required": ["a"],
                "if": {"properties": {"a": {"const": 1}}}, "then": {"required": ["b"]}},
    "if else": {"type": "object", "properties": {"a": {"const": 2}}, "required": ["a"],
                "if": {"properties": {"a": {"const": 1}}}, "else": {"required": ["c"]}},
    "if impossible then": {"type": "integer", "minimum": 1, "maximum": 20, "if": {"minimum": 10}, "then": False},
    "if without": {"type": "integer", "if": {"minimum": 0}},
}  # fmt: skip
FORMATS = (
    "date-time", "date", "time", "duration", "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
    "uri-reference", "uri-template", "iri", "iri-reference", "uuid", "json-pointer", "relative-json-pointer", "regex",
    "byte", "binary", "password", "iana-timezone", "timezone", "javascript-identifier", "unheard-of",
)  # fmt: skip
BOUNDED = ("email", "idn-email", "hostname", "uri", "uri-reference", "iri", "byte", "password", "binary", "regex",
           "json-pointer", "javascript-identifier", "uri-template")  # fmt: skip


def made(schema: Any, seed: int, **options: Any) -> Any:
    """A value of a new generator."""
    return Generator(lambda _: True, Values(seed)).generate(schema, **options)


@pytest.mark.parametrize("name", KEYWORDS)
def test_values_conform(name: str) -> None:
    """Values conform to the keyword, with several seeds, with examples and without."""
    schema = KEYWORDS[name]
    validator = judge(schema, {})
    for seed in range(6):
        for examples in (True, False):
            value = made(schema, seed, examples=examples)
            assert validator.is_valid(value), value


@pytest.mark.parametrize("name", FORMATS)
def test_formats_are_kept(name: str) -> None:
    """Texts have the format that the schema names."""
    schema = {"type": "string", "format": name}
    for property_name in (None, "expires_at", "birth_date", "email"):
        value = made(schema, 1, name=property_name)
        assert isinstance(value, str)
        assert judge(schema, {}).is_valid(value), value


@pytest.mark.parametrize("name", BOUNDED)
@pytest.mark.parametrize(("low", "high"), [(80, 120), (0, 24), (100, 100)])
def test_formats_grow(name: str, low: int, high: int) -> None:
    """Texts have their format and the length that is asked for."""
    schema = {"type": "string", "format": name, "minLength": low, "maxLength": high}
    value = made(schema, 1)
    assert judge(schema, {}).is_valid(value), value


def test_conformity_agrees_with_the_judge() -> None:
    """The check that picks examples and branches says of each value what the validator says."""
    generator = Generator(lambda _: True, Values(1))
    conformity = generator._caches["response"].conformity
    values = [made(schema, seed) for schema in KEYWORDS.values() for seed in range(2)]
    for name, schema in KEYWORDS.items():
        validator = judge(schema, {})
        for value in values:
            assert conformity.check(schema, value) == validator.is_valid(value), (name, value)


def test_nothing_conforms_to_false() -> None:
    """Where no value conforms there is an end all the same, and a value of the type that is named."""
    assert made(False, 1) is None
    assert made({"type": "string", "minLength": 3, "maxLength": 2}, 1) == ""
    assert made({"type": "object", "required": ["a"], "properties": {"a": False}}, 1) == {}
