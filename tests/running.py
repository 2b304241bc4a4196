"""A mock server in a process of its own, as its user starts it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch
from urllib.parse import urlsplit

import coverage
import httpx

from mock_server.cli import main
from tests.forked_process import ForkedProcess

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "openapi.yaml"
KEY = "local-admin-key"
START_SECONDS = 180.0
STOP_SECONDS = 120.0
QUIET_SECONDS = 0.4
"""Lines of the log wait for others an eighth of that at the most."""
_ASLEEP_SECONDS = 0.1
"""How long a process is looked at that sleeps at each look: what waited in it has been written by then."""
_LOOK_SECONDS = 0.03

_LISTENING = re.compile(r"^ +listening +(http://\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Finished:
    """How a command ended: its exit code and what it printed."""

    code: int
    stdout: str
    stderr: str


class RunningMock:
    """A running mock server: ``url`` is the API's base, ``key`` an accepted credential."""

    def __init__(self, process: subprocess.Popen[bytes] | ForkedProcess, folder: Path, url: str, key: str) -> None:
        self.process = process
        self.url = url
        self.key = key
        self._folder = folder

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        parts = urlsplit(self.url)
        return parts.hostname or "", parts.port or 0

    @property
    def base_path(self) -> str:
        """The path of ``url``."""
        return urlsplit(self.url).path

    @property
    def origin(self) -> str:
        """Scheme, host and port of ``url``."""
        return self.url.removesuffix(self.base_path)

    @property
    def stdout(self) -> str:
        """What the process has printed so far."""
        return (self._folder / "stdout").read_text("utf-8")

    @property
    def stderr(self) -> str:
        """What the process has logged so far: read until nothing has come for longer than lines wait for others."""
        path, found, quiet, asleep = self._folder / "stderr", "", 0, 0
        for _ in range(600):
            before, found = found, path.read_text("utf-8")
            quiet = quiet + 1 if found == before else 0
            asleep = asleep + 1 if quiet and is_asleep(self.process.pid) else 0
            is_quiet = quiet * _LOOK_SECONDS > QUIET_SECONDS or asleep * _LOOK_SECONDS > _ASLEEP_SECONDS
            if is_quiet or not self.alive:
                break
            time.sleep(_LOOK_SECONDS)
        return path.read_text("utf-8")

    @property
    def admin(self) -> str:
        """Where the admin API is."""
        return f"{self.origin}/__admin"

    @property
    def token(self) -> str:
        """The token of the admin API, as it was printed."""
        return self.stdout.partition("#token=")[2].split()[0]

    def admin_client(self) -> httpx.Client:
        """An HTTP client on the admin API, with the token; the caller closes it."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return httpx.Client(base_url=self.admin, headers=headers, timeout=300, trust_env=False)

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self.process.poll() is None

    def client(self, *, authorized: bool = True) -> httpx.Client:
        """An HTTP client on the API's base, with the key unless told otherwise; the caller closes it."""
        headers = {"Authorization": f"Bearer {self.key}"} if authorized else {}
        return httpx.Client(base_url=self.url, headers=headers, timeout=300, trust_env=False)

    def stop(self, number: int = signal.SIGTERM) -> Finished:
        """Ask the process to end, wait until it has, and tell how it did."""
        if self.alive:
            self.process.send_signal(number)
        return Finished(self.process.wait(STOP_SECONDS), self.stdout, self.stderr)

    def kill(self) -> None:
        """End the process as a power cut would end it: at once, with nothing flushed."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)


def is_asleep(process: int) -> bool:
    """Whether all threads of a process wait, and it has no processes of its own; False where that can't be known."""
    try:
        threads = list(Path(f"/proc/{process}/task").iterdir())
        states = [(thread / "stat").read_text("ascii").rpartition(")")[2].split()[0] for thread in threads]
        children = [(thread / "children").read_text("ascii") for thread in threads]
    except OSError:
        return False
    return bool(states) and set(states) == {"S"} and not any(children)


@contextlib.contextmanager
def running_mock(
    *options: str,
    spec: Path | None = DOCUMENT,
    env: Mapping[str, str] | None = None,
    key: str = KEY,
    store: str = "memory:",
    cwd: Path | None = None,
    limit: int | None = None,
    is_new: bool = False,
) -> Iterator[RunningMock]:
    """Serve ``spec`` on a free port until the block ends; ``options`` are words of the command line.

    ``key`` is told to the caller and not to the process: pass ``--key`` as an option where it should be accepted.
    ``limit`` is how many files the process may have open. One that ``is_new`` is an interpreter of its own, as a user
    starts it; the others are forks of one that has imported the mock, which is most of what a start costs.
    """
    words = [*(("--spec", str(spec)) if spec else ()), "--port", "0", "--store", store, *options]
    with tempfile.TemporaryDirectory(prefix="mock-") as name:
        folder = Path(name)
        surroundings = environment({"XDG_RUNTIME_DIR": name, **(env or {})})
        files = folder / "stdout", folder / "stderr"
        process: subprocess.Popen[bytes] | ForkedProcess
        if is_new or not hasattr(os, "fork"):
            process = _started(words, surroundings, cwd or folder, *files)
        else:
            process = ForkedProcess(words, surroundings, cwd or folder, *files, limit)
        try:
            yield RunningMock(process, folder, _url(process, folder), key)
        finally:
            _end(process)


def _end(process: subprocess.Popen[bytes] | ForkedProcess) -> None:
    """End it at once; where lines are counted in order, since a process that is killed tells of none."""
    if coverage.Coverage.current() is not None and process.poll() is None:
        process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)
    if process.poll() is None:
        process.kill()
    process.wait(STOP_SECONDS)


def _started(
    words: list[str], env: Mapping[str, str], cwd: Path, stdout: Path, stderr: Path
) -> subprocess.Popen[bytes]:
    with stdout.open("wb") as out, stderr.open("wb") as err:
        command = [sys.executable, "-m", "mock_server", *words]
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=cwd)


def run_mock(*words: str, cwd: Path, env: Mapping[str, str] | None = None) -> Finished:
    """Run ``python -m mock_server`` with these words to its end; for what does not start to serve."""
    done = subprocess.run(
        [sys.executable, "-m", "mock_server", *words],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        env=environment(env),
        cwd=cwd,
        timeout=START_SECONDS,
        check=False,
    )
    return Finished(done.returncode, done.stdout.decode(), done.stderr.decode())


def run_in_process(*words: str, cwd: Path) -> Finished:
    """Run ``mock-server`` with these words in this process; for what must end before it serves."""
    out, err = io.StringIO(), io.StringIO()
    started = AssertionError("the mock started")
    with (
        patch("mock_server.server.uvicorn_server.run", side_effect=started),
        patch.dict(os.environ, environment(), clear=True),
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        code = main(words)
    return Finished(code, out.getvalue(), err.getvalue())


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The environment of a started process: this one's, without the mock's own variables, with the repository first."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MOCK_", "COV_"))}
    paths = [str(ROOT), *filter(None, [kept.get("PYTHONPATH")])]
    return {**kept, "PYTHONPATH": os.pathsep.join(paths), **(more or {})}


def _url(process: subprocess.Popen[bytes] | ForkedProcess, folder: Path) -> str:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = _LISTENING.search((folder / "stdout").read_text("utf-8"))
        if found:
            return found[1]
        if process.poll() is not None:
            break
        time.sleep(0.01)
    log = (folder / "stderr").read_text("utf-8")
    raise RuntimeError(f"the mock did not start (exit code {process.poll()}): {log}")
