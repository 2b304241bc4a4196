"""Runs a stranger's service on a thread of this process: WSGI, ASGI, or a function of a request."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

from tests.json_server import answering

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextlib.contextmanager
def wsgi(app: Any) -> Iterator[str]:
    """The URL of a WSGI application, which is asked one request at a time."""
    import logging

    from werkzeug.serving import make_server

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    turn = threading.Lock()

    def in_turn(environ: Any, start: Any) -> list[bytes]:
        with turn:
            return list(app(environ, start))

    server = make_server("127.0.0.1", 0, in_turn, threaded=True)
    with _on_thread(lambda: server.serve_forever(0.01), server.shutdown):
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
    """The URL of a function of method, target, headers and body, which gives status, headers and octets."""

    def answered(method: str, target: str, headers: Any, body: bytes) -> tuple[int, bytes, dict[str, str]]:
        status, fields, data = answer(method, target, headers, body)
        return status, data, fields

    with answering(answered) as url:
        yield url


@contextlib.contextmanager
def _on_thread(run: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join(10)
