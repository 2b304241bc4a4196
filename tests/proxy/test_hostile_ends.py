"""Clients and targets that mean harm: what is read in two ways goes no further, and nothing gives way."""

from __future__ import annotations

import contextlib
import json
import os
import random
import socket
import struct
import sys
import threading
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.observed.proxy.message_body import BodyCopy
from tests.proxy.raw_target import PATIENCE, RawTarget, answering, client, exactly, head, raw_target, to_the_end
from tests.proxy.running import forwarding, passed

if TYPE_CHECKING:
    from contracts.observed.proxy.forwarder import Forwarder

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
GET = b"GET /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n"
START = b"POST /v1/x HTTP/1.1\r\nHost: localhost\r\n"
HIDDEN = b"0\r\n\r\nDELETE /v1/hidden HTTP/1.1\r\nHost: localhost\r\n\r\n"

READ_IN_TWO_WAYS = {
    "a space before the colon": START + b"Transfer-Encoding : chunked\r\n\r\n" + HIDDEN,
    "a tab in a name": START + b"Transfer-Encoding\t: chunked\r\n\r\n" + HIDDEN,
    "a vertical tab in a name": START + b"\x0bTransfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "a folded Transfer-Encoding": START + b"Transfer-Encoding:\r\n chunked\r\n\r\n" + HIDDEN,
    "a folded Content-Length": START + b"Content-Length: 1\r\n 5\r\n\r\n" + HIDDEN,
    "a folded Host": b"GET /v1/x HTTP/1.1\r\nHost: localhost\r\n .evil.example\r\n\r\n",
    "a line before the first field": b"GET /v1/x HTTP/1.1\r\n X: 1\r\nHost: localhost\r\n\r\n",
    "a line without a colon": START + b"Transfer-Encoding\r\n\r\n",
    "a field without a name": START + b": chunked\r\n\r\n",
    "CR alone": START + b"X: a\rTransfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "LF among CR and LF": START + b"X: a\nTransfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "NUL": START + b"X: a\0b\r\n\r\n",
    "both framings": START + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "a coding that is no coding": START + b"Transfer-Encoding: xchunked\r\n\r\n" + HIDDEN,
    "chunked not the last": START + b"Transfer-Encoding: chunked, identity\r\n\r\n" + HIDDEN,
    "chunked of HTTP/1.0": START.replace(b"1.1", b"1.0") + b"Transfer-Encoding: chunked\r\n\r\n" + HIDDEN,
    "two lengths": START + b"Content-Length: 0\r\nContent-Length: 44\r\n\r\n" + HIDDEN,
    "a length with a sign": START + b"Content-Length: +5\r\n\r\nhello",
    "a length in hexadecimal": START + b"Content-Length: 0x5\r\n\r\nhello",
    "a length beyond all": START + b"Content-Length: 99999999999999999999\r\n\r\n",
    "a space in the target": b"GET /v1/x HTTP/1.1 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "two spaces": b"GET  /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a method that is no token": b"GE(T /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a control character in the target": b"GET /v1/\x01 HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "HTTP/0.9": b"GET /v1/x\r\n\r\n",
    "HTTP/2": b"GET /v1/x HTTP/2.0\r\nHost: localhost\r\n\r\n",
}
CHUNKED = START + b"Transfer-Encoding: chunked\r\n\r\n"
BROKEN_CHUNKS = {
    "LF after a size": b"1\na\r\n0\r\n\r\n",
    "LF in an extension": b"1;a\nbc\r\n0\r\n\r\n",
    "CR in an extension": b"1;a\rb\r\na\r\n0\r\n\r\n",
    "LF after a chunk": b"1\r\na\n0\r\n\r\n",
    "LF among trailers": b"0\r\nX: 1\n\r\n",
    "a size with a sign": b"+1\r\na\r\n0\r\n\r\n",
    "a size in hexadecimal": b"0x1\r\na\r\n0\r\n\r\n",
    "a size beyond all": b"fffffffffffffffffff\r\n",
    "a chunk longer than its size": b"1\r\nabc\r\n0\r\n\r\n",
}
TWO_ANSWERS = {
    "both framings": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nhi!",
    "a folded length": b"HTTP/1.1 200 OK\r\nContent-Length:\r\n 2\r\n\r\nhi",
    "a space before the colon": b"HTTP/1.1 200 OK\r\nContent-Length : 2\r\n\r\nhi",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
    "a header section without an end": b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000,
    "no HTTP": b"SSH-2.0-x\r\n\r\n",
}


def said(proxy: Forwarder, octets: bytes) -> bytes:
    """All that a client gets that sends these octets and closes its side."""
    with client(proxy.address) as one:
        with contextlib.suppress(OSError):
            one.sendall(octets)
            one.shutdown(socket.SHUT_WR)
        return to_the_end(one)


def answered(proxy: Forwarder, octets: bytes = GET) -> bytes:
    """The answer to a request of a client that keeps its side open, if it is the right one."""
    with client(proxy.address) as one:
        one.sendall(octets)
        return exactly(one, len(OK))


@pytest.mark.parametrize("name", READ_IN_TWO_WAYS)
def test_a_request_that_is_read_in_two_ways(target: RawTarget, proxy: Forwarder, name: str) -> None:
    """It is refused in a sentence, and nothing of it, nor of what hides behind it, reaches the target."""
    target.play, target.seen, before = answering(OK), [], target.connections
    found = said(proxy, READ_IN_TWO_WAYS[name])
    assert found.startswith(b"HTTP/1.1 400 "), found
    assert found.count(b"HTTP/1.1 4") + found.count(b"HTTP/1.1 2") == 1
    assert "can't read: " in json.loads(found.partition(b"\r\n\r\n")[2])["detail"]
    assert target.connections == before


@pytest.mark.parametrize("name", BROKEN_CHUNKS)
def test_a_body_that_is_read_in_two_ways(target: RawTarget, proxy: Forwarder, name: str) -> None:
    """The target's connection ends before anybody can take its rest for another request, and nobody blames it."""
    target.seen, ended = [], threading.Event()

    def play(connection: socket.socket, target: RawTarget) -> None:
        head(connection)
        target.seen.append(to_the_end(connection))
        ended.set()

    target.play = play
    found = said(proxy, CHUNKED + BROKEN_CHUNKS[name] + GET)
    assert found.startswith(b"HTTP/1.1 400 "), found
    assert found.count(b"HTTP/1.1 ") == 1
    assert ended.wait(PATIENCE)
    assert b"GET" not in b"".join(target.seen)
    target.play = answering(OK)
    assert answered(proxy) == OK
    assert passed(proxy).head.startswith(b"GET ")


@pytest.mark.parametrize("name", TWO_ANSWERS)
def test_an_answer_that_is_read_in_two_ways(target: RawTarget, proxy: Forwarder, name: str) -> None:
    """502 says who and why, and the judge hears of it."""
    target.play = answering(TWO_ANSWERS[name])
    found = said(proxy, GET)
    assert found.startswith(b"HTTP/1.1 502 "), found
    assert b"error=http_protocol_error" in found
    assert passed(proxy).failure


def test_an_answer_that_nobody_asked_for(target: RawTarget, proxy: Forwarder) -> None:
    """What stands behind an answer is never given to the next request, whose connection is another one."""
    false = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfalse"
    target.play = answering(OK + false)
    with client(proxy.address) as one:
        one.sendall(GET + GET)
        assert to_the_end(one) == OK
    target.play = answering(b"HTTP/1.1 204 No Content\r\n\r\n" + false)
    with client(proxy.address) as one:
        one.sendall(GET)
        assert to_the_end(one) == b"HTTP/1.1 204 No Content\r\n\r\n"
    passed(proxy), passed(proxy)


def test_interim_answers_without_end(target: RawTarget, proxy: Forwarder) -> None:
    """They pass as they come; the time until the answer itself is bounded all the same."""
    interim = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    target.play = answering(interim * 20_000, OK)
    with client(proxy.address) as one:
        one.sendall(GET)
        assert exactly(one, len(interim) * 20_000 + len(OK)) == interim * 20_000 + OK
    passed(proxy)

    def play(connection: socket.socket, target: RawTarget) -> None:
        target.read(connection)
        while True:
            connection.sendall(interim)
            threading.Event().wait(0.01)

    with raw_target(play) as endless, forwarding(endless.url, timeout=0.3) as other:
        assert b"HTTP/1.1 504 " in said(other, GET)
        assert endless.ended.wait(PATIENCE)


@pytest.mark.slow
def test_a_header_section_that_never_ends(target: RawTarget) -> None:
    """A client that does not come to the end of it is told so, and let go; one that is large or folded passes."""
    with forwarding(target.url, timeout=0.3) as proxy, client(proxy.address) as one:
        one.sendall(GET[:-2])
        assert to_the_end(one).startswith(b"HTTP/1.1 408 ")
    target.play, target.seen = answering(OK), []
    with forwarding(target.url) as proxy:
        for more in (b"X: 1\r\n" + b" a\r\n" * 60_000, b"a:\r\n" * 60_000):
            assert answered(proxy, GET[:-2] + more + b"\r\n") == OK
            assert target.seen[-1].endswith(more + b"\r\n")


def test_a_body_in_many_pieces_takes_no_more_memory() -> None:
    """A copy is as large as its content, in however small pieces that comes."""
    copy = BodyCopy(10_000_000)
    tracemalloc.start()
    for number in range(100_000):
        copy.add(number.to_bytes(3, "big"))
    taken, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert taken < 1_000_000
    assert copy.octets[:6] == b"\x00\x00\x00\x00\x00\x01"
    assert len(copy.octets) == copy.size == 300_000


REQUESTS = [
    GET,
    START + b"Content-Length: 5\r\n\r\nhello",
    CHUNKED + b"5;a=b\r\nhello\r\n0\r\nX: 1\r\n\r\n",
    GET.replace(b"GET /v1", b"OPTIONS http://localhost/v1"),
    START + b"Expect: 100-continue\r\nContent-Length: 5\r\n\r\nhello",
]
ANSWERS = [
    OK,
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\nX: 1\r\n\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n" + OK,
    b"HTTP/1.0 200 OK\r\n\r\nall of it",
    b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n",
]


def mutated(draw: random.Random, octets: bytes) -> bytes:
    """These octets, some of them gone, twice, changed or cut off."""
    data = bytearray(octets)
    for _ in range(draw.randrange(4)):
        place = draw.randrange(len(data) + 1)
        match draw.randrange(5):
            case 0:
                del data[place : place + draw.randrange(8)]
            case 1:
                data[place:place] = data[max(0, place - 20) : place]
            case 2:
                data[place:place] = draw.choice([b"\r", b"\n", b"\r\n", b"\0", b" ", b":", b"\xff", b"chunked", b"0"])
            case 3:
                del data[place:]
            case _:
                data[place : place + 1] = bytes([draw.randrange(256)])
    return bytes(data) or b"\n"


@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))])
def test_whatever_comes(target: RawTarget, seed: int) -> None:
    """Of any octets the target gets none that the client did not send, and each client comes to an end."""
    draw, answers = random.Random(seed), random.Random(f"answers {seed}")
    got: list[bytes] = []

    def play(connection: socket.socket, target: RawTarget) -> None:
        octets = connection.recv(65536)
        got.append(octets)
        connection.sendall(mutated(answers, answers.choice(ANSWERS)))
        if answers.random() < 0.3:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    target.play = play
    with forwarding(target.url, timeout=2.0) as proxy:
        sent = b""
        for _ in range(60):
            asked = mutated(draw, draw.choice(REQUESTS)) + (draw.choice(REQUESTS) if draw.random() < 0.3 else b"")
            with contextlib.suppress(ConnectionError):
                said(proxy, asked)
            sent += asked
            for octets in [*got]:  # of this exchange, or late ones
                own = (b"host", b"connection", b"options /v1", b"te: ")
                lines = [line for line in octets.split(b"\n") if not line.lower().startswith(own)]
                assert [line for line in lines if line not in sent] == []
            proxy.next(0.001)
        target.play = answering(OK)
        assert answered(proxy) == OK


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read as Linux tells it")
def test_clients_that_come_and_go_leave_nothing(target: RawTarget) -> None:
    """Hundreds of connections that break off, are refused or say nothing do not make the process grow."""

    def play(connection: socket.socket, _: RawTarget) -> None:
        while octets := connection.recv(65536):
            if octets.startswith(b"GET"):
                connection.sendall(OK)

    target.play = play
    beginnings = [GET[:9], GET, READ_IN_TWO_WAYS["NUL"], CHUNKED + b"5\r\nhel", START + b"Content-Length: 99\r\n\r\n"]

    def memory(pid: int) -> int:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    with forwarding(target.url) as forwarder:
        sizes = []
        for _ in range(3):
            for number in range(250):
                with contextlib.suppress(ConnectionError), client(forwarder.address) as one:
                    one.sendall(beginnings[number % len(beginnings)])
                    one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                forwarder.next(0.0)
            assert answered(forwarder) == OK
            sizes.append(memory(forwarder._process.pid))
    assert sizes[2] - sizes[1] < 2_000_000
