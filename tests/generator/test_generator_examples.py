"""Generator: examples, directions, plausible values, and the judge that the caller brings."""

from __future__ import annotations

import re
from typing import Any

import pytest

from mock_server.openapi.generator import Generator
from mock_server.values import Values


def made(schema: Any, seed: int = 1, **options: Any) -> Any:
    """A value of a new generator whose clock stands still."""
    return Generator(lambda _: True, Values(seed, lambda: 1711046535.291)).generate(schema, **options)


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"type": "string", "example": "shown"}, "shown"),
        ({"type": "string", "examples": ["first", "second"]}, "first"),
        ({"type": "string", "example": 5, "examples": ["right"]}, "right"),
        ({"type": "integer", "default": 7}, 7),
        ({"type": "string", "example": "ab", "pattern": "^[a-z]+$", "default": "c"}, "ab"),
        ({"enum": ["a", "b", "c", "d"], "default": "c"}, "c"),
        ({"allOf": [{"type": "string", "example": "inner"}]}, "inner"),
        ({"anyOf": [{"type": "string", "example": "one"}, {"type": "null"}]}, "one"),
        ({"type": "array", "items": {"type": "string", "example": "x"}}, ["x"]),
        ({"type": "array", "items": {"type": "string", "examples": ["x", "y"]}}, ["x", "y"]),
        ({"type": "object", "properties": {"a": {}}, "example": {"a": 1, "b": 2}}, {"a": 1, "b": 2}),
    ],
)
def test_conforming_examples_are_served(schema: Any, value: Any) -> None:
    """An example or default of the schema is the value where it conforms."""
    assert made(schema) == value


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "example": "five"},
        {"type": "integer", "example": 4, "minimum": 5},
        {"type": "integer", "examples": [None, "x"], "default": None},
        {"type": "integer", "examples": {"named": {"value": 5}}},
        {"type": "integer", "format": "int32", "example": 1.5},
    ],
)
def test_other_examples_are_not(schema: Any) -> None:
    """An example that breaks its own schema is not served."""
    value = made(schema)
    assert isinstance(value, int)
    assert value >= schema.get("minimum", value)


def test_a_broken_example_lends_what_is_right() -> None:
    """Of an object's example that does not conform, the properties that do are used."""
    schema = {
        "type": "object",
        "required": ["id", "city"],
        "properties": {"id": {"type": "integer"}, "city": {"type": "string"}},
        "example": {"id": "not a number", "city": "Ghent"},
    }
    value = made(schema)
    assert value["city"] == "Ghent"
    assert isinstance(value["id"], int)


def test_an_example_of_a_part_is_not_the_whole() -> None:
    """The example of one schema of an allOf, which lacks what the others have, does not stand for all of it."""
    base = {"type": "object", "properties": {"id": {"type": "integer"}}, "example": {"id": 42}}
    value = made({"allOf": [base, {"type": "object", "properties": {"name": {"type": "string"}}}]})
    assert value["id"] == 42
    assert "name" in value


def test_without_examples_values_differ() -> None:
    """Examples can be declined: the values are new ones then, from call to call."""
    generator = Generator(lambda _: True, Values(1))
    schema = {"type": "string", "pattern": "^pk_[0-9a-f]{32}$", "example": "pk_" + "0" * 32}
    assert generator.generate(schema) == schema["example"]
    values = {generator.generate(schema, examples=False) for _ in range(50)}
    assert len(values) == 50
    assert schema["example"] not in values


ACCOUNT = {
    "type": "object",
    "required": ["id", "password", "name"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string"},
        "password": {"type": "string", "writeOnly": True},
        "audit": {"allOf": [{"type": "object", "readOnly": True}]},
    },
}


@pytest.mark.parametrize(
    ("direction", "names"), [("request", {"name", "password"}), ("response", {"id", "name", "audit"})]
)
def test_properties_travel_in_their_direction(direction: Any, names: set[str]) -> None:
    """What is readOnly is not in a request, what is writeOnly not in a response, required or not."""
    assert set(made(ACCOUNT, direction=direction)) == names
    shown = {**ACCOUNT, "example": {"id": "1", "name": "Ada", "password": "x", "audit": {}}}
    value = made(shown, direction=direction)
    assert set(value) == names
    assert value["name"] == "Ada"


@pytest.mark.parametrize(
    ("name", "pattern"),
    [
        ("firstName", r"[A-Z][a-z]+"),
        ("customer_name", r"[\w.']+( [\w.']+)+"),
        ("email", r"[a-z.\-]+@example\.com"),
        ("work-email", r"[a-z.\-]+@example\.com"),
        ("shippingCity", r"[A-Z][A-Za-z ]+"),
        ("phone_number", r"\+1-202-555-01\d\d"),
        ("websiteURL", r"https://example\.com/.+"),
        ("ipAddress", r"192\.0\.2\.\d+"),
        ("createdAt", r"2024-03-21T18:42:15\.291Z"),
        ("postal_code", r"\d{5}"),
        ("currency", r"[A-Z]{3}"),
        ("timezone", r"\w+(/\w+)?"),
        ("accessToken", r"[0-9a-f]{40}"),
        ("price", r"\d+\.\d\d"),
        ("slug", r"[a-z]+-[a-z]+"),
        ("user_id", r"[a-z0-9]{12}"),
        ("whatever", r"[a-z]+ [a-z]+"),
        (None, r"[a-z]+ [a-z]+"),
    ],
)
def test_texts_follow_the_name(name: str | None, pattern: str) -> None:
    """Where the schema leaves room, a text looks like what its property's name says."""
    for seed in range(3):
        assert re.fullmatch(pattern, made({"type": "string"}, seed, name=name))


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [("price", 5, 200), ("latitude", -60, 60), ("age", 18, 80), ("item_count", 1, 50), ("x", 1, 1000)],
)
def test_numbers_follow_the_name(name: str, low: float, high: float) -> None:
    """Where the schema leaves room, a number lies where numbers of its name lie; bounds come first."""
    for kind in ("number", "integer"):
        for seed in range(5):
            assert low <= made({"type": kind}, seed, name=name) <= high
            assert 900 <= made({"type": kind, "minimum": 900, "maximum": 950}, seed, name=name) <= 950


def test_moments_follow_the_name() -> None:
    """A point in time is now for what was created, ahead for what expires, back for what began."""
    schema = {"type": "string", "format": "date-time"}
    now = "2024-03-21T18:42:15"
    assert made(schema, name="created_at").startswith(now)
    assert made(schema, name="expires_at") > now
    assert made(schema, name="started_at") < now
    assert made({"type": "integer"}, name="created_at") == 1711046535
    assert made({"type": "integer", "format": "unix-time"}) == 1711046535


def test_truth_follows_the_name() -> None:
    """Success succeeds, and nothing was deleted."""
    assert made({"type": "boolean"}, name="success") is True
    assert made({"type": "boolean"}, name="is_deleted") is False


def test_names_bend_to_lengths() -> None:
    """A plausible text is cut, or drawn out, to the length that the schema asks for."""
    for seed in range(10):
        text = made({"type": "string", "minLength": 30, "maxLength": 33}, seed, name="city")
        assert 30 <= len(text) <= 33
        assert len(made({"type": "string", "maxLength": 4}, seed, name="company")) <= 4


def test_items_follow_the_name_of_the_list() -> None:
    """An item of a list is named as one of many."""
    values = made({"type": "array", "items": {"type": "string"}}, name="emails")
    assert all(value.endswith("@example.com") for value in values)


def test_the_callers_judge_decides() -> None:
    """A judge that the caller brings is asked about the whole value, and other values are tried until it agrees."""
    asked = []

    def conforms(schema: Any, value: Any) -> bool:
        asked.append(value)
        return "b" not in value

    schema = {"type": "object", "required": ["a"], "properties": {"a": {}, "b": {}}}
    generator = Generator(lambda _: True, Values(1), conforms)
    assert set(generator.generate(schema)) == {"a"}
    assert len(asked) > 1
    asked.clear()
    assert set(generator.generate(schema)) == {"a"}
    assert len(asked) == 1


def test_a_judge_that_never_agrees_ends() -> None:
    """Where no value pleases the judge, the first that was made is given after a bounded number of tries."""
    asked: list[Any] = []

    def never(_: Any, value: Any) -> bool:
        asked.append(value)
        return False

    generator = Generator(lambda _: True, Values(1), never)
    value = generator.generate({"type": "object", "properties": {"a": {"type": "string"}}})
    assert value == asked[0]
    assert len(asked) < 50
