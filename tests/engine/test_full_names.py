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


@pytest.mark.parametrize(
    ("path", "declared", "wanted"),
    [
        ("/v1/{name=shelves/*/books/*}:move", ["name"], "/v1/{name}:move"),
        ("/v1/{+name}", [], "/v1/{name}"),
        ("/{proxy+}", ["proxy"], "/{proxy}"),
        ("/{proxy+}", ["proxy+"], "/{proxy+}"),
        ("/a/{b*}", [], "/a/{b}"),
        ("/Products(ID={ID})", ["ID"], "/Products(ID={ID})"),
        ("/a{?page*}", [], "/a{?page*}"),
        ("/a/{b}=", [], "/a/{b}="),
    ],
)
def test_marks_of_other_grammars_are_no_part_of_a_template(path: str, declared: list[str], wanted: str) -> None:
    """The name alone is what OpenAPI knows, unless the document declares a parameter with the mark."""
    assert full_names.unmarked(path, declared) == wanted


def test_any_number_of_segments_is_taken() -> None:
    """Up to eight; a longer template that has a word of its own is preferred."""
    router: Router[str] = Router()
    router.add("/v1/{name}", "GET", "one", {"name": full_names.REST})
    router.add("/v1/{parent}/books", "GET", "all", {"parent": full_names.REST})
    found = [router.match(f"/v1/{path}", "GET") for path in ("a", "a/b/c/d", "a/b/books", "/".join("abcdefgh"))]
    assert [(methods or {})["GET"] for methods, _ in found] == ["one", "one", "all", "one"]
    assert [values for _, values in found] == [
        {"name": "a"},
        {"name": "a/b/c/d"},
        {"parent": "a/b"},
        {"name": "a/b/c/d/e/f/g/h"},
    ]
    assert router.match("/v1/" + "/".join("abcdefghi"), "GET") == (None, {})
