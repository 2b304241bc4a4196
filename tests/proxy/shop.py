"""A shop with customers, for tests of what a proxy judges: its document, and a service that is right or wrong."""

from __future__ import annotations

import contextlib
import http.server
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.json_server import on_thread

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CUSTOMER = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1},
        "age": {"type": "integer", "minimum": 0},
    },
}
PROBLEM = {
    "type": "object",
    "required": ["code", "message"],
    "properties": {
        "code": {"type": "integer"},
        "message": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {"type": "object", "properties": {"field": {"type": "string"}, "message": {"type": "string"}}},
        },
    },
}


def _answer(schema: Any) -> dict[str, Any]:
    return {"description": "an answer", "content": {"application/json": {"schema": schema}}}


def document() -> dict[str, Any]:
    """Customers are listed, made and read; an error has a code and a message."""
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}
    number = {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    body = {"required": True, "content": {"application/json": {"schema": CUSTOMER}}}
    listed = _answer({"type": "array", "items": CUSTOMER})
    return {
        "openapi": "3.1.0",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "/v1"}],
        "paths": {
            "/customers": {
                "get": {"operationId": "customers", "parameters": [number], "responses": {"200": listed}},
                "post": {
                    "operationId": "enter",
                    "requestBody": body,
                    "responses": {"201": _answer(CUSTOMER), "400": _answer(PROBLEM)},
                },
            },
            "/customers/{id}": {
                "parameters": [key],
                "get": {"operationId": "customer", "responses": {"200": _answer(CUSTOMER), "404": _answer(PROBLEM)}},
            },
        },
    }


@dataclass
class Shop:
    """The service: ``wrong`` answers a name as a number, ``lax`` takes what it should refuse, ``forgetful`` keeps none.

    It knows the customers 1 to 9 from before.
    """

    wrong: bool = False
    lax: bool = False
    forgetful: bool = False
    url: str = ""
    asked: list[str] = field(default_factory=list)
    made: int = 9
    names: dict[int, Any] = field(default_factory=dict)

    def answer(self, method: str, path: str, body: bytes) -> tuple[int, Any]:
        """Status and body."""
        self.asked.append(f"{method} {path}")
        one = {"id": 1, "name": 7 if self.wrong else "Ann"}
        if not path.startswith("/v1/customers"):
            return 404, {"code": 404, "message": "no such path"}
        if method == "POST":
            sent = json.loads(body or b"null")
            good = isinstance(sent, dict) and isinstance(sent.get("name"), str) and sent["name"]
            if not good and not self.lax:
                return 400, {"code": 400, "message": "no name"}
            self.made += 1
            self.names[self.made] = 7 if self.wrong else (sent or {}).get("name") or "Ann"
            return 201, {"id": self.made, "name": self.names[self.made]}
        if not path.startswith("/v1/customers/"):
            return 200, [one]
        key = path.rpartition("/")[2]
        number = int(key) if key.isascii() and key.isdigit() else 0
        if not 0 < number <= (9 if self.forgetful else self.made):
            return 404, {"code": 404, "message": "no such customer"}
        return 200, {"id": number, "name": self.names.get(number, one["name"])}


@contextlib.contextmanager
def served(*, wrong: bool = False, lax: bool = False, forgetful: bool = False) -> Iterator[Shop]:
    """The shop while it runs."""
    shop = Shop(wrong, lax, forgetful)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, value = shop.answer(self.command, self.path, body)
            data = json.dumps(value).encode()
            self.wfile.write(
                b"HTTP/1.1 %d Answer\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (status, len(data), data)
            )

        def log_message(self, *_: Any) -> None:
            """Nothing on the output."""

    with on_thread(http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        shop.url = f"{url}/v1"
        yield shop


def written(folder: Path) -> Path:
    """The document as a file."""
    path = folder / "shop.json"
    path.write_text(json.dumps(document()))
    return path


def calls(*requests: str, code: int = 0, variable: str = "CONTRACT_PROXY_URL") -> list[str]:
    """A command that sends these requests (``METHOD path [body]``), says what came back, and ends with this code."""
    text = (
        "import json, os, sys, urllib.error, urllib.request as u\n"
        f"base = os.environ[{variable!r}]\n"
        f"for method, path, body in {[_parts(item) for item in requests]!r}:\n"
        "    head = {'Content-Type': 'application/json'} if body else {}\n"
        "    asked = u.Request(base + path, body.encode() or None, head, method=method)\n"
        "    try:\n"
        "        with u.build_opener(u.ProxyHandler({})).open(asked, timeout=120) as found:\n"
        "            print(found.status, found.read().decode())\n"
        "    except urllib.error.HTTPError as found:\n"
        "        print(found.code, dict(found.headers), found.read().decode())\n"
        f"sys.exit({code})\n"
    )
    return [sys.executable, "-c", text]


def _parts(item: str) -> tuple[str, str, str]:
    method, path, *body = item.split(" ", 2)
    return method, path, "".join(body)
