"""Answers of a real service that come before the request is whole, or that do not come to an end."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from typing import TYPE_CHECKING

import httpx
import pytest

from tests.mock.asked_service import PATIENCE, asking
from tests.mock.half_built import document
from tests.proxy.raw_target import RawTarget, answering, client, exactly, head, raw_target, to_the_end, until
from tests.running import running_mock

if TYPE_CHECKING:
    import socket
    from collections.abc import AsyncIterator
    from pathlib import Path

    from mock_server.server.upstream.service import Service

REFUSED = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 2\r\n\r\nno"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


async def unfinished(left: list[bool]) -> AsyncIterator[bytes]:
    """A body whose client pauses after its first part; ``left`` is told that nobody waits for the rest."""
    yield b"ab"
    try:
        await asyncio.Event().wait()
    finally:
        left.append(True)


def refusing(connection: socket.socket, target: RawTarget) -> None:
    """Answer when the first octets of a body have come, and wait for the end."""
    target.seen.append(head(connection) + exactly(connection, len(b"2\r\nab\r\n")))
    connection.sendall(REFUSED)
    to_the_end(connection)


def test_an_answer_is_handed_on_before_the_body_is_whole() -> None:
    """Nobody waits for the next part of a body that the service refuses; its connection ends with that."""
    left: list[bool] = []
    with raw_target(refusing) as target:

        async def ask(service: Service) -> None:
            async with service.ask("POST", b"/x", [], unfinished(left)) as found:
                assert (found.status, b"".join([part async for part in found.chunks])) == (413, b"no")
            await asyncio.sleep(0)
            assert left == [True]

        asking(target, ask)
        assert target.ended.wait(PATIENCE)
        assert target.seen[0].endswith(b"\r\n\r\n2\r\nab\r\n")


def test_a_service_may_answer_while_it_reads() -> None:
    """What the client still sends goes on to it; the connection is kept where both came to their end."""

    def echoing(connection: socket.socket, target: RawTarget) -> None:
        while head(connection):
            connection.sendall(CHUNKED)
            while size := int(until(connection, b"\r\n"), 16):
                part = exactly(connection, size + 2)
                connection.sendall(b"%x\r\n%b" % (size, part))
            exactly(connection, 2)
            connection.sendall(b"0\r\n\r\n")

    async def ask(service: Service) -> None:
        for _ in range(2):
            heard: list[bytes] = []
            echo = asyncio.Event()

            async def body(echo: asyncio.Event = echo) -> AsyncIterator[bytes]:
                for part in (b"one", b"two", b"three"):
                    yield part
                    await echo.wait()
                    echo.clear()

            async with service.ask("POST", b"/x", [], body()) as found:
                async for part in found.chunks:
                    heard.append(part)
                    echo.set()
            assert b"".join(heard) == b"onetwothree"
            assert len(heard) >= 3

    with raw_target(echoing) as target:
        asking(target, ask)
        assert target.connections == 1


def test_a_client_that_leaves_within_its_body_ends_the_answer() -> None:
    """Its failure comes out where the answer is read, and the service sees the end."""

    class LeftError(Exception):
        """As whoever reads the client's body says it."""

    gone = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        yield b"ab"
        await gone.wait()
        raise LeftError

    def streaming(connection: socket.socket, target: RawTarget) -> None:
        target.seen.append(head(connection))
        connection.sendall(CHUNKED + b"2\r\nhi\r\n")
        to_the_end(connection)

    with raw_target(streaming) as target:

        async def ask(service: Service) -> None:
            async with service.ask("POST", b"/x", [], body()) as found:
                assert await anext(found.chunks) == b"hi"
                gone.set()
                with pytest.raises(LeftError):
                    await anext(found.chunks)

        asking(target, ask)
        assert target.ended.wait(PATIENCE)


@pytest.mark.parametrize("unit", [b"X: " + b"x" * 1000 + b"\r\n", b"X", b"a: b\r\n"], ids=["long", "one", "many"])
def test_trailers_without_end_are_no_answer(unit: bytes) -> None:
    """They are bounded as a header section is, in size and thereby in number."""
    sent = [0]

    def growing(connection: socket.socket, target: RawTarget) -> None:
        target.read(connection)
        connection.sendall(CHUNKED + b"2\r\nhi\r\n0\r\n")
        with contextlib.suppress(OSError):
            while sent[0] < 16 * 1024 * 1024:
                sent[0] += connection.send(unit * (16_384 // len(unit)))

    with raw_target(growing) as target:

        async def ask(service: Service) -> None:
            async with service.ask("GET", b"/x", [], b"") as found:
                with pytest.raises(ConnectionError, match=r"larger than 256 KB|no HTTP"):
                    assert [part async for part in found.chunks] == [b"hi"]

        asking(target, ask)
        assert target.ended.wait(PATIENCE)
    assert sent[0] < 16 * 1024 * 1024


def test_the_refusal_of_a_large_body_reaches_its_client(tmp_path: Path) -> None:
    """Through the mock: of a body that is too large to be kept the client has sent a part, and is answered."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(document()))

    def refusing_parts(connection: socket.socket, target: RawTarget) -> None:
        head(connection)
        exactly(connection, 1000)
        connection.sendall(REFUSED)
        to_the_end(connection)

    with (
        raw_target(refusing_parts) as target,
        running_mock("--upstream", f"{target.url}", "--max-body", "2000", spec=spec) as mock,
        client(mock.origin.removeprefix("http://")) as connection,
    ):
        lines = (b"POST /v2/customers HTTP/1.1", b"Host: 127.0.0.1", b"Content-Length: 90000", b"", b"")
        connection.sendall(b"\r\n".join(lines) + b"x" * 5000)
        said = head(connection)
        assert said.startswith(b"HTTP/1.1 413 ")
        assert re.search(rb"(?i)mock-source: upstream", said)
        assert exactly(connection, 2) == b"no"


@pytest.mark.parametrize(("fallback", "status"), [("unreachable,no-route", 200), ("no-route", 502)])
def test_a_refusal_that_breaks_off_is_none(tmp_path: Path, fallback: str, status: int) -> None:
    """Where a 404 is looked at, half of one is as good as no answer."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(document()))
    half = b"HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 99\r\n\r\nhalf"
    with (
        raw_target(answering(half, closes=True)) as target,
        running_mock("--upstream", target.url, "--fallback", fallback, spec=spec) as mock,
    ):
        answer = httpx.get(f"{mock.origin}/v2/customers", headers={"authorization": "Bearer k"})
        assert (answer.status_code, answer.headers["mock-source"].partition(";")[0]) == (status, "mock")
        assert "Traceback" not in mock.stderr
