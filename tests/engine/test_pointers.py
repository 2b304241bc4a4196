"""JSON pointers: every name survives being written and read, and leads where RFC 6901 says."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mock_server.openapi.reading import pointers

NAMES = st.text(max_size=8) | st.sampled_from(["a/b", "a~b", "50%25", "~1", "~01", "", "0", "#"])
DOCUMENT: dict[str, Any] = {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "m~n": 8, "50%25": 9}


@given(st.lists(NAMES, max_size=4))
def test_what_is_written_is_read_back(path: list[str]) -> None:
    """Tokens survive both texts of a pointer."""
    assert pointers.tokens(pointers.text(path)) == tuple(path)
    assert pointers.fragment_tokens(pointers.fragment(path)) == tuple(path)


@given(st.lists(NAMES, min_size=1, max_size=4))
def test_what_is_put_is_found(path: list[str]) -> None:
    """A value put at tokens is found there, and the original is as it was."""
    before: dict[str, Any] = {"kept": {"x": 1}}
    after = pointers.replaced(before, tuple(path), "new")
    assert pointers.look_up(after, path) == "new"
    assert before == {"kept": {"x": 1}}


@pytest.mark.parametrize(
    ("text", "value"),
    [("", DOCUMENT), ("/foo/0", "bar"), ("/", 0), ("/a~1b", 1), ("/c%d", 2), ("/m~0n", 8), ("/50%25", 9)],
)
def test_examples_of_the_standard(text: str, value: object) -> None:
    """The examples of RFC 6901 section 5; a percent sign in the string form is itself."""
    assert pointers.look_up(DOCUMENT, pointers.tokens(text)) == value


@pytest.mark.parametrize("token", ["2", "-1", "01", "-", "x", "٣", "1.0"])
def test_places_that_an_array_does_not_have(token: str) -> None:
    """Only 0 and numbers without leading zeros, in ASCII digits, name an item (section 4)."""
    with pytest.raises(LookupError):
        pointers.look_up(["a", "b"], (token,))


def test_fragments_are_percent_decoded() -> None:
    """The fragment form decodes percent escapes (section 6), the string form does not."""
    assert pointers.fragment_tokens("#/a%25b") == ("a%b",)
    assert pointers.tokens("/a%25b") == ("a%25b",)
