"""A worker process for one kind of case, started anew where a case ended it."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Self

from tests.running import ROOT, environment

if TYPE_CHECKING:
    from types import TracebackType


class Child:
    """The process that takes cases of ``kind``; a context manager."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._process: subprocess.Popen[bytes] | None = None

    def take(self, data: bytes) -> str:
        """What goes wrong with this case: a traceback, or how the process ended; empty where nothing does."""
        process = self._process = self._process or self._started()
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(len(data).to_bytes(8) + data)
            process.stdin.flush()
        head = process.stdout.read(8)
        if head:
            return process.stdout.read(int.from_bytes(head)).decode("utf-8")
        code = self._ended()
        if code < 0:
            return f"the process was ended by {signal.Signals(-code).name}"
        return f"the process ended with exit code {code}"

    def _started(self) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", "tests.fuzz.worker", self._kind]
        return subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, env=environment({"CI": "true"})
        )

    def __enter__(self) -> Self:
        """The child itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End the process."""
        if self._process is not None:
            self._ended()

    def _ended(self) -> int:
        """The exit code of the process, which sees the end of its cases."""
        process, self._process = self._process, None
        assert process is not None
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.close()
        process.stdout.close()
        return process.wait()
