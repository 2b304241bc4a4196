"""Services that answer 200 whatever comes, and say in the body that they refused: GraphQL has its `errors` there."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.laws.leeway import refuses_inside
from mock_server.openapi import MISSING, load_document
from tests.manners.serving import Answer as Reply
from tests.manners.serving import Asked, Checker, Service, checked, in_path, number, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NEW: dict[str, Any] = {
    "type": "object",
    "required": ["sensor"],
    "properties": {"sensor": {"type": "string", "minLength": 1, "maxLength": 40}},
}
JSON = (("Content-Type", "application/json"),)


class Sensors(Service):
    """Sensors in `data`, which is null where `errors` tells why; ``faithful`` ones refuse what is wrong."""

    def __init__(self, *, faithful: bool = True, more: tuple[str, ...] = ()) -> None:
        super().__init__()
        self.begin({"sensors": {"1": {"id": 1, "sensor": "another's"}}})
        self.faithful, self.more, self.last = faithful, more, 1

    def document(self) -> dict[str, Any]:
        """There is no status but 200, unless there are ``more``."""
        shown = {**_NEW, "type": ["object", "null"], "properties": {**_NEW["properties"], "id": {"type": "integer"}}}
        errors = {"type": "array", "items": {"type": "object", "properties": {"message": {"type": "string"}}}}
        outcome = {"type": "object", "required": ["data"], "properties": {"data": shown, "errors": errors}}
        answers = {"200": says(outcome), **{status: {"description": "no"} for status in self.more}}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Sensors", "version": "1"},
            "paths": {
                "/sensors": {"post": {"requestBody": takes(_NEW), "responses": answers}},
                "/sensors/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"responses": answers},
                    "delete": {"responses": answers},
                },
            },
        }

    def answer(self, asked: Asked) -> Reply:
        """Whatever is asked for, by one of the documented methods, is answered 200."""
        allowed = {1: "POST", 2: "GET, DELETE"}.get(len(asked.parts), "") if asked.parts[0] == "sensors" else ""
        if not allowed or asked.method not in allowed.split(", "):
            return (405 if allowed else 404), None, {"Allow": allowed} if allowed else {}
        if asked.method == "POST":
            body, wrong = Checker(_NEW).read(asked.data if asked.json else b"")
            if (body is None or wrong) and self.faithful:
                return _refused("it is wrong")
            self.last += 1
            text = body.get("sensor") if isinstance(body, dict) else None
            self.rows["sensors"][str(self.last)] = {"id": self.last, "sensor": text if isinstance(text, str) else "?"}
            return 200, {"data": self.rows["sensors"][str(self.last)]}, {}
        row = self.rows["sensors"].get(str(number(asked.parts[1])))
        if row is None:
            return _refused("there is none")
        if asked.method == "DELETE":
            del self.rows["sensors"][asked.parts[1]]
        return 200, {"data": row}, {}


def _refused(why: str) -> Reply:
    return 200, {"data": None, "errors": [{"message": why}]}, {}


def test_a_refusal_inside_a_success_is_one(tmp_path: Path) -> None:
    """Nothing is said to be taken or shown, and nothing counts as made that was not."""
    service = Sensors()
    report = checked(service, tmp_path, recombinations=0)
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
    assert (report.exit_code, service.unharmed, service.left, report.leftovers) == (0, True, [], ())
    assert report.created == report.removed > 5


def test_a_service_that_never_refuses_is_found(tmp_path: Path) -> None:
    """Whatever its document says of errors in answers."""
    service = Sensors(faithful=False)
    report = checked(service, tmp_path, recombinations=0)
    assert {drift.lead.law for drift in report.drifts} >= {"invalid-refused"}
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.parametrize(
    ("body", "more", "inside"),
    [
        ({"data": None, "errors": [{"message": "no"}]}, (), True),
        ({"error": "no"}, (), True),
        ({"ok": False}, (), True),
        ({"success": False, "data": None}, (), True),
        ({"data": None, "errors": [{"message": "no"}]}, ("400",), False),
        ({"data": None, "errors": [{"message": "no"}]}, ("default",), False),
        ({"ok": False, "error": "no"}, ("401", "403", "429", "500"), True),
        ({"ok": False, "error": "no"}, ("401", "422"), False),
        ({"ok": False, "error": "no"}, ("404",), False),
        ({"data": {"id": 2}, "errors": []}, (), False),
        ({"data": None, "error": None}, (), False),
        ({"data": {"id": 2}, "ok": True}, (), False),
        ([], (), False),
    ],
)
def test_what_says_that_nothing_was_done(body: Any, more: tuple[str, ...], *, inside: bool, tmp_path: Path) -> None:
    """Where the document has no status to refuse with; else a success that takes what is wrong is a drift."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(Sensors(more=more).document()), "utf-8")
    judge = Judge.of(load_document(spec))
    answer = Answer(200, JSON, json.dumps(body).encode())
    exchange = Exchange(Request("POST", "/sensors", JSON, b"{}"), answer, "journey")
    reading = judge.reader.read(exchange.request)
    assert reading is not None
    assert refuses_inside(reading, judge.behaviours[reading.operation.id], body) is inside
    assert ("invalid-refused" in {found.law for found in judge.judge(exchange)}) is not inside
    assert Sent(exchange, reading, body, MISSING, [], refused=inside).succeeded is not inside


@pytest.mark.parametrize(
    ("method", "sent", "body", "inside"),
    [
        ("POST", {"title": "a"}, {"id": 7, "title": "a", "error": "disk", "ok": False}, False),
        ("POST", {"title": "a", "error": "disk"}, {"title": "a", "error": "disk"}, False),
        ("POST", {"title": "a", "error": "disk"}, {"error": "no"}, True),
        ("POST", {"title": "a"}, {"success": False}, True),
        ("POST", {"title": "a"}, {"id": 0, "success": False, "error": "taken"}, True),
        ("POST", {"title": "a"}, {"id": "", "error": "taken"}, True),
        ("GET", None, {"id": 7, "title": "a", "errors": ["disk"]}, False),
        ("GET", None, {"errors": ["there is none"]}, True),
    ],
)
def test_a_record_has_members_that_are_called_so(
    method: str, sent: Any, body: Any, *, inside: bool, tmp_path: Path
) -> None:
    """What shows its key, or what was sent, is a record and no refusal."""
    shown = {"type": "object", "properties": {"id": {"type": "integer"}, "title": {"type": "string"}, "error": {}}}
    paths = {
        "/incidents": {"post": {"requestBody": takes({"type": "object"}), "responses": {"201": says(shown)}}},
        "/incidents/{id}": {
            "parameters": [in_path("id", {"type": "integer"})],
            "get": {"responses": {"200": says(shown)}},
        },
    }
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "I", "version": "1"}, "paths": paths}), "utf-8")
    judge = Judge.of(load_document(spec))
    asked = b"" if sent is None else json.dumps(sent).encode()
    reading = judge.reader.read(Request(method, "/incidents" + "/7" * (method == "GET"), JSON if asked else (), asked))
    assert reading is not None
    assert refuses_inside(reading, judge.behaviours[reading.operation.id], body) is inside
