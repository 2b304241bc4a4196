"""A process of the mock that a fork server started, held as `subprocess.Popen` would hold it."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_ROOT = Path(__file__).resolve().parent.parent
_START_SECONDS = 180.0


class ForkedProcess:
    """The mock with these ``words``, in this environment and folder, writing to these files.

    ``limit`` is how many files it may have open.
    """

    def __init__(
        self, words: Sequence[str], env: Mapping[str, str], cwd: Path, stdout: Path, stderr: Path, limit: int | None
    ) -> None:
        stdout.touch()
        stderr.touch()
        self._connection = _connected()
        request = {"words": words, "env": dict(env), "cwd": str(cwd), "limit": limit}
        request |= {"stdout": str(stdout), "stderr": str(stderr)}
        self._connection.sendall(json.dumps(request).encode() + b"\n")
        self._connection.settimeout(_START_SECONDS)
        self._lines = self._connection.makefile("r", encoding="ascii")
        self.pid = int(self._lines.readline())
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, minus the number of the signal that ended it; None while it runs."""
        if self.returncode is None and select.select([self._connection], [], [], 0)[0]:
            self._end()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The exit code, once it has ended; raises TimeoutExpired."""
        if self.returncode is None:
            if not select.select([self._connection], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("mock-server", timeout or 0.0)
            self._end()
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send it a signal while it runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def _end(self) -> None:
        self.returncode = int(self._lines.readline())
        self._lines.close()
        self._connection.close()


def _connected() -> socket.socket:
    """A connection to the fork server of this process."""
    server, path = _server()
    deadline = time.monotonic() + _START_SECONDS
    while server.poll() is None and time.monotonic() < deadline:
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(path)
        except OSError:  # it has not begun to listen
            connection.close()
            time.sleep(0.01)
        else:
            return connection
    raise RuntimeError(f"the fork server did not start (exit code {server.poll()})")


@cache
def _server() -> tuple[subprocess.Popen[bytes], str]:
    """The fork server, begun with the first process and ended with this one, and where it listens."""
    path = str(Path(tempfile.mkdtemp(prefix="fork-")) / "socket")
    env = {**os.environ, "PYTHONPATH": str(_ROOT)}
    server = subprocess.Popen(
        [sys.executable, "-m", "tests.fork_server", path], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=env
    )
    atexit.register(_end, server)
    return server, path


def _end(server: subprocess.Popen[bytes]) -> None:
    assert server.stdin is not None
    server.stdin.close()
    server.wait(_START_SECONDS)
