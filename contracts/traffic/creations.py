"""How much a run may still create: what can't be removed is bounded, and so is everything once a removal has failed."""

from __future__ import annotations

from collections import Counter

MOST_UNREMOVABLE = 60
"""How many records a run may leave of one operation's."""
AFTER_A_FAILURE = 10
"""How many creations may follow the first removal that failed."""
TO_SHOW_AGAIN = 8
"""Of those, how many are kept for showing again what was found: a record below another takes two, and is made twice."""


class Creations:
    """Counts what a run creates, by operation; ``kept`` of those after a failure are to show again what was found."""

    def __init__(self, kept: int = 0) -> None:
        self.unremovable: Counter[str] = Counter()
        self.reserved = 4
        """Of the unremovable ones, how many are kept for the last probes."""
        self.failure: str | None = None
        self.kept = kept
        self._after = 0

    def removal_failed(self, why: str) -> None:
        """A clean-up did not remove what it should."""
        if self.failure is None:
            self.failure = why

    def sent(self) -> None:
        """Something that may create is being sent."""
        self._after += self.failure is not None

    def left(self, operation: str, count: int = 1) -> None:
        """The operation made this many records that can't be removed."""
        self.unremovable[operation] += count

    def forbid(self, operation: str) -> str | None:
        """Why this operation may create nothing more, None where it may."""
        if self.failure is not None and self._after >= AFTER_A_FAILURE - self.kept:
            return f"a removal failed ({self.failure}), so nothing more is created"
        if self.unremovable[operation] >= MOST_UNREMOVABLE - self.reserved:
            return f"{self.unremovable[operation]} records that can't be removed are enough"
        return None
