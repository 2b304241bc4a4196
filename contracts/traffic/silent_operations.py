"""Operations whose requests get no answer: set aside after a few, so that one that fails does not end the run."""

from __future__ import annotations

from collections import Counter

_DROPS = 4
_DROPS_AFTER_ANSWERS = 8
_SLOW = 1.0
_SLOW_COUNTS = 2
MOST_IN_A_ROW = 3
"""Operations that may be set aside one after the other without an answer of the target in between."""


class SilentOperations:
    """Counts each operation's requests in a row without an answer; one that was waited for counts twice."""

    def __init__(self) -> None:
        self.aside: dict[str, int] = {}
        self.in_a_row = 0
        self._silent: Counter[str] = Counter()
        self._answered: set[str] = set()

    def answered(self, operation: str) -> None:
        """An answer came."""
        self.in_a_row = 0
        self._answered.add(operation)
        self._silent.pop(operation, None)

    def unanswered(self, operation: str, seconds: float) -> bool:
        """No answer came after so many seconds; whether that sets the operation aside."""
        self._silent[operation] += _SLOW_COUNTS if seconds >= _SLOW else 1
        most = _DROPS_AFTER_ANSWERS if operation in self._answered else _DROPS
        if operation in self.aside or self._silent[operation] < most:
            return False
        self.aside[operation] = self._silent[operation]
        self.in_a_row += 1
        return True

    def forbid(self, operation: str) -> str | None:
        """Why nothing more is sent to this operation, None where something may be."""
        return "set aside, because its last requests got no answer" if operation in self.aside else None
