"""Runs a stranger's service on a thread of this process: WSGI, ASGI, or a handler of the standard library."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def wsgi(app: Any) -> Iterator[str]:
    """The URL of a WSGI application."""
    import logging

    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)

    server = make_server("127.0.0.1", 0, app, threaded=True)
    with _on_thread(server.serve_forever, server.shutdown):
        yield f"http://127.0.0.1:{server.server_port}"


@contextlib.contextmanager
def asgi(app: Any) -> Iterator[str]:
    """The URL of an ASGI application."""
    import uvicorn

    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off", ws="none"))

    def stop() -> None:
        server.should_exit = True

    with _on_thread(lambda: server.run(sockets=[listener]), stop):
        for _ in range(500):
            if server.started:
                break
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()


@contextlib.contextmanager
def plain(answer: Callable[[str, str, Any, bytes], tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """The URL of a function of method, target, headers and body."""
    from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, headers, data = answer(self.command, self.path, self.headers, body)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if status not in (204, 304):
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815
        do_TRACE = do_QUERY = do_PURGE = _serve  # noqa: N815

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with _on_thread(lambda: server.serve_forever(0.02), server.shutdown):
        yield f"http://127.0.0.1:{server.server_port}"
    server.server_close()


@contextlib.contextmanager
def _on_thread(run: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(10)
