"""A request without content, by its framing (RFC 9110 section 6.4): its Content-Type is the type of nothing."""

from __future__ import annotations

import json
import socket
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
