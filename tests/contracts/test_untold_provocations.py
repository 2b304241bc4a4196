"""What may have provoked failures is told when there is one: a check without failures spends nothing on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.collector import Collector
from contracts.judging.contrast import CRASHES
from contracts.judging.provocation import Provocations
from contracts.judging.provoked import Provoked
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from mock_server.openapi import MISSING
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from contracts.judging.provocation import Provocation

_ANSWERS = {"200": {"description": "done"}}
_BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}
_DOCUMENT = {"paths": {"/notes": {"post": {"operationId": "addNote", "requestBody": _BODY, "responses": _ANSWERS}}}}
JUDGE = Judge(document(_DOCUMENT))


class Run:
    """A run's exchanges, and the bodies of those whose provocations were told."""

    def __init__(self) -> None:
        self.collector = Collector()
        self.told: list[bytes | None] = []

    def send(self, body: object, status: int = 200) -> None:
        """One exchange as the sender hands it on."""
        request = Request("POST", "/notes", (("Content-Type", "application/json"),), json.dumps(body).encode())
        exchange = Exchange(request, Answer(status, (), b""), "journey")
        reading = JUDGE.reader.read(request)
        findings = JUDGE.findings(exchange, reading, MISSING) if status >= 500 else []
        sent = Sent(exchange, reading, MISSING, MISSING, findings, access=True)
        self.collector.add(sent, (), Provoked(sent, self._tell))

    def _tell(self, sent: Sent) -> list[Provocation]:
        self.told.append(sent.exchange.request.body)
        assert sent.exchange.answer is None, "the answer is not held"
        return []


def test_nothing_is_told_where_nothing_fails() -> None:
    """Until somebody asks what stood on the exchanges that did not fail; and then each is told once."""
    run = Run()
    for number in range(3):
        run.send({"size": number})
    assert run.told == []
    for _ in range(2):
        assert not run.collector.spared.holds(CRASHES[0], "addNote", "body size is 7", drawn=False)
    assert run.told == [b'{"size": 0}', b'{"size": 1}', b'{"size": 2}']


def test_a_failure_is_told() -> None:
    """The one that failed at once: its finding says what may have provoked it."""
    run = Run()
    run.send({"size": 1})
    run.send({"size": 2}, 500)
    assert run.told == [b'{"size": 2}']


def test_what_is_held_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither very many exchanges nor a large body wait to be told."""
    monkeypatch.setattr("contracts.judging.contrast._WAITING", 30)
    run = Run()
    run.send("x" * 60)
    assert len(run.told) == 1
    for number in range(31):
        run.send({"size": number})
    assert len(run.told) == 32


def test_a_large_body_is_told_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """It may not wait; what waits beside it goes on waiting for a failure, and refutes what it did before."""
    monkeypatch.setattr("contracts.judging.contrast._WAITING", 30)
    run = Run()
    run.send({"size": 1})
    run.send("x" * 60)
    assert len(run.told) == 1
    assert not run.collector.spared.holds(CRASHES[0], "addNote", "body size is 7", drawn=False)
    assert run.told[1:] == [b'{"size": 1}']


@pytest.mark.parametrize("stood", ["exists", "removed", ""])
@pytest.mark.parametrize("access", [True, False, None])
def test_what_is_held_tells_the_same(stood: str, access: bool | None) -> None:
    """As the exchange would itself: by its body, its record's state, its credentials, and the step."""
    request = Request("POST", "/notes", (("Content-Type", "application/json"),), b'{"size": 1}')
    exchange = Exchange(request, Answer(200, (), b""), "journey", "create again")
    sent = Sent(exchange, JUDGE.reader.read(request), MISSING, MISSING, [], stood=stood, access=access)
    told: list[list[Provocation]] = []
    tell = Provocations(JUDGE.schemas, "ctabcdefghijkl")
    for each in (tell.of(sent, ("field size",)), tell._tell(sent, ("field size",))):
        told.append([*each])
    assert told[0] == told[1]
    assert any("create again" in one.text for one in told[1])
