"""HTTP on a connection whose answer may be a stream: it ends when the server does."""

from __future__ import annotations

from typing import Any, cast

from mock_server.server.asgi import ENDING, HALF_CLOSED, STREAMING
from mock_server.server.http_protocol import HttpProtocol


class StreamingProtocol(HttpProtocol):
    """One connection; a stream that is being sent learns what happens to it by the ASGI scope."""

    def shutdown(self) -> None:
        """The server stops."""
        super().shutdown()
        if (scope := self._streaming()) is not None:
            scope[ENDING] = True
            self.cycle.message_event.set()

    def eof_received(self) -> bool:  # type: ignore[override]
        """The client has closed its side, and may still read."""
        if (scope := self._streaming()) is not None:
            scope[HALF_CLOSED] = True
        return super().eof_received()

    def _streaming(self) -> dict[str, Any] | None:
        """The scope of the answer that is being sent, where that is a stream."""
        scope = cast("dict[str, Any]", self.cycle.scope) if self.cycle is not None else {}
        return scope if STREAMING in scope and not self.cycle.response_complete else None
