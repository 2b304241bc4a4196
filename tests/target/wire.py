"""A kept-alive connection to a running target, for tests that want real HTTP."""

from __future__ import annotations

import contextlib
import http.client
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.target.probes import Answer
from tests.target.running import KEY, Target, running_target
from tests.target.script import Probe
from tests.target.web import BASE

if TYPE_CHECKING:
    from collections.abc import Iterator


class Wire:
    """One kept-alive connection to a target."""

    def __init__(self, target: Target) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(target.url).netloc, timeout=60)

    def send(self, probe: Probe) -> Answer:
        """The answer to a probe whose placeholders are filled."""
        self.connection.request(probe.method, probe.target, probe.body, dict(probe.headers))
        answer = self.connection.getresponse()
        return Answer(answer.status, {name.lower(): value for name, value in answer.headers.items()}, answer.read())

    def __call__(self, method: str, path: str, sent: Any = None, **headers: str) -> tuple[int, Any]:
        """Status and JSON of an authorised request."""
        given = {"Authorization": f"Bearer {KEY}", "Content-Type": "application/json"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = json.dumps(sent).encode() if sent is not None else None
        answer = self.send(Probe(method, BASE + path, body, tuple(given.items())))
        return answer.status, answer.json()


@contextlib.contextmanager
def wired(**options: Any) -> Iterator[tuple[Target, Wire]]:
    """A running target and a connection to it."""
    with running_target(**options) as target:
        wire = Wire(target)
        with contextlib.closing(wire.connection):
            yield target, wire
