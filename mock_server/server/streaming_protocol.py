"""HTTP on a connection whose answer may take its time, or be broken on purpose: it ends when the server does."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from mock_server.server.asgi import CONNECTION, ENDING, HALF_CLOSED, STREAMING
from mock_server.server.http_protocol import HttpProtocol


class StreamingProtocol(HttpProtocol):
    """One connection; a stream that is being sent learns what happens to it by the ASGI scope."""

    _pauses: set[asyncio.Future[None]]

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(transport)
        self._pauses = set()
        self.app_state = {**self.app_state, CONNECTION: self}

    def connection_lost(self, exc: Exception | None) -> None:
        """The client, or the connection, has gone."""
        super().connection_lost(exc)
        self._go_on_all()

    async def pause(self, seconds: float) -> bool:
        """Wait; no longer than the client is there and the server runs, else False."""
        ended: asyncio.Future[None] = self.loop.create_future()
        self._pauses.add(ended)
        try:
            if not self.transport.is_closing():
                await asyncio.wait((ended,), timeout=seconds)
        finally:
            self._pauses.discard(ended)
        return not ended.done() and not self.transport.is_closing()

    def shutdown(self) -> None:
        """The server stops."""
        super().shutdown()
        self._go_on_all()
        if (scope := self._streaming()) is not None:
            scope[ENDING] = True
            self.cycle.message_event.set()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client has closed its side, and may still read."""
        if (scope := self._streaming()) is not None:
            scope[HALF_CLOSED] = True
        return super().eof_received()

    def _go_on_all(self) -> None:
        for ended in self._pauses:
            if not ended.done():
                ended.set_result(None)

    def _streaming(self) -> dict[str, Any] | None:
        """The scope of the answer that is being sent, where that is a stream."""
        scope = cast("dict[str, Any]", self.cycle.scope) if self.cycle is not None else {}
        return scope if STREAMING in scope and not self.cycle.response_complete else None
