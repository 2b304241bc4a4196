"""The log of requests, for people who watch a terminal."""

from __future__ import annotations

import logging
import time
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.engine.sandboxes.sandbox import DEFAULT
from mock_server.server.asgi import FAULT, FIELDS, LONGEST, REASON, SANDBOX, SENT, STREAMING, entry, one_line
from mock_server.server.log_handler import LogHandler
from mock_server.server.sandbox_names import PREFIX

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_server.engine.answers import Answer
    from mock_server.server.masked_keys import MaskedKeys

requests = logging.getLogger("mock_server.requests")


class AccessLog:
    """Writes one line a request: method, path, status, milliseconds and, for a refusal, the reason.

    That of a stream is written when it begins. Of credentials nothing is written, wherever they stand. Where the
    command's handler alone would be told of a line, it gets the line itself. The path leads to the request's sandbox,
    however that was named.
    """

    def __init__(self, app: ASGIApp, keys: MaskedKeys) -> None:
        self.app = entry(app)
        self._keys = keys

    @cached_property
    def _handler(self) -> LogHandler | None:
        return LogHandler.told(requests)

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Pass the request on and log it when its answer has begun; no coroutine of its own where it is answered."""
        if self._handler is None and not requests.isEnabledFor(logging.INFO):
            return self.app(scope, receive, send)
        began = time.perf_counter()
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
        answer: Answer | None = scope.get(REASON)
        reason = answer.why() if answer is not None else ""
        spent = (time.perf_counter() - began) * 1000
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        if SANDBOX in scope and scope[SANDBOX].name != DEFAULT:
            path = PREFIX + scope[SANDBOX].name + path
        line = f"{scope['method']:<7} {path} {status} {spent:.1f} ms"
        if reason:
            line = f"{line}  {reason}"
        # Nearly all lines can be written as they are, which one look at the whole of each tells.
        if (
            FAULT in scope
            or not line.isprintable()
            or len(path) > LONGEST
            or len(reason) > LONGEST
            or self._keys.may_be_in(line, scope[FIELDS], scope["headers"], scope["query_string"])
        ):
            line = self._careful(scope, path, status, spent, reason)
        if (handler := self._handler) is not None:
            handler.write_line(line)
        else:
            requests.info("%s", line)

    def _careful(self, scope: Scope, path: str, status: int, spent: float, reason: str) -> str:
        """The line where it may hold what is not for a log."""
        path, reason = self._keys.of_request((path, reason), scope["headers"], scope["query_string"])
        shown: int | str = status
        if FAULT in scope:
            fault = scope[FAULT]
            shown, reason = fault.word or status, "; ".join(filter(None, (f"fault: {fault}", reason)))
        line = f"{scope['method']:<7} {one_line(path)} {shown} {spent:.1f} ms{one_line(reason, '  ')}"
        return self._keys.text(line)


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
