"""A mock of a small document in this process, asked without a socket."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from mock_server import Settings, create_app

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server import MockApp


@dataclass(frozen=True)
class Reply:
    """An answer: ``headers`` have their names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes
    raw_headers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def json(self) -> Any:
        """The body's value."""
        return json.loads(self.body)


class Mock:
    """A mock app and a way to ask it."""

    def __init__(self, app: MockApp) -> None:
        self.app = app

    def ask(
        self, method: str, target: str, body: Any = None, headers: dict[str, str] | None = None, *, data: bytes = b""
    ) -> Reply:
        """The answer to one request; ``body`` is sent as JSON, ``data`` as it is."""
        path, _, query = target.partition("?")
        given = {name.lower(): value for name, value in (headers or {}).items()}
        if body is not None:
            data = json.dumps(body).encode()
            given.setdefault("content-type", "application/json")
        sent: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": data, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http",
            "http_version": "1.1",
            "method": method,
            "path": unquote(path),
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "headers": [(name.encode(), value.encode("latin-1")) for name, value in given.items()],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 80),
            "scheme": "http",
            "root_path": "",
        }
        asyncio.run(self._serve(scope, receive, send))
        pairs = [(name.decode().lower(), value.decode("latin-1")) for name, value in sent[0]["headers"]]
        return Reply(sent[0]["status"], dict(pairs), b"".join(m.get("body", b"") for m in sent[1:]), pairs)

    async def _serve(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def mock_of(path: Path, **settings: Any) -> Mock:
    """A mock of the document at ``path``."""
    return Mock(create_app(Settings(spec=path, store="memory:", log_level="warning", seed=1, **settings)))


def mock(folder: Path, tree: dict[str, Any] | str, **settings: Any) -> Mock:
    """A mock of a document that is written to ``folder``: an object, or the text of a YAML file."""
    path = folder / ("openapi.yaml" if isinstance(tree, str) else "openapi.json")
    path.write_text(tree if isinstance(tree, str) else json.dumps(tree), "utf-8")
    return mock_of(path, **settings)


def document(paths: dict[str, Any], version: str = "3.1.0", **more: Any) -> dict[str, Any]:
    """A whole document with these paths."""
    return {"openapi": version, "info": {"title": "Small", "version": "1"}, "paths": paths, **more}


def record(**more: Any) -> dict[str, Any]:
    """The schema of a record with a key that the server gives, a name, and ``more``; all are required."""
    members = {"id": {"type": "string", "readOnly": True}, "name": {"type": "string"}, **more}
    return {"type": "object", "required": [*members], "properties": members}


def taking(schema: dict[str, Any], made: dict[str, Any]) -> dict[str, Any]:
    """An operation with a JSON body in its request."""
    return {**made, "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def answering(schema: Any, *, status: str = "200", media: str = "application/json", **more: Any) -> dict[str, Any]:
    """An operation that answers one thing."""
    content = {media: {"schema": schema, **more}}
    return {"responses": {status: {"description": "Done", "content": content}}}
