"""A request without content, by its framing (RFC 9110 section 6.4): its Content-Type is the type of nothing."""

from __future__ import annotations

import json
import socket
import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from mock_server.embedded import ServedMock

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {"/raw": {"put": {"requestBody": {"required": True, "content": {"application/octet-stream": {}}},
                               "responses": {"204": {"description": "Stored"}, "400": {"description": "Wrong"}}}}},
}  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ("Content-Type: application/octet-stream\r\n", 400),
        ("", 400),
        ("Content-Type: application/octet-stream\r\nContent-Length: 0\r\n", 204),
        ("Content-Type: application/octet-stream\r\nTransfer-Encoding: chunked\r\n", 204),
    ],
    ids=["type alone", "nothing", "empty content", "empty chunks"],
)
def test_a_required_body_is_missing_without_framing(fields: str, status: int, tmp_path: Path) -> None:
    """Empty content is a body of no octets; no content at all is no body."""
    (tmp_path / "openapi.json").write_text(json.dumps(DOCUMENT), "utf-8")
    with ServedMock(tmp_path / "openapi.json", seed=1) as mock:
        parts = urlsplit(mock.url)
        with socket.create_connection((parts.hostname or "", parts.port or 0), 10) as connection:
            end = "0\r\n\r\n" if "chunked" in fields else ""
            head = f"PUT /raw HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{fields}\r\n{end}"
            connection.sendall(head.encode())
            answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert int(answer.split()[1]) == status


_STATUSES = ("200", "204", "205", "304")
_FRAMED = {
    "openapi": "3.1.0",
    "info": {"title": "T", "version": "1"},
    "paths": {
        f"/s{status}": {
            method: {"responses": {status: {"description": "Done", "content": {"text/plain": {"example": "body"}}}}}
            for method in ("get", "put")
        }
        for status in _STATUSES
    },
}


def test_answers_without_content_leave_the_connection_to_the_next(tmp_path: Path) -> None:
    """Requests in one write, HEAD among them: each answer begins where the one before it ends."""
    (tmp_path / "openapi.json").write_text(json.dumps(_FRAMED), "utf-8")
    asked = [(method, status) for status in (*_STATUSES, "200") for method in ("GET", "HEAD", "PUT")]
    lines = [f"{method} /s{status} HTTP/1.1\r\nHost: localhost\r\n" for method, status in asked]
    data = "\r\n".join([*lines, "GET /s200 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"])
    with ServedMock(tmp_path / "openapi.json", seed=1) as mock:
        answer = _exchanged(mock.url, [data.encode()])
    for method, status in asked:
        head, _, answer = answer.partition(b"\r\n\r\n")
        fields = head.lower().split(b"\r\n")
        assert fields[0].startswith(f"http/1.1 {status} ".encode())
        assert (b"content-length: 0" in fields) is (status == "205")
        assert not any(field.startswith(b"content-length:") for field in fields) or status in ("200", "205")
        body = b"body" if status == "200" and method != "HEAD" else b""
        assert answer.startswith(body + b"HTTP/1.1 ")
        answer = answer[len(body) :]
    assert answer.endswith(b"\r\n\r\nbody")


@pytest.mark.parametrize(
    ("method", "parts"), [("PURGE", 1), ("FOO", 2), ("X-Y", 3), ("GETS", 3), ("POSTAL", 4), ("GET", 2), ("PUT", 3)]
)
def test_a_method_may_arrive_in_parts(method: str, parts: int, tmp_path: Path) -> None:
    """An unknown one is not allowed, a known one is carried out, however its octets are divided."""
    (tmp_path / "openapi.json").write_text(json.dumps(_FRAMED), "utf-8")
    line = f"{method} /s200 HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
    with ServedMock(tmp_path / "openapi.json", seed=1) as mock:
        octets = _exchanged(mock.url, [*(line[n : n + 1] for n in range(parts - 1)), line[parts - 1 :]])
    assert int(octets.split()[1]) == (200 if method in ("GET", "PUT") else 405)


def _exchanged(url: str, parts: list[bytes]) -> bytes:
    """What comes back for octets that are sent in parts."""
    target = urlsplit(url)
    with socket.create_connection((target.hostname or "", target.port or 0), 10) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for part in parts:
            connection.sendall(part)
            time.sleep(0.02 if len(parts) > 1 else 0)
        return b"".join(iter(lambda: connection.recv(65536), b""))
