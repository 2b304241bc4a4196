"""A threaded HTTP/1.1 server with connections that stay open, which Werkzeug's own does not offer."""

from __future__ import annotations

import contextlib
import io
import socket
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from tests.target.exchange import refusal
from tests.target.service import BODY_LIMIT, compact_json

if TYPE_CHECKING:
    from collections.abc import Callable

_CHUNK = 65536


class KeepAliveHandler(WSGIRequestHandler):
    """Reads each request whole, answers it in one write; of a body it keeps what the service would read."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    server: Server

    def setup(self) -> None:
        """Make the connection known to the server, which closes it when it stops."""
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        """Forget the connection."""
        self.server.connections.discard(self.connection)
        with contextlib.suppress(OSError, ValueError):
            super().finish()

    def run_wsgi(self) -> None:
        """Answer one request."""
        environ = self.make_environ()
        try:
            body = self._body(environ)
        except (OSError, ValueError):
            self.send_error(400)
            return
        environ.pop("wsgi.input_terminated", None)
        environ.pop("HTTP_TRANSFER_ENCODING", None)
        environ["wsgi.input"] = io.BytesIO(body)
        environ["CONTENT_LENGTH"] = str(len(body))
        start: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _: Any = None) -> Callable[[bytes], None]:
            start[:] = status, headers
            return lambda data: None

        pieces = self.server.app(environ, start_response)
        parts = list(pieces)
        if hasattr(pieces, "close"):
            pieces.close()
        if environ.get("target.dropped"):
            self.close_connection = True
            return
        self._send(start[0], start[1], parts)

    def _send(self, status: str, headers: list[tuple[str, str]], parts: list[bytes]) -> None:
        names = {name.lower() for name, _ in headers}
        if ("connection", "close") in ((name.lower(), value.lower()) for name, value in headers):
            self.close_connection = True
        elif self.close_connection:
            headers.append(("Connection", "close"))
        if "server" not in names:
            headers.append(("Server", "stand-in"))
        headers.append(("Date", self.date_time_string()))
        payload = b"".join(parts)
        if "content-length" not in names and self.command != "HEAD" and not status.startswith("204"):
            if self.request_version == "HTTP/1.1":
                headers.append(("Transfer-Encoding", "chunked"))
                payload = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts if part) + b"0\r\n\r\n"
            else:
                headers.append(("Content-Length", str(len(payload))))
        head = "".join(f"{name}: {value}\r\n" for name, value in headers)
        self.wfile.write(f"HTTP/1.1 {status}\r\n{head}\r\n".encode("latin-1") + payload)
        self.wfile.flush()

    def _body(self, environ: dict[str, Any]) -> bytes:
        if environ.get("wsgi.input_terminated"):
            return self._kept(environ["wsgi.input"], None)
        length = int(environ.get("CONTENT_LENGTH") or 0)
        if length < 0:
            raise ValueError("a negative Content-Length")
        return self._kept(self.rfile, length)

    def _kept(self, stream: Any, length: int | None) -> bytes:
        """The body's first bytes up to just over the limit; the rest is read and dropped."""
        kept = bytearray()
        while length is None or length > 0:
            piece = stream.read(_CHUNK if length is None else min(_CHUNK, length))
            if not piece:
                break
            if len(kept) <= BODY_LIMIT:
                kept += piece
            if length is not None:
                length -= len(piece)
        if length:
            raise OSError("the body ended early")
        return bytes(kept)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is no HTTP request in the form of every other error."""
        self.close_connection = True
        if not hasattr(self, "request_version") or not self.request_version:
            self.request_version = "HTTP/1.0"
        body = compact_json(refusal(code).body)
        self._send(
            f"{code} Refused",
            [("Content-Type", "application/json"), ("Content-Length", str(len(body)))],
            [body],
        )

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: the service keeps its own log."""


class Server(ThreadedWSGIServer):
    """Serves one application on a loopback port; ``port`` 0 takes a free one."""

    daemon_threads = True

    def __init__(self, app: Callable[..., Any], port: int = 0) -> None:
        self.connections: set[socket.socket] = set()
        super().__init__("127.0.0.1", port, app, handler=KeepAliveHandler)

    def server_close(self) -> None:
        """Stop listening and hang up on everyone."""
        super().server_close()
        for connection in tuple(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing: the service keeps its own log."""
