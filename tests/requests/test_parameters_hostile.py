"""No bytes make the reader raise, and what is written comes back."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.openapi.codec.parameters import Parameters
from mock_server.openapi.codec.parameters_writer import SerializationError, write
from tests.requests.small_documents import Reading, operation, query, reading

SETTINGS = settings(database=None, deadline=None, max_examples=60)
STYLES = {
    "path": ["simple", "label", "matrix"],
    "query": ["form", "spaceDelimited", "pipeDelimited", "deepObject"],
    "header": ["simple"],
    "cookie": ["form", "cookie"],
}
SCALAR = {"type": ["integer", "boolean", "null"]}
SCHEMAS = [
    {"type": "string"},
    {"type": "integer"},
    {"type": "number"},
    {"type": "boolean"},
    {"type": "array", "items": {"type": "string"}},
    {"type": "array", "items": {"type": "integer"}},
    {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "integer"}, "c d": {"type": "string"}}},
    {"type": "object", "additionalProperties": {"type": "string"}},
    {"anyOf": [{"type": "integer"}, {"type": "array", "items": SCALAR}, {"type": "object"}]},
    {},
]
TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=12)
ASCII = st.text(st.characters(min_codepoint=1, max_codepoint=126), max_size=8)


def _values(schema: Any) -> Any:
    kind = schema.get("type")
    if kind == "string":
        return TEXTS
    if kind == "integer":
        return st.integers()
    if kind == "number":
        return st.floats(allow_nan=False, allow_infinity=False) | st.integers()
    if kind == "boolean":
        return st.booleans()
    if kind == "array":
        return st.lists(_values(schema["items"]), min_size=1, max_size=4)
    if "properties" in schema:
        return st.fixed_dictionaries(
            {}, optional={name: _values(item) for name, item in schema["properties"].items()}
        ).filter(bool)
    return st.dictionaries(ASCII, TEXTS, min_size=1, max_size=3)


@st.composite
def _cases(draw: Any) -> Any:
    location = draw(st.sampled_from(sorted(STYLES)))
    style = draw(st.sampled_from(STYLES[location]))
    schema = draw(st.sampled_from(SCHEMAS[:8]))
    explode = style == "deepObject" or draw(st.booleans())
    return location, style, explode, schema, draw(_values(schema))


def _operation(location: Any, style: Any, explode: Any, schema: Any, **more: Any) -> Any:
    parameter = {"name": "p é", "in": location, "style": style, "explode": explode, "schema": schema, **more}
    if location == "header":
        parameter["name"] = "X-P"
    return operation(parameter, path="/{p é}" if location == "path" else "/a")


@SETTINGS
@given(_cases())
def test_what_is_written_is_read_again(case: Any) -> None:
    """For every style, reading is the inverse of writing; what has no form isn't written."""
    location, style, explode, schema, value = case
    found = _operation(location, style, explode, schema)
    name = found.parameters[0].name
    values = Parameters({}, {}, {}, {})
    getattr(values, location)[name] = value
    try:
        path, text, headers = write(found, values)
    except SerializationError:
        assert style != "form" or isinstance(value, dict)
        return
    raw = {name: path[1:]} if location == "path" else {}
    pairs = [(key.lower().encode(), item.encode()) for key, item in headers]
    assert Reading(found).read(text, pairs, **raw) == (values, [])


@pytest.mark.parametrize("location", sorted(STYLES))
@SETTINGS
@given(data=st.data())
def test_nothing_raises(location: Any, data: Any) -> None:
    """Arbitrary octets in path, query, header and cookie give values and violations."""
    style, schema = data.draw(st.sampled_from(STYLES[location])), data.draw(st.sampled_from(SCHEMAS))
    reading = Reading(_operation(location, style, data.draw(st.booleans()), schema))
    octets = st.binary(max_size=60) | st.lists(
        st.sampled_from([b"p+%C3%A9", b"=", b"&", b",", b";", b".", b"[", b"]", b"a", b"%2C", b"%ff", b"%00", b"1",
                         b"{", b"}", b'"', b"\xed\xa0\x80", b"|", b"%20", b"\x00"]), max_size=12
    ).map(b"".join)  # fmt: skip
    raw = data.draw(octets)
    text = raw.decode("latin-1")
    headers = [(b"x-p", raw), (b"cookie", raw), (b"cookie", data.draw(octets))]
    found, violations = reading.read(raw, headers, **{"p é": text})
    assert all(item.location == location for item in violations)
    assert isinstance(found, Parameters)


@pytest.mark.parametrize("text", ["\ud800", "Ā", "\U0001f600", "é"])
def test_a_path_text_beyond_octets(text: str) -> None:
    """A path given as Unicode instead of octets doesn't raise either."""
    reading(path="/{x}").read(x=text)


@pytest.mark.parametrize(
    "text",
    [
        "&".join(f"q={i}" for i in range(10_000)),
        "q=" + "1," * 30_000,
        "q" + "[a]" * 20_000 + "=1",
        "q=" + "[" * 60_000,
        "q=" + "%" * 60_000,
        "=" * 60_000,
        "&" * 60_000,
    ],
)
@pytest.mark.parametrize("style", ["form", "deepObject"])
def test_huge_queries_are_bounded(text: Any, style: str) -> None:
    """Length and depth end in a value or a violation."""
    schema = {"type": ["array", "object", "integer"], "items": {"type": ["integer", "object"]}}
    found, violations = reading(query(schema, style=style)).read(text)
    assert violations or found.query is not None


def test_too_many_fields_are_one_violation() -> None:
    """Past the bound nothing of the query is read."""
    _, violations = reading(query({}), query({}, "r", required=True)).read("&".join(["a=1"] * 2000))
    assert [(found.location, found.keyword, found.message) for found in violations] == [
        ("query", "syntax", "Holds more than 1000 fields")
    ]
