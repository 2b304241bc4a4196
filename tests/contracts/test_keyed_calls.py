"""Calls whose body names the record: which make, show, change and remove one is told by the key that creates answer."""

from __future__ import annotations

import json
from email.message import Message
from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from contracts.exchange import Request
from contracts.laws.correspondence import Correspondence
from contracts.laws.judging import Judge
from contracts.traffic.creations import AFTER_A_FAILURE, Creations
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import behaviours, load_document
from tests.manners.collection import Collection
from tests.manners.desks import Desks
from tests.manners.serving import Answer, Asked, checked, in_query, says
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Behaviour


TEXT = {"type": "string"}


def told(folder: Path, document: dict[str, Any]) -> dict[str, Behaviour]:
    """What the operations of a document do, by what it tells alone."""
    file = folder / "told.json"
    file.write_text(json.dumps(document), "utf-8")
    return dict(behaviours(load_document(file)))


@pytest.mark.slow
@pytest.mark.parametrize("inside", [False, True])
@pytest.mark.parametrize("counts", [False, True])
def test_every_call_is_tried_on_the_runs_own_records(tmp_path: Path, *, inside: bool, counts: bool) -> None:
    """All calls of a right service succeed, none is blamed, and nothing is harmed or left."""
    desks = Desks(inside=inside, counts=counts)
    report = checked(desks, tmp_path)
    assert ([drift.lead.message for drift in report.drifts], desks.unharmed, desks.left, report.leftovers) == (
        [],
        True,
        [],
        (),
    )
    assert {one.operation for one in report.coverage if one.succeeded} == set(desks.calls)


@pytest.mark.slow
def test_an_example_in_a_body_may_be_anybodys_record(tmp_path: Path) -> None:
    """The service shows one that was there before, which the mock has never heard of."""
    desks = Desks(given=True)
    report = checked(desks, tmp_path)
    assert ([drift.lead.message for drift in report.drifts], desks.unharmed, desks.left) == ([], True, [])


class AskedDesks(Desks):
    """Desks whose calls that take nothing but a key take it in the query; the one that shows them is a GET."""

    def document(self) -> dict[str, Any]:
        """Parameters for bodies."""
        document = super().document()
        for name in ("GetDesk", "DeleteDesk"):
            call = document["paths"][f"/{name}"].pop("post")
            del call["requestBody"]
            key = {**in_query("deskId", **self.desk["properties"]["deskId"]), "required": True}
            document["paths"][f"/{name}"]["get" if name == "GetDesk" else "post"] = {**call, "parameters": [key]}
        return document

    def answer(self, asked: Asked) -> Answer:
        """As if the key stood in a body."""
        name = asked.parts[0]
        if name not in ("GetDesk", "DeleteDesk"):
            return super().answer(asked)
        if asked.method != ("GET" if name == "GetDesk" else "POST"):
            return 405, {"code": "NO_METHOD"}, {"Allow": "GET" if name == "GetDesk" else "POST"}
        key = asked.query.get("deskId", [""])[-1]
        headers = Message()
        headers["Content-Type"] = "application/json"
        data = b'{"deskId": %d}' % int(key) if key.isascii() and key.isdecimal() else b"{}"
        return super().answer(asked._replace(method="POST", headers=headers, data=data))


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["", "stays"])
def test_a_number_in_the_query_may_be_the_key_of_a_record(fault: str, tmp_path: Path) -> None:
    """The mock is asked for its own; what a removal leaves is told all the same."""
    desks = AskedDesks(fault, counts=True, also={"LockDesk": {"properties": {}}})
    report = checked(desks, tmp_path, recombinations=0)
    laws = {("state", "GetDesk")} if fault else set()
    assert ({(drift.lead.law, drift.lead.operation) for drift in report.drifts}, desks.unharmed) == (laws, True)
    assert {one.operation for one in report.coverage if one.succeeded} >= {*desks.calls} - (
        {"LockDesk"} if fault else set()
    )


def test_a_number_in_the_query_counts_something_where_no_key_stands() -> None:
    """Only the pair that names the record is another for the mock."""
    pairs, request = Correspondence(), Request("GET", "/GetDesk?limit=10&deskId=10&page=11")
    pairs.pair(10, 1, "desk")
    named = ("query", ("deskId",), ("desk", ()))
    assert pairs.to_mock(request, named=named).target == "/GetDesk?limit=10&deskId=1&page=11"
    assert pairs.to_mock(request).target == request.target
    pairs.pair("a", "b", "desk", ("floor",))
    assert pairs.to_mock(Request("GET", "/GetDesk?deskId=a"), named=named).target == "/GetDesk?deskId=b"  # no number


_EVERYWHERE, _FILTER = {"everywhere": {"type": "boolean"}}, {"filter": {"type": "string"}}
_SCOPE = {"scope": {"type": "string", "enum": ["all", "one"]}}


@pytest.mark.slow
@pytest.mark.parametrize("call", ["UpdateDesk", "LockDesk", "DeleteDesk"])
@pytest.mark.parametrize("required", [True, False])
@pytest.mark.parametrize("more", [_EVERYWHERE, _FILTER, _SCOPE])
def test_what_a_call_takes_beside_the_record_is_not_sent(
    tmp_path: Path, call: str, more: dict[str, Any], *, required: bool
) -> None:
    """By it the call may be about all of them; one that needs not have it is tried without."""
    also = {"type": "object", "required": [*more] if required else [], "properties": more}
    desks = Desks(inside=True, also={call: also})
    report = checked(desks, tmp_path, recombinations=10)
    assert ([drift.lead.message for drift in report.drifts], desks.unharmed) == ([], True)
    is_told = call != "DeleteDesk" or not (required or more is _FILTER)
    assert not (is_told and desks.left)
    assert (call in {one.operation for one in report.coverage if one.succeeded}) == (not required and is_told)


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("fault", "law", "call"),
    [
        ("loses", "echo", "GetDesk"),
        ("keeps", "read-back", "GetDesk"),
        ("another", "read-back", "GetDesk"),
        ("stays", "state", "GetDesk"),
        ("stale", "list", "ListDesks"),
        ("unlimited", "list", "ListDesks"),
    ],
)
def test_a_fault_of_a_call_is_told(tmp_path: Path, fault: str, law: str, call: str) -> None:
    """As it is where the key stands in the path, and by nothing else; what stays is listed."""
    desks = Desks(fault)
    report = checked(desks, tmp_path)
    assert ({(drift.lead.law, drift.lead.operation) for drift in report.drifts}, desks.unharmed) == (
        {(law, call)},
        True,
    )
    assert len(report.leftovers) >= len(desks.left)


@pytest.mark.parametrize(
    ("call", "key", "more", "summary", "is_sent"),
    [
        ("DeleteDesk", "own", {}, "", True),
        ("DeleteDesk", "own", {"everywhere": True}, "", False),
        ("DeleteDesk", "d1", {}, "", False),
        ("LockDesk", "own", {}, "", True),
        ("LockDesk", "d1", {}, "", False),
        ("GetDesk", "d1", {}, "", True),
        ("GetDesk", "own", {}, "Removes and shows a desk", True),
        ("GetDesk", "d1", {}, "Removes and shows a desk", False),
    ],
)
def test_a_call_that_may_change_is_about_the_runs_own_record_alone(
    call: str, key: str, more: dict[str, Any], summary: str, *, is_sent: bool
) -> None:
    """And has no member by which it may be about others."""
    described = Desks().document()
    described["paths"][f"/{call}"]["post"]["summary"] = summary
    judge, ownership = Judge(document(described)), Ownership(RunNames(1))
    ownership.adopt("desk", "own")
    body = json.dumps({"deskId": key, **more}).encode()
    request = Request("POST", f"/{call}", (("Content-Type", "application/json"),), body)
    reading, behaviour = judge.reader.read(request), judge.behaviours[call]
    assert (Safety(ownership, Creations()).forbids(request, reading, behaviour, key) is None) == is_sent


@pytest.mark.parametrize(("target", "is_sent"), [("/removeTag?id=1", False), ("/removed", True), ("/tags/1", True)])
def test_a_get_that_removes_is_kept_back(target: str, *, is_sent: bool) -> None:
    """Whatever it would remove."""
    judge = Judge(document(Tags().document()))
    request = Request("GET", target)
    reading = judge.reader.read(request)
    assert reading is not None
    behaviour = judge.behaviours[reading.operation.id]
    assert (Safety(Ownership(RunNames(1)), Creations()).forbids(request, reading, behaviour, "1") is None) == is_sent


def test_calls_are_told_by_the_key_that_creates_answer(tmp_path: Path) -> None:
    """Wherever the body has it: at its top, or beside the members of the record."""
    found = told(tmp_path, Desks().document())
    assert {name: (each.action, each.key, each.acts_on is not None) for name, each in found.items()} == {
        "CreateDesk": ("create", None, False),
        "GetDesk": ("read", "$request.body#/deskId", False),
        "ListDesks": ("list", None, False),
        "UpdateDesk": ("merge", "$request.body#/desk/deskId", False),
        "LockDesk": ("none", "$request.body#/deskId", True),
        "DeleteDesk": ("delete", "$request.body#/deskId", False),
    }


def test_nothing_is_done_to_a_record_of_the_run_once_a_removal_failed(tmp_path: Path) -> None:
    """What a call makes beside (`CloneDesk`) is bounded as creates are; before, it is sent for the run's own alone."""
    told(tmp_path, Desks().document())
    judge, safety = Judge(load_document(tmp_path / "told.json")), Safety(Ownership(RunNames(1)), Creations())
    fields, behaviour = (("Content-Type", "application/json"),), judge.behaviours["LockDesk"]
    request = Request("POST", "/LockDesk", headers=fields, body=b'{"deskId": "d-1"}')
    reading, why = judge.reader.read(request), []
    why.append(safety.forbids(request, reading, behaviour, "d-1"))
    safety.ownership.adopt(behaviour.acts_on or "", "d-1")
    why.append(safety.forbids(request, reading, behaviour, "d-1"))
    safety.creations.removal_failed("DeleteDesk answers 500", AFTER_A_FAILURE)
    why.append(safety.forbids(request, reading, behaviour, "d-1"))
    assert [one is not None for one in why] == [True, False, True], why


def _member(document: dict[str, Any], call: str) -> dict[str, Any]:
    schema = document["paths"][call]["post"]["requestBody"]["content"]["application/json"]["schema"]
    found: dict[str, Any] = schema["properties"]
    return found


@pytest.mark.parametrize("other", ["another type", "no key", "a condition", "a get", "no removal"])
def test_calls_without_a_key_in_common_are_left_alone(tmp_path: Path, other: str) -> None:
    """Nobody knows whose record a call is about that takes something else than creates answer."""
    document = Desks().document()
    if other == "another type":
        _member(document, "/DeleteDesk")["deskId"] = {"type": "integer"}
    elif other == "no key":
        answer = document["paths"]["/CreateDesk"]["post"]["responses"]["200"]["content"]["application/json"]
        answer["schema"] = {"type": "object", "properties": {"done": {"type": "boolean"}}}
    elif other == "a condition":
        _member(document, "/DeleteDesk")["filter"] = {"type": "string"}
    elif other == "a get":
        call = document["paths"]["/DeleteDesk"].pop("post")
        del call["requestBody"]
        parameters = [in_query("deskId", type="string")]
        document["paths"]["/DeleteDesk"]["get"] = {**call, "parameters": parameters}
    else:
        del document["paths"]["/DeleteDesk"]
    assert {(each.action, each.key) for each in told(tmp_path, document).values()} == {("none", None)}


class Tags(Collection):
    """Tags whose own path has no removal; GETs change them: ``/removeTag?id=1``."""

    called = "tags"
    sent: ClassVar[dict[str, Any]] = {"type": "object", "required": ["tag"], "properties": {"tag": TEXT}}

    def document(self) -> dict[str, Any]:
        """Reads beside a call that removes."""
        document = super().document()
        answers = {"200": says({"type": "object"}), "404": {"description": "none"}}
        removal = {
            "operationId": "removeTag",
            "summary": "Removes a tag",
            "parameters": [{**in_query("id", type="integer"), "required": True}],
            "responses": answers,
        }
        counted = {**removal, "operationId": "removedTags", "summary": "Tags that were removed", "parameters": []}
        return {
            **document,
            "paths": {**document["paths"], "/removeTag": {"get": removal}, "/removed": {"get": counted}},
        }

    def answer(self, asked: Asked) -> Answer:
        """A GET, and as servers route it a HEAD, removes."""
        if asked.path == "/removed":
            return 200, {}, {}
        if asked.path == "/removeTag":
            gone = self.records.pop(asked.query.get("id", [""])[0], None)
            return (200 if gone else 404), {}, {}
        return super().answer(asked)


@pytest.mark.slow
def test_a_get_that_removes_is_not_sent_unasked(tmp_path: Path) -> None:
    """Its words say so: the record of another's is there at the end; what tells of removed ones is read."""
    tags = Tags({"1": {"id": 1, "tag": "another's"}})
    report = checked(tags, tmp_path)
    assert tags.unharmed
    assert {one.operation for one in report.coverage if not one.exchanges} == {"removeTag"}
