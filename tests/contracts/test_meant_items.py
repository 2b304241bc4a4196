"""Answers that show a record among others of its array: a basket with all its lines after one was added."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.sending.addressing import Addressing
from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from mock_server.openapi import load_document
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_LINE = {"colour": {"enum": ["red", "blue"]}, "count": {"type": "integer"}}
RED, BLUE = {"id": 7, "colour": "red", "count": 1}, {"id": 8, "colour": "blue", "count": 1}


def document(key: str) -> dict[str, Any]:
    """Lines below a basket, which every answer shows whole; ``key`` is the type of a line's."""
    line = {"type": "object", "required": ["id", *_LINE], "properties": {"id": {"type": key}, **_LINE}}
    whole = {"type": "array", "items": line}
    basket = says({"type": "object", "properties": {"id": {"type": "integer"}, "lines": whole}})
    sent = takes({"type": "object", "required": [*_LINE], "properties": _LINE})
    one = [in_path("basketId", {"type": "integer"}), in_path("lineId", {"type": key})]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Baskets", "version": "1"},
        "paths": {
            "/baskets/{basketId}/lines": {
                "parameters": one[:1],
                "post": {"requestBody": sent, "responses": {"201": basket}},
            },
            "/baskets/{basketId}/lines/{lineId}": {
                "parameters": one,
                "patch": {"requestBody": sent, "responses": {"200": basket}},
                "delete": {"responses": {"204": {"description": "gone"}}},
            },
        },
    }


def judged(folder: Path, method: str, path: str, body: Any, lines: Any, key: str = "integer") -> tuple[set[str], Any]:
    """The laws that an answer with these lines breaks, and the key of the line that it is taken to be about."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document(key)), "utf-8")
    judge = Judge.of(load_document(spec))
    request = Request(method, path, (("Content-Type", "application/json"),), json.dumps(body).encode())
    shown = json.dumps({"id": 2, "lines": lines}).encode()
    answer = Answer(201 if method == "POST" else 200, (("Content-Type", "application/json"),), shown)
    reading = judge.reader.read(request)
    assert reading is not None
    behaviour = judge.behaviours[reading.operation.id]
    known = Addressing(judge.behaviours).answered_key(behaviour, judge.body_of(answer, reading))
    return {found.law for found in judge.judge(Exchange(request, answer, "journey"))}, known


@pytest.mark.parametrize(
    ("lines", "key"),
    [
        ([RED, BLUE], 8),
        ([BLUE, RED], 8),
        ([BLUE], 8),
        ([RED, BLUE, {**BLUE, "id": 9}], 9),
        ([RED, {**BLUE, "id": 9}, BLUE], 9),
    ],
)
def test_the_line_that_was_added_is_the_one_that_is_meant(lines: Any, key: int, tmp_path: Path) -> None:
    """Wherever it stands; of several alike the newest is known by its key."""
    assert judged(tmp_path, "POST", "/baskets/2/lines", {"colour": "blue", "count": 1}, lines) == (set(), key)


def test_of_lines_alike_whose_keys_do_not_count_the_last_is_meant(tmp_path: Path) -> None:
    """Keys that are texts tell nothing of what came first."""
    lines = [{**BLUE, "id": key} for key in ("z", "a")]
    assert judged(tmp_path, "POST", "/baskets/2/lines", {"colour": "blue", "count": 1}, lines, "string") == (set(), "a")


@pytest.mark.parametrize("lines", [[RED, {**BLUE, "count": 2}], [RED], [{**RED, "id": 9}, RED]])
def test_a_line_that_no_item_shows_is_an_echo_that_is_wrong(lines: Any, tmp_path: Path) -> None:
    """What was sent is shown by none of them."""
    assert judged(tmp_path, "POST", "/baskets/2/lines", {"colour": "blue", "count": 1}, lines)[0] == {"echo"}


def test_a_line_that_is_changed_is_the_one_of_the_path(tmp_path: Path) -> None:
    """Another one that has the value already does not stand for it."""
    change = {"colour": "blue", "count": 1}
    assert judged(tmp_path, "PATCH", "/baskets/2/lines/7", change, [BLUE, RED])[0] == {"echo"}
    assert judged(tmp_path, "PATCH", "/baskets/2/lines/8", change, [RED, BLUE])[0] == set()
