"""What begins before it ends."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.traffic.periods import in_order, out_of_order, periods
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

_TIME, _DAY = {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}
_STAY = {"type": "object", "properties": {"valid_from": _DAY, "valid_until": _DAY, "startsAt": _TIME, "endsAt": _TIME,
                                          "from": {"type": "string"}, "endDate": _DAY}}  # fmt: skip


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """The judge of stays, whose schema lists members and gives no type."""
    content = {"application/json": {"schema": {"properties": _STAY["properties"]}}}
    responses = {status: {"description": status} for status in ("200", "201", "400")}
    body = {"requestBody": {"required": True, "content": content}, "responses": responses}
    names = {"from": _DAY, "to": _DAY, "minPrice": {"type": "integer"}, "maxPrice": {"type": "integer"}}
    asked = [{"name": name, "in": "query", "schema": schema} for name, schema in names.items()]
    stays = {"post": {"operationId": "book", **body}, "patch": {"operationId": "move", **body},
             "get": {"operationId": "find", "parameters": asked, "responses": responses}}  # fmt: skip
    path = tmp_path / "stays.json"
    path.write_text(
        json.dumps({"openapi": "3.1.0", "info": {"title": "S", "version": "1"}, "paths": {"/stays": stays}})
    )
    return Judge(load_document(path))


def test_periods_are_put_in_order(judge: Judge) -> None:
    """By names that are alike but for the beginning and the end; what is in order stays, also what is no period."""
    assert sorted(periods(judge.schemas, _STAY)) == [("startsAt", "endsAt"), ("valid_from", "valid_until")]
    same = {"startsAt": "2031-12-25T10:00:00Z", "endsAt": "2031-12-25T10:00:00Z", "valid_from": "2031-01-01"}
    moved = in_order(judge.schemas, _STAY, {**same, "valid_until": "2030-01-01"})
    assert moved == {**same, "endsAt": "2031-12-26T10:00:00Z", "valid_until": "2031-01-02"}
    assert in_order(judge.schemas, _STAY, moved) == moved
    assert not out_of_order(judge.schemas, _STAY, moved)
    assert out_of_order(judge.schemas, {"type": "array", "items": _STAY}, [moved, same])
    assert not out_of_order(judge.schemas, _STAY, {"startsAt": "soon", "endsAt": 7})
    stay = {"properties": {"checkIn": _DAY, "check_out": _DAY, "checkedOn": _DAY}}
    assert list(periods(judge.schemas, stay)) == [("checkIn", "check_out")]
    forever = {"valid_from": "9999-12-31", "valid_until": "9999-12-31"}
    assert in_order(judge.schemas, _STAY, forever) == forever


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"startsAt": "2031-12-25T10:00:00Z", "endsAt": "2031-12-24T10:00:00Z"}, []),
        ({"startsAt": "2031-12-25T10:00:00Z", "endsAt": "2031-12-26T10:00:00Z"}, ["valid-accepted"]),
        ([], []),
    ],
)
def test_what_ends_before_it_begins_may_be_refused(body: Any, found: list[str], judge: Judge) -> None:
    """So may what is no object, where the schema lists the members of one."""
    request = Request("POST", "/stays", (("Content-Type", "application/json"),), json.dumps(body).encode())
    refused = Exchange(request, Answer(400, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in judge.judge(refused)] == found


@pytest.mark.parametrize(
    ("method", "query", "body", "found"),
    [
        ("PATCH", "", {"startsAt": "2031-12-25T10:00:00Z"}, []),
        ("PATCH", "", {"startsAt": "2031-12-25T10:00:00Z", "endsAt": "2031-12-26T10:00:00Z"}, ["valid-accepted"]),
        ("POST", "", {"startsAt": "2031-12-25T10:00:00Z"}, ["valid-accepted"]),
        ("GET", "?from=2031-02-01&to=2031-01-01", None, []),
        ("GET", "?from=2031-01-01&to=2031-02-01", None, ["valid-accepted"]),
        ("GET", "?minPrice=7&maxPrice=5", None, []),
        ("GET", "?minPrice=5&maxPrice=7", None, ["valid-accepted"]),
    ],
)
def test_half_a_period_is_moved_beside_the_other(
    method: str, query: str, body: Any, found: list[str], judge: Judge
) -> None:
    """Where a change leaves the end that stands; and what is asked for may end before it begins as well."""
    data = json.dumps(body).encode() if body is not None else None
    request = Request(method, f"/stays{query}", (("Content-Type", "application/json"),) if body else (), data)
    exchange = Exchange(request, Answer(400, ()), "journey")
    assert [finding.law for finding in judge.judge(exchange)] == found
