"""Numbers by which pages are asked for, and that count nothing: they may be refused where no bound lets them in."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document
from tests.manners.serving import in_query
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("query", "schema", "laws"),
    [
        ("pageSize=-420", {}, []),
        ("pageSize=0", {}, []),
        ("page=0", {}, []),
        ("offset=-1", {}, []),
        ("pageSize=-420", {"format": "int32"}, []),
        ("pageSize=5", {}, ["valid-accepted"]),
        ("offset=0", {}, ["valid-accepted"]),
        ("pageSize=0", {"minimum": 0}, ["valid-accepted"]),
        ("pageSize=-1", {"exclusiveMinimum": -5}, ["valid-accepted"]),
        ("floor=-1", {}, ["valid-accepted"]),
        ("floor=0", {}, ["valid-accepted"]),
        ("offset=3000000000", {}, []),
    ],
)
def test_what_counts_nothing_may_be_refused(query: str, schema: Any, laws: list[str], tmp_path: Path) -> None:
    """A page or its size below one, an offset below none; other numbers have no such meaning."""
    asked = in_query(query.partition("=")[0], type="integer", **schema)
    answers = {"200": {"description": "listed"}, "400": {"description": "no"}}
    paths = {"/shelves": {"get": {"parameters": [asked], "responses": answers}}}
    file = tmp_path / "shelves.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Shelves", "version": "1"}, "paths": paths}))
    exchange = Exchange(Request("GET", f"/shelves?{query}"), Answer(400, (), b""), "fuzz")
    assert [found.law for found in Judge(load_document(file)).judge(exchange)] == laws


@pytest.mark.parametrize(
    ("path", "body", "schema", "laws"),
    [
        ("/shelves/search", {"pageSize": -1}, {}, []),
        ("/shelves/search", {"offset": 3000000000}, {}, []),
        ("/shelves/search", {"pageSize": 5}, {}, ["valid-accepted"]),
        ("/shelves/search", {"pageSize": -1}, {"minimum": -1}, ["valid-accepted"]),
        ("/shelves/search", {"floor": -1}, {}, ["valid-accepted"]),
        ("/shelves", {"pageSize": -1}, {}, ["valid-accepted"]),
    ],
)
def test_what_counts_nothing_may_be_refused_by_a_search(path: str, body: Any, schema: Any, laws: list[str]) -> None:
    """Where a POST looks for something, its body pages as a query does; a record may have such a member of its own."""
    members = {name: {"type": "integer", **schema} for name in body}
    taken = {"content": {"application/json": {"schema": {"type": "object", "properties": members}}}}
    answers = {"200": {"description": "listed"}, "422": {"description": "no"}}
    judge = Judge(document({"paths": {path: {"post": {"requestBody": taken, "responses": answers}}}}))
    asked = Request("POST", path, (("Content-Type", "application/json"),), json.dumps(body).encode())
    assert [found.law for found in judge.judge(Exchange(asked, Answer(422, (), b""), "fuzz"))] == laws
