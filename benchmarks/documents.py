"""Serves every document of a folder and sends one valid request to each of its operations; the answers are judged.

    python benchmarks/documents.py [FOLDER] [--only NAME] [--sample N --seed S] [--prism PATH] [-v]

FOLDER is $SPECS_DIR, else ../shared/specs beside the repository. Beside the valid request goes one that is invalid and
one that is hostile; afterwards the process must still run. Exit code 1 where a document fails the aims.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent))

from client_requests import Request, Requests, Unbuildable
from client_verdict import verdict
from client_view import Asked, View
from load import free_port, machine

from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


ROOT = Path(__file__).resolve().parent.parent
CONFORMING, SECONDS, MEBIBYTES = 99.5, 4.0, 200.0
_PATIENCE = 20


@dataclass
class Outcome:
    """What one server did with one document."""

    name: str
    version: str
    operations: int
    tried: int = 0
    conforming: int = 0
    seconds: float = 0.0
    rss: float = 0.0
    started: bool = False
    alive: bool = False
    failures: list[str] = field(default_factory=list)
    spent: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Conforming answers in percent."""
        return 100.0 * self.conforming / self.tried if self.tried else 100.0

    @property
    def good(self) -> bool:
        """Whether the aims are met."""
        aims = self.share >= CONFORMING and self.seconds < SECONDS and self.rss < MEBIBYTES
        return self.started and self.alive and aims


def documents(folder: Path) -> list[Path]:
    """The main document of every folder below ``folder``: its only file, or the one that begins an OpenAPI document."""
    found = []
    for place in sorted(path for path in folder.iterdir() if path.is_dir()):
        files = sorted(path for path in place.iterdir() if path.suffix in (".json", ".yaml", ".yml"))
        found += files[:1] if len(files) == 1 else [f for f in files if b"openapi" in f.read_bytes()[:2000]][:1]
    return found


def _turn(operation: Asked) -> tuple[bool, int]:
    """What removes comes last, the deepest first: what lies below a removed record is rightly gone."""
    removes = operation.method == "DELETE"
    return removes, -operation.path.count("/") if removes else 0


def measure(
    path: Path,
    command: Sequence[str],
    *,
    strip_base: bool = False,
    sample: int = 0,
    seed: int = 0,
    hostile: bool = True,
    patience: float = 120.0,
) -> Outcome:
    """Serve ``path`` by ``command`` (with ``{port}`` in it) and try its operations."""
    view = View(path)
    operations = list(view.operations)
    outcome = Outcome(path.parent.name, view.version, len(operations))
    if sample and sample < len(operations):
        operations = random.Random(seed).sample(operations, sample)
    operations.sort(key=_turn)
    requests = Requests(view, load_document(path))
    port = free_port()
    began = time.perf_counter()
    with process([word.replace("{port}", str(port)) for word in command]) as server:
        if not answers(server, port, began + patience):
            outcome.failures.append(f"not started within {patience:.0f} s, exit code {server.poll()}")
            return outcome
        outcome.started = True
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)
        for operation in operations:
            try:
                request = requests.valid(operation)
            except Unbuildable as error:
                outcome.failures.append(f"{operation}: (no request) {error}")
                continue
            if strip_base:
                request.target = request.target.removeprefix(operation.base)
            outcome.tried += 1
            sent = time.perf_counter()
            wrong = _try(connection, request, view, operation)
            outcome.spent.append(time.perf_counter() - sent)
            outcome.seconds = outcome.seconds or time.perf_counter() - began
            if wrong:
                outcome.failures.append(f"{operation}: {wrong}")
            else:
                outcome.conforming += 1
            for bad in requests.broken(request) if hostile else ():
                with contextlib.suppress(OSError, http.client.HTTPException):
                    status, _, body = exchange(connection, bad)
                    if status >= 500:
                        outcome.failures.append(f"{operation}: {status} to a hostile request: {body[:120]!r}")
        outcome.seconds = outcome.seconds or time.perf_counter() - began
        connection.close()
        outcome.alive = server.poll() is None
        outcome.rss = _rss(server.pid) if outcome.alive else 0.0
    return outcome


def _try(connection: http.client.HTTPConnection, request: Request, view: View, operation: object) -> str:
    try:
        status, headers, body = exchange(connection, request)
    except (OSError, http.client.HTTPException) as error:
        return f"no answer: {type(error).__name__}: {error}"
    return verdict(view, operation, status, headers, body)  # type: ignore[arg-type]


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


@contextlib.contextmanager
def process(command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server for as long as the block lasts; its output is dropped."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment)
    try:
        yield server
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


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


def main() -> int:
    """Run over the folder and print the table."""
    default = os.environ.get("SPECS_DIR") or str(ROOT.parent / "shared" / "specs")
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", default=default, type=Path)
    parser.add_argument("--only", help="documents whose folder's name holds this")
    parser.add_argument(
        "--sample", type=int, default=0, metavar="N", help="operations of each document, all without it"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--prism", metavar="PATH", help="Prism's program, to measure it beside")
    parser.add_argument("-v", "--verbose", action="store_true", help="print each failure with its reason")
    options = parser.parse_args()
    found = [path for path in documents(options.folder) if not options.only or options.only in path.parent.name]
    print(machine())
    print(
        f"{'document':26}{'version':>8}{'ops':>6}{'started':>9}{'seconds':>9}{'RSS MB':>8}{'ok':>6}{'%':>7}{'ms/op':>7}"
    )
    outcomes = []
    for path in found:
        mock = [
            sys.executable,
            "-m",
            "mock_server",
            "--spec",
            str(path),
            "--port",
            "{port}",
            "--store",
            "memory:",
            "--log-level",
            "warning",
        ]
        outcome = measure(path, mock, sample=options.sample, seed=options.seed)
        outcomes.append(outcome)
        _print(outcome, outcome.name, verbose=options.verbose)
        if options.prism:
            prism = [options.prism, "mock", "-p", "{port}", "-v", "silent", str(path)]
            other = measure(
                path, prism, strip_base=True, sample=options.sample, seed=options.seed, hostile=False, patience=90
            )
            _print(other, "  Prism", verbose=False)
    tried, right = sum(o.tried for o in outcomes), sum(o.conforming for o in outcomes)
    print(
        f"{right} of {tried} operations conform ({100 * right / max(1, tried):.2f} %), "
        f"{sum(o.started for o in outcomes)} of {len(outcomes)} documents started"
    )
    bad = [outcome.name for outcome in outcomes if not outcome.good]
    if bad:
        print(f"below the aims ({CONFORMING} %, {SECONDS} s, {MEBIBYTES} MB): {', '.join(bad)}")
    return 1 if bad else 0


def _print(outcome: Outcome, name: str, *, verbose: bool) -> None:
    typical = statistics.median(outcome.spent) * 1000 if outcome.spent else 0.0
    state = "no" if not outcome.started else ("yes" if outcome.alive else "died")
    print(
        f"{name:26}{outcome.version:>8}{outcome.operations:>6}{state:>9}{outcome.seconds:>9.2f}{outcome.rss:>8.0f}"
        f"{outcome.conforming:>6}{outcome.share:>7.1f}{typical:>7.1f}",
        flush=True,
    )
    for failure in outcome.failures if verbose else ():
        print(f"    {failure}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
