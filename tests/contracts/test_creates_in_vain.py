"""After a removal that failed nothing more is made, and what makes nothing is sent all the same: bodies that no record
can be made of.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Request
from contracts.laws.judging import Judge
from contracts.run import Settings
from contracts.traffic.creations import Creations
from tests.contracts.running import report_of
from tests.json_server import answering, sent_json
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from email.message import Message
    from pathlib import Path

    from contracts.findings import Report

_PLAN: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": {"type": "string", "minLength": 1}},
}
_SHOWN: dict[str, Any] = {**_PLAN, "properties": {**_PLAN["properties"], "id": {"type": "integer"}}}
_KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
_ODD = ("[]", "7", "null", '[{"name": "n"}]', "{}", '{"name": "n"}', "{", "")


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _operation(name: str, success: str, *others: str, **more: Any) -> dict[str, Any]:
    said = {success: {"description": "done", **(_json(_SHOWN) if success != "204" else {})}}
    return {"operationId": name, "responses": said | {other: {"description": "no"} for other in others}, **more}


_DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "Plans", "version": "1"},
    "paths": {
        "/plans": {"post": _operation("make", "201", "422", "415", requestBody={"required": True, **_json(_PLAN)})},
        "/plans/{id}": {
            "parameters": [_KEY],
            "get": _operation("read", "200", "404", "422"),
            "delete": _operation("remove", "204", "404", "422"),
        },
    },
}


def _checked(folder: Path, odd: Callable[[Any], int]) -> tuple[Report, list[Any]]:
    """The report of a check of plans that can't be removed (503), and what was made; ``odd`` is the status for a body
    that is no object, 201 where a plan is made of it.
    """
    spec, made = folder / "openapi.json", list[Any]()
    spec.write_text(json.dumps(_DOCUMENT))

    def make(headers: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        if not headers.get("Content-Type", "").startswith("application/json"):
            return 415, None, {}
        sent = sent_json(body)
        if sent is None and body != b"null":
            return 422, None, {}
        good = isinstance(sent, dict) and isinstance(sent.get("name"), str) and sent["name"] != ""
        status = 201 if good else 422 if isinstance(sent, dict) else odd(sent)
        if status != 201:
            return status, None, {}
        made.append({"name": sent["name"] if good else "untitled", "id": len(made) + 1})
        return 201, made[-1], {}

    def answer(method: str, target: str, headers: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        words = target.partition("?")[0].split("/")[1:]
        if words == ["plans"]:
            return make(headers, body) if method == "POST" else (405, None, {"Allow": "POST"})
        if len(words) != 2 or words[0] != "plans":
            return 404, None, {}
        if method not in ("GET", "DELETE"):
            return 405, None, {"Allow": "GET, DELETE"}
        if not words[1].isdecimal():
            return 422, None, {}
        if not 0 < int(words[1]) <= len(made):
            return 404, None, {}
        return (200, made[int(words[1]) - 1], {}) if method == "GET" else (503, None, {})

    with answering(answer) as url:
        report = report_of(Settings(url=url, spec=spec, seed=3, fuzz=0, recombinations=0, ledger=folder / "ledger"))
    return report, made


def _told(report: Report) -> set[tuple[str, str]]:
    return {(drift.lead.operation, drift.lead.law) for drift in report.drifts if drift.lead.operation != "remove"}


def test_what_fails_at_a_body_that_is_no_object_is_told_where_nothing_can_be_removed(tmp_path: Path) -> None:
    """One failure, shown again, and no more records than without it: a list that has an object is none of these."""
    report, made = _checked(tmp_path, lambda sent: 201 if isinstance(sent, list) and sent else 500)
    assert all(item["name"] != "untitled" for item in made)
    assert _told(report) == {("make", "no-server-error")}
    lead = next(drift.lead for drift in report.drifts if drift.lead.operation == "make")
    assert not lead.flaky
    assert not lead.untried
    assert 0 < len(made) <= 10


@pytest.mark.parametrize("status", [422, 201])
def test_few_records_are_made_of_what_is_no_object(tmp_path: Path, status: int) -> None:
    """Who refuses such bodies is told nothing; who makes a record of one is sent no more than shows it."""
    report, made = _checked(tmp_path, lambda _: status)
    odd = [item for item in made if item["name"] == "untitled"]
    assert _told(report) == (set() if status == 422 else {("make", "invalid-refused")})
    assert len(odd) <= 3
    assert len(made) <= 12
    assert len([left for left in report.leftovers if left.failed]) == len(made)


def test_what_is_sent_in_vain_is_not_counted_among_what_may_still_be_made() -> None:
    """Ten may follow the first removal that failed; of these, none is one."""
    judge, creations = Judge.of(document(_DOCUMENT)), Creations()
    bodies = {body: Request("POST", "/plans", (("Content-Type", "application/json"),), body.encode()) for body in _ODD}
    vain = {
        body: reading for body, request in bodies.items() if creations.in_vain(reading := judge.reader.read(request))
    }
    assert list(vain) == ["[]", "7", "null"]
    creations.removal_failed("it is still there")
    for reading in [*vain.values()] * 4:
        creations.sent(reading)
    assert creations.forbid("make") is None
    for _ in range(10):
        creations.sent()
    assert creations.forbid("make") is not None
    assert creations.forbid("make", vain["[]"]) is None
