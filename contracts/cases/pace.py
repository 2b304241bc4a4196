"""How many cases a run sends: counts, so that the same seed sends the same requests; a slow target gets fewer.

The pace is looked at once and knows two steps, far enough apart that a busy machine does not go from one to the other.
"""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from contracts.settings import GENERATED, MOST_GENERATED, RECOMBINATIONS, SLOW, SLOW_SHARE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from contracts.settings import Settings


class Pace:
    """The budgets of one run; ``elapsed`` are the seconds that its first answers took."""

    def __init__(self, settings: Settings, elapsed: Sequence[float], operations: int) -> None:
        self.median = median(elapsed) if elapsed else 0.0
        self.slow = self.median >= SLOW
        share = SLOW_SHARE if self.slow else 1
        asked = settings.recombinations
        self.recombinations = asked if asked is not None else RECOMBINATIONS // share
        self.generated = min(max(GENERATED, 12 * operations), MOST_GENERATED) // share

    @property
    def notice(self) -> str | None:
        """What a slow target means for the run, None for another."""
        if not self.slow:
            return None
        return (
            f"the target is slow (an answer takes {1000 * self.median:.0f} ms): {self.recombinations} recombined cases"
            f" a resource, {self.generated} generated cases; --cases N asks for more"
        )
