"""Bodies side by side: what differs between two JSON values, and on which lines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.exchange import Answer
from contracts.reports.sides import Mark, differences, pretty, side

VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)
BOUNDED = settings(max_examples=80, deadline=None, database=None)


def marked(one: Any, other: Any, place: str = "") -> list[tuple[str, str]]:
    """The marked lines of the first side."""
    found = side(Answer(200, (), json.dumps(one).encode()), Answer(200, (), json.dumps(other).encode()), place)
    return [(line.text.strip().rstrip(","), str(line.mark)) for line in found.lines if line.mark]


@BOUNDED
@given(VALUES)
def test_a_value_does_not_differ_from_itself(value: Any) -> None:
    """Nothing is marked."""
    assert list(differences(value, json.loads(json.dumps(value)))) == []


@BOUNDED
@given(VALUES, VALUES)
def test_different_values_differ_on_some_side(one: Any, other: Any) -> None:
    """Equal as JSON, or something is marked; nothing is marked on one side alone unless it is missing there."""
    same = json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
    assert same == (not list(differences(one, other)) and not list(differences(other, one)))


@BOUNDED
@given(VALUES)
def test_pretty_json_is_the_same_json(value: Any) -> None:
    """Indentation changes nothing but white space."""
    assert json.loads(pretty(json.dumps(value).encode())) == value


@pytest.mark.parametrize(
    ("one", "other", "lines"),
    [
        ({"a": 1, "b": 2}, {"a": 1, "b": 3}, [('"b": 2', "differs")]),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [1, 3]}}, [("2", "differs")]),
        ({"a": 1}, {"a": 1, "b": 2}, [("{", "differs")]),
        ({"a": 1, "b": 2}, {"a": 1}, [('"b": 2', "differs")]),
        ({"a": True}, {"a": 1}, [('"a": true', "differs")]),
        ({"a": 1}, {"a": 1.0}, []),
        ([1, 2], [1], [("2", "differs")]),
        ({"a": {}}, {"a": []}, [('"a": {}', "differs")]),
    ],
)
def test_the_lines_that_differ_are_marked(one: Any, other: Any, lines: list[tuple[str, str]]) -> None:
    """The innermost value that differs, or the object in which one is missing."""
    assert marked(one, other) == lines


def test_the_place_of_a_finding_is_marked_above_all() -> None:
    """Where the value is missing, the object around it is."""
    assert marked({"a": {"b": 1}}, {"a": {"b": 2}}, "/a/b") == [('"b": 1', "place")]
    assert marked({"a": {"b": 1}}, {"a": {"b": 1}}, "/a/x/y") == [('"a": {', "place")]
    assert marked({"a/b": 1}, {"a/b": 1}, "/a~1b") == [('"a/b": 1', "place")]


def test_statuses_are_marked() -> None:
    """The finding's place, or a difference."""
    assert side(Answer(200), Answer(201)).status_mark is Mark.DIFFERS
    assert side(Answer(200), Answer(201), "status").status_mark is Mark.PLACE
    assert side(Answer(200), None).status_mark is Mark.NONE


def test_texts_are_compared_by_line() -> None:
    """What is no JSON, or repeats a member, is shown as it was sent."""
    found = side(Answer(200, (), b"a\nb\nc"), Answer(200, (), b"a\nc"))
    assert [(line.text, bool(line.mark)) for line in found.lines] == [("a", False), ("b", True), ("c", False)]
    assert pretty(b'{"a": 1, "a": 2}') == '{"a": 1, "a": 2}'


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        (b"\xff\x00", "\\xff\\u0000"),
        ("\u202etxt\x1b[31m".encode(), "\\u202etxt\\u001b[31m"),
        (b"[" * 3000 + b"]" * 3000, "[" * 3000 + "]" * 3000),
        (b'"\\ud800"', '"\\ud800"'),
        (b"NaN", "NaN"),
    ],
)
def test_odd_bodies_are_shown(body: bytes, text: str) -> None:
    """What can't be printed is escaped; nothing raises."""
    assert pretty(body) == text


def test_long_bodies_are_cut() -> None:
    """Beyond some lines or bytes the number of those left out is told."""
    found = side(Answer(200, (), json.dumps(list(range(1000))).encode()))
    assert (len(found.lines), found.cut) == (400, 602)
    assert pretty(b"x" * 150_000).endswith("… 50,000 more bytes")
