"""`--block`: what breaks the document is answered in its error shape, all violations named, and passes no further."""

from __future__ import annotations

import contextlib
import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cli import main
from contracts.observed.proxy.forwarder import Forwarder
from contracts.observed.proxy.proxy_state import ProxyRules
from contracts.traffic.tls_context import TlsTrust
from tests.proxy import shop
from tests.proxy.raw_target import RawTarget, answering, client, exactly, head, message, raw_target
from tests.proxy.running import MOST, passed

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

RIGHT, WRONG = b'{"name":"Bo"}', b'{"name":""}'
MANY = b'{"name":7,"age":-1}'


@contextlib.contextmanager
def blocking(url: str, folder: Path, **rules: Any) -> Iterator[Forwarder]:
    """A forwarder that knows the shop's document."""
    told = ProxyRules(url, ("127.0.0.1", 0), MOST, 30.0, **rules)
    with Forwarder(told, TlsTrust(), shop.written(folder)) as forwarder:
        yield forwarder


def create(body: bytes, *lines: bytes) -> bytes:
    """A create."""
    fields = [b"Host: localhost", b"Content-Type: application/json", b"Content-Length: %d" % len(body), *lines]
    return b"\r\n".join([b"POST /v1/customers HTTP/1.1", *fields, b"", b""]) + body


def answered(connection: socket.socket, request: bytes) -> tuple[int, dict[str, str], Any]:
    """Status, fields and JSON of one exchange."""
    connection.sendall(request)
    octets = message(connection)
    start, _, body = octets.partition(b"\r\n\r\n")
    lines = start.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return int(lines[0].split()[1]), fields, json.loads(body or b"null")


def right(connection: socket.socket, target: RawTarget) -> None:
    """The shop's right answer to each create, though the name is wrong where the query says so."""
    while asked := target.read(connection):
        name = 7 if b"X-Wrong" in asked else "Bo"
        body = json.dumps({"id": 1, "name": name}).encode()
        start = b'HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nETag: "1"\r\n'
        connection.sendall(start + b"Content-Length: %d\r\n\r\n" % len(body) + body)


@pytest.mark.parametrize(
    "block", ["off", "both", *(pytest.param(one, marks=pytest.mark.slow) for one in ("requests", "answers"))]
)
def test_what_is_blocked(tmp_path: Path, block: str) -> None:
    """Requests, answers, both or nothing; what is right passes as it is, and `Prefer` of one request beats it."""
    with raw_target(right) as target, blocking(target.url, tmp_path, block=block) as proxy:
        with client(proxy.address) as one:
            assert answered(one, create(RIGHT))[:2] == (
                201,
                {"content-type": "application/json", "etag": '"1"', "content-length": "23"},
            )
            requests, answers = block in ("requests", "both"), block in ("answers", "both")
            taken = 502 if answers else 201  # the service takes what the document refuses
            assert answered(one, create(WRONG))[0] == (400 if requests else taken)
            assert answered(one, create(RIGHT, b"X-Wrong: 1"))[0] == (502 if answers else 201)
            lenient, strict = b"Prefer: wait=1, handling=lenient", b"prefer: Handling=strict"
            assert answered(one, create(WRONG, lenient, b"X-Wrong: 1"))[0] == 201
            assert answered(one, create(WRONG, strict))[0] == 400
            assert answered(one, create(RIGHT, b"X-Wrong: 1", strict))[0] == 502
            assert answered(one, create(RIGHT, strict))[0] == 201
        names = [octets.rpartition(b"\r\n\r\n")[2] for octets in target.seen]
        assert names == [RIGHT, *([] if requests else [WRONG]), RIGHT, WRONG, RIGHT, RIGHT]
        assert lenient in target.seen[-3]


def test_a_refusal_has_the_document_s_shape(tmp_path: Path) -> None:
    """Every violation stands in its list; count and number of the exchange in a field, and Prism's list if wished."""
    with raw_target(right) as target, blocking(target.url, tmp_path, block="both", sl_violations=True) as proxy:
        with client(proxy.address) as one:
            status, fields, body = answered(one, create(MANY))
            assert (status, body["code"]) == (400, 400)
            assert {item["field"] for item in body["errors"]} == {"name", "age"}
            assert fields["contract-violations"] == "2; id=1"
            assert fields["proxy-status"].startswith("contracts-proxy; error=http_request_denied")
            [first, *_] = json.loads(fields["sl-violations"])
            assert first["location"][:2] == ["request", "body"]
            assert first["severity"] == "Error"
            status, fields, body = answered(one, create(RIGHT, b"X-Wrong: 1"))
            assert (status, body["code"]) == (502, 502)
            assert "/name must be a string" in body["errors"][0]["message"]
            assert fields["contract-violations"] == "1; id=2"
        assert passed(proxy).number == 2  # what was not passed on is no exchange


def test_a_list_of_violations_is_cut_by_whole_items(tmp_path: Path) -> None:
    """`sl-violations` stays JSON, however many there are."""
    wrong = json.dumps([{"id": 1, "name": number} for number in range(500)]).encode()
    octets = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(wrong) + wrong
    asked = b"GET /v1/customers HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with (
        raw_target(answering(octets)) as target,
        blocking(target.url, tmp_path, block="answers", sl_violations=True) as proxy,
        client(proxy.address) as one,
    ):
        status, fields, _ = answered(one, asked)
    assert status == 502
    assert 0 < len(json.loads(fields["sl-violations"])) <= int(fields["contract-violations"].split(";")[0])
    assert len(fields["sl-violations"]) <= 8192


def test_streams_and_large_bodies_are_not_held(tmp_path: Path) -> None:
    """What has no end, or more octets than are kept, passes as it comes."""
    stream = (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n9\r\ndata: 1\n\n\r\n"
    )
    large = b'{"name":"%b"}' % (b"x" * MOST)

    def play(connection: socket.socket, target: RawTarget) -> None:
        while asked := target.read(connection):
            if asked.startswith(b"GET"):
                connection.sendall(stream)
                connection.recv(1)
            connection.sendall(b"HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n" % len(large) + large)

    with raw_target(play) as target, blocking(target.url, tmp_path, block="both") as proxy:
        with client(proxy.address) as one:
            one.sendall(create(large))
            assert message(one).endswith(large)
        with client(proxy.address) as one:
            one.sendall(b"GET /v1/customers HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert exactly(one, len(stream)) == stream


def test_a_client_that_waits_for_100(tmp_path: Path) -> None:
    """A body that is to be judged first is asked for by the proxy."""
    with raw_target(right) as target, blocking(target.url, tmp_path, block="requests") as proxy:
        for body, status in ((RIGHT, b"201"), (WRONG, b"400")):
            with client(proxy.address) as one:
                one.sendall(create(body, b"Expect: 100-continue")[: -len(body)])
                assert head(one) == b"HTTP/1.1 100 Continue\r\n\r\n"
                one.sendall(body)
                assert message(one).split(b" ")[1] == status
        assert [b"Expect" in octets for octets in target.seen] == [False]


def test_a_target_that_goes_while_its_answer_is_held(tmp_path: Path) -> None:
    """Nothing of it was shown yet, so the client gets 502."""
    half = b"HTTP/1.1 201 Created\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"
    with (
        raw_target(answering(half, closes=True)) as target,
        blocking(target.url, tmp_path, block="answers") as proxy,
        client(proxy.address) as one,
    ):
        assert answered(one, create(RIGHT))[0] == 502


def test_only_what_the_document_covers_passes(tmp_path: Path) -> None:
    """`--match-only`: 404 for the rest, in a sentence."""
    with raw_target(right) as target, blocking(target.url, tmp_path, match_only=True) as proxy:
        with client(proxy.address) as one:
            assert answered(one, create(WRONG))[0] == 201
            status, _, body = answered(one, create(RIGHT).replace(b"/customers", b"/secrets"))
            assert (status, "No operation of the document covers" in body["detail"]) == (404, True)
        assert len(target.seen) == 1


def test_what_is_blocked_is_told(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A line for each, a count in the report; a blocked answer is a drift, a blocked request is none."""
    monkeypatch.chdir(tmp_path)
    spec = str(shop.written(tmp_path))
    with shop.served(wrong=True) as service:
        command = shop.calls('POST /customers {"name":""}', "GET /customers", "GET /nothing")
        given = [service.url, "--spec", spec, "--block", "both", "--match-only", "--sl-violations"]
        code = main(["proxy", *given, "--", *command])
        assert service.asked == ["GET /v1/customers"]
    out, err = capfd.readouterr()
    assert code == 1
    assert "blocked  #1 POST " in err
    assert "1 drift in 1 operation" in out
    assert "blocked, since they break the document: 2 requests and answers" in out
    assert out.count("Contract-Violations") == 2
