"""Small documents for tests, and calls against a mock of one in this process."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import yaml

from mock_server import Settings, create_app

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server import MockApp


def write(folder: Path, document: dict[str, Any]) -> Path:
    """Write ``document``, with what every document needs filled in, and return its path."""
    whole = {"openapi": "3.0.3", "info": {"title": "Test", "version": "1"}, "paths": {}, **document}
    path = folder / "document.yaml"
    path.write_text(yaml.safe_dump(whole, sort_keys=False), "utf-8")
    return path


def app(folder: Path, document: dict[str, Any], **settings: Any) -> MockApp:
    """A mock of ``document`` in memory."""
    return create_app(Settings(spec=write(folder, document), log_level="error", **{"seed": 1, **settings}))


def call(target: MockApp, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any, dict[str, str]]:
    """One request in this process: status, decoded body, headers (names with ``_`` for ``-``)."""
    data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
    sent = {"content_type": "application/json", **headers} if body is not None else headers
    raw_path, _, query = path.partition("?")
    scope = {
        "type": "http", "method": method, "path": unquote(raw_path), "raw_path": raw_path.encode(),
        "query_string": query.encode(), "root_path": "", "http_version": "1.1", "scheme": "http",
        "headers": [(name.replace("_", "-").encode(), value.encode()) for name, value in sent.items()],
    }  # fmt: skip
    got: dict[str, Any] = {"body": b""}

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": data, "more_body": False}

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            got["status"] = message["status"]
            got["headers"] = {name.decode().lower(): value.decode() for name, value in message["headers"]}
        else:
            got["body"] += message.get("body", b"")

    async def served() -> None:
        await target(scope, receive, send)

    asyncio.run(served())
    kind = got["headers"].get("content-type", "")
    return got["status"], json.loads(got["body"]) if "json" in kind and got["body"] else got["body"], got["headers"]


def operation(*, body: Any = None, answers: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An operation with JSON schemas for its body and its answers by status."""
    made: dict[str, Any] = {"responses": {}, **more}
    for status, schema in (answers or {"200": {}}).items():
        content = {"content": {"application/json": {"schema": schema}}} if schema is not None else {}
        made["responses"][status] = {"description": status, **content}
    if body is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": body}}}
    return made
