"""Names in full: path parameters of several segments, told by their patterns."""

from __future__ import annotations

import pytest

from mock_server.openapi.codec.router import Router
from mock_server.openapi.reading import full_names


@pytest.mark.parametrize(
    ("pattern", "wanted"),
    [
        ("^shelves/[^/]+$", "shelves/{}"),
        ("shelves/[^/]+/books/[^/]+", "shelves/{}/books/{}"),
        (r"^projects\/[^\/]+\/topics\/[^\/]*$", "projects/{}/topics/{}"),
        ("^[^/]+/[^/]+$", "{}/{}"),
        ("^[^/]+$", None),
        ("^a/b$", None),
        ("^(a|b)/[^/]+$", None),
        ("^[a-z/]+$", None),
        ("^a//[^/]+$", None),
        ("", None),
        (7, None),
    ],
)
def test_a_pattern_says_what_a_name_in_full_looks_like(pattern: object, wanted: str | None) -> None:
    """Only literal segments and segments of anything are understood; of other patterns nothing is known."""
    assert full_names.form(pattern) == wanted


def test_names_of_several_segments_are_told_apart_by_their_forms() -> None:
    """Of two templates of one shape the one is meant whose names look like the path."""
    router: Router[str] = Router()
    router.add("/v1/{name}", "GET", "book", {"name": "shelves/{}/books/{}"})
    router.add("/v1/{name_1}", "GET", "shelf", {"name_1": "shelves/{}"})
    router.add("/v1/{name}:close", "GET", "closing", {"name": "shelves/{}"})
    found = [router.match(f"/v1/{path}", "GET") for path in ("shelves/a", "shelves/a/books/b%20c", "shelves/a:close")]
    assert [(methods or {})["GET"] for methods, _ in found] == ["shelf", "book", "closing"]
    assert [values for _, values in found] == [
        {"name_1": "shelves/a"},
        {"name": "shelves/a/books/b%20c"},
        {"name": "shelves/a"},
    ]
    assert router.match("/v1/shelves/a/books", "GET") == (None, {})
