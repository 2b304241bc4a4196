"""The handler of the command's log: records as they come, and many lines of requests in one write."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING, TextIO

from mock_server.server.asgi import BODY
from mock_server.server.masked_keys import MaskingFormatter
from mock_server.server.request_lines import RequestLines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.server.masked_keys import MaskedKeys
    from mock_server.server.request_lines import Answered, Scope

_TICK = 0.05
"""Seconds that a line waits for others at the most; one that comes after a pause of so long waits for none."""

_MOST = 40
"""Requests that wait for their lines; one whose body is larger than `_LARGE` waits for none, and is let go of."""

_LARGE = 16_384
"""Octets of a body."""

_PIECE = 4_096
"""Octets: a pipe takes so many in one piece, whoever else writes to it (PIPE_BUF of Linux)."""


class LogHandler(logging.StreamHandler[TextIO]):
    """Writes to ``stream``, without accepted credentials, in the order in which things were said.

    ``before`` stands before each line: which of several processes says it.

    ``write_request`` is for what is said at each request: a `LogRecord` would cost more than many an answer. What its
    line says is put together when it is written, with others. Nothing of it waits when the process ends by itself or
    by a signal that can be caught.
    """

    def __init__(self, stream: TextIO, keys: MaskedKeys, before: str = "") -> None:
        super().__init__(stream)
        self.setFormatter(MaskingFormatter(keys, before))
        self._before = before
        self._request_lines = RequestLines(keys)
        self._answered: list[Answered] = []
        self._due = False
        self._written = float("-inf")

    @classmethod
    def told(cls, logger: logging.Logger) -> LogHandler | None:
        """The handler that alone is told what ``logger`` says; None where others listen too, or nobody does."""
        root = logging.getLogger()
        alone = len(root.handlers) == 1 and not logger.handlers and logger.isEnabledFor(logging.INFO)
        found = root.handlers[0] if alone else None
        return found if isinstance(found, cls) else None

    def write_request(self, scope: Scope, status: int, spent: float) -> None:
        """Write the line of a request within a tick; for the thread of the event loop, which runs."""
        answered = self._answered
        answered.append((scope, status, spent))
        if not self._due:
            self._due = True
            loop = asyncio.get_running_loop()
            loop.call_later(_TICK if loop.time() - self._written < _TICK else 0, self._tick, loop)
        if len(answered) >= _MOST or len(scope.get(BODY, b"")) > _LARGE:
            self._write_lines()

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
        if not self._answered:
            return
        with self.lock or contextlib.nullcontext():
            answered = self._answered[:]
            del self._answered[: len(answered)]  # no new list: the loop's thread may add to this one meanwhile
            lines = [self._before + line for line in self._request_lines.of(answered)]
            for piece in _pieces(lines):
                with contextlib.suppress(OSError, ValueError):
                    self.stream.write(piece)
                    self.stream.flush()


def _pieces(lines: Sequence[str]) -> Iterator[str]:
    """The lines in as few pieces as a pipe takes whole."""
    whole = "\n".join((*lines, ""))
    if len(whole) <= _PIECE and whole.isascii():
        yield whole
        return
    piece: list[str] = []
    size = 0
    for line in lines:
        length = len(line.encode(errors="replace")) + 1
        if piece and size + length > _PIECE:
            yield "\n".join((*piece, ""))
            piece, size = [], 0
        piece.append(line)
        size += length
    yield "\n".join((*piece, ""))
