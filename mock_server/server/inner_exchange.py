"""One exchange with an application in this process: the server's part of ASGI, without any network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mock_server.server.asgi import AT_ONCE, BODY

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence


class InnerExchange:
    """A request, and what it was answered once it was `sent`: ``status``, ``headers`` as octets, ``body``.

    ``path`` is the raw path. Nobody waits for the items of a stream. Without ``keeps``, the answer's body is let go.
    """

    def __init__(
        self,
        method: str,
        path: bytes,
        query: bytes,
        headers: Sequence[tuple[bytes, bytes]],
        body: bytes = b"",
        *,
        keeps: bool = True,
    ) -> None:
        self._scope: dict[str, Any] = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(path.decode("latin-1")) if b"%" in path else path.decode("latin-1"),
            "raw_path": path,
            "query_string": query,
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("mock", 80),
            "state": {},
            "extensions": {},
            AT_ONCE: True,
            BODY: body,
        }
        self._body: bytes | None = body
        self._keeps = keeps
        self.status = 0
        self.headers: Sequence[tuple[bytes, bytes]] = ()
        self.body = bytearray()

    async def sent(self, app: Callable[..., Awaitable[None]]) -> None:
        """Ask the application."""
        await app(self._scope, self._receive, self)

    async def _receive(self) -> dict[str, Any]:
        """The request's body, then a disconnect."""
        if self._body is None:
            return {"type": "http.disconnect"}
        body, self._body = self._body, None
        return {"type": "http.request", "body": body, "more_body": False}

    def send_whole(self, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> bool:
        """Take an answer whose parts are all there."""
        self.status, self.headers = status, headers
        if self._keeps:
            self.body += body
        return True

    async def __call__(self, message: Any) -> None:
        """Take a part of the answer, as the application sends it."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], message.get("headers", ())
        elif message["type"] == "http.response.body" and self._keeps:
            self.body += message.get("body", b"")
