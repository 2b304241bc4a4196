"""The admin API as a worker has it: each call goes to the parent, which alone answers."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from mock_server.server.admin.answering import problem
from mock_server.server.admin.application import Admin
from mock_server.server.asgi import ENDING, STREAMING, respond

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from mock_server.server.admin.opening import Opening
    from mock_server.server.live_mock import LiveMock
    from mock_server.server.workers.process_link import ProcessLink

READY, GATHER, STATE = "ready", "gather", "state"
"""Kinds of messages beside calls: a worker can answer; the parent asks what it knows, and gives it the state."""
CALL, MESSAGE, ENDS, GONE, DONE = "call", "message", "ends", "gone", "done"
"""Kinds of messages: of a worker, a call, what of it comes later, that the server stops, and that nobody waits for the
answer any more; of the parent, a part of the answer (``message`` too), and that there is no more."""

_TOLD = ("method", "path", "raw_path", "query_string", "root_path", "http_version", "scheme", "client", "server")


class RemoteAdmin(Admin):
    """Hands calls to the parent behind ``link``, and its answers to the client, part by part."""

    def __init__(self, mock: LiveMock, opened: Opening) -> None:
        super().__init__(mock, opened)
        self.link: ProcessLink | None = None
        self._answers: dict[int, asyncio.Queue[Any]] = {}

    def told(self, number: int, message: Any) -> None:
        """A part of an answer has come; None is its end."""
        answer = self._answers.get(number)
        if answer is not None:
            answer.put_nowait(message)

    def parent_ended(self) -> None:
        """No more answers come."""
        for answer in self._answers.values():
            answer.put_nowait(None)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        link = self.link
        if link is None:
            await respond(scope, send, problem(503, "This process has no parent that answers; call again"))
            return
        scope[STREAMING] = True  # whoever waits for an answer learns that the server stops
        number = link.number()
        answer = self._answers[number] = asyncio.Queue[Any]()
        told = {name: scope.get(name) for name in _TOLD}
        await link.send(number, CALL, {**told, "headers": [tuple(map(bytes, field)) for field in scope["headers"]]})
        passing = asyncio.ensure_future(_pass_on(link, number, scope, receive))
        try:
            begun = False
            while (message := await answer.get()) is not None:
                begun = True
                await send(message)
            if not begun:
                await respond(scope, send, problem(503, "The process that answers has ended; call again"))
        finally:
            passing.cancel()
            del self._answers[number]
            await link.send(number, GONE)


async def _pass_on(link: ProcessLink, number: int, scope: Scope, receive: Receive) -> None:
    """Tell the parent what comes of the client: the body, that it left, that the server stops."""
    is_whole = False
    while ENDING not in scope:
        message = await receive()
        if message["type"] == "http.disconnect" or not is_whole:
            await link.send(number, MESSAGE, {**message, "body": bytes(message.get("body", b""))})
        if message["type"] == "http.disconnect":
            return
        if is_whole:
            await asyncio.sleep(0.05)
        is_whole = is_whole or not message.get("more_body", False)
    await link.send(number, ENDS)
