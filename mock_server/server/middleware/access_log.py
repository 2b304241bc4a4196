"""The log of requests, for people who watch a terminal."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from mock_server.server.asgi import FAULT, REASON, STREAMING, one_line

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from mock_server.engine.answers import Answer
    from mock_server.server.masked_keys import MaskedKeys

requests = logging.getLogger("mock_server.requests")


class AccessLog:
    """Writes one line a request: method, path, status, milliseconds and, for a refusal, the reason.

    That of a stream is written when it begins. Of credentials nothing is written, wherever they stand.
    """

    def __init__(self, app: ASGIApp, keys: MaskedKeys) -> None:
        self.app = app
        self._keys = keys

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and log it when its answer has begun."""
        if scope["type"] != "http" or not requests.isEnabledFor(logging.INFO):
            await self.app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0

        async def watch(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if STREAMING in scope:
                    self._write(scope, status, began)
            await send(message)

        try:
            await self.app(scope, receive, watch)
        finally:
            if STREAMING not in scope:
                self._write(scope, status, began)

    def _write(self, scope: Scope, status: int, began: float) -> None:
        answer: Answer | None = scope.get(REASON)
        reason = answer.why() if answer is not None else ""
        spent = (time.perf_counter() - began) * 1000
        path = (scope.get("raw_path") or scope["path"].encode()).decode("latin-1")
        path, reason = self._keys.of_request((path, reason), scope["headers"], scope["query_string"])
        shown: int | str = status
        if FAULT in scope:
            fault = scope[FAULT]
            shown, reason = fault.word or status, "; ".join(filter(None, (f"fault: {fault}", reason)))
        requests.info("%-7s %s %s %.1f ms%s", scope["method"], one_line(path), shown, spent, one_line(reason, "  "))
