"""Octets pass unchanged in both directions: requests and answers of every kind, raw on both ends."""

from __future__ import annotations

import gzip
import socket
from typing import TYPE_CHECKING

import pytest

from tests.proxy.raw_target import RawTarget, answering, client, exactly, head, to_the_end
from tests.proxy.running import passed

if TYPE_CHECKING:
    from contracts.observed.proxy.forwarder import Forwarder

JSON = b'{"id":"a","name":"A"}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
OCTETS = bytes(range(256)) * 8
LARGE = bytes(range(251)) * 41_700
"""A little more than 10 MB."""


def request(method: bytes, target: bytes = b"/v1/clients", *lines: bytes, body: bytes = b"") -> bytes:
    """A request as a client writes it; ``HOST`` stands for the host that it means."""
    fields = [b"Host: HOST", *lines, *([b"Content-Length: %d" % len(body)] if body else [])]
    return b"\r\n".join([method + b" " + target + b" HTTP/1.1", *fields, b"", b""]) + body


def answer(status: bytes, *lines: bytes, body: bytes = b"") -> bytes:
    """An answer whose length is told."""
    return b"\r\n".join([b"HTTP/1.1 " + status, *lines, b"Content-Length: %d" % len(body), b"", b""]) + body


def coded(name: bytes, body: bytes) -> bytes:
    """An answer in a content coding."""
    return answer(b"200 OK", b"Content-Type: application/json", b"Content-Encoding: " + name, body=body)


GET = request(b"GET")
POST = request(b"POST", b"/v1/clients", b"Content-Type: application/json", body=JSON)
PARTS = b'--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n' + OCTETS + b"\r\n--b--\r\n"
CHUNKED = b"Transfer-Encoding: chunked"
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"

MATRIX: dict[str, tuple[bytes, bytes]] = {
    "a plain read": (GET, answer(b"200 OK", b"Content-Type: application/json", body=JSON)),
    "a create": (POST, answer(b"201 Created", b"Location: http://HOST/v1/clients/a", body=JSON)),
    "gzip": (GET, coded(b"gzip", gzip.compress(JSON))),
    "br": (GET, coded(b"br", b"\x0b\x0a\x80" + JSON + b"\x03")),
    "zstd": (GET, coded(b"zstd", b"\x28\xb5\x2f\xfd" + OCTETS)),
    "two codings": (GET, coded(b"gzip, br", OCTETS)),
    "a coded request": (
        request(b"POST", b"/v1/clients", b"Content-Encoding: gzip", body=gzip.compress(JSON)),
        answer(b"415 Unsupported Media Type"),
    ),
    "Accept-Encoding": (request(b"GET", b"/v1/x", b"Accept-Encoding: gzip;q=0.5, br , *;q=0"), OK),
    "multipart": (request(b"POST", b"/v1/f", b"Content-Type: multipart/form-data; boundary=b", body=PARTS), OK),
    "multipart answered": (GET, answer(b"200 OK", b"Content-Type: multipart/mixed; boundary=b", body=PARTS)),
    "server-sent events": (GET, EVENTS + b"9\r\ndata: 1\n\n\r\n9\r\ndata: 2\n\n\r\n0\r\n\r\n"),
    "JSON Lines": (
        GET,
        b"HTTP/1.1 200 OK\r\nContent-Type: application/jsonl\r\nTransfer-Encoding: chunked\r\n\r\n"
        b'8\r\n{"a":1}\n\r\n8;x=y\r\n{"a":2}\n\r\n000\r\n\r\n',
    ),
    "QUERY": (request(b"QUERY", b"/v1/clients", b"Content-Type: application/json", body=b'{"q":1}'), OK),
    "PURGE": (request(b"PURGE", b"/v1/cache"), answer(b"204 No Content").replace(b"Content-Length: 0\r\n", b"")),
    "an unheard-of method": (request(b"M-Search_~1"), OK),
    "a method in small letters": (request(b"get"), answer(b"405 Method Not Allowed", b"Allow: GET")),
    "PATCH with trailers": (
        request(b"PATCH", b"/v1/clients/a", CHUNKED, b"Trailer: X-Sum")
        + b'5\r\n{"a":\r\n2;ext="q"\r\n1}\r\n0\r\nX-Sum: 1\r\nx-sum:2\r\n\r\n',
        OK,
    ),
    "trailers of an answer": (
        GET,
        b'HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nTrailer: ETag\r\n\r\n3\r\nabc\r\n0\r\nETag: "1"\r\n\r\n',
    ),
    "a GET with a body": (request(b"GET", body=JSON), OK),
    "a DELETE with a body": (request(b"DELETE", b"/v1/clients/a", body=JSON), OK),
    "10 MB down": (GET, answer(b"200 OK", b"Content-Type: application/octet-stream", body=LARGE)),
    "10 MB up": (request(b"PUT", b"/v1/f", body=LARGE), OK),
    "10 MB in chunks": (
        request(b"PUT", b"/v1/f", CHUNKED)
        + b"".join(b"%x\r\n%b\r\n" % (len(LARGE), LARGE) for _ in "1")
        + b"0\r\n\r\n",
        OK,
    ),
    "nothing": (GET, OK),
    "an empty POST": (request(b"POST", b"/v1/x", b"Content-Length: 0"), OK),
    "204": (request(b"DELETE", b"/v1/clients/a"), b"HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n"),
    "304": (
        request(b"GET", b"/v1/x", b'If-None-Match: "1"'),
        b'HTTP/1.1 304 Not Modified\r\nETag: "1"\r\nContent-Length: 99\r\n\r\n',
    ),
    "HEAD": (request(b"HEAD"), b"HTTP/1.1 200 OK\r\nContent-Length: 12345\r\nContent-Type: application/json\r\n\r\n"),
    "HEAD of chunks": (request(b"HEAD"), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"),
    "OPTIONS *": (request(b"OPTIONS", b"*"), answer(b"200 OK", b"Allow: GET, POST")),
    "fields that come again": (
        request(b"GET", b"/v1/x", b"Cookie: a=1", b"X-A: 1", b"cookie: b=2", b"X-A: 1"),
        answer(b"200 OK", b"Set-Cookie: a=1; Path=/", b"SET-COOKIE: b=2", b"Vary: a", b"vary: b"),
    ),
    "the case and order of fields": (
        request(b"GET", b"/v1/x", b"x-UPPER: 1", b"ACCEPT: */*", b"a: ", b"B:no space", b"c:   many   "),
        answer(b"200 OK", b"x-z: 1", b"X-a: 2", b"DATE: never"),
    ),
    "octets beyond ASCII": (
        request(b"GET", b"/v1/x", b"X-Name: J\xfcrgen \xe2\x82\xac \xff"),
        answer(b"200 \xdcberall", b"X-Name: \xa0\xfe\xff"),
    ),
    "folded lines": (
        request(b"GET", b"/v1/x", b"X-Long: a,\r\n b,\r\n\tc"),
        b"HTTP/1.1 200 OK\r\nX-Long: 1\r\n  2\r\nContent-Length: 0\r\n\r\n",
    ),
    "an odd target": (request(b"GET", b"/v1//a/../%2e%2E/%zz;p=1?q=%C3%A9&q=&=&a+b&\xc3\xa9[]|^"), OK),
    "a long target": (request(b"GET", b"/v1/x?" + b"q" * 60_000), OK),
    "a long field": (
        request(b"GET", b"/v1/x", b"Cookie: " + b"c" * 60_000),
        answer(b"200 OK", b"X-L: " + b"l" * 60_000),
    ),
    "a status without a phrase": (GET, b"HTTP/1.1 299\r\nContent-Length: 2\r\n\r\nhi"),
    "an unknown status": (GET, answer(b"799 What", body=b"x")),
    "interim answers": (
        GET,
        b"HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + OK,
    ),
    "Expect": (request(b"POST", b"/v1/x", b"Expect: 100-continue", body=JSON), b"HTTP/1.1 100 Continue\r\n\r\n" + OK),
    "an error of the service": (GET, answer(b"500 Internal Server Error", b"Content-Type: text/html", body=b"<h1>")),
    "a redirect": (GET, answer(b"302 Found", b"Location: http://elsewhere.example/x")),
    "bare line ends": (GET, b"HTTP/1.1 200 OK\nX-A: 1\nContent-Length: 2\n\nhi"),
}
"""Name → what the client writes and what the target answers."""


def gone_through(proxy: Forwarder, octets: bytes, wanted: int) -> bytes:
    """What a client gets that writes these octets and closes its side after ``wanted`` octets of the answer."""
    with client(proxy.address) as one:
        one.sendall(octets)
        found = exactly(one, wanted)
        one.shutdown(socket.SHUT_WR)
        return found + to_the_end(one)


@pytest.mark.parametrize("name", MATRIX)
def test_octets_pass_unchanged(target: RawTarget, proxy: Forwarder, name: str) -> None:
    """Only Host differs at the target, and nothing at the client; the copy holds what passed."""
    asked, answered = MATRIX[name]
    target.play, target.seen = answering(answered), []
    found = gone_through(proxy, asked.replace(b"HOST", proxy.address.encode()), len(answered))
    assert found == answered
    assert target.seen == [asked.replace(b"HOST", b"127.0.0.1:%d" % target.port)]
    copy = passed(proxy)
    assert copy.head == asked.replace(b"HOST", proxy.address.encode())[: len(copy.head)]
    assert answered.endswith(copy.answer_body) or b"chunked" in answered.lower()


def test_an_answer_that_ends_with_its_connection(target: RawTarget, proxy: Forwarder) -> None:
    """All octets come, and the client is told that the connection ends with them."""
    start, body = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n", b"no length" * 1000
    target.play = answering(start + b"\r\n" + body, closes=True)
    found = gone_through(proxy, GET.replace(b"HOST", b"localhost"), 10**6)
    assert found == start + b"Connection: close\r\n\r\n" + body
    assert passed(proxy).answer_body == body


def test_what_concerns_one_hop_is_taken_off(target: RawTarget, proxy: Forwarder) -> None:
    """Connection, what it names, Keep-Alive, Proxy-Connection, TE and an offered upgrade; never what frames a body."""
    asked = request(
        b"GET", b"/v1/x", b"Connection: keep-alive, X-Mine, Content-Length", b"X-Mine: 1", b"x-mine: 2", b"X-Yours: 3",
        b"Keep-Alive: timeout=5", b"Proxy-Connection: keep-alive", b"TE: gzip", b"Upgrade: h2c",
        b"Connection: upgrade, HTTP2-Settings", b"HTTP2-Settings: AA", body=b"hi",
    )  # fmt: skip
    hop = b"Connection: X-Hop\r\nX-Hop: 1\r\nKeep-Alive: timeout=5\r\n"
    answered = b"HTTP/1.1 200 OK\r\n" + hop + b"X-End: 2\r\nContent-Length: 0\r\n\r\n"
    wanted = b"HTTP/1.1 200 OK\r\nX-End: 2\r\nContent-Length: 0\r\n\r\n"
    target.play, target.seen = answering(answered), []
    assert gone_through(proxy, asked.replace(b"HOST", b"localhost"), len(wanted)) == wanted
    host = b"127.0.0.1:%d" % target.port
    assert target.seen == [b"GET /v1/x HTTP/1.1\r\nHost: " + host + b"\r\nX-Yours: 3\r\nContent-Length: 2\r\n\r\nhi"]
    passed(proxy)


def test_trailers_that_a_client_takes_are_asked_for(target: RawTarget, proxy: Forwarder) -> None:
    """`TE: trailers` is the proxy's own word to the target, since it passes them on."""
    target.play, target.seen = answering(OK), []
    asked = request(b"GET", b"/v1/x", b"TE: trailers, deflate;q=0.5", b"Connection: te")
    assert gone_through(proxy, asked.replace(b"HOST", b"localhost"), len(OK)) == OK
    assert target.seen[0].endswith(b"\r\nTE: trailers\r\nConnection: TE\r\n\r\n")
    passed(proxy)


def test_the_client_waits_for_100(target: RawTarget, proxy: Forwarder) -> None:
    """The head goes on at once, the target's word comes back, and then the body goes."""
    target.seen = []

    def play(connection: socket.socket, target: RawTarget) -> None:
        found = head(connection)
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
        target.seen.append(found + exactly(connection, len(JSON)))
        connection.sendall(OK)
        connection.recv(1)

    target.play = play
    asked = request(b"POST", b"/v1/x", b"Expect: 100-continue", body=JSON).replace(b"HOST", b"localhost")
    with client(proxy.address) as one:
        one.sendall(asked[: -len(JSON)])
        assert head(one) == b"HTTP/1.1 100 Continue\r\n\r\n"
        one.sendall(JSON)
        assert exactly(one, len(OK)) == OK
    assert target.seen[0].endswith(JSON)
    assert passed(proxy).body == JSON


def test_a_refusal_before_the_body(target: RawTarget, proxy: Forwarder) -> None:
    """A final answer to `Expect` comes at once; so do a body that follows all the same and the next request."""
    refusal = answer(b"417 Expectation Failed")
    target.seen = []

    def play(connection: socket.socket, target: RawTarget) -> None:
        found = head(connection)
        connection.sendall(refusal)
        target.seen.append(found + exactly(connection, len(JSON)))
        answering(OK)(connection, target)

    target.play = play
    asked = request(b"POST", b"/v1/x", b"Expect: 100-continue", body=JSON).replace(b"HOST", b"localhost")
    with client(proxy.address) as one:
        one.sendall(asked[: -len(JSON)])
        assert exactly(one, len(refusal)) == refusal
        one.sendall(JSON + GET.replace(b"HOST", b"localhost"))
        assert exactly(one, len(OK)) == OK
    assert [octets.split(b" ")[0] for octets in target.seen] == [b"POST", b"GET"]
    passed(proxy), passed(proxy)


def test_connections_are_kept_and_pipelines_answered_in_order(target: RawTarget, proxy: Forwarder) -> None:
    """One connection of a client is one to the target, and requests that come at once are answered one by one."""
    target.seen, before = [], target.connections

    def play(connection: socket.socket, target: RawTarget) -> None:
        while found := target.read(connection):
            connection.sendall(answer(b"200 OK", body=found.split(b" ")[1]))

    target.play = play
    names = [b"/v1/%d" % number for number in range(50)]
    wanted = b"".join(answer(b"200 OK", body=name) for name in names)
    asked = b"".join(request(b"GET", name) for name in names).replace(b"HOST", b"localhost")
    with client(proxy.address) as one:
        one.sendall(asked)
        assert exactly(one, len(wanted)) == wanted
    assert target.connections == before + 1
    assert [passed(proxy).answer_body for _ in names] == names


def test_octets_come_one_by_one(target: RawTarget, proxy: Forwarder) -> None:
    """However the network cuts them, octets are the same."""
    answered = EVENTS + b"9\r\ndata: 1\n\n\r\n0\r\nX-T: 1\r\n\r\n"
    target.play, target.seen = answering(*(answered[i : i + 1] for i in range(len(answered)))), []
    asked = (request(b"POST", b"/v1/x", CHUNKED) + b"2\r\nhi\r\n0\r\n\r\n").replace(b"HOST", b"localhost")
    with client(proxy.address) as one:
        for place in range(len(asked)):
            one.sendall(asked[place : place + 1])
        assert exactly(one, len(answered)) == answered
    assert target.seen[0].endswith(b"\r\n\r\n2\r\nhi\r\n0\r\n\r\n")
    assert (copy := passed(proxy)).body == b"hi"
    assert copy.answer_body == b"data: 1\n\n"
