"""Media types in headers: parsed, matched against documented ones, chosen by Accept."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.openapi.reading.media_types import MediaName, choose, concrete, is_json, is_xml, match, parse


@pytest.mark.parametrize(
    ("text", "essence", "parameters"),
    [
        ("application/json", "application/json", {}),
        (" APPLICATION/JSON ", "application/json", {}),
        (b"text/plain;charset=UTF-8", "text/plain", {"charset": "UTF-8"}),
        ('text/plain; Charset="utf-8"', "text/plain", {"charset": "utf-8"}),
        ('a/b; x="a\\"b;c"; y=d', "a/b", {"x": 'a"b;c', "y": "d"}),
        ("a/b;", "a/b", {}),
        ("a/b;; x=1 ;", "a/b", {"x": "1"}),
        ("a/b; x=1; x=2", "a/b", {"x": "1"}),
        ("multipart/form-data; boundary=a-b'c", "multipart/form-data", {"boundary": "a-b'c"}),
        ("*/*", "*/*", {}),
    ],
)
def test_parse(text: Any, essence: str, parameters: dict[str, Any]) -> None:
    """Names are case-insensitive, parameter values may be quoted (RFC 9110 section 8.3.1)."""
    assert parse(text) == MediaName(essence, parameters)


@pytest.mark.parametrize(
    "text",
    [None, "", "json", "a/", "/b", "a/b c", "a/b; x", "a/b; x=", 'a/b; x="', "a/b; x =1", "a b/c", "a/b, c/d", "é/b",
     'a/b; x="\x00"', "a/b\r\n"],
)  # fmt: skip
def test_parse_refuses(text: str | None) -> None:
    """What is no media type is None."""
    assert parse(text) is None


@pytest.mark.parametrize(
    ("sent", "documented", "found"),
    [
        ("application/json", ["text/plain", "application/json"], 1),
        ("application/json; charset=utf-8", ["application/json"], 0),
        ("application/json", ["application/json; charset=utf-8"], 0),
        ("application/json; charset=latin1", ["application/json; charset=utf-8"], 0),
        ("APPLICATION/JSON", ["Application/Json"], 0),
        ("application/json", ["*/*", "application/*", "application/json"], 2),
        ("application/json", ["*/*", "application/*"], 1),
        ("text/plain", ["application/*", "*/*"], 1),
        ("application/problem+json", ["application/*", "application/*+json"], 1),
        ("application/json", ["application/*", "application/*+json"], 1),
        ("application/xml", ["application/*+json"], None),
        ("a/b; version=1", ["a/b", "a/b; version=2", "a/b; version=1"], 2),
        ("a/b; version=3", ["a/b; version=2"], None),
        ("a/b; version=3", ["a/b; version=2", "a/b"], 1),
        ("a/b", ["a/b; version=2", "a/b"], 1),
        ("a/b", ["a/b; version=2"], 0),
        ("a/b", ["nonsense", "a/c"], None),
        ("a/b", [], None),
    ],
)
def test_match(sent: str, documented: list[Any], found: int | None) -> None:
    """The documented media type that covers the one sent most closely."""
    name = parse(sent)
    assert name is not None
    assert match(name, documented) == found


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("application/json", True),
        ("application/JSON; charset=utf-8", True),
        ("application/problem+json", True),
        ("application/json-patch+json", True),
        ("application/json-seq", False),
        ("application/geo+json-seq", False),
        ("application/jsonl", False),
        ("application/x-ndjson", False),
        ("text/plain", False),
        ("*/*", False),
    ],
)
def test_is_json(name: str, expected: bool) -> None:
    """One JSON text; sequences of them are none."""
    assert is_json(name) is expected


XML_JSON = ["application/xml", "application/json"]


@pytest.mark.parametrize(
    ("accept", "offered", "found"),
    [
        (None, XML_JSON, 1),
        ("", XML_JSON, 1),
        ("*/*", XML_JSON, 1),
        ("*/*", ["application/cbor", "text/html"], 0),
        ("application/xml", XML_JSON, 0),
        ("application/*", XML_JSON, 1),
        ("application/*, application/xml;q=0.9", XML_JSON, 1),
        ("application/json;q=0.5, application/xml;q=0.8", XML_JSON, 0),
        ("application/json;q=0", ["application/json"], None),
        ("*/*, application/json;q=0", XML_JSON, 0),
        ("text/html", XML_JSON, None),
        ("text/html, */*;q=0.1", XML_JSON, 1),
        ("text/html;level=1, text/html;q=0.4", ["text/html", "text/html; level=1"], 1),
        ("TEXT/HTML", ["text/html"], 0),
        ("garbage", XML_JSON, 1),
        ("garbage, application/xml", XML_JSON, 0),
        ("application/xml;q=2", XML_JSON, 1),
        ("application/json", ["application/problem+json"], None),
        ("application/json", ["*/*"], 0),
        ("image/png", ["image/*"], 0),
        ('application/json; profile="a,b"', XML_JSON, 1),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", XML_JSON, 0),
        ("*/*", [], None),
    ],
)
def test_choose(accept: str | None, offered: Any, found: int | None) -> None:
    """Quality first, then how closely a range names the type, then JSON, then the order (RFC 9110 section 12.5.1)."""
    assert choose(accept, offered) == found


@pytest.mark.parametrize(
    "name", ["*/*", "application/*", "image/*", "text/*", "font/*", "model/*", "application/*+xml"]
)
def test_concrete(name: str) -> None:
    """A range becomes a media type that needs no further choice."""
    assert "*" not in concrete(name)
    assert concrete("a/b; c=d") == "a/b; c=d"


@settings(database=None, deadline=None, max_examples=200)
@given(st.text(st.sampled_from('a/*;,="\\q0.1 \t\x00é'), max_size=40))
def test_nothing_raises(text: str) -> None:
    """Any header gives an answer."""
    parse(text)
    parse(text.encode())
    is_json(text)
    concrete(text)
    assert choose(text, XML_JSON) in (None, 0, 1)


def test_long_headers_are_bounded() -> None:
    """Ten thousand ranges, or one quotation without end, are read in one pass."""
    assert choose("a/b," * 10_000 + "application/json", XML_JSON) is None
    assert choose('"' + "\\" * 50_000, XML_JSON) == 1
    assert parse("a/b" + ';x="' * 20_001) is None


@pytest.mark.parametrize(
    ("name", "is_it"),
    [
        ("application/xml", True),
        ("text/xml", True),
        ("application/problem+xml", True),
        ("model/xml", False),
        ("text/html", False),
    ],
)
def test_xml(name: str, is_it: bool) -> None:
    """Two types are XML by their names, and others by how these end."""
    assert is_xml(name) is is_it
