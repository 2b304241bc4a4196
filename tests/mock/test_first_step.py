"""The first step of a request is taken without a task: nobody can tell, but by its speed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.server.first_step import first_step, in_a_task
from mock_server.server.response_cycle import ResponseCycle
from tests.mock.test_response_cycle import Connection
from tests.mock.wire import CLIENTS, exchanges, request
from tests.running import running_mock

if TYPE_CHECKING:
    from pathlib import Path

HANDLER = """
import asyncio

async def deleteClient(call, store):
    async with asyncio.timeout(30):
        await asyncio.sleep(0)
    return 200, {"success": True, "deleted": True, "hard": asyncio.current_task() is not None}
"""


def test_what_is_done_in_one_step_needs_no_more() -> None:
    """There is no rest for a task."""
    seen: list[int] = []

    async def way() -> None:
        seen.append(1)

    assert first_step(way()) is None
    assert seen == [1]


def test_what_waits_goes_on_in_a_task() -> None:
    """For a future, for the next turn of the loop, for a task to be around it; results and failures come through."""

    async def way(future: asyncio.Future[int], seen: list[Any]) -> None:
        seen.append(await future)
        await in_a_task()
        seen.append(asyncio.current_task())
        async with asyncio.timeout(30):
            await asyncio.sleep(0)
        raise LookupError("the end")

    async def both() -> None:
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        seen: list[Any] = []
        rest = first_step(way(future, seen))
        assert rest is not None
        task = asyncio.ensure_future(rest)
        future.set_result(7)
        with pytest.raises(LookupError, match="the end"):
            await task
        assert seen == [7, task]

    asyncio.run(both())


@pytest.mark.parametrize("survives", [False, True])
def test_a_cancelled_task_tells_what_waits(survives: bool) -> None:
    """Which may clean up, wait again, and end as it likes."""

    async def way(seen: list[str]) -> None:
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            seen.append("cancelled")
            await asyncio.sleep(0)
            seen.append("cleaned up")
            if not survives:
                raise

    async def both() -> None:
        seen: list[str] = []
        rest = first_step(way(seen))
        assert rest is not None
        task = asyncio.ensure_future(rest)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait((task,))
        assert seen == ["cancelled", "cleaned up"]
        assert task.cancelled() is not survives

    asyncio.run(both())


@pytest.mark.parametrize("parts", [[], [b"abc"], [b"a", b"b", b"c"]])
@pytest.mark.parametrize("early", [True, False])
def test_a_body_is_received_once_and_then_its_end(parts: list[bytes], early: bool) -> None:
    """Whether it is whole before somebody asks, or comes part by part; after it comes the client's leaving alone."""

    async def receive() -> None:
        connection: Any = Connection()
        made = ResponseCycle({"method": "GET"}, connection, keep_alive=True)
        asked = None if early else asyncio.ensure_future(made.receive())
        for part in parts:
            await asyncio.sleep(0)
            made.take(part)
        made.more_body = False
        made.tell()
        body, more = b"", True
        while more:
            message = await (asked or made.receive())
            asked, body, more = None, body + message["body"], message["more_body"]
        assert body == b"".join(parts)
        left = asyncio.ensure_future(made.receive())
        await asyncio.sleep(0.01)
        assert not left.done()
        made.disconnected = True
        made.message_event.set()
        assert await left == {"type": "http.disconnect"}

    asyncio.run(receive())


def test_a_function_of_the_user_runs_in_a_task_and_pipelined_answers_keep_their_order(tmp_path: Path) -> None:
    """One that waits holds those back that come after it on its connection."""
    (tmp_path / "handlers.py").write_text(HANDLER)
    with running_mock("--handlers", str(tmp_path / "handlers.py")) as mock:
        paths = [("DELETE", f"{CLIENTS}/a"), ("GET", "/nothing"), ("DELETE", f"{CLIENTS}/b")]
        sent = b"".join(request(*way, close=way == paths[-1]) for way in paths)
        found = exchanges(mock.address, sent)
    assert [answer.status for answer in found] == [200, 404, 200]
    assert b'"hard":true' in found[0].body
