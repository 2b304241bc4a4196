"""A mock with two workers over a real Redis."""

from __future__ import annotations

import contextlib
import json
import ssl
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.live.shop import shop
from tests.redis_server import running_redis
from tests.running import running_mock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.redis_server import RedisServer
    from tests.running import RunningMock

WAIT_SECONDS = 120.0


@dataclass
class Crew:
    """A running mock, its Redis and its document."""

    mock: RunningMock
    redis: RedisServer
    spec: Path

    def workers(self) -> list[int]:
        """The process ids of the workers."""
        asked = ["ps", "-o", "pid=", "--ppid", str(self.mock.process.pid)]
        return [int(line) for line in subprocess.run(asked, capture_output=True, check=False).stdout.split()]

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One request on a connection of its own, which any of the workers may get."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # a bare one: that of the system takes long to load
        return httpx.request(method, self.mock.origin + path, timeout=300, trust_env=False, verify=context, **more)

    def admin(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One call of the admin API, by any of the workers."""
        headers = {"Authorization": f"Bearer {self.mock.token}"}
        return self.ask(method, f"/__admin{path}", headers=headers, **more)

    def create(self, count: int) -> list[str]:
        """Make so many things, each on a connection of its own; their keys."""
        made = [self.ask("POST", "/things", json={"name": f"n{number}"}) for number in range(count)]
        assert {answer.status_code for answer in made} == {201}
        return [answer.json()["id"] for answer in made]


def until(holds: Callable[[], bool]) -> None:
    """Wait until it holds; AssertionError where it does not come to that."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if holds():
                return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


@contextlib.contextmanager
def running_crew(folder: Path, *words: str, timeout: float = 20.0) -> Iterator[Crew]:
    """Two workers, with these words of the command line; ``timeout`` is what a step to Redis may take."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(shop()))
    with (
        running_redis() as redis,
        running_mock("--workers", "2", *words, spec=spec, store=f"{redis.url}?timeout={timeout}") as mock,
    ):
        yield Crew(mock, redis, spec)


@pytest.fixture(scope="module")
def crew(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crew]:
    """One for several tests, each of which forgets what was before."""
    with running_crew(tmp_path_factory.mktemp("crew")) as found:
        yield found
