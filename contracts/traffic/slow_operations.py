"""Operations that answer much later than the others: each gets a bounded share of the time, and one connection.

One operation that computes for ten seconds, or does what a parameter says for as long as it says, would else take the
time of all that come after it in every phase. Where the whole service is slow no operation is.
"""

from __future__ import annotations

from collections import Counter
from math import inf
from statistics import median_low

LATE = 2.0
"""Seconds after which an answer is a late one, where others come sooner."""
_OFTEN = 10.0
"""How many times sooner they come then: half of the other operations, or more, by their means."""
SHARE = 0.1
"""Of the time of a run, what one operation's late answers may take of it."""
_SUSPECTED = SHARE / 3
"""The share from which on it has one connection, and nobody waits for its answer who need not."""


class SlowOperations:
    """Counts the time of each operation's answers; a run has ``seconds``, and where it has no end nothing is slow."""

    def __init__(self, seconds: float = inf) -> None:
        self.seconds = seconds
        self._late: Counter[str] = Counter()
        """Seconds that late answers took, by operation."""
        self._many: Counter[str] = Counter()
        """How many answers were late."""
        self._took: Counter[str] = Counter()
        self._count: Counter[str] = Counter()
        self._told: set[str] = set()

    def answered(self, operation: str, seconds: float) -> bool:
        """An answer came after so many seconds; whether by it the operation has had its share of the time."""
        if not operation:  # of what no operation covers nobody knows what it has in common
            return False
        self._took[operation] += seconds  # type: ignore[assignment]
        self._count[operation] += 1
        if seconds < LATE:
            return False
        self._late[operation] += seconds  # type: ignore[assignment]
        self._many[operation] += 1
        news = operation not in self._told and self._has_had(operation, SHARE)
        self._told |= {operation} if news else set()
        return news

    def is_slow(self, operation: str) -> bool:
        """Whether its requests go one after the other, and others go on without its answers."""
        return self._has_had(operation, _SUSPECTED)

    def forbid(self, operation: str) -> str | None:
        """Why this request is not sent to the operation, None where it may be."""
        if not self._has_had(operation, SHARE):
            return None
        mean = self._late[operation] / self._many[operation]
        return (
            f"it is slow ({mean:.0f} s an answer), and has had its {SHARE:.0%} of the run's time;"
            f" --max-time gives it more, --exclude {operation} leaves it out"
        )

    def _has_had(self, operation: str, share: float) -> bool:
        """Whether late answers took this share of the time, while other operations answer much sooner."""
        late = self._late.get(operation, 0)
        if not late or late < share * self.seconds:
            return False
        others = [self._took[name] / count for name, count in self._count.items() if name != operation]
        return bool(others) and median_low(others) * _OFTEN <= late / self._many[operation]
