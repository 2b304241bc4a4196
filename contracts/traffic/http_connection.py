"""One kept-alive HTTP/1.1 connection: the door to the HTTP parser (httptools) and to sockets.

A check sends thousands of small requests one after the other, so the client does nothing but that: no pool, no
redirects, no cookies, no decoding.
"""

from __future__ import annotations

import select
import socket
import ssl
import zlib
from time import perf_counter
from typing import TYPE_CHECKING, Any

import httptools

from contracts.errors import TargetError
from contracts.exchange import Answer

if TYPE_CHECKING:
    from urllib.parse import SplitResult

MAX_BODY = 8 * 1024 * 1024
_QUICK: int | None = getattr(socket, "TCP_QUICKACK", None)


class Connection:
    """A connection to one host; opened when it is first needed, again when the other side closed it."""

    def __init__(self, url: SplitResult, timeout: float) -> None:
        self.host = url.hostname or ""
        self.tls = url.scheme == "https"
        self.port = url.port or (443 if self.tls else 80)
        self.timeout = timeout
        self._socket: socket.socket | None = None

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def exchange(self, method: str, data: bytes) -> Answer:
        """Send ``data``, a whole request, and read its answer; raises TargetError."""
        started = perf_counter()
        connection = self._open()
        parser = _Reader(method)
        try:
            connection.sendall(data)
            if _QUICK is not None:  # a server that writes head and body apart waits for the acknowledgement of the head
                connection.setsockopt(socket.IPPROTO_TCP, _QUICK, 1)
            while not parser.complete:
                chunk = connection.recv(65536)
                if not chunk:
                    parser.end()
                    self.close()
                    break
                parser.feed(chunk)
        except TimeoutError:
            self.close()
            raise TargetError(f"no answer within {self.timeout:g} s", sent=True) from None
        except httptools.HttpParserError as error:
            self.close()
            raise TargetError(f"the answer is no HTTP: {error}", sent=True) from None
        except OSError as error:
            if not parser.complete and parser.status and not parser.body:
                self.close()
            self.close()
            raise TargetError(f"the connection broke: {error.strerror or error}", sent=True) from None
        except TargetError:
            self.close()
            raise
        if not parser.keep_alive:
            self.close()
        return Answer(parser.status, tuple(parser.headers), _decoded(parser), perf_counter() - started)

    def _open(self) -> socket.socket:
        if self._socket is not None:
            readable, _, _ = select.select([self._socket], [], [], 0)
            if not readable:
                return self._socket
            self.close()
        try:
            raw = socket.create_connection((self.host, self.port), timeout=self.timeout)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            if self.tls:
                raw = ssl.create_default_context().wrap_socket(raw, server_hostname=self.host)
        except ssl.SSLError as error:
            raise TargetError(f"TLS with {self.host} failed: {error.reason or error}", sent=False) from None
        except OSError as error:
            why = error.strerror or str(error)
            raise TargetError(f"{self.host}:{self.port} can't be reached: {why}", sent=False) from None
        self._socket = raw
        return raw


class _Reader:
    """Collects one answer from the parser's callbacks (RFC 9112 section 6: how long a body is)."""

    def __init__(self, method: str) -> None:
        self.head = method == "HEAD"
        self.status = 0
        self.headers: list[tuple[str, str]] = []
        self.body = bytearray()
        self.complete = False
        self.keep_alive = False
        self._framed = False
        self._in_body = False
        self._parser: Any = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        """Take bytes off the wire."""
        self._parser.feed_data(data)

    def end(self) -> None:
        """The other side closed the connection."""
        if self.complete:
            return
        if not self._in_body:
            raise TargetError("the connection was closed without an answer", sent=True)
        if self._framed:
            raise TargetError("the connection was closed in the middle of the answer's body", sent=True)
        self.complete = True

    def on_message_begin(self) -> None:
        """Forget an interim answer (1xx)."""
        if not self.complete:
            self.headers, self.body, self._framed, self._in_body = [], bytearray(), False, False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep one header field."""
        self.headers.append((name.decode("latin-1"), value.decode("latin-1")))
        if name.lower() in (b"content-length", b"transfer-encoding"):
            self._framed = True

    def on_headers_complete(self) -> None:
        """Status and headers are known; an answer to HEAD ends here."""
        self.status = self._parser.get_status_code()
        self._in_body = self.status >= 200
        if self._in_body:
            self.keep_alive = self._parser.should_keep_alive()
        if self.head and self._in_body:
            self.complete, self.keep_alive = True, False

    def on_body(self, data: bytes) -> None:
        """Collect a part of the body."""
        self.body += data
        if len(self.body) > MAX_BODY:
            raise TargetError(f"the answer's body is larger than {MAX_BODY // 1048576} MB", sent=True)

    def on_message_complete(self) -> None:
        """The answer has ended, unless it was an interim one."""
        if self.status >= 200:
            self.complete = True


def _decoded(parser: _Reader) -> bytes:
    """The body without its content coding (RFC 9110 section 8.4.1); as it came where it can't be undone."""
    coding = next((value.strip().lower() for name, value in parser.headers if name.lower() == "content-encoding"), "")
    body = bytes(parser.body)
    if not body or coding not in ("gzip", "x-gzip", "deflate"):
        return body
    try:
        return zlib.decompressobj(47).decompress(body, MAX_BODY)
    except zlib.error:
        return body
