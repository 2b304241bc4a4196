"""What a client may wish of one answer, in the Prefer header or the query."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mock_server.openapi.codec.prefer import MAX_DELAY, NONE, Preference, applied, preference


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("code=404", Preference(code=404)),
        ("CODE = 404", Preference(code=404)),
        ("code=404, example=cat, dynamic=true, delay=250", Preference(404, "cat", True, 250)),
        ("code=404; example=cat", Preference(404, "cat")),
        ('example="two words, \\"quoted\\""', Preference(example='two words, "quoted"')),
        ("dynamic", Preference(dynamic=True)),
        ("dynamic=false", Preference(dynamic=False)),
        ("dynamic=maybe", NONE),
        ("code=404, code=500", Preference(code=404)),
        ("code=abc, code=500", NONE),
        ("code=99", NONE),
        ("code=100", NONE),
        ("code=600", NONE),
        ("code=٤٠٤", NONE),
        ("code", NONE),
        ('example=""', NONE),
        ("respond-async, wait=100", NONE),
        ("return=representation; foo=bar, code=404", Preference(code=404)),
        ("???, code=404", Preference(code=404)),
        ('"code=500", code=404', Preference(code=404)),
        ("= , code=404", Preference(code=404)),
        (",,;;code=404", Preference(code=404)),
        ("delay=250ms", Preference(delay=250)),
        ("delay=1.5s", Preference(delay=1500)),
        ("delay=0", Preference(delay=0)),
        ("delay=1e3", NONE),
        ("delay=-1", NONE),
        ("delay=999999999", Preference(delay=MAX_DELAY)),
        ("delay=" + "9" * 50, NONE),
        ("", NONE),
    ],
)
def test_header(header: str, expected: Any) -> None:
    """RFC 7240: the first of a name counts; unknown and malformed preferences are ignored."""
    assert preference([header.encode()], b"") == expected


def test_headers_are_joined() -> None:
    """Several Prefer fields are one list."""
    assert preference([b"code=404", b"code=500, dynamic"], b"") == Preference(404, None, True)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (b"__code=404&__example=a+b%21&__dynamic=true&__delay=5", Preference(404, "a b!", True, 5)),
        (b"code=404", NONE),
        (b"__other=1", NONE),
        (b"__code=404&__code=500", Preference(code=404)),
        (b"__example=%ff", NONE),
        (b"__dynamic", Preference(dynamic=True)),
        (b"", NONE),
    ],
)
def test_query(query: bytes, expected: Any) -> None:
    """Browsers can't set headers: the query says the same with two underscores."""
    assert preference([], query) == expected


def test_the_header_wins() -> None:
    """The query fills what the header leaves open."""
    assert preference([b"code=404"], b"__code=500&__delay=5") == Preference(404, delay=5)


@pytest.mark.parametrize(
    ("wish", "text"),
    [
        (NONE, None),
        (Preference(404, "cat", True, 250), "code=404, example=cat, dynamic=true, delay=250"),
        (Preference(example='a "b"'), 'example="a \\"b\\""'),
        (Preference(dynamic=False), "dynamic=false"),
    ],
)
def test_applied(wish: Any, text: str | None) -> None:
    """Preference-Applied repeats what was met (RFC 7240 section 3)."""
    assert applied(wish) == text


NAMES = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1)
WISHES = st.builds(
    Preference,
    st.none() | st.integers(200, 599),
    st.none() | NAMES,
    st.none() | st.booleans(),
    st.none() | st.integers(0, MAX_DELAY),
)


@settings(database=None, deadline=None, max_examples=100)
@given(WISHES)
def test_applied_is_readable(wish: Any) -> None:
    """What Preference-Applied says reads as the same wishes."""
    assert preference([(applied(wish) or "").encode()], b"") == wish


@settings(database=None, deadline=None, max_examples=200)
@given(st.binary(max_size=40), st.binary(max_size=40), st.text(max_size=9))
def test_nothing_raises(header: bytes, query: bytes, name: str) -> None:
    """Any octets give wishes, and any example's name a header line."""
    preference([header, b"code=" + header], b"__" + query)
    line = applied(Preference(example=name)) or ""
    assert line.isascii()
    assert line.isprintable()
