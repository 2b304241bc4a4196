"""Tries the operations of one document on a server: requests small and full, judged answers, time and memory."""

from __future__ import annotations

import contextlib
import http.client
import os
import pickle
import random
import re
import tempfile
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from client_requests import Request, Requests, Unbuildable
from client_verdict import verdict
from client_view import Asked, View
from load import free_port, running

from mock_server.embedded import EmbeddedMock
from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator, Sequence

    Exchange = Callable[[Request], tuple[int, dict[str, str], bytes]]


ROOT = Path(__file__).resolve().parent.parent
CONFORMING, SECONDS, MEBIBYTES = 99.5, 4.0, 300.0
_PATIENCE = 20
_TOLD = re.compile(r"[/.=:](?:(?P<removes>(?:batch)?(?:delete|remove))|get|describe|list)[^/.=:{}]*$", re.IGNORECASE)
"""What the last word of a path says that is done: `DeleteBox`, `describe-flow`."""


@dataclass
class Outcome:
    """What one server did with one document."""

    name: str
    version: str
    operations: int
    tried: set[str] = field(default_factory=set)
    wrong: set[str] = field(default_factory=set)
    seconds: float = 0.0
    rss: float = 0.0
    started: bool = False
    alive: bool = False
    failures: list[str] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Conforming answers in percent."""
        return 100.0 * self.conforming / len(self.tried) if self.tried else 100.0

    @property
    def conforming(self) -> int:
        """How many operations answered right."""
        return len(self.tried) - len(self.wrong)

    @property
    def good(self) -> bool:
        """Whether the aims are met."""
        aims = self.share >= CONFORMING and self.seconds < SECONDS and self.rss < MEBIBYTES
        return self.started and self.alive and aims


def _turn(operation: Asked) -> tuple[int, int]:
    """What reads comes first, then what changes, then what makes: whoever makes a record may miss others from then on.

    What removes comes last, the deepest first: what lies below a removed record is rightly gone. Of paths that tell in
    words what is done, the words count: `/GetGroup`, `/messages/batchDelete`, `/#X-Amz-Target=Store_2024.DeleteBox`.
    """
    rank = {"PATCH": 1, "PUT": 2, "POST": 3, "DELETE": 4}.get(operation.method, 0)
    if rank == 3 and (told := _TOLD.search(operation.path)):
        rank = 4 if told["removes"] else 0
    return rank, -operation.path.count("/") if rank == 4 else 0


def measure(
    path: Path,
    command: Sequence[str],
    *,
    strip_base: bool = False,
    most: int = 0,
    seed: int = 0,
    hostile: bool = True,
    patience: float = 120.0,
) -> Outcome:
    """Serve ``path`` by ``command`` (with ``{port}`` in it) and try its operations, ``most`` of them (0: all).

    The server is started anew for the second requests: what the first ones removed or made is rightly not there twice.
    """
    view = View(path)
    outcome = Outcome(path.parent.name, view.version, len(view.operations))
    for full in (False, True):
        port = free_port()
        began = time.perf_counter()
        with process([word.replace("{port}", str(port)) for word in command]) as server:
            if not answers(server, port, began + patience):
                outcome.failures.append(f"not started within {patience:.0f} s, exit code {server.poll()}")
                return outcome
            outcome.started, outcome.seconds = True, max(outcome.seconds, time.perf_counter() - began)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
            trial = _Trial(view, partial(exchange, connection), strip_base=strip_base, hostile=hostile)
            trial.run(outcome, _chosen(view, most, seed), full=full)
            connection.close()
            outcome.alive = server.poll() is None
            outcome.rss = max(outcome.rss, _rss(server.pid) if outcome.alive else 0.0)
    return outcome


def within(path: Path, most: int | None = 0, seed: int = 0) -> Outcome:
    """As `measure`, of a mock in this process; seconds are those of the processor. ``most``: None only starts it."""
    outcome = Outcome(path.parent.name, "", 0)
    try:
        began = time.process_time()
        with EmbeddedMock(path, seed=seed) as mock:
            mock.ask("GET", "/")
            outcome.seconds, outcome.rss = time.process_time() - began, _rss(os.getpid())
            mock.base_path = ""  # targets are whole

            def ask(request: Request) -> tuple[int, dict[str, str], bytes]:
                found = mock.ask(request.method, request.target, headers=request.headers, body=request.body or b"")
                return found.status, {name.lower(): value for name, value in found.headers}, found.body

            outcome.started = outcome.alive = True
            outcome.version, outcome.operations = mock.document.version, len(mock.document.operations)
            if most is None:
                return outcome
            view = View(path)
            for full in (False, True):
                _Trial(view, ask).run(outcome, _chosen(view, most, seed), full=full)
                mock.reset()
    except Exception as error:
        outcome.alive = False
        outcome.failures.append(f"{type(error).__name__}: {error}")
    return outcome


def import_all() -> None:
    """Load what a mock loads when it is first asked, so that no child has to."""
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "openapi.json"
        path.write_text('{"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {"/": {"get": {}}}}')
        within(path)


def apart(path: Path, most: int | None, seed: int) -> Outcome:
    """`within` in a child of its own, so that what is kept of one document is no burden for the next."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        with os.fdopen(writer, "wb") as out:
            pickle.dump(within(path, most, seed), out)
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as held:
        told = held.read()
    os.waitpid(child, 0)
    if told:
        found: Outcome = pickle.loads(told)  # what our own child wrote
        return found
    return Outcome(path.parent.name, "?", 0, failures=["the process ended"])


def _chosen(view: View, most: int, seed: int) -> list[Asked]:
    operations = list(view.operations)
    if most and most < len(operations):
        operations = random.Random(seed).sample(operations, most)
    return sorted(operations, key=_turn)


class _Trial:
    """Sends requests by ``ask`` and notes how they are answered."""

    def __init__(self, view: View, ask: Exchange, *, strip_base: bool = False, hostile: bool = True) -> None:
        self._view = view
        self._ask = ask
        self._strip = strip_base
        self._hostile = hostile
        self._requests = Requests(view, load_document(view.path))
        self._removed: set[str] = set()

    def run(self, outcome: Outcome, operations: list[Asked], *, full: bool) -> None:
        """One request for each operation, as small as may be or ``full``."""
        for operation in operations:
            try:
                request = self._requests.valid(operation, full=full)
            except Unbuildable as error:
                if not full:
                    outcome.failures.append(f"{operation}: (no request) {error}")
                continue
            if self._strip:
                request.target = request.target.removeprefix(operation.base)
            sent = time.perf_counter()
            wrong = self._judged(request, operation)
            outcome.spent.append(time.perf_counter() - sent)
            outcome.tried.add(str(operation))
            if wrong:
                outcome.wrong.add(str(operation))
                outcome.failures.append(f"{operation}:{' (full)' if full else ''} {wrong}")
            for bad in self._requests.broken(request) if self._hostile else ():
                with contextlib.suppress(OSError, http.client.HTTPException):
                    status, _, body = self._ask(bad)
                    if status >= 500:
                        outcome.failures.append(f"{operation}: {status} to a hostile request: {body[:120]!r}")

    def _judged(self, request: Request, operation: Asked) -> str:
        try:
            status, headers, body = self._ask(request)
        except (OSError, http.client.HTTPException) as error:
            return f"no answer: {type(error).__name__}: {error}"
        if request.method == "DELETE":
            target = request.target.partition("?")[0]
            if status == 404 and target in self._removed:
                return ""  # two operations of one path: the record is rightly gone
            self._removed.add(target)
        return verdict(self._view, operation, status, headers, body)


def exchange(connection: http.client.HTTPConnection, request: Request) -> tuple[int, dict[str, str], bytes]:
    """Send one request; status, headers (names in lower case) and body of its answer."""
    try:
        connection.putrequest(request.method, request.target, skip_accept_encoding=True)
        for name, value in request.headers.items():
            clean = value.replace("\n", " ").replace("\r", " ").encode("utf-8", "replace")
            connection.putheader(name.replace(" ", "-"), clean)
        if request.body is not None:
            connection.putheader("Content-Length", str(len(request.body)))
        elif request.method in ("POST", "PUT", "PATCH"):
            connection.putheader("Content-Length", "0")
        connection.endheaders(request.body)
        with connection.getresponse() as response:
            return response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
    except (OSError, http.client.HTTPException, ValueError):
        connection.close()
        raise


_STARTS = 3


@contextlib.contextmanager
def process(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server of this checkout for as long as the block lasts."""
    with running(command, {**os.environ, "PYTHONPATH": str(ROOT)}) as server:
        yield server


@contextlib.contextmanager
def answering(command: Sequence[str], seconds: float) -> Iterator[int]:
    """The port (``{port}`` in the command) at which a server answers while the block lasts; 0 where none starts.

    A port that was free may be taken before the server has it, so there are three tries.
    """
    for _ in range(_STARTS):
        port = free_port()
        with process([word.replace("{port}", str(port)) for word in command]) as server:
            if answers(server, port, time.perf_counter() + seconds):
                yield port
                return
    yield 0


def answers(server: subprocess.Popen[bytes], port: int, deadline: float) -> bool:
    """Whether the server gives an HTTP answer in time."""
    while time.perf_counter() < deadline and server.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=max(1.0, deadline - time.perf_counter()))
        with contextlib.suppress(OSError, http.client.HTTPException):
            connection.request("GET", "/")
            with connection.getresponse() as response:
                response.read()
            connection.close()
            return True
        connection.close()
        time.sleep(0.02)
    return False


def _rss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0.0
