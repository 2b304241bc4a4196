"""Serves a function of a request, which answers with JSON, over HTTP on a thread of this process."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from email.message import Message
    from http.server import HTTPServer

    Answering = Callable[[str, str, Message, bytes], tuple[int, Any, Mapping[str, str]]]

_METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY", "PURGE")


@contextlib.contextmanager
def answering(answer: Answering, *methods: str) -> Iterator[str]:
    """The URL under which ``answer`` is asked with method, target, headers and body; it gives status, value and fields.

    A value of None is no body, octets are one. Where ``methods`` are given, others are not implemented (501).
    It is asked one request at a time: a service in Python that two threads ask at once gives one number to two records.
    """
    turn = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # an answer goes out in one piece

        def _serve(self) -> None:
            asked = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            with turn:
                status, value, fields = answer(self.command, self.path, self.headers, asked)
                body = value if isinstance(value, bytes) else b"" if value is None else json.dumps(value).encode()
            self.send_response(status)
            for name, field in (({"Content-Type": "application/json"} if body else {}) | dict(fields)).items():
                self.send_header(name, field)
            if status != 204:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body if self.command != "HEAD" else b"")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    for method in methods or _METHODS:
        setattr(Handler, f"do_{method}", Handler._serve)
    with on_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url


def sent_json(body: bytes) -> Any:
    """The value that a request's body has as JSON; None where it is none."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


@contextlib.contextmanager
def on_thread(server: HTTPServer) -> Iterator[str]:
    """The URL of a server that runs until the block ends, which a last connection tells it."""
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            server.handle_request()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        ended.set()
        socket.create_connection(("127.0.0.1", server.server_port)).close()
        thread.join(10)
        server.server_close()
