"""The laws of lists: pages, totals, links and filters follow the records, in every usual vocabulary."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.test_record_laws import JSON, served

TEXT, NUMBER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
ADDRESS = {"type": ["string", "null"], "format": "uri"}
BOOK = {
    "type": "object",
    "required": ["id", "title", "state", "pages"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "title": TEXT,
        "state": {"type": "string", "enum": ["new", "old"]},
        "pages": NUMBER,
        "tags": {"type": "array", "items": TEXT},
    },
}
LIST = {"type": "array", "items": BOOK}


def wrapped(name: str, **more: Any) -> dict[str, Any]:
    """A page: the list under ``name`` beside other members."""
    return {"type": "object", "required": [name, *more], "properties": {name: LIST, **more}}


def number(name: str, **schema: Any) -> dict[str, Any]:
    """A query parameter."""
    return {"name": name, "in": "query", "schema": {"type": "integer", **schema}}


STATE = {"name": "state", "in": "query", "schema": {"type": "string", "enum": ["new", "old", "all"]}}
LINKS = {"type": "object", "required": ["next", "prev"], "properties": {"next": ADDRESS, "prev": ADDRESS}}
VOCABULARIES: dict[str, tuple[dict[str, Any], list[dict[str, Any]], str, str]] = {
    "django": (wrapped("results", count=NUMBER, next=ADDRESS, previous=ADDRESS), [number("page"), number("page_size")],
               "page_size", "next"),
    "offset": (wrapped("items", total=NUMBER, next=ADDRESS), [number("offset"), number("limit", default=25)],
               "limit", "next"),
    "json:api": (wrapped("data", links=LINKS, meta={"type": "object", "required": ["total"],
                                                    "properties": {"total": NUMBER}}),
                 [number("page[number]"), number("page[size]")], "page[size]", "links/next"),
    "cursor": (wrapped("data", has_more=FLAG, next_page={"type": ["string", "null"]}),
               [{"name": "starting_after", "in": "query", "schema": TEXT}, number("limit")], "limit", "next_page"),
}  # fmt: skip


def library(page: dict[str, Any], parameters: list[dict[str, Any]], **headers: Any) -> dict[str, Any]:
    """A create and a list."""
    shown = {"description": "A", "content": {JSON: {"schema": page}}, "headers": headers}
    made = {"description": "A", "content": {JSON: {"schema": BOOK}}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {
            "/books": {
                "get": {"parameters": [*parameters, STATE], "responses": {"200": shown}},
                "post": {"requestBody": {"content": {JSON: {"schema": BOOK}}}, "responses": {"201": made}},
            },
            "/books/{id}": {"parameters": [key], "delete": {"responses": {"204": {"description": "Gone"}}}},
        },
    }  # fmt: skip


def filled(mock: Any, count: int) -> list[int]:
    """The keys of so many books."""
    bodies = [
        {"title": f"T{n}", "state": "new" if n % 2 else "old", "pages": n, "tags": [f"t{n}"]} for n in range(count)
    ]
    return [mock.ask("POST", "/books", json=body).json()["id"] for body in bodies]


def under(body: Any, place: str) -> Any:
    """The value at a path such as ``links/next``."""
    for token in place.split("/"):
        body = body[token]
    return body


@pytest.mark.parametrize("kind", VOCABULARIES)
def test_a_client_that_follows_next_sees_everything_once_and_ends(kind: str) -> None:
    """Page after page gives each record once, in the order of creation; the last page has no next."""
    page, parameters, limit, following = VOCABULARIES[kind]
    name = next(key for key, value in page["properties"].items() if value is LIST)

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, 9), st.integers(1, 4))
    def walked(count: int, size: int) -> None:
        mock.reset()
        keys = filled(mock, count)
        if not keys:
            mock.ask("DELETE", f"/books/{filled(mock, 1)[0]}")
        target, seen = f"/books?{limit}={size}&state=all", []
        for _ in range(count + 2):
            body = mock.ask("GET", target).json()
            seen += [book["id"] for book in body[name]]
            there = under(body, following)
            if there is None:
                break
            parts = urlsplit(there)
            target = f"{parts.path}?{parts.query}"
        assert there is None
        assert seen == keys

    with served(library(page, parameters)) as mock:
        walked()


def test_totals_follow_the_records() -> None:
    """Totals, counts, flags and headers are those of the records, before and after a delete."""
    page = wrapped("content", totalElements=NUMBER, totalPages=NUMBER, number=NUMBER, numberOfElements=NUMBER,
                   first=FLAG, last=FLAG, empty=FLAG, page={"type": "object", "required": ["total", "offset"],
                   "properties": {"total": NUMBER, "offset": NUMBER}})  # fmt: skip
    tree = library(page, [number("page", minimum=0), number("size")], **{"X-Total-Count": {"schema": NUMBER},
                                                                        "Link": {"schema": TEXT}})  # fmt: skip
    with served(tree) as mock:
        keys = filled(mock, 5)
        answer = mock.ask("GET", "/books?page=1&size=2")
        body = {name: value for name, value in answer.json().items() if name != "content"}
        assert body == {"totalElements": 5, "totalPages": 3, "number": 1, "numberOfElements": 2, "first": False,
                        "last": False, "empty": False, "page": {"total": 5, "offset": 2}}  # fmt: skip
        assert answer.header("X-Total-Count") == "5"
        assert mock.ask("DELETE", f"/books/{keys[0]}").status == 204
        last = mock.ask("GET", "/books?page=1&size=2")
        assert last.json()["totalElements"] == 4
        assert last.json()["last"] is True
        assert 'rel="next"' not in (last.header("Link") or "")


FILTERS = [
    ("", [0, 1, 2, 3]),
    ("state=new", [1, 3]),
    ("state=all", [0, 1, 2, 3]),
    ("title=T2", [2]),
    ("pages_gte=2", [2, 3]),
    ("min_pages=2", [2, 3]),
    ("pages[lt]=2", [0, 1]),
    ("filter[title]=T1", [1]),
    ("q=t3", [3]),
    ("tags=t0", [0]),
    ("sort=-pages", [3, 2, 1, 0]),
    ("sort=state,-pages", [3, 1, 2, 0]),
    ("title=nobody", []),
]


@pytest.mark.parametrize(("query", "wanted"), FILTERS, ids=[query or "nothing" for query, _ in FILTERS])
def test_filters_hold_when_they_are_sent(query: str, wanted: list[int]) -> None:
    """A filter is applied when the client sends it; a word that no record can have is none."""
    names = ["title", "pages_gte", "min_pages", "pages[lt]", "q", "sort", "tags"]
    parameters: list[dict[str, Any]] = [{"name": name, "in": "query", "schema": TEXT} for name in names]
    parameters.append({"name": "filter", "in": "query", "style": "deepObject", "explode": True,
                       "schema": {"type": "object", "properties": {"title": TEXT}}})  # fmt: skip
    with served(library(LIST, parameters)) as mock:
        filled(mock, 4)
        assert [book["pages"] for book in mock.ask("GET", f"/books?{query}").json()] == wanted


def test_an_empty_list_is_empty() -> None:
    """When the last record is gone the list is empty, and nothing is made up again."""
    with served(library(LIST, [])) as mock:
        (key,) = filled(mock, 1)
        assert mock.ask("DELETE", f"/books/{key}").status == 204
        assert mock.ask("GET", "/books").json() == []
