"""Clients and targets that go away, are slow, are not there or speak no HTTP; and who the proxy talks to at all."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import struct
import threading
from typing import TYPE_CHECKING, Any

from contracts.traffic.tls_context import TlsTrust
from tests.certificates import made
from tests.proxy.raw_target import RawTarget, answering, client, exactly, head, raw_target, to_the_end
from tests.proxy.running import MOST, forwarding, passed

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contracts.proxy.forwarder import Forwarder

GET = b"GET /v1/clients HTTP/1.1\r\nHost: localhost\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
EVENT = b"9\r\ndata: 1\n\n\r\n"
STREAM = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"


def asked(forwarder: Forwarder, method: str = "GET", path: str = "/v1/x", **headers: str) -> tuple[Any, dict[str, Any]]:
    """What one request is answered with, and the problem in it."""
    with contextlib.closing(http.client.HTTPConnection(forwarder.address, timeout=30)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer, json.loads(answer.read() or b"{}")


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
    (silent, 504, "http_response_timeout", "did not answer within 0.2 s (--timeout)"),
]


def test_a_target_that_does_not_answer() -> None:
    """The answer says that the proxy speaks, and who failed; the judge is told that no answer came."""
    with raw_target(gone) as target, forwarding(target.url, timeout=0.2) as proxy:
        for play, status, error, said in UNANSWERED:
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
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with forwarding(f"http://127.0.0.1:{port}") as proxy:
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
            threading.Event().wait(0.1)
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
            assert goes_on.acquire(timeout=30)
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
    """A judge that does not take anything holds nobody up."""
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


REFUSED = [
    (b"CONNECT api.example.com:443 HTTP/1.1\r\nHost: api.example.com\r\n\r\n", 501, "opens no tunnels"),
    (
        b"GET /v1/ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
        501,
        "The upgrade to websocket is refused",
    ),
    (b"GET http://elsewhere.example/x HTTP/1.1\r\nHost: localhost\r\n\r\n", 421, "speaks to 127.0.0.1"),
    (b"GET /v1/x HTTP/1.1\r\nHost: evil.example:8001\r\n\r\n", 421, "is not known as 'evil.example:8001'"),
    (b"GET /v1/x HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400, "more than one Host"),
    (b"PRI * HTTP/2.0\r\n\r\n", 400, "is no request line of HTTP/1.1"),
    (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, "is no request line of HTTP/1.1"),
    (
        b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        400,
        "both Content-Length and Transfer-Encoding",
    ),
    (
        b"POST /x HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\ncontent-length: 4\r\n\r\nabc",
        400,
        "no one number",
    ),
    (b"POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 400, "can't be told"),
    (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-L: " + b"x" * 300_000, 431, "larger than 256 KB"),
]


def test_what_is_not_passed_on() -> None:
    """Refused in a sentence, and the target is not even connected to."""
    with raw_target(answering(OK)) as target, forwarding(target.url) as proxy:
        for octets, status, said in REFUSED:
            with client(proxy.address) as one:
                one.sendall(octets)
                one.shutdown(socket.SHUT_WR)
                found = to_the_end(one)
            assert found.startswith(b"HTTP/1.1 %d " % status)
            assert said in json.loads(found.partition(b"\r\n\r\n")[2])["detail"]
        assert target.connections == 0


def test_an_absolute_target_of_its_own(tmp_path: Path) -> None:
    """A client that names the proxy as its proxy for the proxy's own address gets through."""
    with raw_target(answering(OK)) as target, forwarding(target.url) as proxy:
        with client(proxy.address) as one:
            one.sendall(GET.replace(b"/v1", b"http://" + proxy.address.encode() + b"/v1"))
            assert exactly(one, len(OK)) == OK
        assert target.seen[0].startswith(b"GET /v1/clients HTTP/1.1\r\n")


def test_only_reads_pass_where_that_is_wished() -> None:
    """`--read-only`: the rest is refused with 403."""
    with raw_target(answering(OK)) as target, forwarding(target.url, read_only=True) as proxy:
        assert [asked_status(proxy, method) for method in ("GET", "HEAD", "OPTIONS", "QUERY")] == [200] * 4
        assert [asked_status(proxy, method) for method in ("POST", "PUT", "PATCH", "DELETE", "PURGE")] == [403] * 5
    assert len(target.seen) == 4


def asked_status(proxy: Forwarder, method: str) -> int:
    """The status that a request of this method gets."""
    connection = http.client.HTTPConnection(proxy.address, timeout=30)
    connection.request(method, "/v1/x")
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_redirect_is_not_followed() -> None:
    """A target that sends somewhere else moves the client, never the proxy."""
    with raw_target(answering(OK)) as other, raw_target(answering(OK)) as target:
        moved = b"HTTP/1.1 302 Found\r\nLocation: %b\r\nContent-Length: 0\r\n\r\n" % other.url.encode()
        target.play = answering(moved)
        with forwarding(target.url) as proxy, client(proxy.address) as one:
            one.sendall(GET)
            assert exactly(one, len(moved)) == moved
        assert other.connections == 0


def test_a_target_on_https(tmp_path: Path) -> None:
    """`--ca` believes it and `--client-cert` is shown to it; without them the answer says what to do."""
    certificates = made(tmp_path)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.server)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(certificates.authority)

    def play(connection: socket.socket, target: RawTarget) -> None:
        with context.wrap_socket(connection, server_side=True) as one:
            answering(OK)(one, target)

    with raw_target(play) as target:
        url = f"https://localhost:{target.port}/v1"
        with forwarding(url, TlsTrust(ca=certificates.authority, client_cert=certificates.client)) as proxy:
            assert asked_status(proxy, "GET") == 200
        with forwarding(url, TlsTrust(insecure=True, client_cert=certificates.client)) as proxy:
            assert asked_status(proxy, "GET") == 200
        with forwarding(url) as proxy:
            answer, problem = asked(proxy)
    assert answer.status == 502
    assert "error=tls_certificate_error" in answer.getheader("Proxy-Status")
    assert "--ca F, or --insecure" in problem["detail"]
