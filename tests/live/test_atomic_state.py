"""Reset and restore take place between two requests: nobody sees half of them, whatever is under way."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from mock_server.embedded import MockSandbox, ServedMock
from tests.live.shop import shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedMock]:
    """A mock on a thread."""
    (tmp_path / "openapi.json").write_text(json.dumps(shop()), "utf-8")
    with ServedMock(tmp_path / "openapi.json") as mock:
        yield mock


def listed(connection: HTTPConnection, path: str) -> list[str]:
    """The names of the things that are listed."""
    connection.request("GET", path)
    return [thing["name"] for thing in json.loads(connection.getresponse().read())]


@pytest.mark.parametrize("kind", ["the server's own state", "a sandbox"])
def test_no_request_sees_half_of_a_restoration(served: ServedMock, kind: str) -> None:
    """Lists that are asked for meanwhile show one snapshot or the other, and writes fall before or after."""
    control: Any = served
    if kind == "a sandbox":
        control = MockSandbox(served.url, token=served.token, admin=served.admin.url)
    snapshots = []
    for name, count in (("a", 3), ("b", 5)):
        control.admin.call("DELETE", "records", "things")
        for number in range(count):
            control.put("things", f"{name}{number}", {"name": name})
        snapshots.append(control.snapshot())
    parts, seen, ended = urlsplit(control.url), set[str](), threading.Event()

    def look(_: int) -> None:
        connection = HTTPConnection(parts.netloc, timeout=300)
        while not ended.is_set():
            seen.add(",".join(listed(connection, f"{parts.path}/things")))
        connection.close()

    with ThreadPoolExecutor(3) as pool:
        looking = [pool.submit(look, number) for number in range(3)]
        try:
            for number in range(60):
                snapshots[number % 2].restore()
        finally:
            ended.set()
        for each in looking:
            each.result()
    assert seen <= {"a,a,a", "b,b,b,b,b"}
    control.reset()
    assert control.records("things") == {}
