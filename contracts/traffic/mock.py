"""The mock beside the target: embedded in this process, or a running one."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote, unquote

from contracts.exchange import Answer
from contracts.traffic.credentials import query_of
from contracts.traffic.target import Target

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from contracts.exchange import Request


class Mock(Protocol):
    """Answers a request as the document says."""

    def send(self, request: Request) -> Answer:
        """The mock's answer."""

    def close(self) -> None:
        """Let go of it."""


class EmbeddedMock:
    """The mock as an ASGI application in this process, called without any network."""

    def __init__(self, spec: Path, keys: tuple[str, ...], seed: int) -> None:
        from mock_server.server.app import create_app
        from mock_server.settings import Settings

        settings = Settings(spec=spec, store="memory:", keys=keys, seed=seed, cors=(), log_level="error")
        app = create_app(settings)
        self._app: Any = app.asgi
        self._base = app.apis[0].base_path.rstrip("/")
        self._loop = asyncio.new_event_loop()

    def send(self, request: Request) -> Answer:
        """The mock's answer."""
        started = perf_counter()
        path, _, query = request.target.partition("?")
        path = self._base + path
        names = {name.lower() for name, _ in request.headers}
        headers = [
            (name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in request.headers
        ]
        body = request.body or b""
        if body or request.method in ("POST", "PUT", "PATCH"):
            headers.append((b"content-length", str(len(body)).encode()))
        if "host" not in names:
            headers.append((b"host", b"mock"))
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": unquote(path) if "%" in path else path,
            "raw_path": path.encode("ascii", "replace"),
            "query_string": query.encode("ascii", "replace"),
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("mock", 80),
            "state": {},
            "extensions": {},
        }
        collected = _Collector(body)
        self._loop.run_until_complete(self._app(scope, collected.receive, collected.send))
        return Answer(collected.status, tuple(collected.headers), bytes(collected.body), perf_counter() - started)

    def close(self) -> None:
        """Close the loop."""
        with contextlib.suppress(RuntimeError):
            self._loop.close()


class _Collector:
    """Plays the server's part of one ASGI exchange."""

    def __init__(self, body: bytes) -> None:
        self._sent = body
        self._given = False
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.body = bytearray()

    async def receive(self) -> dict[str, Any]:
        """The request's body, then a disconnect."""
        if self._given:
            return {"type": "http.disconnect"}
        self._given = True
        return {"type": "http.request", "body": self._sent, "more_body": False}

    async def send(self, message: Any) -> None:
        """Take a part of the answer."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [
                (name.decode("latin-1"), value.decode("latin-1")) for name, value in message.get("headers", ())
            ]
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


class RemoteMock:
    """A running mock; our credentials are replaced by its own where it has another key."""

    def __init__(self, url: str, credentials: Mapping[str, str], key: str | None) -> None:
        self._target = Target(url, timeout=15.0)
        self._keys = {value: key for value in credentials.values() if value} if key else {}

    def send(self, request: Request) -> Answer:
        """The mock's answer."""
        return self._target.send(self._translated(request))

    def close(self) -> None:
        """Close the connection."""
        self._target.close()

    def _translated(self, request: Request) -> Request:
        if not self._keys:
            return request
        target, headers = request.target, list(request.headers)
        for old, new in self._keys.items():
            for name, value in query_of(target):
                if value == old:
                    target = target.replace(f"{name}={quote(old, safe='')}", f"{name}={quote(new, safe='')}")
            headers = [
                (name, f"{value[: -len(old)]}{new}" if value.endswith(old) else value) for name, value in headers
            ]
        return replace(request, target=target, headers=tuple(headers))
