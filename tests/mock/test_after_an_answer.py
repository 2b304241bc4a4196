"""What a connection does once an answer is out: its last words, and going on to read."""

from __future__ import annotations

import asyncio
from typing import Any

from mock_server.engine.answers import Answer
from mock_server.server.asgi import respond
from tests.mock.test_known_sections import Server, turns
from tests.mock.wire import request


def test_what_is_no_http_is_refused_after_the_answer_that_is_owed() -> None:
    """The last words wait for it, and are said when it is out."""

    async def send() -> None:
        may_go_on = asyncio.Event()

        async def app(scope: Any, _receive: Any, send: Any) -> None:
            await may_go_on.wait()
            await respond(scope, send, Answer(200, ((b"content-length", b"4"),), b"owed"))

        connection, written = Server(app).connect()
        connection.data_received(request("GET", "/a", close=False))
        connection.data_received(b"no HTTP\r\n\r\n")
        assert written == []
        may_go_on.set()
        await turns()
        assert [answer.split()[1] for answer in written] == [b"200", b"400"]

    asyncio.run(send())


def test_a_body_that_nobody_reads_holds_up_nothing_that_follows() -> None:
    """Reading pauses while much of it waits, and goes on when the request is answered without it."""

    async def send() -> None:
        may_go_on = asyncio.Event()

        async def app(scope: Any, _receive: Any, send: Any) -> None:
            await may_go_on.wait()
            await respond(scope, send, Answer(404, ((b"content-length", b"0"),), b""))

        connection, _ = Server(app).connect()
        connection.data_received(request("POST", "/a", b"x" * 100_000, close=False)[:-9])
        assert connection.flow.read_paused
        may_go_on.set()
        await turns()
        assert not connection.flow.read_paused

    asyncio.run(send())
