"""Texts that a change takes from another record, and removals of what others refer to, where a 409 says so."""

from __future__ import annotations

import itertools
import json
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys.missing_references import let_refuse
from contracts.exchange import Answer as Answered
from contracts.exchange import Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.told_references import held_by, is_meant
from contracts.run import Check, Settings
from contracts.traffic.ledger import LedgerEntry
from mock_server.openapi import MISSING, load_document
from mock_server.openapi.behaviour.conflict_texts import taken_members
from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.traffic.free_texts import Place

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 60}
_CREW: dict[str, Any] = {"type": "object", "required": ["call_sign"], "properties": {"call_sign": _TEXT}}
_TRIP: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": _TEXT, "crew_id": {"type": "string", "description": "The crew, which has to exist"}},
}
_ONCE, _HELD = "Another crew has this call sign", "Trips refer to this crew"
_WANTED = "two of|to another's|references to nothing"


class Crews(Service):
    """Crews of one call sign, and trips of theirs; ``faults``: `post`, `patch`, `drop` or `trip` refuses nothing.

    With `spare` a trip has a second crew, which alone is kept for it.
    """

    def __init__(self, *faults: str, once: str = _ONCE, held: str = _HELD) -> None:
        super().__init__()
        self.faults, self.said, self.keys = faults, (once, held), itertools.count(1)
        spare = {"spare_crew_id": {"type": "string"}} if "spare" in faults else {}
        self.trip, self.keeps = {**_TRIP, "properties": {**_TRIP["properties"], **spare}}, [*spare, "crew_id"][0]
        self.begin({"crews": {}, "trips": {}})

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        once, held = ({"409": {"description": said}} for said in self.said)
        paths: dict[str, Any] = {}
        for name, sent, key, conflict, kept, missing in (
            ("crews", _CREW, "crew_id", once, held, {}),
            ("trips", self.trip, "trip_id", {}, {}, {"422": {"description": "No such crew"}}),
        ):
            shown = says({"type": "object", "properties": {key: {"type": "string"}, **sent["properties"]}})
            change = {"application/merge-patch+json": {"schema": {**sent, "required": []}}}
            paths[f"/{name}"] = {
                "post": {
                    "operationId": f"add_{name}",
                    "requestBody": takes(sent),
                    "responses": {"201": shown, **no, **conflict, **missing},
                }
            }
            paths[f"/{name}/{{{key}}}"] = {
                "parameters": [in_path(key, {"type": "string"})],
                "get": {"operationId": f"get_{name}", "responses": {"200": shown, **no}},
                "patch": {
                    "operationId": f"set_{name}",
                    "requestBody": {"required": True, "content": change},
                    "responses": {"200": shown, **no, **conflict, **missing},
                },
                "delete": {
                    "operationId": f"drop_{name}",
                    "responses": {"204": {"description": "gone"}, **no, **kept},
                },
            }
        return {"openapi": "3.1.0", "info": {"title": "Crews", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        name, key = asked.parts[0], "/".join(asked.parts[1:])
        rows = self.rows.get(name)
        if rows is None or (key and key not in rows):
            return 404, None, {}
        if asked.method == "GET":
            return 200, rows[key], {}
        if asked.method == "DELETE":
            held = name == "crews" and any(row.get(self.keeps) == key for row in self.rows["trips"].values())
            return (409, None, {}) if held and "drop" not in self.faults else (204, rows.pop(key) and None, {})
        sent = _CREW if name == "crews" else self.trip
        body, wrong = Checker({**sent, "required": []} if key else sent).read(asked.data)
        if body is None or wrong:
            return 400, None, {}
        sign = body.get("call_sign")
        there = sign and any(row.get("call_sign") == sign for other, row in rows.items() if other != key)
        if there and ("patch" if key else "post") not in self.faults:
            return 409, None, {}
        if "trip" not in self.faults and not {body.get(self.keeps), body.get("crew_id")} <= {None, *self.rows["crews"]}:
            return 422, None, {}
        new = key or f"{name[0]}{next(self.keys)}"
        rows[new] = {**rows.get(new, {"crew_id": new} if name == "crews" else {"trip_id": new}), **body}
        return 200 if key else 201, rows[new], {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("fault", "drift"),
    [
        ("patch", ("conflicts", "set_crews", "status")),
        ("drop", ("references", "drop_crews", "status")),
        ("trip", ("references", "add_trips", "body /crew_id")),
        ("", None),
    ],
)
def test_what_is_taken_or_held_is_refused(fault: str, drift: Any, tmp_path: Path) -> None:
    """Each alone, where the service does look at the like; all that was made is removed."""
    service = Crews(*filter(None, [fault]))
    report = some_journeys(service, tmp_path, _WANTED)
    assert told(report) == ([drift] if drift else [])
    assert (service.left, report.leftovers) == ([], ())


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("faults", "once", "held"),
    [
        (("post", "patch", "drop", "trip"), _ONCE, _HELD),
        (("patch",), "Another user has this call sign", _HELD),
        (("drop",), _ONCE, "Trips that are active refer to this crew"),
        (("drop",), _ONCE, "It is not now"),
        (("spare",), _ONCE, "The crew is assigned to trips"),
    ],
    ids=["no notion of either", "of another user", "some trips", "no reason", "another reference"],
)
def test_what_no_words_say_is_open(faults: tuple[str, ...], once: str, held: str, tmp_path: Path) -> None:
    """So it is with a service that looks at nothing, as a mock."""
    service = Crews(*faults, once=once, held=held)
    report = some_journeys(service, tmp_path, _WANTED)
    assert [drift.lead.law for drift in report.drifts if drift.lead.law in ("conflicts", "references")] == []
    assert service.left == []


@pytest.mark.parametrize(
    ("said", "held"),
    [
        ("Items refer to this supplier", True),
        ("It is referenced by an item.", True),
        ("It is used by items", True),
        ("It is used by orders", False),
        ("Items may refer to it", False),
        ("Open items refer to it", False),
        ("It is used by published items", False),
        ("Live items refer to it", False),
        ("Confirmed items refer to it", False),
        ("It is needed by unfinished items", False),
        ("Conflict", False),
    ],
)
def test_what_keeps_a_record(said: str, held: bool) -> None:
    """By the words of a removal's 409: those that refer to it, whichever they are."""
    assert held_by(said, "depots/{}/items") is held


@pytest.mark.parametrize(
    ("said", "known", "meant"),
    [
        ("The user is assigned to issues", {"reporterId": "users", "assigneeId": "users"}, ""),
        ("The user is assigned to issues", {"reporterId": "users"}, ""),
        ("Issues refer to it as their assignee", {"reporterId": "users", "assigneeId": "users"}, "assigneeId"),
        ("Issues refer to this user", {"userId": "users", "assigneeId": "users"}, ""),
        ("Issues refer to this user", {"userId": "users", "reviewer": ""}, ""),
        ("Issues refer to this user", {"userId": "users", "boardId": "boards"}, "userId"),
    ],
)
def test_which_of_several_references_keeps_a_record(said: str, known: dict[str, str], meant: str) -> None:
    """The only one that is called so, or the one that is named."""
    places: dict[Place, str] = {(name,): resource for name, resource in known.items()}
    found = [place[0] for place in places if places[place] == "users" and is_meant(said, place, places)]
    assert found == ([meant] if meant else [])


def test_a_removal_that_is_let_refuse_is_that_of_one_record(tmp_path: Path) -> None:
    """Another record of the same key that can't be removed is told all the same."""
    file = tmp_path / "crews.json"
    file.write_text(json.dumps(Crews().document()), "utf-8")
    check = Check(Settings(url="http://127.0.0.1:9", spec=file), load_document(file))
    try:
        assert [_unremoved(check, name) for name in ("crews", "trips")] == ["", "the delete of '1' answered 500"]
    finally:
        check.close()


def _unremoved(check: Check, name: str) -> str:
    """What is told of a removal of such a record that fails while that of the crew of this key may."""
    steps, records = check.steps, check.steps.sender.records
    entry = LedgerEntry(name, "1")
    request = Request("DELETE", f"/{name}/1", operation=f"drop_{name}")
    sent = Sent(Exchange(request, Answered(500), "journey"), check.judge.reader.read(request), MISSING, MISSING, [])
    own = patch.object(type(records.ownership), "made", return_value=True)
    with own, let_refuse(steps, steps.cycles["crews"], "1"):
        records.settle(sent, check.judge.behaviours[f"drop_{name}"], entry, "1")
    return sent.unremoved


@pytest.mark.parametrize(("said", "found"), [(_ONCE, ("call_sign",)), ("Another user has this call sign", ())])
def test_what_another_has_is_taken(said: str, found: tuple[str, ...]) -> None:
    """Of whoever else it is, nothing is known."""
    assert taken_members(said, ["call_sign"], "crews") == found
