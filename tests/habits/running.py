"""Runs a service with given habits on a thread of this process."""

from __future__ import annotations

import contextlib
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any

from tests.habits.document import ERROR_MEDIA
from tests.habits.service import Service
from tests.json_server import on_thread

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.habits.profile import Habits


@contextlib.contextmanager
def running(habits: Habits) -> Iterator[tuple[str, Service]]:
    """The base URL of a running service, and the service itself."""
    service = Service(habits)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length)
            status, headers, value = service.answer(self.command, self.path, self.headers, body)
            media = "application/json" if status < 400 else ERROR_MEDIA.get(habits.errors, "application/json")
            text = b"" if value is None else (value if isinstance(value, str) else json.dumps(value)).encode()
            self.send_response(status)
            if text:
                self.send_header("Content-Type", media)
            if status != 204:
                self.send_header("Content-Length", str(len(text)))
            for name, field in headers.items():
                self.send_header(name, field)
            self.end_headers()
            if self.command != "HEAD" and status != 204:
                self.wfile.write(text)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815
        do_TRACE = do_QUERY = do_PURGE = _serve  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with on_thread(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as url:
        yield url, service
