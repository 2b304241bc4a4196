"""Lines of requests are written many at once: in order, whole, and none is lost where the process can help it."""

from __future__ import annotations

import asyncio
import io
import logging
from typing import TYPE_CHECKING

from mock_server.engine.api import Api
from mock_server.server.log_handler import LogHandler
from mock_server.server.masked_keys import MaskedKeys
from mock_server.settings import Settings
from mock_server.store import open_store
from mock_server.values import Values
from tests.mock.wire import exchanges, request
from tests.running import DOCUMENT, running_mock

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

KEYS = MaskedKeys([Api.load(Settings(spec=DOCUMENT, keys=("key-0815-x",)), open_store("memory:"), Values(0))])


class Writes(io.StringIO):
    """A stream that keeps apart what is written at once, and may be full."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self.is_full = False
        self.refused = 0

    def write(self, text: str) -> int:
        """Keep a piece."""
        if self.is_full:
            self.refused += 1
            raise OSError(28, "No space left on device")
        self.pieces.append(text)
        return len(text)


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
        handler.write_line("one")
        handler.write_line("two")
        handler.emit(logging.makeLogRecord({"msg": "a record of key-0815-x"}))
        handler.write_line("three")
        handler.write_line("four")
        await until(lambda: len(stream.pieces) == 3)

    asyncio.run(say())
    assert stream.pieces == ["[1] one\n[1] two\n", "[1] a record of [key]\n", "[1] three\n[1] four\n"]


def test_lines_that_wait_are_few_and_are_written_at_the_end() -> None:
    """No piece is longer than what a pipe takes at once; `flush` writes the rest."""
    stream = Writes()
    handler = LogHandler(stream, KEYS)

    async def say() -> None:
        for number in range(1000):
            handler.write_line(f"line {number}")

    asyncio.run(say())
    handler.flush()
    assert "".join(stream.pieces) == "".join(f"line {number}\n" for number in range(1000))
    assert max(map(len, stream.pieces)) < 4096
    assert len(stream.pieces) < 10


def test_a_stream_that_takes_nothing_stops_nobody() -> None:
    """What can't be written is lost; what comes when there is room again is written."""
    stream = Writes()
    handler = LogHandler(stream, KEYS)

    async def say() -> None:
        stream.is_full = True
        handler.write_line("lost")
        await until(lambda: stream.refused == 1)
        stream.is_full = False
        handler.write_line("kept")
        await until(lambda: bool(stream.pieces))

    asyncio.run(say())
    assert stream.pieces == ["kept\n"]


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
