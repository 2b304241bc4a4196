"""What differs between two equal reads with nothing changed between is noise: told once, held against nobody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.exchange import Answer, Exchange, Request
from contracts.observed.proxy.proxy_run import ProxyRun
from contracts.observed.recordings.learning_mock.noise import Noise
from contracts.traffic.secrets.redaction import Redactor
from mock_server.openapi import load_document
from tests.proxy import shop
from tests.proxy.raw_target import answering, client, exactly, raw_target
from tests.proxy.running import forwarding, passed

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def read(shown: Any, method: str = "GET", **headers: str) -> Exchange:
    """A read, or a change, that shows this."""
    kind = (("Content-Type", "application/json"),)
    answer = Answer(200, kind, json.dumps(shown).encode())
    return Exchange(Request(method, "/a", tuple(headers.items())), answer, "recorded")


def places(*exchanges: Exchange, alone: bool = True) -> list[str]:
    """What is noise after these."""
    noise = Noise()
    for one in exchanges:
        noise.take(one, "a", alone=alone)
    return [place for _, place in noise.places]


def test_what_differs_between_equal_reads() -> None:
    """Members by their place, lists as a whole."""
    one, other = {"n": 1, "same": 1, "in": {"x": "a"}, "l": [1]}, {"n": 2, "same": 1, "in": {"x": "b"}, "l": [1, 2]}
    assert places(read(one), read(other)) == ["/n", "/in/x", "/l/*"]
    assert places(read(one), read(one)) == []


def test_what_differs_for_a_reason() -> None:
    """Another user's read, and one after a change or beside another request, are no equal reads."""
    assert places(read({"n": 1}, Authorization="a"), read({"n": 2}, Authorization="b")) == []
    assert places(read({"n": 1}), read({}, "POST"), read({"n": 2})) == []
    assert places(read({"n": 1}), read({"n": 2}), alone=False) == []


def test_it_is_told_once_and_a_fault_of_ours_ends_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report names noise in a sentence; an exchange that can't be judged is told, and the next one is."""
    spec = shop.written(tmp_path)
    document = load_document(spec)
    bodies = iter([b'{"id":1,"name":"%d"}' % number for number in range(4)])
    with raw_target(answering(b"")) as target, forwarding(target.url) as proxy:
        proxy.spec = spec
        run = ProxyRun(proxy, document, Redactor([], document), lambda _: None)
        for number, body in enumerate(bodies):
            octets = (
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body) + body
            )
            target.play = answering(octets)
            with client(proxy.address) as one:
                one.sendall(b"GET /v1/customers/1 HTTP/1.1\r\nHost: localhost\r\n\r\n")
                assert exactly(one, len(octets)) == octets
            with monkeypatch.context() as broken:
                if number == 3:
                    broken.setattr(run.traffic, "add", lambda *_: 1 / 0)
                run._take(passed(proxy))
        report = run.report()
        run.close()
    assert report.exchange_count == 3
    assert [note for note in report.notices if "noise" in note] == [
        "customer: /name differ between equal reads with no change between (noise)"
    ]
    assert any("ZeroDivisionError" in note for note in report.notices)
    assert report.exit_code == 3
