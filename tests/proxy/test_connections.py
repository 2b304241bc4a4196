"""Clients and targets that go away, are slow, are not there or speak no HTTP; streams and bodies that are large."""

from __future__ import annotations

import socket
import struct
import threading
from typing import TYPE_CHECKING

import pytest

from contracts.observed.proxy.proxy_run import ProxyRun
from contracts.traffic.secrets.redaction import Redactor
from mock_server.openapi import load_document
from tests.proxy.raw_target import RawTarget, answering, client, exactly, head, raw_target, to_the_end
from tests.proxy.running import GET, MOST, OK, asked, forwarding, passed

if TYPE_CHECKING:
    from collections.abc import Callable


EVENT = b"9\r\ndata: 1\n\n\r\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def reset(connection: socket.socket) -> None:
    """Close it so that the other side sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def gone(connection: socket.socket, target: RawTarget) -> None:
    """Read a request and close."""
    target.read(connection)


def broken(connection: socket.socket, target: RawTarget) -> None:
    """Read a request and reset."""
    target.read(connection)
    reset(connection)


def silent(connection: socket.socket, target: RawTarget) -> None:
    """Read a request and say nothing until the other side is gone."""
    target.read(connection)
    connection.recv(1)


UNANSWERED: list[tuple[Callable[..., None], int, str, str]] = [
    (gone, 502, "connection_terminated", "gave no answer: it closed the connection"),
    (broken, 502, "connection_terminated", "gave no answer: the connection broke"),
    (answering(b"SSH-2.0-OpenSSH_9.6\r\n\r\n"), 502, "http_protocol_error", "is no HTTP/1.1"),
    (answering(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"), 502, "http_protocol_error", "is no one number"),
    (answering(b"HTTP/1.1 101 Switching Protocols\r\n\r\n"), 502, "http_protocol_error", "another protocol"),
]
LATE = (silent, 504, "http_response_timeout", "did not answer within 1 s (--timeout)")


@pytest.mark.parametrize(("kinds", "timeout"), [(UNANSWERED, 30.0), ([LATE], 1.0)], ids=["at once", "never"])
def test_a_target_that_does_not_answer(kinds: list[tuple[Callable[..., None], int, str, str]], timeout: float) -> None:
    """The answer says that the proxy speaks, and who failed; the judge is told that no answer came."""
    with raw_target(gone) as target, forwarding(target.url, timeout=timeout) as proxy:
        for play, status, error, said in kinds:
            target.play = play
            answer, problem = asked(proxy)
            assert answer.status == status
            assert answer.getheader("Content-Type") == "application/problem+json"
            assert answer.getheader("Proxy-Status").startswith(f"contracts-proxy; error={error}; details=")
            assert f"127.0.0.1:{target.port}" in problem["detail"]
            assert said in problem["detail"]
            assert passed(proxy).failure


def test_a_target_that_is_not_there() -> None:
    """502, which says that it can't be reached; that is no exchange, but it is counted."""
    mute = socket.socket()
    mute.bind(("127.0.0.1", 0))  # it does not listen, and nobody else may
    port = mute.getsockname()[1]
    with mute, forwarding(f"http://127.0.0.1:{port}") as proxy:
        for method in ("GET", "HEAD"):
            answer, problem = asked(proxy, method)
            assert answer.status == 502
            assert "error=connection_refused" in answer.getheader("Proxy-Status")
            assert problem.get("detail", "") == (
                f"The target 127.0.0.1:{port} can't be reached: Connection refused." if method == "GET" else ""
            )
        proxy.stop()
        while not proxy.ended:
            assert proxy.next(0.1) is None
        assert proxy.counts["unreachable"] == 2


def test_a_name_that_is_not_there() -> None:
    """A host name that nobody knows is told as such."""
    with forwarding("http://nobody.invalid/v1") as proxy:
        answer, problem = asked(proxy)
    assert answer.status == 502
    assert "error=dns_error" in answer.getheader("Proxy-Status")
    assert "its name can't be resolved" in problem["detail"]


def test_a_target_that_goes_in_the_middle() -> None:
    """Nobody takes half an answer for whole: the client's connection is broken off too."""
    half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    with raw_target(answering(half, closes=True)) as target, forwarding(target.url) as proxy:
        with client(proxy.address) as one:
            one.sendall(GET)
            assert exactly(one, 200) in (half, b"")
        assert passed(proxy).failure == "the connection was closed in the middle of the answer's body"


def test_an_idle_connection_ends_with_the_target_s() -> None:
    """A target that closes a kept connection closes the client's; the next request has new ones."""
    with raw_target(answering(OK, closes=True)) as target, forwarding(target.url) as proxy:
        for _ in range(3):
            with client(proxy.address) as one:
                one.sendall(GET)
                assert to_the_end(one) == OK
        assert target.connections == 3


def test_close_is_told_to_the_other_side() -> None:
    """`Connection: close` of either side ends both connections, and each is told so by the proxy itself."""
    closing = OK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    with raw_target(answering(OK)) as target, forwarding(target.url) as proxy:
        with client(proxy.address) as one:
            one.sendall(GET.replace(b"\r\n\r\n", b"\r\nConnection: Close\r\n\r\n"))
            assert to_the_end(one) == closing
        assert target.seen[0].endswith(b"\r\nConnection: close\r\n\r\n")
        target.play = answering(closing)
        with client(proxy.address) as one:
            one.sendall(GET)
            assert to_the_end(one) == closing
        target.play = answering(OK)
        with client(proxy.address) as one:
            one.sendall(GET.replace(b"1.1", b"1.0"))
            assert to_the_end(one) == closing


def test_a_client_that_hangs_up_ends_the_target_s_connection() -> None:
    """A stream goes on as long as somebody reads it; what came is judged as cut."""
    sent = threading.Event()

    def play(connection: socket.socket, target: RawTarget) -> None:
        target.read(connection)
        connection.sendall(STREAM)
        while True:
            connection.sendall(EVENT)
            sent.wait(0.01)

    with raw_target(play) as target, forwarding(target.url) as proxy:
        with client(proxy.address) as one:
            one.sendall(GET)
            assert exactly(one, len(STREAM) + len(EVENT)) == STREAM + EVENT
        assert target.ended.wait(30)
        copy = passed(proxy)
        assert copy.cut == "the client hung up before its end"
        assert copy.answer_body.startswith(b"data: 1\n\n")


def test_a_client_that_hangs_up_before_its_body_is_whole() -> None:
    """The target sees the end of the connection, and nothing is judged."""
    seen: list[bytes] = []

    def play(connection: socket.socket, _: RawTarget) -> None:
        head(connection)
        seen.append(exactly(connection, 10))

    with raw_target(play) as target, forwarding(target.url) as proxy:
        with client(proxy.address) as one:
            one.sendall(b"POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhalf")
            while not target.connections:
                threading.Event().wait(0.01)
        assert target.ended.wait(30)
        assert seen == [b"half"] or seen == []
        proxy.stop()
        while not proxy.ended:
            assert proxy.next(0.1) is None


def test_a_client_that_closes_its_side_gets_its_answer() -> None:
    """As many small clients do."""
    waits = threading.Event()

    def play(connection: socket.socket, target: RawTarget) -> None:
        target.read(connection)
        waits.wait(0.2)
        connection.sendall(OK)

    with raw_target(play) as target, forwarding(target.url) as proxy, client(proxy.address) as one:
        one.sendall(GET)
        one.shutdown(socket.SHUT_WR)
        assert to_the_end(one).endswith(b"\r\n\r\nhi")


def test_streams_are_not_held_up() -> None:
    """Each event is there before the next one is sent."""
    goes_on = threading.Semaphore(0)

    def play(connection: socket.socket, target: RawTarget) -> None:
        target.read(connection)
        connection.sendall(STREAM)
        for _ in range(5):
            assert goes_on.acquire(timeout=600)
            connection.sendall(EVENT)
        connection.sendall(b"0\r\n\r\n")

    with raw_target(play) as target, forwarding(target.url) as proxy, client(proxy.address) as one:
        one.sendall(GET)
        assert exactly(one, len(STREAM)) == STREAM
        for _ in range(5):
            goes_on.release()
            assert exactly(one, len(EVENT)) == EVENT


def test_a_slow_reader_slows_the_writer_and_not_the_memory() -> None:
    """A client that does not read stops the target; what the proxy holds meanwhile is bounded."""
    written: list[int] = []
    body = b"x" * (64 * 1024 * 1024)

    def play(connection: socket.socket, target: RawTarget) -> None:
        target.read(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body))
        for place in range(0, len(body), 65536):
            written.append(connection.send(body[place : place + 65536]))

    with raw_target(play) as target, forwarding(target.url) as proxy, client(proxy.address) as one:
        one.sendall(GET)
        exactly(one, 100)
        threading.Event().wait(0.5)
        assert sum(written) < len(body) // 2


def test_a_large_body_passes_and_is_not_kept() -> None:
    """Larger than --max-body: all of it goes through, the copy knows but its size."""
    body = b"x" * (MOST + 1)
    with (
        raw_target(answering(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body)) as target,
        forwarding(target.url) as proxy,
    ):
        with client(proxy.address) as one:
            one.sendall(b"POST /v1/x HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
            assert exactly(one, len(body) + 44).endswith(body)
        copy = passed(proxy)
    assert (copy.body, copy.body_size) == (b"", MOST + 1)
    assert (copy.answer_body, copy.answer_size) == (b"", MOST + 1)


def test_what_is_dropped_is_counted() -> None:
    """A judge that does not take anything holds nobody up, and the report tells how many were dropped."""
    body = b"x" * 1_000_000
    octets = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % len(body) + body
    with raw_target(answering(octets)) as target, forwarding(target.url) as proxy:
        with client(proxy.address) as one:
            for _ in range(80):
                one.sendall(GET)
                assert exactly(one, len(octets)) == octets
        proxy.stop()
        judged = 0
        while not proxy.ended:
            judged += proxy.next(0.1) is not None
        assert 60 <= judged < 80
        assert proxy.counts["passed"] == 80
        assert proxy.counts["dropped"] == 80 - judged
        document = load_document(proxy.spec)
        run = ProxyRun(proxy, document, Redactor([], document), lambda _: None)
        run.close()
        told = f"not judged: more came than could be judged in time ({80 - judged} exchanges)"
        assert told in run.report().notices
