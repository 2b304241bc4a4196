"""Connections to a real service: kept, closed, broken off, slow; and answers in every form that HTTP/1.1 has."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

import pytest

from mock_server.server.upstream.service import Service, ServiceUnreachable
from mock_server.server.upstream.service_connection import ServiceConnection
from tests.mock.asked_service import asking
from tests.proxy.raw_target import RawTarget, answering, exactly, head, raw_target

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


async def answer(service: Service, method: str = "GET", body: bytes = b"") -> tuple[int, bytes]:
    """Status and body of one exchange."""
    async with service.ask(method, b"/v1/x?a=%20", [(b"x-a", b"1")], body) as found:
        return found.status, b"".join([part async for part in found.chunks])


FORMS = {
    "a length": (OK, b"hi"),
    "chunks and trailers": (CHUNKED + b"2;a=b\r\nhi\r\n1\r\n!\r\n0\r\nX-T: 1\r\n\r\n", b"hi!"),
    "interim answers": (b"HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n" * 3 + OK, b"hi"),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    "not modified": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 99\r\n\r\n", b""),
}


@pytest.mark.parametrize("name", FORMS)
def test_answers_of_every_form(name: str) -> None:
    """Whole or in single octets; the connection is kept."""
    octets, body = FORMS[name]
    with raw_target(answering(octets)) as target:

        async def ask(service: Service) -> None:
            assert (await answer(service))[1] == body
            target.play = answering(*(octets[place : place + 1] for place in range(len(octets))))
            assert (await answer(service))[1] == body
            assert (await answer(service, "POST"))[1] == body

        asking(target, ask)
        assert target.connections == 1
        host = b"127.0.0.1:%d" % target.port
        assert target.seen[0] == b"GET /v1/x?a=%20 HTTP/1.1\r\nHost: " + host + b"\r\nx-a: 1\r\n\r\n"
        assert target.seen[2].endswith(b"x-a: 1\r\nContent-Length: 0\r\n\r\n")


def test_an_answer_that_ends_with_its_connection() -> None:
    """All of it is the body, and so is the answer to HEAD that has none."""
    with raw_target(answering(b"HTTP/1.1 200 OK\r\n\r\nall of it", closes=True)) as target:

        async def ask(service: Service) -> None:
            assert await answer(service) == (200, b"all of it")
            target.play = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n")
            assert await answer(service, "HEAD") == (200, b"")

        asking(target, ask)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_kept_connection_that_is_closed(method: str) -> None:
    """A request that meets the end of a kept connection is sent again where that does no harm."""

    def play(connection: socket.socket, target: RawTarget) -> None:
        target.read(connection)
        connection.sendall(OK)
        head(connection)  # the next one: the connection ends without an answer

    with raw_target(play) as target:

        async def ask(service: Service) -> None:
            assert await answer(service) == (200, b"hi")
            if method == "GET":
                assert await answer(service) == (200, b"hi")
                return
            with pytest.raises(ServiceUnreachable, match="without an answer"):
                await answer(service, "POST", b"x")

        asking(target, ask)
        assert target.connections == (2 if method == "GET" else 1)


@pytest.mark.parametrize("more", [OK, OK[:20]], ids=["an answer", "the beginning of one"])
def test_one_that_says_more_than_was_asked_is_not_kept(more: bytes) -> None:
    """Octets behind an answer are nobody's."""
    with raw_target(answering(OK + more)) as target:

        async def ask(service: Service) -> None:
            assert await answer(service) == (200, b"hi")
            assert await answer(service) == (200, b"hi")

        asking(target, ask)
        assert target.connections == 2


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"SSH-2.0-x\r\n\r\n", "no HTTP/1.1"),
        (
            b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
            "no HTTP/1.1|without an answer",
        ),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000, "larger than 256 KB|no HTTP"),
        (b"", "without an answer"),
    ],
    ids=["no HTTP", "another protocol", "too large", "nothing"],
)
def test_what_is_no_answer(octets: bytes, said: str) -> None:
    """The service counts as unreachable, in a sentence."""
    with raw_target(answering(octets, closes=True)) as target:

        async def ask(service: Service) -> None:
            with pytest.raises(ServiceUnreachable, match=said):
                await answer(service)

        asking(target, ask)


@pytest.mark.parametrize("octets", [OK[:-1], CHUNKED + b"2\r\nh", CHUNKED + b"2\r\nhi\r\n", CHUNKED + b"x\r\n"])
def test_an_answer_that_breaks_off(octets: bytes) -> None:
    """Half is never taken for whole."""
    with raw_target(answering(octets, closes=True)) as target:

        async def ask(service: Service) -> None:
            with pytest.raises((ConnectionError, ServiceUnreachable)):
                await answer(service)

        asking(target, ask)


def test_a_body_in_parts() -> None:
    """In chunks, or of the length that the client said; an answer before its end ends the connection."""

    async def parts() -> AsyncIterator[bytes]:
        for part in (b"ab", b"", b"c"):
            yield part

    with raw_target(answering(OK)) as target:

        async def ask(service: Service) -> None:
            for fields in ([], [(b"content-length", b"3")]):
                async with service.ask("PUT", b"/x", fields, parts()) as found:
                    assert found.whole in (b"hi", None)

        asking(target, ask)
        assert target.seen[0].endswith(b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n")
        assert target.seen[1].endswith(b"content-length: 3\r\n\r\nabc")


def test_a_slow_reader_slows_the_service() -> None:
    """What waits to be read is bounded, and all of it comes."""
    size, written = 32 * 1024 * 1024, [0]

    def play(connection: socket.socket, target: RawTarget) -> None:
        target.read(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n" % size)
        with contextlib.suppress(OSError):
            while written[0] < size:
                written[0] += connection.send(b"x" * 65536)
        exactly(connection, 1)

    with raw_target(play) as target:

        async def ask(service: Service) -> None:
            async with service.ask("GET", b"/x", [], b"") as found:
                got = len(await anext(found.chunks))
                await asyncio.sleep(0.3)
                assert written[0] < size // 2
                async for part in found.chunks:
                    got += len(part)
            assert got == size

        asking(target, ask)


class Held(asyncio.Transport):
    """A transport without a wire, which tells whether it reads."""

    reads = True

    def write(self, data: object) -> None:
        """Nothing is sent."""

    def pause_reading(self) -> None:
        """No more comes."""
        self.reads = False

    def resume_reading(self) -> None:
        """More may come."""
        self.reads = True


def test_a_connection_whose_large_answer_nobody_read_is_kept_and_reads_on() -> None:
    """The client left when all of it was here; the next request meets a connection that reads, and holds nothing."""

    async def run() -> None:
        connection, wire = ServiceConnection(), Held()
        connection.connection_made(wire)
        asked = asyncio.ensure_future(connection.ask("GET", b"", b"", chunked=False))
        await asyncio.sleep(0)
        connection.data_received(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b"x" * 300_000)
        await asked
        assert not wire.reads
        connection.release()
        assert connection.is_free
        assert wire.reads
        assert connection.whole == b""

    asyncio.run(run())
