"""The log of requests, for people who watch a terminal."""

from __future__ import annotations

import logging
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol

from mock_server.server.asgi import BEGAN, SENT, STREAMING, entry
from mock_server.server.log_handler import LogHandler
from mock_server.server.request_lines import RequestLines

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

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
        self._is_told = False  # whether that was found out: it is not known when the app is made

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass the request on and log it when its answer has begun; no coroutine of its own where it is answered."""
        handler = self._handler
        if handler is None and (handler := self._told()) is None and not requests.isEnabledFor(logging.INFO):
            return self.app(scope, receive, send)
        began: float = scope.get(BEGAN) or perf_counter()
        watched: Any = send if hasattr(send, "on_start") else _Watched(send)
        onward = self.app
        try:
            way = onward(scope, receive, watched)
        except BaseException:
            self.write(scope, watched.status, began)
            raise
        if way is SENT:
            if handler is not None:
                handler.write_request(scope, watched.status, perf_counter() - began)
            else:
                self.write(scope, watched.status, began)
            return SENT
        return self._logged(way, watched, scope, began)

    def _told(self) -> LogHandler | None:
        """The handler that alone is told; looked for once, at the first request."""
        if not self._is_told:
            self._handler, self._is_told = LogHandler.told(requests), True
        return self._handler

    async def _logged(self, way: Awaitable[None], watched: Watched, scope: Scope, began: float) -> None:
        def begun() -> None:
            if STREAMING in scope:
                self.write(scope, watched.status, began)

        watched.on_start = begun
        try:
            await way
        finally:
            watched.on_start = None
            if STREAMING not in scope:
                self.write(scope, watched.status, began)

    def write(self, scope: Scope, status: int, began: float) -> None:
        """Write the line of a request, of whose answer the status is known."""
        spent = perf_counter() - began
        if self._handler is not None:
            self._handler.write_request(scope, status, spent)
        else:
            requests.info("%s", self._lines.of([(scope, status, spent)])[0])


class Watched(Protocol):
    """Sends an answer, and knows its status by then, as the server's own way does (`ResponseCycle`)."""

    status: int
    on_start: Callable[[], None] | None
    """Called when an answer begins that is sent in parts."""

    def __call__(self, message: Message) -> Awaitable[None]:
        """The sending of a part, to be awaited."""


class _Watched:
    """That for another server's way."""

    __slots__ = ("_send", "on_start", "status")

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status = 0
        self.on_start: Callable[[], None] | None = None

    def __call__(self, message: Message) -> Awaitable[None]:
        """The sending of a part, to be awaited."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.on_start is not None:
                self.on_start()
        return self._send(message)
