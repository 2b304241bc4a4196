"""Keys that a service gives to another record while the removal of the one that had it is under way."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.traffic.evidence import Where


class GivenKeys:
    """Counts the removals under way, and remembers whose key was given again before they were answered."""

    def __init__(self) -> None:
        self._removals: Counter[Where] = Counter()
        self._again: set[Where] = set()

    def removing(self, where: Where) -> None:
        """A delete of this record is being sent."""
        self._removals[where] += 1

    def answered(self, where: Where) -> bool:
        """A delete of it was answered, in whichever way; whether its key is another record's meanwhile."""
        self._removals[where] = max(0, self._removals[where] - 1)
        return where in self._again

    def give(self, where: Where) -> bool:
        """A create was answered with the key of a record that is there; whether it may be given again."""
        if self._removals[where]:
            self._again.add(where)
        return where in self._again

    def take(self, where: Where) -> bool:
        """Whether the key of a record that was removed is another's now; asked once."""
        found = where in self._again
        self._again.discard(where)
        return found
