"""Faults on the wire: answers that are late, slow, cut, or never come.

What breaks a connection on purpose stands here alone. Delays hold nobody but the client who waits: they end when it
leaves or the server stops.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import struct
from typing import TYPE_CHECKING

from mock_server.engine.faults.limit_headers import with_limits, with_retry_after
from mock_server.openapi.codec.prefer import Preference, applied
from mock_server.server.asgi import CONNECTION, PLAN

if TYPE_CHECKING:
    from starlette.types import Message, Scope, Send

    from mock_server.engine.faults.injection import Injection
    from mock_server.engine.operation_plan import OperationPlan

_RESET_AT_ONCE = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)
_SLICE_SECONDS = 0.1
_NO_HTTP = b"\0\x16"
_NO_CHUNK = b"\0no chunk\r\n"
_BODILESS = (204, 205, 304)
_FIRST_REDIRECT = 300


class ShapedAnswer:
    """Sends an answer as the injection wants it: later, slower, with other headers, or not to its end."""

    def __init__(self, injection: Injection, scope: Scope, send: Send) -> None:
        self._injection = injection
        self._scope = scope
        self._send = send
        self._connection = scope.get("state", {}).get(CONNECTION)
        self._held: Message | None = None
        self._broken = False

    async def __call__(self, message: Message) -> None:
        """Send a part of the answer."""
        injection = self._injection
        if message["type"] == "http.response.start":
            if injection.delay:
                await self._pause(injection.delay)
            headers = self._headers(message["status"], tuple(message.get("headers", ())))
            message = {"type": message["type"], "status": message["status"], "headers": headers}
            if injection.wire in ("truncate", "malformed") and self._connection is not None:
                self._held = message
                return
            await self._send(message)
        elif self._broken:
            return
        elif self._held is not None:
            await self._cut(self._held, message)
        elif injection.bandwidth:
            await self._slowly(message, injection.bandwidth)
        else:
            await self._send(message)

    async def break_off(self) -> None:
        """End the connection instead of an answer: by a reset, without a word, or with octets that are no HTTP."""
        injection, connection = self._injection, self._connection
        if injection.delay:
            await self._pause(injection.delay)
        if connection is None:
            return
        transport = connection.transport
        if injection.wire == "hang" and injection.rule is not None:
            await self._pause(injection.rule.hold)
        if injection.wire == "reset":
            transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_AT_ONCE)
            transport.abort()
        else:
            if injection.wire == "garbage":
                transport.write(_NO_HTTP + injection.noise * 4)
            transport.close()
        await self._finish(started=False)

    async def _cut(self, start: Message, message: Message) -> None:
        """Send the half of an answer, or one that stops making sense, and close."""
        transport, body = self._connection.transport, message.get("body", b"")
        bodiless = self._scope["method"] == "HEAD" or start["status"] in _BODILESS
        malformed = self._injection.wire == "malformed"
        if bodiless or (not body and not malformed):
            head = b"".join([b"HTTP/1.1 %d " % start["status"], *(b"\r\n%b: %b" % field for field in start["headers"])])
            transport.write(b"HTTP/1.1 \0\r\n\r\n" if malformed else head[: max(12, len(head) // 2)])
            transport.close()
            await self._finish(started=False)
            return
        if malformed:
            start["headers"] = [field for field in start["headers"] if field[0].lower() != b"content-length"]
        await self._send(start)
        if malformed:
            transport.write(_NO_CHUNK)
        else:
            await self._send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        transport.close()
        await self._finish(started=True, rest=b"" if malformed else body[len(body) // 2 :])

    async def _finish(self, *, started: bool, rest: bytes = b"") -> None:
        """Let the server know that there is nothing more to come; nobody reads it."""
        self._broken = True
        with contextlib.suppress(RuntimeError):
            if not started:
                await self._send({"type": "http.response.start", "status": 500, "headers": [(b"content-length", b"0")]})
            await self._send({"type": "http.response.body", "body": rest})

    async def _slowly(self, message: Message, bandwidth: float) -> None:
        """Send a body so many octets a second."""
        body = message.get("body", b"")
        size = max(1, int(bandwidth * _SLICE_SECONDS))
        place = 0
        while len(body) - place > size:
            await self._send({**message, "body": body[place : place + size], "more_body": True})
            place += size
            if not await self._pause(size / bandwidth):
                break
        if self._connection is not None and self._connection.transport.is_closing():
            return
        await self._pause((len(body) - place) / bandwidth if len(body) - place <= size else 0.0)
        await self._send({**message, "body": body[place:]})

    async def _pause(self, seconds: float) -> bool:
        if self._connection is not None:
            return bool(await self._connection.pause(seconds))
        await asyncio.sleep(seconds)
        return True

    def _headers(self, status: int, headers: tuple[tuple[bytes, bytes], ...]) -> list[tuple[bytes, bytes]]:
        injection = self._injection
        injection.given = status
        plan: OperationPlan = self._scope[PLAN]
        text = applied(Preference(fault=injection.wished)) if injection.wished else None
        if text is not None:
            headers = (*headers, (b"preference-applied", text.encode("latin-1", "replace")))
        if not injection.limits and injection.retry_after is None and injection.rule is None:
            return list(headers)
        response = plan.operation.response(status)
        headers = with_limits(headers, [state for _, state in injection.limits], response)
        wait = injection.wait
        if wait is not None and (status >= _FIRST_REDIRECT or injection.exceeded is None):
            now = plan.api.synthesis.values.milliseconds() / 1000
            headers = with_retry_after(headers, wait[0], now, response, date=wait[1])
        return list(headers)
