"""Takes cases of one kind, one after the other, in a process with limits: `python -m tests.fuzz.worker KIND`.

A case is its length in eight bytes and its octets on standard input; the answer is the same: nothing where all is
well, else what went wrong. A case that takes more than a second of the processor ends the process by SIGPROF, one
that hangs by SIGALRM, and one that needs 300 MB more than the process had before fails with MemoryError.
"""

from __future__ import annotations

import contextlib
import io
import logging
import os
import re
import resource
import signal
import socket
import sys
import tempfile
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

CORPUS = Path(__file__).parent / "corpus"
DOCUMENT = CORPUS / "documents" / "notes.yaml"
RECORDING = CORPUS / "hars" / "notes.har"
SECONDS = 2.0
MEGABYTES = 300
_HANGS_AFTER = 120.0


def documents(data: bytes, folder: Path) -> None:
    """Explain the document and ask each of its operations once."""
    from mock_server import cli
    from mock_server.embedded import EmbeddedMock
    from mock_server.errors import MockServerError

    path = folder / ("openapi.json" if data.lstrip()[:1] == b"{" else "openapi.yaml")
    path.write_bytes(data)
    told(cli.main(["explain", str(path)]), 0, 2)
    with contextlib.suppress(MockServerError), EmbeddedMock(path, seed=1) as mock:
        for operation in mock.document.operations[:20]:
            target = re.sub(r"\{[^{}]*\}", "1", operation.path)
            mock.ask(operation.method, "".join(c if "!" <= c <= "~" else "_" for c in target), json={"name": "x"})
        mock.ask("GET", "/openapi.json")
        mock.ask("GET", "/ui/credentials.json")


def overlays(data: bytes, folder: Path) -> None:
    """Explain a document that the overlay changes."""
    from mock_server import cli

    told(cli.main(["explain", str(DOCUMENT), "--overlay", str(_written(folder / "x.yaml", data))]), 0, 2)


def records(data: bytes, folder: Path) -> None:
    """Serve a document with the first records."""
    from mock_server.errors import MockServerError
    from mock_server.server.app import create_app
    from mock_server.settings import Settings

    path = _written(folder / "x.yaml", data)
    with contextlib.suppress(MockServerError):
        create_app(Settings(spec=DOCUMENT, seed=1, seed_data=(path,), log_level="error"))


def journals(data: bytes, folder: Path) -> None:
    """Open the journal, read and change what is in it, and open it again."""
    from mock_server.store import StoreError, open_store

    path = folder / "x.journal"
    path.write_bytes(data)
    for _ in range(2):
        with contextlib.suppress(StoreError), contextlib.closing(open_store(str(path))) as store:
            store.create("notes", "new", {"text": "x"})
            for key, record in list(store.records("notes"))[:3]:
                store.replace("notes", key, {"again": record})


def hars(data: bytes, folder: Path) -> None:
    """Judge the recording."""
    _checked(folder, "--har", str(_written(folder / "x.har", data)))


def baselines(data: bytes, folder: Path) -> None:
    """Judge a small recording with the baseline."""
    _checked(folder, "--har", str(RECORDING), "--baseline", str(_written(folder / "drift.toml", data)))


def ledgers(data: bytes, folder: Path) -> None:
    """Clean what the ledger names; no connection is opened."""
    _contracts("clean", str(_written(folder / "x.jsonl", data)), "--spec", str(DOCUMENT), "--key", "note-key")


def reports(data: bytes, folder: Path) -> None:
    """Accept the drifts of the report."""
    words = ["--reason", "r", "--owner", "o", "--expires", "2030-01-31", "--baseline", str(folder / "drift.toml")]
    _contracts("accept", str(_written(folder / "x.json", data)), *words)


class Http:
    """Sends octets to a mock on a thread, and then a request that must be answered."""

    def __init__(self) -> None:
        from mock_server.embedded import ServedMock

        self._mock = ServedMock(DOCUMENT, seed=1)
        parts = urlsplit(self._mock.url)
        self._address = (parts.hostname or "", parts.port or 0)

    def __call__(self, data: bytes, folder: Path) -> None:
        """Take one case."""
        answered = self._sent(data)
        if answered and not re.match(rb"HTTP/1\.[01] [1-5][0-9][0-9] ", answered):
            raise AssertionError(f"this is no HTTP: {answered[:100]!r}")
        if re.search(rb"^HTTP/1\.1 500 ", answered, re.MULTILINE):
            raise AssertionError(f"a fault of the server: {answered[:300]!r}")
        after = self._sent(b"GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        if not after.startswith(b"HTTP/1.1 200 "):
            raise AssertionError(f"others are not served any more: {after[:100]!r}")
        self._mock.reset()

    def _sent(self, data: bytes) -> bytes:
        found = b""
        with contextlib.suppress(ConnectionError), socket.create_connection(self._address, timeout=20) as connection:
            connection.sendall(data)
            connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(65_536):
                found += piece
        return found


def _spin(data: bytes, folder: Path) -> None:
    while True:
        pass


def _hoard(data: bytes, folder: Path) -> None:
    bytearray(MEGABYTES * 1_000_000)


def _divide(data: bytes, folder: Path) -> None:
    _ = 1 // len(data)


def _leave(data: bytes, folder: Path) -> None:
    os._exit(7)


TRIALS: dict[str, Callable[[bytes, Path], None]] = {"time": _spin, "memory": _hoard, "fault": _divide, "exit": _leave}
"""What breaks each of the limits, to show that they hold."""

KINDS: dict[str, Callable[[], Callable[[bytes, Path], None]]] = {
    "baselines": lambda: baselines,
    "documents": lambda: documents,
    "hars": lambda: hars,
    "http": Http,
    "journals": lambda: journals,
    "ledgers": lambda: ledgers,
    "overlays": lambda: overlays,
    "records": lambda: records,
    "reports": lambda: reports,
}


def told(code: int, *allowed: int) -> None:
    """A command ended by itself, with an exit code that it documents."""
    if code not in allowed:
        raise AssertionError(f"the exit code is {code}")


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def _checked(folder: Path, *words: str) -> None:
    _contracts("check", "--spec", str(DOCUMENT), "--seed", "1", "--report", f"json={folder / 'report.json'}", *words)


def _contracts(*words: str) -> None:
    from contracts.cli import main

    told(main(words), 0, 1, 2, 3)


class _Faults(logging.Handler):
    """Keeps the tracebacks that are logged."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Note an exception that was caught and logged."""
        if record.exc_info:
            self.found.append(logging.Formatter().format(record))


def _taken(take: Callable[[bytes, Path], None], data: bytes, faults: _Faults) -> str:
    """What went wrong with one case, empty where nothing did."""
    here = Path.cwd()
    faults.found.clear()
    errors = io.StringIO()
    with tempfile.TemporaryDirectory() as name, contextlib.redirect_stderr(errors):
        os.chdir(name)
        try:
            take(data, Path(name))
        except (Exception, SystemExit):
            return traceback.format_exc()
        finally:
            os.chdir(here)
    said = errors.getvalue()
    return "\n".join([*faults.found, *([said] if "Traceback" in said else [])])


def _size() -> int:
    """The address space of this process in bytes."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()


def _alone(event: str, arguments: Any) -> None:
    if event == "socket.connect" and arguments[1][0] != "127.0.0.1":
        raise ConnectionRefusedError("a case opens no connection")
    if event == "socket.getaddrinfo" and arguments[0] not in ("127.0.0.1", None):
        raise ConnectionRefusedError("a case asks for no name")


def main(kind: str) -> None:
    """Take cases until there are none any more."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    sys.addaudithook(_alone)
    faults = _Faults()
    logging.getLogger().addHandler(faults)
    take = KINDS[kind]() if kind in KINDS else TRIALS[kind]
    for path in sorted((CORPUS / kind).iterdir()) if kind in KINDS else ():
        _taken(take, path.read_bytes(), faults)  # what is loaded at first use is no case's doing
    resource.setrlimit(resource.RLIMIT_AS, (_size() + MEGABYTES * 1_000_000, resource.RLIM_INFINITY))
    while head := sys.stdin.buffer.read(8):
        data = sys.stdin.buffer.read(int.from_bytes(head))
        signal.setitimer(signal.ITIMER_PROF, SECONDS)
        signal.setitimer(signal.ITIMER_REAL, _HANGS_AFTER)
        answer = _taken(take, data, faults).encode("utf-8", "backslashreplace")
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.setitimer(signal.ITIMER_REAL, 0)
        answers.write(len(answer).to_bytes(8) + answer)
        answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
