"""Operations whose requests get no answer: set aside after a few, so that one that fails does not end the run.

One that answered before may fail at some requests alone: it is left out for a while and then tried again, by counts, so
that the same answers lead to the same requests.
"""

from __future__ import annotations

from collections import Counter

_DROPS = 4
_DROPS_AFTER_ANSWERS = 8
_REST = 10
_FOR_GOOD = -1
_SLOW = 1.0
_SLOW_COUNTS = 2
MOST_IN_A_ROW = 3
"""Operations that may be set aside one after the other without an answer of the target in between."""


class SilentOperations:
    """Counts each operation's requests in a row without an answer; one that was waited for counts twice."""

    def __init__(self) -> None:
        self.aside: dict[str, int] = {}
        """How many more requests are left out, by operation."""
        self.in_a_row = 0
        self._silent: Counter[str] = Counter()
        self._answered: set[str] = set()
        self._rests: Counter[str] = Counter()

    def answered(self, operation: str) -> None:
        """An answer came."""
        self.in_a_row = 0
        self._answered.add(operation)
        self._silent.pop(operation, None)

    def unanswered(self, operation: str, seconds: float) -> bool:
        """No answer came after so many seconds; whether that sets the operation aside."""
        slow = seconds >= _SLOW
        self._silent[operation] += _SLOW_COUNTS if slow else 1
        if operation in self.aside or self._silent[operation] < self._most(operation):
            return False
        self._rests[operation] += 1
        again = operation in self._answered and not slow
        self.aside[operation] = _REST * 2 ** self._rests[operation] // 2 if again else _FOR_GOOD
        self.in_a_row += 1
        return True

    def forbid(self, operation: str) -> str | None:
        """Why this request is not sent to the operation, None where it may be."""
        left = self.aside.get(operation)
        if left == 0:
            del self.aside[operation]
            self._silent[operation] = self._most(operation) - 1
        if not left:
            return None
        if left > 0:
            self.aside[operation] = left - 1
        return "set aside, because its last requests got no answer"

    def _most(self, operation: str) -> int:
        return _DROPS_AFTER_ANSWERS if operation in self._answered else _DROPS
