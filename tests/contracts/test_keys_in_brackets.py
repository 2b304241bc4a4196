"""OData's paths: a key in brackets names a record as one in a segment of its own does, and what is below it is its."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from contracts.run import Settings
from mock_server.openapi.reading import path_templates
from tests.contracts.running import report_of
from tests.documents.asking import mock
from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from pathlib import Path

NUMBER = {"type": "integer", "minimum": 1}
TEXT = {"type": "string", "minLength": 1, "maxLength": 60}
STATE = {"type": "string", "enum": ["Open", "Closed"], "readOnly": True}
NONE = {"404": {"description": "none"}, "400": {"description": "wrong"}}
RECORDS = {"": {"Id": NUMBER, "Subject": TEXT, "Status": STATE}, "/Notes": {"Id": NUMBER, "Text": TEXT}}


def document() -> dict[str, Any]:
    """Tickets, their notes, and an action that is bound to a ticket."""
    paths: dict[str, Any] = {}
    for below, members in RECORDS.items():
        many = f"/Tickets({{key}}){below}" if below else "/Tickets"
        one = f"{many}({{{'note' if below else 'key'}}})"
        shown = says({"type": "object", "required": list(members), "properties": members})
        new = next(name for name in members if name in ("Subject", "Text"))
        sent = {"type": "object", "required": [new], "properties": {new: TEXT}}
        takes = {"required": True, **says(sent)}
        key = [{"name": name, "in": "path", "required": True, "schema": NUMBER} for name in path_templates.names(many)]
        keys = [{"name": name, "in": "path", "required": True, "schema": NUMBER} for name in path_templates.names(one)]
        paths[many] = {
            "parameters": key,
            "post": {"operationId": f"make{below[1:]}", "requestBody": takes, "responses": {"201": shown, **NONE}},
        }
        paths[one] = {
            "parameters": keys,
            "get": {"operationId": f"get{below[1:]}", "responses": {"200": shown, **NONE}},
            "delete": {"operationId": f"drop{below[1:]}", "responses": {"204": {"description": "gone"}, **NONE}},
        }
    ticket = paths["/Tickets({key})"]
    paths["/Tickets({key})/Default.Close"] = {
        "parameters": ticket["parameters"],
        "post": {"operationId": "close", "responses": {"200": ticket["get"]["responses"]["200"], **NONE}},
    }
    return {"openapi": "3.0.4", "info": {"title": "Desk", "version": "1"}, "paths": paths}


class Desk:
    """Tickets and notes; a note is shown below its own ticket alone."""

    def __init__(self) -> None:
        self.tickets: dict[str, dict[str, Any]] = {"1": {"Id": 1, "Subject": "somebody's", "Status": "Open"}}
        self.notes: dict[str, tuple[str, dict[str, Any]]] = {}
        self.seen: set[tuple[str, int]] = set()
        self.last = 1

    def answer(self, method: str, target: str, _: Any, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """As the document says."""
        found = re.fullmatch(
            r"/Tickets(?:\((\d+)\))?(?:/(Notes|Default\.Close)(?:\((\d+)\))?)?", target.partition("?")[0]
        )
        if found is None:
            return 404, None, {}
        key, below, note = found.groups()
        rows, body = self.tickets, sent_json(data)
        if key is not None and key not in rows:
            return 404, None, {}
        status, value = self._done(method, key, below, note, body)
        self.seen.add((f"{method} {below or ''}{'()' if note else ''}", status))
        return status, value, {}

    def _done(self, method: str, key: str | None, below: str | None, note: str | None, body: Any) -> tuple[int, Any]:
        if below == "Default.Close":
            self.tickets[str(key)]["Status"] = "Closed"
            return (200, self.tickets[str(key)]) if method == "POST" else (405, None)
        rows: dict[str, Any] = self.tickets
        if below:
            rows = {name: row for name, (owner, row) in self.notes.items() if owner == key}
        here, member = (note if below else key), "Text" if below else "Subject"
        if here is None:
            text = body.get(member) if isinstance(body, dict) else None
            if method != "POST" or not isinstance(text, str) or not 0 < len(text) <= 60:
                return (400 if method == "POST" else 405), None
            self.last += 1
            row = {"Id": self.last, member: text} | ({} if below else {"Status": "Open"})
            if below:
                self.notes[str(self.last)] = (str(key), row)
            else:
                self.tickets[str(self.last)] = row
            return 201, row
        if here not in rows:
            return 404, None
        if method == "DELETE":
            (self.notes if below else self.tickets).pop(here)
            return 204, None
        return (200, rows[here]) if method == "GET" else (405, None)


@pytest.mark.slow
def test_what_is_below_a_key_in_brackets_is_reached(tmp_path: Path) -> None:
    """Notes are made below the run's own tickets, its action is called, and what is somebody's stays."""
    spec, desk = tmp_path / "desk.json", Desk()
    spec.write_text(json.dumps(document()), "utf-8")
    with answering(desk.answer) as url:
        report = report_of(Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=2, ledger=tmp_path / "ledger"))
    assert {
        ("POST Notes", 201),
        ("GET Notes()", 200),
        ("DELETE Notes()", 204),
        ("POST Default.Close", 200),
    } <= desk.seen
    assert (list(desk.tickets), desk.notes, report.leftovers) == (["1"], {}, ())
    assert desk.tickets["1"]["Status"] == "Open"
    assert {drift.lead.law for drift in report.drifts} <= {"invalid-refused", "allow"}  # it takes any media type


def test_the_mock_knows_whose_note_it_is(tmp_path: Path) -> None:
    """Below another ticket it is not there, a closed ticket is closed, and notes go with their ticket."""
    asked = mock(tmp_path, document()).ask
    one, two = (asked("POST", "/Tickets", {"Subject": name}).json["Id"] for name in "ab")
    note = asked("POST", f"/Tickets({one})/Notes", {"Text": "x"}).json["Id"]
    assert asked("GET", f"/Tickets({one})/Notes({note})").status == 200
    assert asked("GET", f"/Tickets({two})/Notes({note})").status == 404
    assert asked("POST", f"/Tickets({one})/Default.Close").json["Status"] == "Closed"
    assert asked("GET", f"/Tickets({one})").json["Status"] == "Closed"
    assert asked("DELETE", f"/Tickets({one})").status == 204
    assert asked("GET", f"/Tickets({one})/Notes({note})").status == 404


@pytest.mark.parametrize(
    ("path", "shape"),
    [
        ("/Orders({id})/Lines", "/Orders/{}/Lines"),
        ("/Orders('{id}')", "/Orders/{}"),
        ("/Lines(Order={a},No={b})/Tax", "/Lines(Order={},No={})/Tax"),
        ("/Near(days={days})", "/Near(days={})"),
        ("/files/{name}({copy})", "/files/{}({})"),
        ("/a/({b})c", "/a/({})c"),
    ],
)
def test_brackets_hold_a_key_behind_a_word_alone(path: str, shape: str) -> None:
    """Several parts, a function's argument and brackets elsewhere are left as they are."""
    assert path_templates.shape(path) == shape
