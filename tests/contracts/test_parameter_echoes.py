"""Members of an answer that repeat a parameter: where they have to be the one that was sent, and where not."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit
from contracts.laws.differential import Differential
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from contracts.laws.parameter_echoes import agrees, shown
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("sent", "got", "action", "right"),
    [
        ([3, 4], [4, 3, 3], "read", True),
        ([3, 4], [3], "read", False),
        ([3], [3, 4], "read", False),
        ({"x": 1, "y": 2}, {"x": 2, "y": 1}, "none", False),
        (7, 8, "read", False),
        (50, 20, "list", True),
        (1, 20, "list", False),
        (True, False, "list", False),
        ("Bob", "bob", "read", True),
        (7, None, "read", True),
        (7, "seven", "read", True),
        (7, 6, "none", False),
    ],
)
def test_what_an_answer_may_repeat(sent: Any, got: Any, action: str, right: bool) -> None:
    """Sets are the same in any order, a list may hold less than was asked for, texts may be spelled otherwise."""
    assert agrees(sent, got, action, "id") is right


@pytest.mark.parametrize(("got", "right"), [(10, True), (20, True), (21, False)])
def test_a_page_may_be_smaller_than_was_asked_for(got: int, right: bool) -> None:
    """Servers bound the size of pages, be it of a search whose records nobody makes."""
    assert agrees(20, got, "none", "size") is right


def test_a_parameter_is_looked_for_outside_arrays() -> None:
    """Records in a list are no repetition of what was asked for."""
    body = {"page": {"size": 3}, "items": [{"size": 9}]}
    assert list(shown(body, "size")) == [(("page", "size"), 3)]


@pytest.mark.parametrize(("owner", "own", "found"), [(3, 7, []), (7, 3, ["/id"])])
def test_the_key_of_what_is_inside_a_record_is_another_one(
    owner: int, own: int, found: list[str], tmp_path: Path
) -> None:
    """A mock may make up the one that the path has; the record's own is held."""
    number = {"type": "integer"}
    member = {"type": "object", "properties": {"id": number}}
    record = {"type": "object", "properties": {"id": number, "owner": member}}
    shows = {"description": "a box", "content": {"application/json": {"schema": record}}}
    key = {"name": "id", "in": "path", "required": True, "schema": number}
    file = tmp_path / "boxes.json"
    paths = {"/boxes/{id}": {"get": {"parameters": [key], "responses": {"200": shows}}}}
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Boxes", "version": "1"}, "paths": paths}))
    judge, request = Judge(load_document(file)), Request("GET", "/boxes/7")
    reading = judge.reader.read(request)
    assert reading is not None
    make = Maker(Exchange(request, Answer(200), "journey"), reading.operation, Culprit.TARGET_AGAINST_MOCK)
    told = Differential(judge)._told(reading, {"id": own, "owner": {"id": owner}}, {"id": 7, "owner": {"id": 7}}, make)
    assert [finding.place for finding in told] == found
