"""The handler of the command's log: records as they come, and many lines of requests in one write."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, TextIO

from mock_server.server.masked_keys import MaskingFormatter

if TYPE_CHECKING:
    from mock_server.server.masked_keys import MaskedKeys

_TICK = 0.05
"""Seconds that a line waits for others at the most; one that comes after a pause of so long waits for none."""

_MOST = 2_000
"""Characters that wait: a pipe takes so many in one piece, whoever else writes to it (PIPE_BUF of POSIX)."""


class LogHandler(logging.StreamHandler[TextIO]):
    """Writes to ``stream``, without accepted credentials, in the order in which things were said.

    ``before`` stands before each line: which of several processes says it.

    ``write_line`` is for what is said at each request: a `LogRecord` would cost more than many an answer. Nothing of it
    waits when the process ends by itself or by a signal that can be caught.
    """

    def __init__(self, stream: TextIO, keys: MaskedKeys, before: str = "") -> None:
        super().__init__(stream)
        self.setFormatter(MaskingFormatter(keys, before))
        self._before = before
        self._lines: list[str] = []
        self._waiting = 0
        self._due = False
        self._written = float("-inf")

    @classmethod
    def told(cls, logger: logging.Logger) -> LogHandler | None:
        """The handler that alone is told what ``logger`` says; None where others listen too, or nobody does."""
        root = logging.getLogger()
        alone = len(root.handlers) == 1 and not logger.handlers and logger.isEnabledFor(logging.INFO)
        found = root.handlers[0] if alone else None
        return found if isinstance(found, cls) else None

    def write_line(self, line: str) -> None:
        """Write a line within a tick; for the thread of the event loop, which runs."""
        self._lines.append(f"{self._before}{line}")
        self._waiting += len(line)
        if self._waiting > _MOST:
            self._write_lines()
        elif not self._due:
            self._due = True
            loop = asyncio.get_running_loop()
            loop.call_later(_TICK if loop.time() - self._written < _TICK else 0, self._tick, loop)

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record, after the lines that were there before it."""
        self._write_lines()
        super().emit(record)

    def flush(self) -> None:
        """Write what waits."""
        self._write_lines()
        super().flush()

    def _tick(self, loop: asyncio.AbstractEventLoop) -> None:
        self._due, self._written = False, loop.time()
        self._write_lines()

    def _write_lines(self) -> None:
        """Write the lines; what the stream does not take is lost, as records are: the server goes on."""
        if not self._lines:
            return
        with self.lock or contextlib.nullcontext():
            lines = self._lines[:]
            del self._lines[: len(lines)]  # no new list: the loop's thread may add to this one meanwhile
            self._waiting = 0
            with contextlib.suppress(OSError, ValueError):
                self.stream.write("\n".join([*lines, ""]))
                self.stream.flush()
