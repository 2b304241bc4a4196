"""Requests as octets and answers as they come off a socket: for what HTTP clients refuse to send."""

from __future__ import annotations

import http
import socket
from dataclasses import dataclass

from tests.running import KEY

SECONDS = 60.0
BEARER = (b"Authorization", b"Bearer " + KEY.encode())
JSON = (b"Content-Type", b"application/json")
CLIENTS = "/api/v1/clients"
API_KEYS = "/api/v1/mcp/api-keys"


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: header names in lower case; ``body`` without its transfer coding."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str:
        """A header's value, empty where there is none."""
        return next((value for key, value in self.headers if key == name), "")


def request(
    method: str = "POST",
    target: str = CLIENTS,
    body: bytes | None = None,
    *headers: tuple[bytes, bytes],
    key: bool = True,
    media: bool = True,
    version: str = "1.1",
    close: bool = True,
) -> bytes:
    """A request; a Content-Length is added where there is a body, Connection: close unless told otherwise."""
    lines = [f"{method} {target} HTTP/{version}".encode("latin-1"), b"Host: localhost"]
    lines += [name + b": " + value for name, value in [BEARER] * key + [JSON] * media + list(headers)]
    if body is not None:
        lines.append(b"Content-Length: %d" % len(body))
    if close:
        lines.append(b"Connection: close")
    return b"\r\n".join(lines) + b"\r\n\r\n" + (body or b"")


def chunked(*chunks: bytes) -> bytes:
    """A body in the chunked transfer coding (RFC 9112 section 7.1)."""
    return b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"


def connect(address: tuple[str, int]) -> socket.socket:
    """A connection to the mock, which gives up rather than wait for ever."""
    return socket.create_connection(address, timeout=SECONDS)


def exchange(address: tuple[str, int], data: bytes, method: str = "", *, half: bool = False) -> Answer:
    """Send octets on a connection of their own; the final answer. ``half`` closes our side after them."""
    found = exchanges(address, data, method, half=half)
    assert len(found) == 1, found
    return found[0]


def exchanges(address: tuple[str, int], data: bytes, method: str = "", *, half: bool = False) -> list[Answer]:
    """Send octets on a connection of their own; every final answer until the mock closes it."""
    with connect(address) as connection:
        connection.sendall(data)
        if half:
            connection.shutdown(socket.SHUT_WR)
        return answers(received(connection), method or data.partition(b" ")[0].decode("latin-1"))


def received(connection: socket.socket) -> bytes:
    """Everything until the mock closes the connection."""
    parts = []
    while part := connection.recv(65_536):
        parts.append(part)
    return b"".join(parts)


def answers(data: bytes, method: str) -> list[Answer]:
    """The final answers in what a connection gave; those to HEAD have no body (RFC 9112 section 6.3)."""
    found = []
    while data:
        head, separator, data = data.partition(b"\r\n\r\n")
        assert separator, head
        first, *lines = head.decode("latin-1").split("\r\n")
        protocol, status = first.split(" ")[:2]
        assert protocol == "HTTP/1.1", first
        pairs = (line.split(":", 1) for line in lines)
        headers = tuple((name.lower(), value.strip()) for name, value in pairs)
        answer = Answer(int(status), headers, b"")
        if answer.status < http.HTTPStatus.OK:
            continue
        size = 0 if method == "HEAD" or answer.status in (204, 304) else int(answer.header("content-length"))
        assert len(data) >= size, (head, data)
        found.append(Answer(answer.status, headers, data[:size]))
        data = data[size:]
    return found
