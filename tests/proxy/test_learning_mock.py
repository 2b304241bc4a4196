"""What only several exchanges show: a mock beside the traffic learns from it, and answers are compared with its own."""

from __future__ import annotations

import contextlib
import json
import threading
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.observed.recordings.learning_mock.learning_mock import KEY, LearningMock
from contracts.traffic.watched_credentials import WatchedCredentials
from mock_server.openapi import load_document
from tests.proxy import shop
from tests.proxy.raw_target import RawTarget, answering, client, exactly, raw_target
from tests.proxy.running import forwarding, passed

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

SCHEMES = {"key": {"type": "http", "scheme": "bearer"}, "query": {"type": "apiKey", "in": "query", "name": "api_key"}}


@pytest.fixture
def learning(tmp_path: Path) -> Iterator[LearningMock]:
    """One of the shop, whose operations want a credential."""
    document = shop.document()
    document["components"] = {"securitySchemes": SCHEMES}
    document["security"] = [{"key": []}, {"query": []}]
    path = tmp_path / "secured.json"
    path.write_text(json.dumps(document))
    with contextlib.closing(LearningMock(Judge(load_document(path)), path)) as one:
        yield one


def exchange(method: str, target: str, status: int, shown: Any, sent: Any = None) -> Exchange:
    """One as it passed, with a credential that the service knows."""
    body = json.dumps(sent).encode() if sent is not None else None
    kind = (("Content-Type", "application/json"),)
    request = Request(method, target, (("Authorization", "Bearer theirs"), *(kind if body else ())), body)
    return Exchange(request, Answer(status, kind, json.dumps(shown).encode()), "recorded", "one")


BO, GONE = {"id": 70, "name": "Bo"}, {"code": 404, "message": "no such customer"}
CREATE = exchange("POST", "/customers", 201, BO, {"name": "Bo"})
READ, MISSED = exchange("GET", "/customers/70", 200, BO), exchange("GET", "/customers/70", 404, GONE)


def laws(learning: LearningMock, *exchanges: Exchange, alone: bool = True) -> list[str]:
    """The laws that are broken, in the order of the exchanges."""
    return [finding.law for one in exchanges for finding in learning.findings(one, alone=alone)]


def test_what_was_made_is_found(learning: LearningMock) -> None:
    """A record that a create was answered with is there: that it is not found breaks the law of states."""
    assert laws(learning, CREATE, READ) == []
    [found] = learning.findings(MISSED, alone=True)
    assert (found.law, found.operation, found.expected, found.observed) == ("state", "customer", "200", "404")
    assert found.exchange.request == MISSED.request
    assert found.exchange.mock is not None


def test_known_credentials_are_the_judges_affair(tmp_path: Path) -> None:
    """It is let in by its own, and learns all the same; of a refusal that is right it knows the state."""
    document = shop.document()
    document["components"], document["security"] = {"securitySchemes": SCHEMES}, [{"key": []}]
    path = tmp_path / "secured.json"
    path.write_text(json.dumps(document))
    loaded = load_document(path)
    for known, wanted in (("theirs", ["state"]), ("another", ["state"])):
        judge = Judge(loaded, WatchedCredentials(loaded, {"key": known}))
        with contextlib.closing(LearningMock(judge, path)) as one:
            assert laws(one, CREATE, READ, MISSED) == wanted
            assert laws(one, exchange("GET", "/customers/70", 401, GONE)) == []


def test_what_was_there_before_is_anybody_s(learning: LearningMock) -> None:
    """Of a record that nobody made here, nothing is known."""
    assert laws(learning, READ, MISSED, exchange("GET", "/customers", 200, [BO])) == []


def test_a_refusal_says_nothing_of_the_record(learning: LearningMock) -> None:
    """401, 403, 429 and failures of the service are no states."""
    for status in (401, 403, 429, 500, 503):
        assert laws(learning, CREATE, exchange("GET", "/customers/70", status, GONE)) == []
    assert laws(learning, READ, MISSED) == ["state"]


def test_new_records_have_new_keys(learning: LearningMock) -> None:
    """201 says that a record was made: another create's key is none of it; the same create may give the same one."""
    other = exchange("POST", "/customers", 201, {"id": 70, "name": "Cy"}, {"name": "Cy"})
    assert laws(learning, CREATE, CREATE) == []
    assert laws(learning, other) == ["generated-unique"]


def test_what_was_written_is_read(learning: LearningMock) -> None:
    """A member that a client sent is read as the service showed it then, once told; others are the service's own."""
    create = exchange("POST", "/customers", 201, {"id": 71, "name": "bo", "age": 3}, {"name": "Bo"})
    read = exchange("GET", "/customers/71", 200, {"id": 71, "name": "bo", "age": 4})
    other = exchange("GET", "/customers/71", 200, {"id": 71, "name": "Al", "age": 4})
    assert laws(learning, create, read) == []
    [found] = learning.findings(other, alone=True)
    assert (found.law, found.place, found.expected, found.observed) == ("read-back", "/name", '"bo"', '"Al"')
    assert laws(learning, other) == []
    assert laws(learning, create) == []
    assert laws(learning, other, alone=False) == []


def test_races_are_not_judged(learning: LearningMock) -> None:
    """Where another request was under way meanwhile, the record is judged no more."""
    assert laws(learning, CREATE) == []
    assert laws(learning, MISSED, alone=False) == []
    assert laws(learning, MISSED) == []


def test_what_came_of_a_change_that_failed_nobody_knows(learning: LearningMock) -> None:
    """A create without an answer says nothing, and its credential never reaches a finding as the mock's."""
    lost = Exchange(CREATE.request, None, "recorded", "one", None, "the connection was closed without an answer")
    assert laws(learning, lost, MISSED) == []
    learning.missed(lost)
    assert laws(learning, CREATE) == []
    [found] = learning.findings(MISSED, alone=True)
    assert KEY not in str(found.exchange)


def test_who_was_under_way_together_is_told() -> None:
    """An exchange is alone unless another one that may change something overlaps it."""
    both = b"GET /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n"
    ok = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"

    def play(connection: socket.socket, target: RawTarget) -> None:
        while octets := target.read(connection):
            if b"/slow" in octets:
                connection.settimeout(30)
                while not any(b"/quick" in one for one in target.seen):
                    pass_time.wait(0.01)
            connection.sendall(ok)

    pass_time = threading.Event()
    with raw_target(answering(ok)) as target, forwarding(target.url) as proxy:
        target.play = play
        for first, second, alone in (("GET", "GET", True), ("GET", "POST", False), ("POST", "GET", False)):
            target.seen = []
            with client(proxy.address) as one, client(proxy.address) as other:
                one.sendall(both.replace(b"GET /v1/x", f"{first} /v1/slow".encode()))
                while not target.seen:
                    pass_time.wait(0.01)
                other.sendall(both.replace(b"GET /v1/x", f"{second} /v1/quick".encode()))
                assert exactly(other, len(ok)) == exactly(one, len(ok)) == ok
            got = {copy.head.split(b" ")[0].decode(): copy.alone for copy in (passed(proxy), passed(proxy))}
            assert got["GET"] is alone
