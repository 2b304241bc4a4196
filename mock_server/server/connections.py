"""The open connections of a server: clients that are waited for too long, and too many of them."""

from __future__ import annotations

import heapq
import logging
import sys
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Collection

log = logging.getLogger("mock_server")

_OWN_FILES = 32
"""Descriptors for what is no connection: the journal, the lock, the loop, the streams, files of pages."""

_BATCH = 16
_QUIET_SECONDS = 10.0


class Waiting(Protocol):
    """A connection, as it is looked after here."""

    def look(self, now: float) -> None:
        """End what has been waited for too long."""

    def waiting_since(self) -> float | None:
        """Since when its client is waited for; None where an answer is owed."""

    def drop(self) -> None:
        """End the connection at once."""


class Connections:
    """Looks at the open connections again and again, and ends the ones that waited longest when there are too many.

    ``seconds`` is for how long a client is waited for, ``most`` how many connections may be open. Time is the loop's.
    One look costs less than a microsecond a connection, so that requests need no timers of their own.
    """

    def __init__(self, seconds: float, most: int) -> None:
        self.seconds = seconds
        self.most = most
        self.stay = True  # after an answer: until the server is told to stop
        self._interval = min(1.0, seconds / 4)
        self._next: asyncio.TimerHandle | None = None
        self._dropped = 0
        self._said = float("-inf")

    def opened(self, connections: Collection[Waiting], loop: asyncio.AbstractEventLoop) -> None:
        """A connection has joined ``connections``."""
        if self._next is None:
            self._next = loop.call_later(self._interval, self._look, connections, loop)
        if len(connections) > self.most:
            self._make_room(connections, loop.time())

    def _look(self, connections: Collection[Waiting], loop: asyncio.AbstractEventLoop) -> None:
        again = bool(connections)
        self._next = loop.call_later(self._interval, self._look, connections, loop) if again else None
        now = loop.time()
        for connection in list(connections):
            connection.look(now)

    def _make_room(self, connections: Collection[Waiting], now: float) -> None:
        waiting = [(since, id(one), one) for one in connections if (since := one.waiting_since()) is not None]
        oldest = heapq.nsmallest(max(1, self.most // _BATCH), waiting)
        for _, _, connection in oldest:
            connection.drop()
        self._dropped += len(oldest)
        if now - self._said >= _QUIET_SECONDS:
            log.warning(
                "More than %d connections are open: the %d whose clients kept us waiting longest are closed;"
                " let more in with `ulimit -n`",
                self.most,
                self._dropped,
            )
            self._said, self._dropped = now, 0


def most_connections() -> int:
    """How many connections the process may hold, by its limit of open files."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return sys.maxsize
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return sys.maxsize if soft == resource.RLIM_INFINITY else max(8, soft - _OWN_FILES - soft // _BATCH)
