"""Of which phases journeys are still to end: some begin later than others that come after them in the plan; and whether
the check ends before every operation had its turn.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from contracts.cases.phases import AFTER_ALL

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.judging.unreached import Ended


class OpenPhases:
    """Counts by phase the journeys that were planned and have not ended."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self.ended: Ended | None = None
        """Why operations had no turn; None where all had theirs, or the check goes on."""

    def carried(self, phase: str, journey: Callable[[], None]) -> Callable[[], None]:
        """A journey of this phase, which is open until the journey has come to its end."""
        self._open[phase] += 1

        def run() -> None:
            journey()
            self._open[phase] -= 1

        return run

    def first(self, otherwise: str) -> str:
        """The first phase that is open; ``otherwise`` where none is."""
        return next((phase for phase, count in self._open.items() if count), otherwise)

    def end(self, why: Ended, phase: str) -> str:
        """The check ends in this phase, or in an earlier one that is open still: which one is returned."""
        first = self.first(phase)
        if first not in AFTER_ALL:
            self.ended = self.ended or why
        return first
