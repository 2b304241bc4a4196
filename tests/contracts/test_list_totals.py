"""A total beside a list follows what the list shows, where the list shows everything."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws import judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path


SIZE = {"name": "pageSize", "in": "query", "schema": {"type": "integer"}}
STATUS = {"name": "status", "in": "query", "schema": {"type": "string"}}


def findings(
    folder: Path, body: Any, *, paged: bool = False, asked: str = "", held: bool = False
) -> list[tuple[str, str, str]]:
    """Law, place and what was seen of each finding in a list of cups, which `_embedded` holds where it is ``held``."""
    cup = {"type": "object", "properties": {"id": {"type": "string"}}}
    page = {
        "type": "object",
        "properties": {"cups": {"type": "array", "items": cup}, "totalCount": {"type": "integer"}},
    }
    whole = {"type": "object", "properties": {"_embedded": page}} if held else page
    content = {"application/json": {"schema": whole}}
    query = [{"name": "after", "in": "query", "schema": {"type": "string"}}] if paged else []
    query += [SIZE, STATUS] if asked else []
    listing = {
        "operationId": "cups",
        "parameters": query,
        "responses": {"200": {"description": "d", "content": content}},
    }
    key = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    one = {"responses": {"200": {"description": "d", "content": {"application/json": {"schema": cup}}}}}
    paths = {"/cups": {"get": listing}, "/cups/{id}": {"parameters": key, "get": one}}
    path = folder / "cups.json"
    path.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "T", "version": "1"}, "paths": paths}), "utf-8")
    kind = (("Content-Type", "application/json"),)
    exchange = Exchange(
        Request("GET", f"/cups{asked}", (), None), Answer(200, kind, json.dumps(body).encode()), "journey"
    )
    return [(found.law, found.place, found.observed) for found in judge(exchange, load_document(path))]


@pytest.mark.parametrize(("shown", "total"), [(0, 1), (2, 1), (1, 5)])
def test_a_total_that_is_none_is_a_finding(shown: int, total: int, tmp_path: Path) -> None:
    """Nothing leads to more records than the list shows, so its total is their number."""
    body = {"cups": [{"id": str(n)} for n in range(shown)], "totalCount": total}
    assert findings(tmp_path, body) == [("list", "/totalCount", str(total))]


@pytest.mark.parametrize(
    "more", [{"next": "https://x/cups?after=1"}, {"hasMore": True}, {"page": 1}, {"nextCursor": "a"}]
)
def test_a_page_shows_less_than_the_total(more: dict[str, Any], tmp_path: Path) -> None:
    """Where something leads on, there may be more; there are never fewer."""
    assert findings(tmp_path, {"cups": [{"id": "1"}], "totalCount": 5, **more}) == []
    assert findings(tmp_path, {"cups": [{"id": "1"}], "totalCount": 5}, paged=True) == []
    assert findings(tmp_path, {"cups": [{"id": "1"}], "totalCount": 0, **more}) == [("list", "/totalCount", "0")]


@pytest.mark.parametrize(
    "body", [{"cups": []}, {"cups": [], "totalCount": 0}, {"cups": [{"id": "1"}], "totalCount": 1}]
)
def test_a_right_total_is_none(body: Any, tmp_path: Path) -> None:
    """No total, none, and the number of what is shown."""
    assert findings(tmp_path, body) == []


@pytest.mark.parametrize(
    ("asked", "told", "wrong"),
    [
        ("?pageSize=2", {"totalCount": 5, "totalPages": 3}, ""),
        ("?pageSize=2", {"totalCount": 5, "totalPages": 2}, "totalPages"),
        ("?pageSize=2", {"totalCount": 5, "pageCount": 4}, "pageCount"),
        ("?pageSize=2", {"totalCount": 5, "pageCount": 2}, ""),
        ("?pageSize=2&status=open", {"totalCount": 50, "pages": 2}, ""),
        ("?pageSize=2", {"totalCount": 50, "pages": 2}, "pages"),
        ("?pageSize=2", {"results": 2, "totalPages": 3}, ""),
        ("?pageSize=2", {"results": 7, "totalPages": 3}, "totalPages"),
        ("?pageSize=2", {"totalCount": 2, "totalPages": 0}, "totalPages"),
    ],
)
def test_a_number_of_pages_follows_the_total(asked: str, told: dict[str, int], wrong: str, tmp_path: Path) -> None:
    """Where it is no number of the records on this page, nor the total is, and nothing is asked for but a page."""
    body = {"cups": [{"id": "1"}, {"id": "2"}], "pageSize": 2, **told}
    found = [place for _, place, _ in findings(tmp_path, body, asked=asked)]
    assert found == ([f"/{wrong}"] if wrong else [])


@pytest.mark.parametrize(("pages", "wrong"), [(3, []), (2, ["/page/totalPages"])])
def test_pages_are_counted_beside_what_holds_the_list(pages: int, wrong: list[str], tmp_path: Path) -> None:
    """HAL has its list in `_embedded`, and `page` beside that."""
    told = {"size": 2, "totalElements": 5, "totalPages": pages, "number": 0}
    body = {"_embedded": {"cups": [{"id": "1"}, {"id": "2"}]}, "page": told}
    assert [place for _, place, _ in findings(tmp_path, body, asked="?pageSize=2", held=True)] == wrong
