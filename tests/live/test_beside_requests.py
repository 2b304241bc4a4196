"""What is done to a whole mock while others use it: each request is answered, and by one state or another."""

from __future__ import annotations

import json
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from tests.live.shop import shop
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

    from tests.running import RunningMock

NAMES = 3
"""So many clients."""
ROUNDS = 12
WITHIN = 120.0


@pytest.fixture
def served(tmp_path: Path) -> Iterator[RunningMock]:
    """A mock with one first record."""
    (tmp_path / "openapi.json").write_text(json.dumps(shop()), "utf-8")
    (tmp_path / "seed.json").write_text(json.dumps({"things": [{"id": "s1", "name": "seeded"}]}), "utf-8")
    with running_mock("--seed-data", str(tmp_path / "seed.json"), spec=tmp_path / "openapi.json") as mock:
        yield mock


def asked(connection: HTTPConnection, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Status and value of an answer."""
    connection.request(method, path, None if body is None else json.dumps(body), {"content-type": "application/json"})
    answer = connection.getresponse()
    text = answer.read()
    return answer.status, json.loads(text) if text else None


def test_each_request_is_answered_beside_reset_restore_and_reload(served: RunningMock) -> None:
    """With what was made or with none of it; nothing fails, and the end is as it should be."""
    parts, seen, ended = urlsplit(served.url), set[int](), threading.Event()
    connection, token = HTTPConnection(parts.netloc, timeout=WITHIN), {"authorization": f"Bearer {served.token}"}

    def told(path: str) -> None:
        connection.request("POST", f"/__admin/{path}", headers=token)
        answer = connection.getresponse()
        text = answer.read()
        assert answer.status < 300, text

    told("snapshots/first")

    def work(_: int) -> int:
        connection, number = HTTPConnection(parts.netloc, timeout=WITHIN), 0
        while not (number and ended.is_set()):
            status, made = asked(connection, "POST", "/things", {"name": "n"})
            assert status == 201
            assert made["name"] == "n"
            path = f"/things/{made['id']}"
            seen.add(asked(connection, "PUT", path, {"name": "m"})[0])
            status, things = asked(connection, "GET", "/things")
            assert status == 200
            assert all(thing["name"] in ("seeded", "n", "m") for thing in things)
            assert "seeded" in [thing["name"] for thing in things]
            seen.add(asked(connection, "DELETE", path)[0])
            number += 1
        connection.close()
        return number

    with ThreadPoolExecutor(NAMES) as pool:
        working = [pool.submit(work, number) for number in range(NAMES)]
        try:
            for _ in range(ROUNDS):
                told("reset")
                told("reload")
                told("snapshots/first/restore")
        finally:
            ended.set()
        assert all(each.result() for each in working)
    assert seen <= {200, 204, 404}
    told("reset")
    assert [thing["name"] for thing in asked(connection, "GET", "/things")[1]] == ["seeded"]
    connection.close()
    assert "failed" not in served.stderr


def test_listeners_that_vanish_are_forgotten(served: RunningMock) -> None:
    """Connections that are reset while events are awaited leave nothing behind, and hold up nobody."""
    parts = urlsplit(served.url)
    request = (
        f"GET /__admin/events HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {served.token}\r\n\r\n".encode()
    )
    for _ in range(40):
        listener = socket.create_connection((parts.hostname or "", parts.port or 0), WITHIN)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")  # RST in place of FIN
        listener.sendall(request)
        assert listener.recv(4096).startswith(b"HTTP/1.1 200")
        listener.close()
    with served.admin_client() as admin:
        deadline = time.monotonic() + WITHIN
        while "\nmock_journal_waiting 0\n" not in admin.get("/metrics").text:
            assert time.monotonic() < deadline
            assert admin.get("/records/things").status_code == 200
            time.sleep(0.02)
        with admin.stream("GET", "/events") as listening:
            assert listening.status_code == 200
            assert "\nmock_journal_waiting 1\n" in until_waiting(admin)


def until_waiting(admin: httpx.Client) -> str:
    """The metrics, once somebody waits."""
    deadline = time.monotonic() + WITHIN
    while "waiting 0" in (text := admin.get("/metrics").text) and time.monotonic() < deadline:
        time.sleep(0.02)
    return text
