"""Who the proxy talks to at all: what it refuses to pass on, where it never goes, and whom it believes."""

from __future__ import annotations

import json
import socket
import ssl
from typing import TYPE_CHECKING

from contracts.traffic.tls_context import TlsTrust
from tests.certificates import made
from tests.proxy.raw_target import RawTarget, answering, client, exactly, raw_target, to_the_end
from tests.proxy.running import GET, OK, asked, asked_status, forwarding

if TYPE_CHECKING:
    from pathlib import Path

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
