"""The log of requests, for people who watch a terminal."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING

from mock_server.server.asgi import SENT, STREAMING, entry
from mock_server.server.log_handler import LogHandler
from mock_server.server.request_lines import RequestLines

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_server.server.masked_keys import MaskedKeys

requests = logging.getLogger("mock_server.requests")


class AccessLog:
    """Writes one line a request, as `RequestLines` puts it; that of a stream is written when it begins.

    Where the command's handler alone would be told of a line, it gets the request itself.
    """

    def __init__(self, app: ASGIApp, keys: MaskedKeys) -> None:
        self.app = entry(app)
        self._lines = RequestLines(keys)
        self._handler: LogHandler | None = None
        self._is_told = False  # whether it was found out who listens, which is not known when the app is made

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass the request on and log it when its answer has begun; no coroutine of its own where it is answered."""
        if not self._is_told:
            self._handler, self._is_told = LogHandler.told(requests), True
        if self._handler is None and not requests.isEnabledFor(logging.INFO):
            return self.app(scope, receive, send)
        began = perf_counter()
        watched = _Watched(self, scope, send, began)
        try:
            way = self.app(scope, receive, watched.send)
        except BaseException:
            self.write(scope, watched.status, began)
            raise
        if way is SENT:
            self.write(scope, watched.status, began)
            return SENT
        return self._logged(way, watched, scope, began)

    async def _logged(self, way: Awaitable[None], watched: _Watched, scope: Scope, began: float) -> None:
        try:
            await way
        finally:
            if STREAMING not in scope:
                self.write(scope, watched.status, began)

    def write(self, scope: Scope, status: int, began: float) -> None:
        """Write the line of a request, of whose answer the status is known."""
        spent = perf_counter() - began
        if self._handler is not None:
            self._handler.write_request(scope, status, spent)
        else:
            requests.info("%s", self._lines.of([(scope, status, spent)])[0])


class _Watched:
    """Sends the parts of an answer on, with a look at the first."""

    __slots__ = ("_began", "_log", "_scope", "_send", "status")

    def __init__(self, log: AccessLog, scope: Scope, send: Send, began: float) -> None:
        self._log = log
        self._scope = scope
        self._send = send
        self._began = began
        self.status = 0

    def send(self, message: Message) -> Awaitable[None]:
        """The sending of a part, to be awaited."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if STREAMING in self._scope:
                self._log.write(self._scope, self.status, self._began)
        return self._send(message)
