"""Whether it pays to have several requests under way: where an answer is waited for longer than is worked on it."""

from __future__ import annotations

from time import process_time

_FIRST = 12
"""Requests before the first decision: a service that has just begun answers slowly."""
_TRIED = 3
_LONGEST = 1024
_SHARE = 0.2
"""How much of each new measurement goes into the mean."""


class Pace:
    """Compares how long answers take, one at a time, with the processor's time between them.

    Where several are under way neither can be measured, so now and then a few are sent one at a time, ever more seldom.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.several = False
        """Whether the next requests are to be sent side by side."""
        self._waited: float | None = None
        self._worked: float | None = None
        self._last: float | None = None
        self._left = _FIRST
        self._trying = False
        self._period = 64

    def sends(self) -> bool:
        """A request is about to be sent; whether others may be under way meanwhile."""
        if self.most < 2:
            return False
        self._left -= 1
        if self._left < 0:
            self._decide()
        if not self.several:
            now = process_time()
            if self._last is not None:
                self._worked = _mean(self._worked, now - self._last)
            self._last = now
        return self.several

    def answered(self, seconds: float) -> None:
        """The answer to one that was sent alone came after so many seconds."""
        least = self._waited if self._trying else None
        self._waited = _mean(self._waited, seconds) if least is None else min(least, seconds)
        self._last = process_time()

    def _decide(self) -> None:
        if self.several:  # measure again
            self.several, self._left, self._last = False, _TRIED - 1, None
            self._trying, self._waited = True, None
            return
        self._trying = False
        self.several = (self._waited or 0.0) > (self._worked or 0.0)
        self._left = self._period - 1
        self._period = min(2 * self._period, _LONGEST) if self.several else self._period


def _mean(before: float | None, new: float) -> float:
    return new if before is None else (1 - _SHARE) * before + _SHARE * new
