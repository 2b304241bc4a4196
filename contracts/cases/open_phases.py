"""Of which phases journeys are still to end: some begin later than others that come after them in the plan."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class OpenPhases:
    """Counts by phase the journeys that were planned and have not ended."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

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
