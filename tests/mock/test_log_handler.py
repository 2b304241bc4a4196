"""Lines of requests are written many at once: in order, whole, and none is lost where the process can help it."""

from __future__ import annotations

import asyncio
import io
import logging
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.engine.answers import Answer
from mock_server.engine.api import Api
from mock_server.server.asgi import FIELDS, HEAD, REASON
from mock_server.server.log_handler import LogHandler
from mock_server.server.masked_keys import MaskedKeys
from mock_server.settings import Settings
from mock_server.store import open_store
from mock_server.values import Values
from tests.mock.wire import exchanges, request
from tests.running import DOCUMENT, running_mock

if TYPE_CHECKING:
    from collections.abc import Callable


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


def answered(handler: LogHandler, path: str, key: str = "", reason: str = "", *, in_pieces: bool = False) -> None:
    """Let the handler write the line of a request that presents ``key``."""
    fields = {b"authorization": f"Bearer {key}".encode()} if key else {}
    scope: dict[str, Any] = {"method": "GET", "path": path, "raw_path": path.encode(), "query_string": b""}
    scope |= {"headers": list(fields.items()), FIELDS: fields}
    if reason:
        scope[REASON] = Answer(400, (), b"", reason)
    if not in_pieces:
        scope[HEAD] = b"GET"
    handler.write_request(scope, 400 if reason else 200, 0.0012)


def line(path: str, reason: str = "") -> str:
    """The line of such a request."""
    return f"GET     {path} 400 1.2 ms  {reason}\n" if reason else f"GET     {path} 200 1.2 ms\n"


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
    assert max(map(len, stream.pieces)) < 4096
    assert [one.split()[1] for one in "".join(stream.pieces).splitlines()] == [f"/{number}" for number in range(1000)]
    assert len(stream.pieces) < 50


@pytest.mark.parametrize("odd", ["%20a", "k%65y-0815-x", "é\u0085", "key-0815-x", "a" * 400])
def test_one_odd_line_changes_no_other(odd: str) -> None:
    """What is looked at together is written as if each were alone: masked, cut, printable."""

    def written(paths: list[str], *, together: bool) -> list[str]:
        stream = Writes()
        handler = LogHandler(stream, KEYS)

        async def say() -> None:
            for path in paths:
                answered(handler, path)
                if not together:
                    handler.flush()

        asyncio.run(say())
        handler.flush()
        return "".join(stream.pieces).splitlines()

    paths = ["/before", f"/{odd}", "/behind"]
    lines = written(paths, together=True)
    assert lines == written(paths, together=False)
    assert lines[0::2] == [line("/before").strip(), line("/behind").strip()]
    assert "0815" not in lines[1]
    assert len(lines[1]) < 340


@pytest.mark.parametrize("own", [["first-guess-1", "", "second-guess-2", ""], ["", "first-guess-1"], ["one-guess"] * 3])
def test_each_request_keeps_its_own_credential_out_of_the_log(own: list[str]) -> None:
    """Those of several are presented in one tick; nobody's stands in any line of its own."""
    stream = Writes()
    handler = LogHandler(stream, KEYS)

    async def say() -> None:
        for key in own:
            answered(handler, f"/{key or 'none'}", key, reason=f"{key} is no key" if key else "")

    asyncio.run(say())
    handler.flush()
    masked, plain = line("/[key]", "[key] is no key"), line("/none")
    assert "".join(stream.pieces) == "".join(masked if key else plain for key in own)


def test_a_request_that_came_in_pieces_waits_for_no_others() -> None:
    """It may be large, and is let go of."""
    stream = Writes()
    handler = LogHandler(stream, KEYS)

    async def say() -> None:
        answered(handler, "/small")
        assert stream.pieces == []
        answered(handler, "/large", in_pieces=True)
        assert stream.pieces == [line("/small") + line("/large")]

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
