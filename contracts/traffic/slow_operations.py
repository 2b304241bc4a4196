"""Operations that answer much later than the others: each gets a bounded share of the time, and one connection.

One operation that computes for ten seconds, or does what a parameter says for as long as it says, would else take the
time of all that come after it in every phase. Where the whole service is slow no operation is. What makes and removes
records has all connections and half of the time, since most of what a check does rests on it.
"""

from __future__ import annotations

import shlex
from collections import Counter
from math import inf
from statistics import median_low

LATE = 2.0
"""Seconds after which an answer is a late one, where others come sooner."""
_OFTEN = 10.0
"""How many times sooner they come then: half of the other operations, or more, by the means of all their answers."""
_SELDOM = LATE / _OFTEN
"""Seconds that its own answers take at least by their mean: a few late ones among many quick ones make none slow."""
SHARE = 0.1
"""The part of a run's time in which late answers of one operation may be under way."""
NEEDED_SHARE = 0.5
"""That of an operation that makes or removes records."""
_SUSPECTED = SHARE / 3
"""The share from which on it has one connection, and nobody waits for its answer who need not."""


class SlowOperations:
    """Counts the time of each operation's answers; a run has ``seconds``, and where it has no end nothing is slow."""

    def __init__(self, seconds: float = inf) -> None:
        self.seconds = seconds
        self._needed: set[str] = set()
        """Operations that make or remove records."""
        self._under_way: dict[str, float] = {}
        """For how many seconds late answers were under way: those of several at once count once."""
        self._until: dict[str, float] = {}
        """When the last of them came."""
        self._took: Counter[str] = Counter()
        """Seconds that all answers took, by operation."""
        self._count: Counter[str] = Counter()
        self._told: set[str] = set()

    def answered(self, operation: str, seconds: float, came: float = 0.0, *, needed: bool = False) -> bool:
        """An answer came after so many seconds; whether by it the operation has had its share of the time.

        ``came`` is when, in monotonic seconds (0: nobody knows). It is ``needed`` where it makes or removes records.
        """
        if not operation:  # of what no operation covers nobody knows what it has in common
            return False
        self._took[operation] += seconds  # type: ignore[assignment]
        self._count[operation] += 1
        if seconds < LATE:
            return False
        alone = min(seconds, max(0.0, came - self._until.get(operation, -inf))) if came else seconds
        self._under_way[operation] = self._under_way.get(operation, 0.0) + alone
        self._until[operation] = max(came, self._until.get(operation, came))
        self._needed |= {operation} if needed else set()
        news = operation not in self._told and self._has_had(operation, self._share(operation))
        self._told |= {operation} if news else set()
        return news

    def is_slow(self, operation: str) -> bool:
        """Whether its requests go one after the other, and others go on without its answers."""
        return operation not in self._needed and self._has_had(operation, _SUSPECTED)

    def forbid(self, operation: str) -> str | None:
        """Why this request is not sent to the operation, None where it may be."""
        if not self._has_had(operation, self._share(operation)):
            return None
        return (
            f"it is slow ({round(self._mean(operation), 1):g} s an answer), and has had its share of the run's time;"
            f" --max-time gives it more, --exclude {shlex.quote(operation)} leaves it out"
        )

    def _share(self, operation: str) -> float:
        return NEEDED_SHARE if operation in self._needed else SHARE

    def _has_had(self, operation: str, share: float) -> bool:
        """Whether late answers took this share of the time, while other operations answer much sooner."""
        if self._under_way.get(operation, -inf) < share * self.seconds:
            return False
        others = [self._mean(name) for name in self._count if name != operation]
        return bool(others) and max(median_low(others) * _OFTEN, _SELDOM) <= self._mean(operation)

    def _mean(self, operation: str) -> float:
        """Seconds that an answer of an operation takes, of late and quick ones."""
        return self._took[operation] / self._count[operation]
