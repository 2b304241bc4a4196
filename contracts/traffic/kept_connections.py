"""The kept connections to one host: each is lent to one request at a time, first come, first served.

A server may serve so many connections and let the others wait until one of those is closed, however long it is idle.
"""

from __future__ import annotations

from contextlib import contextmanager
from threading import Condition, Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.traffic.http_connection import Connection

_CALM = 50
"""Answers without a throttled one after which one connection more is used again."""
_STARVED = 2.0
"""Seconds after which a new connection waits in vain where others are answered meanwhile."""


class KeptConnections:
    """At most ``most`` connections, opened when they are needed; fewer while the other side throttles."""

    def __init__(self, make: Callable[[], Connection], most: int) -> None:
        self.most = most
        self.width = most
        """How many are used now."""
        self._make = make
        self._free: list[Connection] = []
        self._lent: set[Connection] = set()
        self._changed = Condition()
        self._asked = self._served = self._calm = self._answers = 0
        self._crowded = False
        """Whether the other side serves fewer connections than it takes."""

    @contextmanager
    def one(self) -> Iterator[Connection]:
        """A connection for one exchange; waits for its turn."""
        with self._changed:
            number, self._asked = self._asked, self._asked + 1
            try:
                self._changed.wait_for(lambda: number == self._served and len(self._lent) < self.width)
            finally:
                self._served = max(self._served, number + 1)
            connection = next((kept for kept in reversed(self._free) if kept.answered), None)
            connection = connection or (self._free[-1] if self._free else self._make())
            if connection in self._free:
                self._free.remove(connection)
            others = bool(self._lent) or any(other.answered for other in self._free)
            self._lent.add(connection)
            self._changed.notify_all()
        watch: Timer | None = None
        if others and not connection.answered:
            watch = Timer(_STARVED, self._starved, (connection, self._answers))
            watch.daemon = True
            watch.start()
        try:
            yield connection
        finally:
            if watch is not None:
                watch.cancel()
            with self._changed:
                self._answers += 1
                self._lent.discard(connection)
                self._free.append(connection)
                if self._crowded and not all(other.answered for other in self._lent):
                    connection.close()
                self._changed.notify_all()

    def _starved(self, connection: Connection, answers: int) -> None:
        """A new connection got no answer for a while; where others did, they are in its way."""
        with self._changed:
            if connection.answered or connection not in self._lent or self._answers == answers:
                return
            self._crowded = True
            self.most = self.width = max(1, sum(other.answered for other in (*self._lent, *self._free)))
            for other in self._free:
                other.close()

    def throttled(self) -> None:
        """The other side wants fewer requests: half as many are under way from now on."""
        with self._changed:
            self.width, self._calm = max(1, self.width // 2), 0

    def answered(self) -> None:
        """An answer came that throttles nothing."""
        with self._changed:
            self._calm += 1
            if self.width < self.most and self._calm >= _CALM:
                self.width, self._calm = self.width + 1, 0

    def abort(self) -> None:
        """End every exchange that is under way."""
        with self._changed:
            for connection in self._lent:
                connection.abort()

    def close(self) -> None:
        """Close those that are not lent."""
        with self._changed:
            for connection in self._free:
                connection.close()
