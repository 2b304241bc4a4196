"""Lists and changes as they pass: what a list shows of records that were made here, and how a change is read."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.observed.recordings.learning_mock.learning_mock import LearningMock
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BOX = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string"},
        "state": {"enum": ["open", "done"]},
        "weight": {"type": "integer"},
    },
}


def _answer(schema: Any) -> dict[str, Any]:
    return {"description": "d", "content": {"application/json": {"schema": schema}}}


def _query(name: str, schema: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


@pytest.fixture
def learning(tmp_path: Path) -> Iterator[LearningMock]:
    """That of boxes, which are made, read, changed, replaced, removed and listed by state and weight."""
    body = {"required": True, "content": {"application/json": {"schema": BOX}}}
    merge = {**BOX, "required": []}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    filters = [
        _query("state", BOX["properties"]["state"]),  # type: ignore[index]
        _query("id", {"type": "array", "items": {"type": "integer"}}),
        _query("min_weight", {"type": "integer"}),
        _query("limit", {"type": "integer", "minimum": 1}),
        _query("offset", {"type": "integer", "minimum": 0}),
    ]
    missing = {"404": {"description": "none"}}
    listed = {"type": "object", "properties": {"data": {"type": "array", "items": BOX}, "total": {"type": "integer"}}}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Boxes", "version": "1"},
        "paths": {
            "/boxes": {
                "get": {"parameters": filters, "responses": {"200": _answer(listed)}},
                "post": {"requestBody": body, "responses": {"201": _answer(BOX)}},
            },
            "/boxes/{id}": {
                "parameters": [key],
                "get": {"responses": {"200": _answer(BOX), **missing}},
                "put": {"requestBody": body, "responses": {"200": _answer(BOX), **missing}},
                "patch": {
                    "requestBody": {"content": {"application/merge-patch+json": {"schema": merge}}},
                    "responses": {"200": _answer(BOX), **missing},
                },
                "delete": {"responses": {"204": {"description": "gone"}, **missing}},
            },
        },
    }
    path = tmp_path / "boxes.json"
    path.write_text(json.dumps(document))
    with contextlib.closing(LearningMock(Judge(load_document(path)), path)) as one:
        yield one


def passed(
    learning: LearningMock, second: float, method: str, target: str, status: int, shown: Any, sent: Any = None
) -> list[str]:
    """What is wrong with an exchange that ends at this second."""
    kind = "application/merge-patch+json" if method == "PATCH" else "application/json"
    headers = (("Content-Type", kind),) if sent is not None else ()
    body = json.dumps(sent).encode() if sent is not None else None
    octets = json.dumps(shown).encode() if shown is not None else b""
    answer = Answer(status, (("Content-Type", "application/json"),) if octets else (), octets)
    exchange = Exchange(Request(method, target, headers, body), answer, "recorded", "one")
    return [f"{one.law} {one.message}" for one in learning.findings(exchange, alone=True, moment=second)]


OPEN = {"id": 70, "name": "A", "state": "open", "weight": 5}
DONE = {"id": 71, "name": "B", "state": "done", "weight": 9}


def made(learning: LearningMock) -> None:
    """Two boxes."""
    for box in (OPEN, DONE):
        sent = {name: value for name, value in box.items() if name != "id"}
        assert passed(learning, 1, "POST", "/boxes", 201, box, sent) == []


def listed(*boxes: Any) -> dict[str, Any]:
    """A whole list of these."""
    return {"data": [*boxes], "total": len(boxes)}


def test_a_list_shows_what_was_made(learning: LearningMock) -> None:
    """Once it had time to; each record once, with its values, and no more of them than were asked for."""
    made(learning)
    lacks, twice = "list /data lacks what was created", "list /data lists a record twice"
    assert passed(learning, 2, "GET", "/boxes", 200, listed(OPEN)) == []  # it may lag
    assert passed(learning, 3, "GET", "/boxes", 200, listed(OPEN, DONE)) == []
    assert passed(learning, 3, "GET", "/boxes", 200, {"data": [OPEN], "total": 9}) == []  # there are more pages
    assert passed(learning, 3, "GET", "/boxes?offset=1", 200, listed(OPEN)) == []
    assert passed(learning, 3, "GET", "/boxes?limit=1", 200, {"data": [DONE], "total": 2}) == []
    assert passed(learning, 3, "GET", "/boxes", 200, listed(OPEN)) == [lacks]
    assert passed(learning, 3, "GET", "/boxes", 200, {"data": [OPEN], "next": "2"}) == []
    assert passed(learning, 3, "GET", "/boxes", 200, {"data": [OPEN], "next": None}) == [lacks]
    assert twice in passed(learning, 3, "GET", "/boxes", 200, listed(OPEN, OPEN, DONE))
    [more] = passed(learning, 3, "GET", "/boxes?limit=1", 200, listed(OPEN, DONE))
    assert "more records than were asked for" in more
    [other] = passed(learning, 3, "GET", "/boxes", 200, listed({**OPEN, "name": "a"}, DONE))
    assert "is listed otherwise than it was written" in other


def test_a_page_says_where_it_begins(learning: LearningMock) -> None:
    """Where it does, or where the next one does; nothing is said of a page behind the end, or of none whole."""
    made(learning)
    page = {"data": [DONE], "total": 2}
    for start, query in (
        (1, "offset=1"),
        (2, "offset=1&limit=1"),
        (2, "offset=2"),
        (0, "offset=0"),
        (2, "offset=3&limit=2"),
    ):
        assert passed(learning, 3, "GET", f"/boxes?{query}", 200, {**page, "offset": start}) == []
    assert passed(learning, 3, "GET", "/boxes?offset=1", 200, {"data": [DONE], "offset": 0}) == []  # no total
    assert passed(learning, 3, "GET", "/boxes?offset=1", 200, {"data": [], "total": 2, "offset": 0}) == []
    [found] = passed(learning, 3, "GET", "/boxes?offset=1&limit=1", 200, {**page, "offset": 0})
    assert "is not the offset that was asked for" in found


def test_a_list_does_not_show_what_was_removed(learning: LearningMock) -> None:
    """Once it had time to."""
    made(learning)
    assert passed(learning, 2, "DELETE", "/boxes/70", 204, None) == []
    assert passed(learning, 3, "GET", "/boxes", 200, listed(OPEN, DONE)) == []
    [found] = passed(learning, 4, "GET", "/boxes", 200, listed(OPEN, DONE))
    assert "lists what was removed" in found


def test_a_filter_lets_in_what_it_asks_for(learning: LearningMock) -> None:
    """By the values of the records that were made here; a range leaves out what is below it."""
    made(learning)
    assert passed(learning, 3, "GET", "/boxes?state=open", 200, listed(OPEN)) == []
    assert passed(learning, 3, "GET", "/boxes?min_weight=6", 200, listed(DONE)) == []
    [strange] = passed(learning, 3, "GET", "/boxes?state=open", 200, listed(OPEN, DONE))
    assert "although the filter asks for others" in strange
    [lacking] = passed(learning, 3, "GET", "/boxes?state=open", 200, listed())
    assert "lacks what state asks for" in lacking
    [outside] = passed(learning, 3, "GET", "/boxes?min_weight=6", 200, listed(OPEN, DONE))
    assert "is outside what min_weight asks for" in outside


def test_a_list_by_keys_shows_and_counts_no_others(learning: LearningMock) -> None:
    """Neither records of other keys nor a total of more than were asked for."""
    made(learning)
    assert passed(learning, 3, "GET", "/boxes?id=70&id=71", 200, listed(OPEN, DONE)) == []
    assert passed(learning, 3, "GET", "/boxes?id=70&id=99", 200, listed(OPEN)) == []
    [counted] = passed(learning, 3, "GET", "/boxes?id=70", 200, {"data": [OPEN], "total": 2})
    assert counted == "list /total counts more than the keys asked for"
    [other] = passed(learning, 3, "GET", "/boxes?id=70", 200, {"data": [OPEN, DONE], "total": 1})
    assert "is not what id asks for" in other


def test_a_change_makes_no_other_record(learning: LearningMock) -> None:
    """A new record of what was sent to change another one is a copy; one of other values is somebody else's."""
    made(learning)
    assert passed(learning, 3, "GET", "/boxes", 200, listed(OPEN, DONE)) == []
    new = {**OPEN, "name": "C"}
    sent = {name: value for name, value in new.items() if name != "id"}
    assert passed(learning, 4, "PUT", "/boxes/70", 200, new, sent) == []
    stranger, copy = {"id": 80, "name": "theirs"}, {**new, "id": 81}
    assert passed(learning, 5, "GET", "/boxes", 200, listed(new, DONE, stranger)) == []
    assert passed(learning, 6, "PUT", "/boxes/70", 200, new, sent) == []
    [found] = passed(learning, 7, "GET", "/boxes", 200, listed(new, DONE, stranger, copy))
    assert "shows a second record beside a changed one" in found


def test_what_may_have_changed_is_not_judged(learning: LearningMock) -> None:
    """After a change that was not alone nothing is known of a list."""
    made(learning)
    again = Exchange(Request("DELETE", "/boxes/71"), Answer(204, (), b""), "recorded", "one")
    assert learning.findings(again, alone=False) == []
    assert passed(learning, 5, "GET", "/boxes", 200, listed()) == []


def test_a_change_is_read_back(learning: LearningMock) -> None:
    """A replaced record lacks what was not sent, a merged one keeps it; the key stays."""
    made(learning)
    bare = {"id": 70, "name": "C"}
    assert passed(learning, 2, "PUT", "/boxes/70", 200, bare, {"name": "C"}) == []
    [kept] = passed(learning, 3, "GET", "/boxes/70", 200, {**OPEN, "name": "C", "state": "open"})[:1]
    assert "is still what it was before the change" in kept
    merged = {**DONE, "state": "open"}
    assert passed(learning, 4, "PATCH", "/boxes/71", 200, merged, {"state": "open"}) == []
    assert passed(learning, 5, "GET", "/boxes/71", 200, merged) == []
    assert passed(learning, 6, "PATCH", "/boxes/71", 200, {**merged, "state": "done"}, {"state": "done"}) == []
    [lost] = passed(learning, 7, "GET", "/boxes/71", 200, {"id": 71, "name": "B", "state": "done"})
    assert "/weight changed, and nothing that was sent changes it" in lost


def test_two_changes_between_two_reads_say_nothing(learning: LearningMock) -> None:
    """One of them alone has to follow from what was sent."""
    made(learning)
    for name in ("C", "D"):
        assert passed(learning, 2, "PUT", "/boxes/70", 200, {"id": 70, "name": name}, {"name": name}) == []
    assert passed(learning, 3, "GET", "/boxes/70", 200, {**OPEN, "name": "D"}) == []
