"""What rules do to answers on the wire, before and after the effect, as a client sees it on its socket."""

from __future__ import annotations

import socket
import time
from contextlib import closing
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults.served import RESET, SECONDS, address_of, asked, octets, raw, served, things

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.embedded import ServedMock

KINDS = ("reset", "empty", "malformed", "garbage", "truncate", "hang", "503", "400")
NAMES = (f"t{number}" for number in count())


def rules() -> list[dict[str, Any]]:
    """A rule for each fault, before and after the effect, that the header X-Fault asks for."""
    found: list[dict[str, Any]] = []
    for kind in KINDS:
        what: dict[str, Any] = {"status": int(kind)} if kind.isdigit() else {"fault": kind, "hold": "50ms"}
        for effect in ("before", "after"):
            found.append({"match": {"header": {"x-fault": f"{kind} {effect}"}}, **what, "effect": effect})
    found.append({"match": {"header": {"x-fault": "wait"}}, "delay": "80ms..90ms"})
    found.append({"match": {"header": {"x-fault": "about"}}, "delay": "30ms~lognormal"})
    found.append({"match": {"header": {"x-fault": "slow"}}, "bandwidth": "1KB/s"})
    found.append({"match": {"header": {"x-fault": "long"}}, "fault": "hang"})
    found.append({"match": {"header": {"x-fault": "late"}}, "delay": "50s"})
    return found


@pytest.fixture(scope="module")
def mock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedMock]:
    """A mock of things with those rules."""
    with served(tmp_path_factory.mktemp("faults"), things(*rules())) as running:
        yield running


def is_there(mock: ServedMock, name: str) -> bool:
    """Whether the thing was made."""
    return any(thing["id"] == name for thing in asked(mock, "GET", "/things")[2] or [])


@pytest.mark.parametrize("effect", ["before", "after"])
@pytest.mark.parametrize("kind", KINDS)
def test_faults(mock: ServedMock, kind: str, effect: str) -> None:
    """Each fault looks as it should, and the thing is made only where the fault comes after the effect."""
    name = next(NAMES)
    got = raw(mock, "POST", "/things", {"id": name, "name": "n"}, f"X-Fault: {kind} {effect}")
    match kind:
        case "reset":
            assert got == RESET
        case "empty" | "hang":
            assert got == b""
        case "garbage":
            assert len(got) > 100
            assert b"HTTP" not in got
        case "malformed":
            assert got.startswith(b"HTTP/1.1 201")
            assert b"transfer-encoding: chunked\r\n\r\n\0" in got
        case "truncate":
            head, _, body = got.partition(b"\r\n\r\n")
            length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
            assert head.startswith(b"HTTP/1.1 201")
            assert 0 < len(body) < length
        case _:
            assert got.startswith(b"HTTP/1.1 " + kind.encode())
            assert b'"code":' + kind.encode() in got
    assert is_there(mock, name) is (effect == "after")


@pytest.mark.parametrize(("kind", "status"), [("truncate", b""), ("malformed", b"\0")])
def test_answers_without_content(mock: ServedMock, kind: str, status: bytes) -> None:
    """Where no body can be cut, the header section is."""
    got = raw(mock, "HEAD", "/things", None, f"X-Fault: {kind} after")
    assert got.startswith(b"HTTP/1.1 ")
    assert b"\r\n\r\n" not in got or status in got


def test_the_connection_of_others_stays(mock: ServedMock) -> None:
    """A fault ends its own connection, after the answers that were owed before it."""
    with closing(socket.create_connection(address_of(mock), timeout=SECONDS)) as connection:
        first = octets("GET", "/things").replace(b"Connection: close\r\n", b"")
        connection.sendall(first + octets("GET", "/things", None, "X-Fault: empty before"))
        parts = []
        while part := connection.recv(65_536):
            parts.append(part)
    assert b"".join(parts).count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize(("kind", "least"), [("wait", 0.075), ("about", 0.001)])
def test_delays(mock: ServedMock, kind: str, least: float) -> None:
    """The answer is the usual one, later."""
    began = time.monotonic()
    status, _, _ = asked(mock, "GET", "/things", None, f"X-Fault: {kind}")
    assert status == 200
    assert time.monotonic() - began >= least


def test_bandwidth(mock: ServedMock) -> None:
    """A body goes out so many octets a second, and is whole."""
    name = next(NAMES)
    began = time.monotonic()
    status, _, body = asked(mock, "POST", "/things", {"id": name, "name": "n" * 300}, "X-Fault: slow")
    assert (status, body["name"]) == (201, "n" * 300)
    assert time.monotonic() - began >= 0.29


@pytest.mark.parametrize("kind", ["long", "late"])
def test_nobody_waits_longer_than_the_client(mock: ServedMock, kind: str) -> None:
    """A client that leaves ends its wait: the server stops at once although a minute is not over."""
    connection = socket.create_connection(address_of(mock), timeout=SECONDS)
    connection.sendall(octets("GET", "/things", None, f"X-Fault: {kind}"))
    connection.close()
    assert asked(mock, "GET", "/things")[0] == 200


def test_a_stop_ends_waits(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The server stops although an answer is kept back."""
    with served(tmp_path_factory.mktemp("faults"), things(*rules())) as running:
        connection = socket.create_connection(address_of(running), timeout=SECONDS)
        connection.sendall(octets("GET", "/things", None, "X-Fault: long"))
        assert asked(running, "GET", "/things")[0] == 200
        running.close()
        assert not running._thread.is_alive()
        with closing(connection):
            assert connection.recv(100) == b""


def test_refused_requests_are_broken_too(mock: ServedMock) -> None:
    """What becomes of an answer on the wire becomes of a refusal as well."""
    assert raw(mock, "POST", "/things", {}, "X-Fault: reset after") == RESET
    assert raw(mock, "POST", "/things", {}, "X-Fault: 503 before").startswith(b"HTTP/1.1 503")


def test_no_fault_beside_the_operations(mock: ServedMock) -> None:
    """Pages, the document and paths that it does not have are nobody's operations."""
    for target in ("/", "/openapi.json", "/ui/", "/nothing"):
        assert raw(mock, "GET", target, None, "X-Fault: reset before").startswith(b"HTTP/1.1 "), target
