"""Limits: exact counters, the header fields that tell of them, and who is counted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.faults.asked_request import AskedRequest
from mock_server.engine.faults.fault_table import FaultTable
from mock_server.engine.faults.rule_reading import read_rule
from tests.documents.asking import mock
from tests.faults.served import ERROR, THING, content, things

if TYPE_CHECKING:
    from pathlib import Path


def test_the_limit_is_exact(tmp_path: Path) -> None:
    """So many are answered, each with what is left; the next gets 429 in the errors' shape and when to come again."""
    asked = mock(tmp_path, things("limit 3/1h"))
    replies = [asked.ask("GET", "/things") for _ in range(5)]
    assert [reply.status for reply in replies] == [200, 200, 200, 429, 429]
    assert [reply.headers["ratelimit"].partition(";t=")[0] for reply in replies] == [
        *(f'"sandbox";r={left}' for left in (2, 1, 0)),
        *['"sandbox";r=0'] * 2,
    ]
    assert {reply.headers["ratelimit-policy"] for reply in replies} == {'"sandbox";q=3;w=3600'}
    assert ["retry-after" in reply.headers for reply in replies] == [False] * 3 + [True] * 2
    assert 0 < int(replies[4].headers["retry-after"]) <= 3600
    assert set(replies[4].json) == {"code", "message"}


def test_refused_requests_count(tmp_path: Path) -> None:
    """A request that breaks the document is one of those that are counted, and says what is left."""
    asked = mock(tmp_path, things("limit 1/1h"))
    first, second = (asked.ask("POST", "/things", {}) for _ in range(2))
    assert (first.status, first.headers["ratelimit"][:13], second.status) == (400, '"sandbox";r=0', 429)


def test_a_requests_own_wish_comes_before_a_limit(tmp_path: Path) -> None:
    """It is counted, and answered as it wishes."""
    asked = mock(tmp_path, things("limit 1/1h"))
    got = [asked.ask("GET", "/things", headers=wish).status for wish in ({}, {"Prefer": "code=200"}, {})]
    assert got == [200, 200, 429]


def test_what_is_over_the_limit_is_not_done(tmp_path: Path) -> None:
    """Nothing is stored with 429."""
    asked = mock(tmp_path, things("makeThing: limit 1/1h"))
    assert [asked.ask("POST", "/things", {"id": name, "name": "n"}).status for name in "ab"] == [201, 429]
    assert [thing["id"] for thing in asked.ask("GET", "/things").json] == ["a"]


@pytest.mark.parametrize(("per", "expected"), [("credential", [200, 200, 429]), ("sandbox", [200, 429, 429])])
def test_who_is_counted(tmp_path: Path, per: str, expected: list[int]) -> None:
    """Each credential, or all together."""
    asked = mock(tmp_path, things(f"limit 1/1h per {per}"))
    got = [asked.ask("GET", "/things", headers={"authorization": f"Bearer {key}"}).status for key in "aba"]
    assert got == expected


def test_documented_headers(tmp_path: Path) -> None:
    """Header fields of the document's own hold the same numbers, in the document's form of a time."""
    tree = things(get=["limit 2/1h per ip", "limit 9/1m"])
    whole: dict[str, Any] = {"schema": {"type": "integer"}}
    headers = {
        "X-RateLimit-Limit": whole,
        "X-RateLimit-Remaining": whole,
        "X-RateLimit-Used": whole,
        "X-RateLimit-Reset": {**whole, "description": "In UTC epoch seconds"},
        "RateLimit-Reset": whole,
        "X-Rate-Limit-Reset": {"schema": {"type": "string", "format": "date-time"}},
    }
    responses = tree["paths"]["/things/{id}"]["get"]["responses"]
    responses["200"] = {**content(THING), "headers": headers}
    responses["429"] = {**content(ERROR, example={"code": 1, "message": "Slow down"}), "headers": headers}
    asked = mock(tmp_path, tree)
    replies = [asked.ask("GET", "/things/a") for _ in range(3)]
    for reply, left in zip(replies, (1, 0, 0), strict=True):
        own = reply.headers
        assert [own[f"x-ratelimit-{name}"] for name in ("limit", "remaining", "used")] == [
            "2",
            str(left),
            str(2 - left),
        ]
        assert int(own["x-ratelimit-reset"]) > 1_700_000_000
        assert 0 < int(own["ratelimit-reset"]) <= 3600
        assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", own["x-rate-limit-reset"])
        assert own["ratelimit-policy"] == '"ip";q=2;w=3600, "sandbox";q=9;w=60'
    assert replies[2].json == {"code": 1, "message": "Slow down"}


def test_windows(tmp_path: Path) -> None:
    """A window begins with the first request after the last one's end; the clock is the mock's."""
    now = 1_000_000
    plan = mock(tmp_path, things()).app.apis[0].plans[0]
    table = FaultTable([(read_rule("limit 2/10s"),)], 1, lambda: now)

    def left() -> tuple[int, int, bool]:
        request = AskedRequest(plan, "POST", "/things", b"", [], {})
        chosen = table.choose(request, table.of(plan))
        assert chosen is not None
        state = chosen.limits[0][1]
        return state.remaining, state.reset, state.exceeded

    assert left() == (1, 10, False)
    now = 1_004_500
    assert left() == (0, 6, False)
    assert left() == (0, 6, True)
    now = 1_010_000
    assert left() == (1, 10, False)
