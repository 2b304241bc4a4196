"""How a stream is sent: no faster than it is taken, and no longer than somebody listens."""

from __future__ import annotations

import asyncio
from itertools import count
from typing import TYPE_CHECKING, Any

from mock_server.embedded import EmbeddedMock
from mock_server.engine.answers import Answer
from mock_server.engine.streams import Stream
from mock_server.server.streaming import pour
from tests.mock.streaming_document import written

if TYPE_CHECKING:
    from pathlib import Path


def stream(every: float = 0.0) -> Stream:
    """A stream without an end."""
    return Stream((b"%d\n" % number for number in count()), every, b"", b"", stays=False, most=3)


def poured(send_blocks: bool, leaves: bool) -> tuple[list[Any], int, Stream]:
    """What is sent of an endless stream within a while, and how many tasks are left when that is over."""
    sent: list[Any] = []
    given = stream(0.001)

    async def run() -> int:
        gone, never, blocked = asyncio.Event(), asyncio.Event(), asyncio.Event()

        async def receive() -> dict[str, Any]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)
            if len(sent) == 5 and leaves:
                gone.set()
            if len(sent) == 5 and send_blocks:
                blocked.set()
                await never.wait()

        scope = {"type": "http", "method": "GET", "path": "/", "http_version": "1.1"}
        task = asyncio.ensure_future(pour(scope, receive, send, Answer(200, (), b"", "", given)))
        if send_blocks:
            await asyncio.wait_for(blocked.wait(), 60)
        await asyncio.wait((task,), timeout=60 if leaves else 0.1)
        task.cancel()
        await asyncio.wait((task,))
        await asyncio.sleep(0)
        return len(asyncio.all_tasks()) - 1

    return sent, asyncio.run(run()), given


def test_nothing_is_left_of_a_stream_whose_client_has_left() -> None:
    """No task, and no more items."""
    sent, tasks, given = poured(send_blocks=False, leaves=True)
    assert (len(sent) < 100, tasks) == (True, 0)  # some may go out before it is known on a busy machine
    assert int(next(given.pieces)) <= len(sent)


def test_a_client_that_does_not_read_is_waited_for() -> None:
    """No item is made before the one in front of it has been taken."""
    sent, tasks, given = poured(send_blocks=True, leaves=False)
    assert (len(sent), tasks) == (5, 0)
    assert int(next(given.pieces)) == 4


def test_a_mock_within_the_process_gives_all_items_at_once(tmp_path: Path) -> None:
    """Nobody waits there; of a stream without an end it gives the first items."""
    with EmbeddedMock(written(tmp_path), seed=1) as mock:
        assert mock.ask("GET", "/feed").body.count(b"\n\n") == 3
        assert len(mock.ask("GET", "/lines").body.splitlines()) == 4
