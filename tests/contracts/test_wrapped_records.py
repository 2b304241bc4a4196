"""A record that an answer wraps in a member, where the document has it at the top, is one drift."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.documented_answers import WRAPPED
from contracts.laws.judging import Judge
from tests.requests.small_documents import document

_PLACE = {"name": "berth", "in": "path", "required": True, "schema": {"type": "string"}}
_BERTH: dict[str, Any] = {
    "type": "object",
    "required": ["name", "depth"],
    "properties": {"name": {"type": "string"}, "depth": {"type": "integer"}, "note": {"type": "string"}},
}


def told(answered: Any, *, closed: bool) -> list[tuple[str, str]]:
    """Place and cause of what is wrong with a read of one berth."""
    schema = {**_BERTH, "additionalProperties": False} if closed else _BERTH
    shown = {"200": {"description": "read", "content": {"application/json": {"schema": schema}}}}
    read = {"parameters": [_PLACE], "get": {"operationId": "readBerth", "responses": shown}}
    answer = Answer(200, (("Content-Type", "application/json"),), json.dumps(answered).encode())
    exchange = Exchange(Request("GET", "/berths/a"), answer, "journey")
    return [(one.place, one.cause) for one in Judge(document({"paths": {"/berths/{berth}": read}})).judge(exchange)]


@pytest.mark.parametrize("closed", [False, True])
def test_a_record_inside_a_member_is_one_finding(*, closed: bool) -> None:
    """What it lacks at the top stands there, and what is not allowed beside it is the member itself."""
    berth = {"name": "North 3", "depth": 4}
    assert told({"version": 2, "berth": berth}, closed=closed) == [("/berth", WRAPPED)]
    assert told(berth, closed=closed) == []


@pytest.mark.parametrize(
    "answered",
    [
        {"berth": {"name": "North 3"}},
        {"berth": "North 3"},
        {"name": "North 3", "berth": {"name": "North 3", "depth": 4}},
        {"note": {"name": "North 3", "depth": 4}},
    ],
    ids=["half a record", "a text", "a member of it beside", "a member of its own"],
)
def test_what_is_missing_otherwise_is_told_as_missing(answered: Any) -> None:
    """No member holds all that the document asks for, or some of it stands where it should."""
    assert "required" in [cause for _, cause in told(answered, closed=False)]
