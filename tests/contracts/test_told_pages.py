"""A page says that it is the one that was asked for, counted as the document says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document
from tests.manners.serving import in_path, in_query, says

if TYPE_CHECKING:
    from pathlib import Path

_ZERO, _ONE = {"default": 0, "minimum": 0}, {"default": 1, "minimum": 1}


@pytest.mark.parametrize(
    ("asked", "called", "said", "query", "number", "is_right"),
    [
        (_ZERO, "number", "Zero-based number of this page.", "", 1, False),
        (_ZERO, "number", "Zero-based number of this page.", "", 0, True),
        (_ZERO, "number", "Counted from 1.", "page=2", 3, True),
        (_ZERO, "number", "Counted from 1.", "page=0", 0, False),
        (_ZERO, "number", "The number of this page.", "page=0", 1, True),
        (_ONE, "page", "", "", 0, False),
        (_ONE, "page", "", "page=2", 3, False),
        (_ONE, "page", "", "page=9", 2, True),
        (_ONE, "page", "", "page=1&status=old", 0, True),
        ({}, "page", "", "page=1", 0, True),
        ({"default": 1}, "page", "", "page=-7", 1, True),
        ({"default": 1}, "page", "", "page=0", 1, True),
        ({"default": 1}, "page", "", "page=1", 2, False),
    ],
)
def test_a_page_tells_its_own_number(
    tmp_path: Path, asked: dict[str, Any], called: str, said: str, query: str, number: int, is_right: bool
) -> None:
    """One from which nobody says where it counts, one behind the end, and one of a filter may be another."""
    told = {"type": "object", "properties": {called: {"type": "integer", "description": said}}}
    items: dict[str, Any] = {"type": "array", "items": {"type": "object", "properties": {"id": {"type": "integer"}}}}
    shown = {"type": "object", "properties": {"items": items, "page": told}}
    listed = {
        "operationId": "list",
        "parameters": [in_query("page", type="integer", **asked), in_query("status", type="string")],
        "responses": {"200": says(shown)},
    }
    made = {"responses": {"201": says(items["items"])}}
    one = {"parameters": [in_path("id", {"type": "integer"})], "get": {"responses": {"200": says(items["items"])}}}
    paths = {"/notes": {"get": listed, "post": made}, "/notes/{id}": one}
    tree = {"openapi": "3.1.0", "info": {"title": "N", "version": "1"}, "paths": paths}
    (tmp_path / "notes.json").write_text(json.dumps(tree), "utf-8")
    body = json.dumps({"items": [{"id": 1}], "page": {called: number}}).encode()
    answer = Answer(200, (("Content-Type", "application/json"),), body)
    exchange = Exchange(Request("GET", f"/notes?{query}".rstrip("?"), (), None, "list"), answer, "recorded")
    found = Judge(load_document(tmp_path / "notes.json")).judge(exchange)
    assert [(one.law, one.place) for one in found] == ([] if is_right else [("list", f"/page/{called}")])
