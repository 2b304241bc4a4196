"""What a call takes beside the key of its record: by it the call may be about others, unless it is the record's own."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Allowance, Safety
from mock_server.openapi import load_document
from tests.manners.desks import Desks
from tests.manners.serving import Answer, Asked, checked, in_query

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}
_EVERYWHERE, _SCOPE = {"everywhere": {"type": "boolean"}}, {"scope": {**TEXT, "enum": ["all", "one"]}}
_NOTHING: dict[str, dict[str, Any]] = {"LockDesk": {"properties": {}}}


def _judge(folder: Path, document: dict[str, Any]) -> Judge:
    file = folder / "told.json"
    file.write_text(json.dumps(document), "utf-8")
    return Judge(load_document(file))


def _sent(document: dict[str, Any], call: str) -> dict[str, Any]:
    schema: dict[str, Any] = document["paths"][call]["post"]["requestBody"]["content"]["application/json"]["schema"]
    return schema


@pytest.mark.slow
def test_a_removal_that_asks_why_is_tried(tmp_path: Path) -> None:
    """What is said of the call makes it about no other record."""
    also = {"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string", "maxLength": 40}}}
    desks = Desks(also={"DeleteDesk": also})
    report = checked(desks, tmp_path)
    assert ([drift.lead.message for drift in report.drifts], desks.left, report.leftovers) == ([], [], ())
    assert {one.operation for one in report.coverage if one.succeeded} == set(desks.calls)
    assert desks.first["desks"].items() <= desks.rows["desks"].items()


_LAYOUT: dict[str, Any] = {"type": "object", "properties": {"rows": {"type": "integer"}}}
_WIDER: dict[str, Any] = {"type": "object", "properties": {**_LAYOUT["properties"], "applyToAll": {"type": "boolean"}}}
_EITHER = [{"required": [name], "properties": more} for more in (_SCOPE, _EVERYWHERE) for name in more]


def _in_header(name: str, kind: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": {"type": kind}}


@pytest.mark.parametrize(
    ("removal", "is_told", "apart"),
    [
        ({}, True, set()),
        ({"parameters": [_in_header("X-Everywhere", "boolean", required=True)]}, False, set()),
        ({"parameters": [_in_header("X-Everywhere", "boolean", required=False)]}, True, {"X-Everywhere"}),
        ({"parameters": [_in_header("If-Match", "string", required=True)]}, True, set()),
        ({"parameters": [_in_header("X-Request-Id", "string", required=True)]}, True, set()),
        ({"parameters": [{**in_query("from", type="string"), "required": True}]}, False, set()),
        ({"oneOf": _EITHER}, False, set()),
        ({"if": {"properties": {"deskId": {"const": "a"}}}, "then": _EITHER[0]}, False, set()),
        ({"properties": {"reason": TEXT}, "required": ["deskId", "reason"]}, True, set()),
        ({"properties": {"requestId": TEXT}, "required": ["deskId", "requestId"]}, True, set()),
        ({"properties": {"prefix": TEXT}, "required": ["deskId", "prefix"]}, False, set()),
        ({"properties": {"reason": _SCOPE["scope"]}, "required": ["deskId", "reason"]}, False, set()),
    ],
)
def test_what_may_widen_a_removal_takes_its_calls_away(
    tmp_path: Path, removal: dict[str, Any], apart: set[str], *, is_told: bool
) -> None:
    """Wherever it is required: in a field, by an alternative; what is said of the message or the call does not."""
    document = Desks(also=_NOTHING).document()
    call = document["paths"]["/DeleteDesk"]["post"]
    call["parameters"] = removal.get("parameters", [])
    schema = _sent(document, "/DeleteDesk")
    _sent(document, "/DeleteDesk")["properties"].update(removal.get("properties", {}))
    schema.update({name: part for name, part in removal.items() if name not in ("parameters", "properties")})
    found = _judge(tmp_path, document).behaviours["DeleteDesk"]
    assert (found.action == "delete", {*found.apart}) == (is_told, apart)


@pytest.mark.parametrize("call", ["CreateDesk", "ListDesks"])
@pytest.mark.parametrize("more", [_SCOPE, _EVERYWHERE, {"office": TEXT}])
def test_what_other_calls_require_is_a_records_own_where_it_chooses_nothing(
    tmp_path: Path, call: str, more: dict[str, Any]
) -> None:
    """What a list requires chooses among all; a text that a create requires is said of every record."""
    also = {"type": "object", "required": [*more], "properties": more}
    document = Desks(also={"DeleteDesk": also, call: also}).document()
    is_own = call == "CreateDesk" and "office" in more
    assert (_judge(tmp_path, document).behaviours["DeleteDesk"].action == "delete") == is_own


@pytest.mark.parametrize(
    ("shown", "sent", "apart"),
    [(_LAYOUT, _WIDER, {"applyToAll"}), (_LAYOUT, _LAYOUT, set()), (_WIDER, _WIDER, set()), (_WIDER, _LAYOUT, set())],
)
@pytest.mark.parametrize("several", [True, False])
def test_a_member_inside_one_of_the_record_may_be_none_of_it(
    tmp_path: Path, shown: dict[str, Any], sent: dict[str, Any], apart: set[str], *, several: bool
) -> None:
    """Objects are held beside those that the record shows, also in arrays."""
    desks = Desks(also=_NOTHING)
    shown, sent = ({"type": "array", "items": one} if several else one for one in (shown, sent))
    desks.desk["properties"]["layout"] = shown
    document = desks.document()
    _sent(document, "/UpdateDesk")["properties"]["desk"]["properties"]["layout"] = sent
    judge, ownership = _judge(tmp_path, document), Ownership(RunNames(1))
    behaviour = judge.behaviours["UpdateDesk"]
    assert behaviour.apart == apart
    ownership.adopt(behaviour.resource or "", "own")
    for layout, is_sent in (({"rows": 1}, True), ({"rows": 1, "applyToAll": False}, not apart)):
        body = json.dumps({"desk": {"deskId": "own", "layout": [layout] if several else layout}}).encode()
        request = Request("POST", "/UpdateDesk", (("Content-Type", "application/json"),), body)
        why = Safety(ownership, Creations()).forbids(request, judge.reader.read(request), behaviour, "own")
        assert (why is None) == is_sent, (layout, why)


def test_a_field_by_which_a_call_may_be_about_others_is_not_sent(tmp_path: Path) -> None:
    """As no such member is."""
    document = Desks().document()
    document["paths"]["/LockDesk"]["post"]["parameters"] = [_in_header("X-Everywhere", "boolean", required=False)]
    judge, ownership = _judge(tmp_path, document), Ownership(RunNames(1))
    behaviour, fields = judge.behaviours["LockDesk"], (("Content-Type", "application/json"),)
    ownership.adopt(behaviour.acts_on or "", "own")
    why = []
    for more in ((), (("x-everywhere", "true"),)):
        request = Request("POST", "/LockDesk", (*fields, *more), b'{"deskId": "own"}')
        why.append(Safety(ownership, Creations()).forbids(request, judge.reader.read(request), behaviour, "own"))
    assert [one is None for one in why] == [True, False], why


@pytest.mark.parametrize(("more", "is_sent"), [({}, True), ({"everywhere": True}, False)])
def test_the_removal_of_what_is_not_there_says_no_more_either(
    tmp_path: Path, more: dict[str, Any], *, is_sent: bool
) -> None:
    """By what it says beside the key it would be about those that are there."""
    judge = _judge(tmp_path, Desks().document())
    safety, behaviour = Safety(Ownership(RunNames(1)), Creations()), judge.behaviours["DeleteDesk"]
    body = json.dumps({"deskId": "none", **more}).encode()
    request = Request("POST", "/DeleteDesk", (("Content-Type", "application/json"),), body)
    with safety.allowing(Allowance(removal=(behaviour.resource or "", (), "none"))):
        why = safety.forbids(request, judge.reader.read(request), behaviour, "none")
    assert (why is None) == is_sent


def _with_a_call(name: str, summary: str = "", called: str = "") -> dict[str, Any]:
    document = Desks().document()
    described = document["paths"][f"/{name}"] = copy.deepcopy(document["paths"]["/LockDesk"])
    described["post"] |= {"operationId": called or name, "summary": summary}
    return document


@pytest.mark.parametrize(
    ("name", "called", "summary", "is_sent"),
    [
        ("CloneDesk", "CloneDesk", "", False),
        ("DuplicateDesk", "call7", "", False),
        ("DoubleDesk", "DoubleDesk", "Copies the desk", False),
        ("PrintDesk", "PrintDesk", "Prints a copy of the desk", True),
        ("CopyrightDesk", "call7", "", True),
    ],
)
def test_what_makes_another_of_its_record_is_not_sent_unasked(
    tmp_path: Path, name: str, called: str, summary: str, *, is_sent: bool
) -> None:
    """Nobody knows how the other one is found; asked for it is sent."""
    judge, ownership = _judge(tmp_path, _with_a_call(name, summary, called)), Ownership(RunNames(1))
    behaviour = judge.behaviours[called]
    ownership.adopt(behaviour.acts_on or "", "own")
    request = Request("POST", f"/{name}", (("Content-Type", "application/json"),), b'{"deskId": "own"}')
    reading = judge.reader.read(request)
    for asked in (False, True):
        why = Safety(ownership, Creations(), allow_actions=asked).forbids(request, reading, behaviour, "own")
        assert (why is None) == (is_sent or asked), why


class _Cloning(Desks):
    """Desks of which one call makes another."""

    def __init__(self) -> None:
        super().__init__()
        self.calls["CloneDesk"], self.checkers["CloneDesk"] = self.calls["LockDesk"], self.checkers["LockDesk"]

    def document(self) -> dict[str, Any]:
        """It is told as `LockDesk` is."""
        return _with_a_call("CloneDesk")

    def answer(self, asked: Asked) -> Answer:
        """The other one has the label of no run."""
        answer = super().answer(asked)
        if asked.path == "/CloneDesk" and answer[0] == 200:
            key = f"d-{next(self.numbers):06}"
            self.rows["desks"][key] = {"deskId": key, "label": "Copy", "floor": 1, "locked": False}
        return answer


@pytest.mark.slow
@pytest.mark.parametrize("asked", [False, True])
def test_copies_are_made_when_asked_for_and_told(tmp_path: Path, *, asked: bool) -> None:
    """Each of them as what the run may have left."""
    desks = _Cloning()
    report = checked(desks, tmp_path, allow_actions=asked)
    assert bool(desks.left) == asked
    assert len(report.leftovers) >= len(desks.left)
