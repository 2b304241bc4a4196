"""A document with rules of faults, served on a thread, and what comes off its socket."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from mock_server.embedded import ServedMock

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60.0
RESET = b"(reset)"
THING: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}
ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
}


def content(schema: Any, **more: Any) -> dict[str, Any]:
    """A response, or a request body, in JSON."""
    return {"description": "JSON", "content": {"application/json": {"schema": schema, **more}}}


def things(*faults: Any, post: list[Any] | None = None, get: list[Any] | None = None, **root: Any) -> dict[str, Any]:
    """A document of things that are made, listed and read; ``faults`` are for all of it."""
    made = {
        "operationId": "makeThing",
        "requestBody": {**content(THING), "required": True},
        "responses": {"201": content(THING), "400": content(ERROR), "409": content(ERROR)},
        **({"x-mock": {"faults": post}} if post else {}),
    }
    one = {
        "operationId": "readThing",
        "responses": {"200": content(THING), "404": content(ERROR)},
        **({"x-mock": {"faults": get}} if get else {}),
    }
    listed = {"operationId": "listThings", "responses": {"200": content({"type": "array", "items": THING})}}
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Things", "version": "1"},
        "paths": {"/things": {"post": made, "get": listed}, "/things/{id}": {"parameters": [key], "get": one}},
        **({"x-mock": {"faults": list(faults)}} if faults else {}),
        **root,
    }


def served(folder: Path, tree: dict[str, Any], seed: int | None = 1) -> ServedMock:
    """A mock of the document on a thread of this process."""
    path = folder / "document.json"
    path.write_text(json.dumps(tree), "utf-8")
    return ServedMock(path, seed=seed)


def address_of(mock: ServedMock) -> tuple[str, int]:
    """Host and port."""
    parts = urlsplit(mock.url)
    return parts.hostname or "", parts.port or 0


def octets(method: str, target: str, body: Any = None, *headers: str) -> bytes:
    """A request as it travels, after which the connection is closed."""
    data = b"" if body is None else json.dumps(body).encode()
    lines = [f"{method} {target} HTTP/1.1", "Host: localhost", "Connection: close", *headers]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(data)}"]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + data


def raw(mock: ServedMock, method: str, target: str, body: Any = None, *headers: str) -> bytes:
    """All that comes off a connection on which one request is sent, `RESET` at its end where it is reset."""
    with socket.create_connection(address_of(mock), timeout=SECONDS) as connection:
        connection.sendall(octets(method, target, body, *headers))
        parts = []
        try:
            while part := connection.recv(65_536):
                parts.append(part)
        except ConnectionResetError:
            parts.append(RESET)
        return b"".join(parts)


def asked(
    mock: ServedMock, method: str, target: str, body: Any = None, *headers: str
) -> tuple[int, dict[str, str], Any]:
    """Status, headers and JSON value of one answer that is whole."""
    head, separator, data = raw(mock, method, target, body, *headers).partition(b"\r\n\r\n")
    assert separator, head
    first, *lines = head.decode("latin-1").split("\r\n")
    pairs = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    assert len(data) == int(pairs.get("content-length", "0"))
    return int(first.split(" ")[1]), pairs, json.loads(data) if data else None
