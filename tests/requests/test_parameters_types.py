"""Texts become the types that the schema names; what can't is a violation with location and name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.requests.small_documents import query, reading

INTEGER, NUMBER, TEXT, FLAG = {"type": "integer"}, {"type": "number"}, {"type": "string"}, {"type": "boolean"}
REF = {"$ref": "#/components/schemas/Size"}
COMPONENTS = {
    "schemas": {
        "Size": {"type": "integer", "maximum": 9, "default": 3},
        "Loop": {"anyOf": [{"$ref": "#/components/schemas/Loop"}, {"type": "integer"}]},
    }
}


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        (INTEGER, "5", 5),
        (INTEGER, "-0", 0),
        (INTEGER, "5.0", 5),
        (INTEGER, "1e3", 1000),
        (INTEGER, "12345678901234567890123", 12345678901234567890123),
        (NUMBER, "5", 5),
        (NUMBER, "-2.5e-1", -0.25),
        (FLAG, "true", True),
        (FLAG, "false", False),
        (TEXT, "5", "5"),
        (TEXT, "null", "null"),
        (TEXT, "", ""),
        (True, "5", "5"),
        ({}, "true", "true"),
        ({"type": "null"}, "null", None),
        ({"type": ["integer", "null"]}, "", None),
        ({"type": ["string", "null"]}, "null", "null"),
        ({"type": ["string", "integer"]}, "5", 5),
        ({"type": ["string", "integer"]}, "x", "x"),
        ({"anyOf": [{"type": "integer", "maximum": 9}, {"type": "string", "pattern": "^\\d{5}$"}]}, "12345", "12345"),
        ({"oneOf": [{"type": "boolean"}, {"type": "number"}]}, "true", True),
        ({"allOf": [{"type": "integer"}, {"minimum": 2}]}, "5", 5),
        ({"allOf": [{"type": ["integer", "string"]}, {"type": "string"}]}, "5", "5"),
        ({"enum": [1, 2]}, "2", 2),
        ({"enum": ["1", "2"]}, "2", "2"),
        ({"const": 4}, "4", 4),
        ({"$ref": "#/components/schemas/Size"}, "4", 4),
        ({"allOf": [REF], "description": "how large"}, "4", 4),
        ({"$ref": "#/components/schemas/Loop"}, "4", 4),
        ({"type": "array", "items": INTEGER}, "1", [1]),
        ({"items": REF}, "1", [1]),
        ({"type": "array"}, "1", ["1"]),
        ({"type": "array", "prefixItems": [TEXT, INTEGER]}, "1", ["1"]),
        ({"anyOf": [TEXT, {"type": "array", "items": TEXT}]}, "a", "a"),
        ({"type": ["array", "null"], "items": INTEGER}, "1", [1]),
        ({"type": "array", "items": {"type": "object"}}, "%7B%22a%22:1%7D", [{"a": 1}]),
        ({"type": "object"}, "%7B%22a%22:1%7D", {"a": 1}),
        ({"type": "array", "items": INTEGER}, "", []),
    ],
)
def test_coercion(schema: Any, text: str, value: Any) -> None:
    """A text is read as the schema's type, the first possible one that the schema accepts."""
    found, violations = reading(query(schema), components=COMPONENTS).read(f"q={text}")
    assert violations == []
    assert found.query == {"q": value}
    assert type(found.query["q"]) is type(value)


@pytest.mark.parametrize(
    ("schema", "text", "keyword"),
    [
        (INTEGER, "five", "type"),
        (INTEGER, "5.5", "type"),
        (INTEGER, "05", "type"),
        (INTEGER, "+5", "type"),
        (INTEGER, "٣", "type"),
        (INTEGER, "9" * 5000, "type"),
        (INTEGER, "", "type"),
        (NUMBER, "NaN", "type"),
        (NUMBER, "1e999", "type"),
        (NUMBER, "Infinity", "type"),
        (FLAG, "True", "type"),
        (FLAG, "1", "type"),
        (REF, "10", "maximum"),
        ({"type": "object", "properties": {"b": TEXT}}, "a", "type"),
        ({"type": "string", "minLength": 2}, "a", "minLength"),
        (TEXT, "%ff", "syntax"),
        (TEXT, "a%00b", "syntax"),
        (TEXT, "%ed%a0%80", "syntax"),
    ],
)
def test_what_cannot_be_coerced_is_a_violation(schema: Any, text: str, keyword: str) -> None:
    """The violation names location, parameter and keyword; nothing raises."""
    _, violations = reading(query(schema), components=COMPONENTS).read(f"q={text}")
    assert [(found.location, found.pointer, found.field, found.keyword) for found in violations] == [
        ("query", ("q",), "q", keyword)
    ]


def test_violations_point_into_arrays_and_objects() -> None:
    """A wrong item is named by its place."""
    schema = {"type": "array", "items": INTEGER}
    _, violations = reading(query(schema)).read("q=1&q=x&q=3")
    assert [(found.pointer, found.field) for found in violations] == [(("q", 1), "q[1]")]


@pytest.mark.parametrize("text", ["q=a&q=b", "q=a&q=a", "q=&q="])
def test_a_single_value_given_twice_is_a_violation(text: str) -> None:
    """A repeated query parameter that is no array is refused; the last one doesn't win."""
    found, violations = reading(query(TEXT)).read(text)
    assert found.query == {}
    assert [(item.field, item.message) for item in violations] == [("q", "Given twice, but takes one value")]


def test_required_and_default() -> None:
    """What is missing is a violation where it is required, else has the schema's default, through references too."""
    read = reading(query(TEXT, "must", required=True), query(REF, "size"), components=COMPONENTS).read
    for text in ("", "other=1"):
        found, violations = read(text)
        assert found.query == {"size": 3}
        assert [(item.field, item.message, item.keyword) for item in violations] == [
            ("must", "Required, but missing", "required")
        ]


def test_a_default_that_breaks_its_own_schema_is_none() -> None:
    """Who leaves the parameter out has sent nothing wrong, and nothing at all."""
    read = reading(
        query({"type": "array", "default": "true"}, "a"), query({"type": "array", "default": ["true"]}, "b")
    ).read
    assert (read()[0].query, read()[1]) == ({"b": ["true"]}, [])


def test_defaults_are_not_shared() -> None:
    """A caller that changes a default that it got doesn't change the next request's."""
    read = reading(query({"type": "array", "default": [1]})).read
    read()[0].query["q"].append(2)
    assert read()[0].query == {"q": [1]}
    read = reading(query({"type": "integer", "default": 1})).read
    read()[0].query["q"] = 2
    assert read()[0].query == {"q": 1}


def test_allow_empty_value() -> None:
    """With `allowEmptyValue` an empty value is no violation of the schema's type."""
    assert reading(query(FLAG, allowEmptyValue=True)).read("q")[0].query == {"q": ""}
    assert reading(query(FLAG, allowEmptyValue=True)).read("q")[1] == []
    assert reading(query(FLAG)).read("q")[1] != []


def test_plus_and_percent_in_queries_and_paths() -> None:
    """``+`` is a space in a query and itself in a path; a stray percent sign stays."""
    where = {"name": "p", "in": "path", "required": True, "schema": TEXT}
    found, violations = reading(where, query(TEXT), path="/{p}").read("q=a+b%2Bc%zz", p="a+b%20c%2Fd")
    assert violations == []
    assert (found.query["q"], found.path["p"]) == ("a b+c%zz", "a+b c/d")
