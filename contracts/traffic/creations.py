"""How much a run may still create: what can't be removed is bounded, and so is everything once a removal has failed."""

from __future__ import annotations

from collections import Counter

MOST_UNREMOVABLE = 60
"""How many records a run may leave of one operation's."""
AFTER_A_FAILURE = 10
"""How many creations may follow the first removal that failed."""


class Creations:
    """Counts what a run creates, by operation."""

    def __init__(self) -> None:
        self.unremovable: Counter[str] = Counter()
        self.reserved = 4
        """Of the unremovable ones, how many are kept for the last probes."""
        self.failure: str | None = None
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
        if self.failure is not None and self._after >= AFTER_A_FAILURE:
            return f"a removal failed ({self.failure}), so nothing more is created"
        if self.unremovable[operation] >= MOST_UNREMOVABLE - self.reserved:
            return f"{self.unremovable[operation]} records that can't be removed are enough"
        return None
