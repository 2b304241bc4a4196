"""How often workers that died are started again, and after which time."""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

MOST = 10
WITHIN_SECONDS = 60.0

_FIRST = 0.1
_LONGEST = 3.2


class Restarts:
    """Counts those of the last minute: the first comes at once, each further one later, and then there is none."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._last: deque[float] = deque()

    def next(self) -> float | None:
        """After how many seconds to start one again; None where too many have died."""
        now = self._now()
        while self._last and now - self._last[0] > WITHIN_SECONDS:
            self._last.popleft()
        count = len(self._last)
        if count >= MOST:
            return None
        self._last.append(now)
        return 0.0 if count == 0 else min(_LONGEST, _FIRST * 2.0 ** (count - 1))
