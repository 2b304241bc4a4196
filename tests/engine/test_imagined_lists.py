"""A list of which no record is known is made up as a whole: pages end, and filters choose among what is shown."""

from __future__ import annotations

from typing import Any

import pytest

from tests.engine.test_record_laws import JSON, served

_BOOK: dict[str, Any] = {
    "type": "object",
    "required": ["isbn", "genre"],
    "properties": {"isbn": {"type": "string"}, "genre": {"type": "string", "enum": ["crime", "poetry"]}},
}
_SHOWN = [{"isbn": "1", "genre": "crime"}, {"isbn": "2", "genre": "poetry"}, {"isbn": "3", "genre": "crime"}]


def _library(example: Any = None) -> dict[str, Any]:
    """A list that nothing in the document adds to, and that shows no key by name."""
    page = {"type": "object", "required": ["found"], "properties": {"found": {"type": "array", "items": _BOOK}}}
    shown = {"schema": page, **({"example": {"found": example}} if example else {})}
    numbers = [
        {"name": name, "in": "query", "schema": {"type": "integer", "minimum": 1, "default": default}}
        for name, default in (("page", 1), ("per_page", 5))
    ]
    genre = {"name": "genre", "in": "query", "schema": _BOOK["properties"]["genre"]}
    answer = {"description": "A", "content": {JSON: shown}}
    listing = {"get": {"parameters": [*numbers, genre], "responses": {"200": answer}}}
    one = {"get": {"responses": {"200": {"description": "A", "content": {JSON: {"schema": _BOOK}}}}}}
    key = {"name": "isbn", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/books": listing, "/books/{isbn}": {"parameters": [key], **one}},
    }


def test_pages_of_what_is_made_up_end() -> None:
    """Who asks for page after page comes to an empty one."""
    with served(_library()) as mock:
        first, again, *others = (
            mock.ask("GET", f"/books{query}").json()["found"]
            for query in ("", "?page=1&per_page=5", "?page=2&per_page=5", "?page=2")
        )
    assert first
    assert (again, others) == (first, [[], []])


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", "123"),
        ("?per_page=1", "1"),
        ("?per_page=2&page=2", "3"),
        ("?per_page=2&page=3", ""),
        ("?genre=crime", "13"),
        ("?genre=crime&per_page=1&page=2", "3"),
    ],
)
def test_a_documented_list_is_shown_by_pages_and_filters(query: str, shown: str) -> None:
    """What the document's example shows is all there is."""
    with served(_library(_SHOWN)) as mock:
        found = mock.ask("GET", f"/books{query}").json()["found"]
    assert "".join(book["isbn"] for book in found) == shown


def test_what_is_made_up_has_no_key_twice() -> None:
    """A key that the document shows but once, in its schema, is that of one record."""
    isbn = {"type": "string", "example": "1"}
    described: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {}}
    for name in "abcdefgh":
        book = {"type": "object", "required": ["isbn"], "properties": {"isbn": isbn, "title": {"type": "string"}}}
        content = {JSON: {"schema": {"type": "array", "items": book}}}
        key = {"name": "isbn", "in": "path", "required": True, "schema": {"type": "string"}}
        answer = {"responses": {"200": {"description": "A", "content": content}}}
        one = {"responses": {"200": {"description": "A", "content": {JSON: {"schema": book}}}}}
        described["paths"] |= {f"/{name}": {"get": answer}, f"/{name}/{{isbn}}": {"parameters": [key], "get": one}}
    with served(described) as mock:
        for name in "abcdefgh":
            assert [book["isbn"] for book in mock.ask("GET", f"/{name}").json()] == ["1"]
