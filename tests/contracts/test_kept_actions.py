"""What an action's answer says that it made of a record, a read shows then; what is brought back is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.journeys.action_journeys import unkept
from mock_server.openapi import MISSING
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.ticket_service import Tickets
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_PART: dict[str, Any] = {
    "type": "object",
    "required": ["name", "weight"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "weight": {"type": "integer", "minimum": 1, "maximum": 9},
    },
}
_LABEL = {"type": "string", "minLength": 1, "maxLength": 40}
_NEW: dict[str, Any] = {"type": "object", "required": ["label"], "properties": {"label": _LABEL}}
_BOX: dict[str, Any] = {
    "type": "object",
    "required": ["id", "label", "weight"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "label": _LABEL,
        "weight": {"type": "integer", "readOnly": True},
        "parts": {"type": "array", "items": _PART, "readOnly": True},
    },
}


class Boxes(Service):
    """Boxes of one weight; what is packed into one has a key where parts are ``numbered``."""

    def __init__(self, *, numbered: bool) -> None:
        super().__init__()
        self.begin({"boxes": {}})
        self.numbered, self.last = numbered, 0

    def document(self) -> dict[str, Any]:
        """Boxes are made, read, packed and removed."""
        no, none = {"400": {"description": "no"}}, {"404": {"description": "none"}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Boxes", "version": "1"},
            "paths": {
                "/boxes": {"post": {"operationId": "makeBox", "requestBody": takes(_NEW),
                                    "responses": {"201": says(_BOX), **no}}},
                "/boxes/{id}": {
                    "parameters": [in_path("id", {"type": "string"})],
                    "get": {"operationId": "getBox", "responses": {"200": says(_BOX), **none}},
                    "delete": {"operationId": "dropBox", "responses": {"204": {"description": "gone"}, **none}},
                },
                "/boxes/{id}/pack": {
                    "parameters": [in_path("id", {"type": "string"})],
                    "post": {"operationId": "pack", "requestBody": takes(_PART),
                             "responses": {"200": says(_BOX), **no, **none}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The weight of a box is that of the box alone."""
        rows, parts = self.rows["boxes"], asked.parts
        if parts == ["boxes"] and asked.method == "POST":
            body, wrong = Checker(_NEW).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            self.last += 1
            rows[f"b{self.last}"] = {"id": f"b{self.last}", "label": body["label"], "weight": 0, "parts": []}
            return 201, rows[f"b{self.last}"], {}
        if parts[0] != "boxes" or len(parts) < 2 or parts[1] not in rows:
            return 404, None, {}
        if parts[2:] == ["pack"] and asked.method == "POST":
            body, wrong = Checker(_PART).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            rows[parts[1]]["parts"].append({**({"id": "p1"} if self.numbered else {}), **body})
            return 200, rows[parts[1]], {}
        if asked.method == "DELETE":
            return 204, rows.pop(parts[1]) and None, {}
        return 200, rows[parts[1]], {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("faults", "wrong"),
    [((), []), (("close",), ["/ticket/phase"]), (("pin",), ["/ticket/pinned"]), (("urgency",), ["/ticket/urgency"])],
    ids=str,
)
def test_a_change_that_only_its_answer_shows_is_told(faults: tuple[str, ...], wrong: list[str], tmp_path: Path) -> None:
    """By verbs of several kinds: one drift for each that is not stored, none for those that are."""
    service = Tickets(*faults)
    report = some_journeys(service, tmp_path, "is kept")
    assert told(report) == [("read-back", "getTicket", place) for place in wrong]
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(bool(wrong)))


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("faults", "wrong"),
    [
        ((), []),
        (("undelete",), ["status"]),
        (("undelete blank",), ["/ticket/subject"]),
        (("undelete less",), ["/ticket/room"]),
    ],
    ids=str,
)
def test_what_is_brought_back_is_there(faults: tuple[str, ...], wrong: list[str], tmp_path: Path) -> None:
    """A removed record of the run's is there again, with its texts, and is removed again."""
    service = Tickets(*faults)
    report = some_journeys(service, tmp_path, "brings back")
    assert told(report) == [("read-back", "getTicket", place) for place in wrong]
    assert (service.unharmed, service.left, report.exit_code) == (True, [], int(bool(wrong)))
    assert report.created > 0
    assert faults == ("undelete",) or report.created == report.removed


@pytest.mark.parametrize("numbered", [True, False])
def test_what_an_action_puts_into_a_record_is_not_the_record(numbered: bool, tmp_path: Path) -> None:
    """Its members stand inside the record, where others of the same name are the record's own."""
    service = Boxes(numbered=numbered)
    report = some_journeys(service, tmp_path, "is kept|reading boxes")
    assert report.exchange_count > 3
    assert (told(report), service.left) == ([], [])


def test_what_goes_on_by_itself_or_is_not_said_is_open() -> None:
    """A state that may be over when it is read, a value that nobody spoke of, a change that no answer shows."""
    was = {"state": "failed", "note": "a", "at": None}
    assert unkept({"state": "archived"}, was, {**was, "state": "archived"}, was) == ["state"]
    assert unkept({"state": "archived"}, was, {**was, "state": "archived"}, {**was, "state": "gone"}) == []
    assert unkept({"state": "pending"}, was, {**was, "state": "pending"}, was) == []
    assert unkept({"state": "archived"}, was, {**was, "state": "closed"}, was) == []
    assert unkept({"state": "archived"}, was, {**was, "note": "b"}, was) == []
    assert unkept({"at": MISSING}, was, {**was, "at": "2026-01-01T00:00:00Z"}, was) == ["at"]
    assert unkept({"at": MISSING}, was, was, was) == []
