"""The comparison of scenarios finds what differs, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.scenarios.matching import Matcher


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ({"a": 1, "b": [True, None]}, {"b": [True, None], "a": 1.0}),
        ({"a": "{{any}}"}, {"a": None}),
        ({"{{others}}": 0}, {"a": 1, "b": 2}),
        (["{{string}}", "{{integer}}", "{{number}}", "{{boolean}}"], ["a", 1, 1.5, False]),
        (["{{list}}", "{{object}}"], [[], {}]),
        ("{{like a|b}}", "b"),
        ("id {{integer}}.", "id -12."),
    ],
)
def test_what_fits(wanted: Any, got: Any) -> None:
    """No difference is told."""
    assert Matcher().json(wanted, got) == []


@pytest.mark.parametrize(
    ("wanted", "got", "place"),
    [
        ({"a": 1}, {"a": 2}, "body/a"),
        ({"a": 1}, {"a": True}, "body/a"),
        ({"a": {"b": [1]}}, {"a": {"b": [2]}}, "body/a/b/0"),
        ({"a": 1}, {"a": 1, "b": 2}, "body/b"),
        ({"a": "{{any}}", "{{others}}": 0}, {"b": 2}, "body/a"),
        ([1, 2], [1], "body"),
        ("{{integer}}", True, "body"),
        ("{{string}}", 1, "body"),
        ("{{like a|b}}", "ab", "body"),
        ("{{strnig}}", "a", "body"),
        (None, {}, "body"),
    ],
)
def test_what_does_not(wanted: Any, got: Any, place: str) -> None:
    """One difference is told, with its place."""
    (line,) = Matcher().json(wanted, got)
    assert line.startswith(f"{place}:")


def test_what_is_captured_is_used() -> None:
    """A captured value keeps its kind in a body and stands in a request's text."""
    matcher = Matcher()
    assert matcher.json({"id": "{{integer as id}}", "n": "{{string as n}}"}, {"id": 7, "n": "x"}) == []
    assert matcher.filled("/a/{{id}}/{{n}}/{{any}}") == "/a/7/x/{{any}}"
    assert matcher.json(["{{id}}", "a {{n}}"], [7, "a x"]) == []
    assert matcher.json("{{id}}", "7") != []


def test_texts() -> None:
    """A placeholder in a text spans lines, and what it captured must come again."""
    matcher = Matcher()
    assert matcher.text("<a>{{any as x}}</a>{{any}}", "<a>1</a>\n2", "body") == []
    assert matcher.text("{{x}}-{{like \\d+}}", "1-23", "body") == []
    assert matcher.text("{{x}}", "2", "body") != []
