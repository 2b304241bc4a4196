"""Lines of requests are written many at once: in order, whole, and none is lost where the process can help it."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.answers import Answer
from mock_server.server import log_handler
from mock_server.server.asgi import BODY, FIELDS, read_body, respond
from mock_server.server.log_handler import LogHandler
from tests.mock.log_lines import KEYS, Writes, answered, line
from tests.mock.test_known_sections import Server
from tests.mock.wire import exchanges, request
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Callable


async def until(is_so: Callable[[], bool]) -> None:
    """Let the loop go round until it is so."""
    for _ in range(30_000):
        if is_so():
            return
        await asyncio.sleep(0.001)
    raise AssertionError("it never was")


def test_lines_of_one_tick_are_one_write_and_records_keep_their_place() -> None:
    """A record comes after the lines that were there before it, and before those that come later."""
    stream = Writes()
    handler = LogHandler(stream, KEYS, "[1] ")

    async def say() -> None:
        answered(handler, "/one")
        answered(handler, "/two")
        handler.emit(logging.makeLogRecord({"msg": "a record of key-0815-x"}))
        answered(handler, "/three")
        answered(handler, "/four")
        await until(lambda: len(stream.pieces) == 3)

    asyncio.run(say())
    one, two, three, four = (f"[1] {line(path)}" for path in ("/one", "/two", "/three", "/four"))
    assert stream.pieces == [one + two, "[1] a record of [key]\n", three + four]


def test_lines_that_wait_are_few_and_are_written_at_the_end() -> None:
    """No piece is longer than what a pipe takes at once; `flush` writes the rest."""
    stream = Writes()
    handler = LogHandler(stream, KEYS)

    async def say() -> None:
        for number in range(1000):
            answered(handler, f"/{number}", reason="too long: " + "x" * 250 if number % 100 > 80 else "")

    asyncio.run(say())
    assert "".join(stream.pieces).count("\n") == 1000 // 40 * 40
    handler.flush()
    assert max(map(len, stream.pieces)) <= 4096
    assert [one.split()[1] for one in "".join(stream.pieces).splitlines()] == [f"/{number}" for number in range(1000)]
    assert len(stream.pieces) < 50


@pytest.mark.parametrize("letter", ["é", "字", "\U0001f600"])
def test_a_piece_is_no_longer_than_a_pipe_takes_whole_in_octets(letter: str) -> None:
    """Several processes may write to one: what is longer may be cut by another's."""
    stream = Writes()
    handler = LogHandler(stream, KEYS, "[1] ")

    async def say() -> None:
        for number in range(40):
            answered(handler, f"/{number}", reason=letter * (number * 3))

    asyncio.run(say())
    assert max(len(piece.encode()) for piece in stream.pieces) <= 4096
    assert "".join(stream.pieces).splitlines() == [f"[1] {line(f'/{n}', letter * n * 3)[:-1]}" for n in range(40)]


@pytest.mark.parametrize(("size", "waits"), [(10, True), (40_000, False)])
def test_a_request_with_a_large_body_is_let_go_of_at_once(
    monkeypatch: pytest.MonkeyPatch, size: int, waits: bool
) -> None:
    """Also where its head came by itself, in one piece, and the body behind it."""
    monkeypatch.setattr(log_handler, "_TICK", 3600.0)
    stream = Writes()
    handler = LogHandler(stream, KEYS)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        scope[BODY] = await read_body(receive, size)
        await respond(scope, send, Answer(200, ((b"content-length", b"0"),), b""))
        handler.write_request({**scope, FIELDS: {}, "headers": []}, 200, 0.0012)

    async def say() -> None:
        answered(handler, "/first")
        await until(lambda: bool(stream.pieces))  # lines that follow wait for the next tick
        connection, octets = Server(app).connect()
        head, body = request("POST", "/a", b"x" * size, close=False).split(b"\r\n\r\n")
        connection.data_received(head + b"\r\n\r\n")
        connection.data_received(body)
        await until(lambda: bool(octets))
        await asyncio.sleep(0)
        assert len(stream.pieces) == (1 if waits else 2)

    asyncio.run(say())


def test_a_stream_that_takes_nothing_stops_nobody() -> None:
    """What can't be written is lost; what comes when there is room again is written."""
    stream = Writes()
    handler = LogHandler(stream, KEYS)

    async def say() -> None:
        stream.is_full = True
        answered(handler, "/lost")
        await until(lambda: stream.refused == 1)
        stream.is_full = False
        answered(handler, "/kept")
        await until(lambda: bool(stream.pieces))

    asyncio.run(say())
    assert stream.pieces == [line("/kept")]


def test_lines_take_the_short_way_only_where_nobody_else_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another handler of the root or of the logger itself would miss them."""
    logger, root = logging.Logger("requests"), logging.getLogger()
    handler = LogHandler(Writes(), KEYS)
    monkeypatch.setattr(root, "handlers", [handler])
    assert LogHandler.told(logger) is handler
    logger.addHandler(logging.NullHandler())
    assert LogHandler.told(logger) is None
    logger.handlers.clear()
    root.handlers.append(logging.NullHandler())
    assert LogHandler.told(logger) is None


def test_every_answered_request_is_in_the_log_after_a_signal() -> None:
    """SIGTERM at once after the last answer loses no line, and they stand in the order of the answers."""
    targets = [f"/nothing/{number}" for number in range(200)]
    with running_mock() as mock:
        sent = b"".join(request("GET", target, close=target == targets[-1]) for target in targets)
        assert [answer.status for answer in exchanges(mock.address, sent)] == [404] * 200
        lines = mock.stop().stderr.splitlines()
    assert [line.split()[1] for line in lines if line.startswith("GET")] == targets
