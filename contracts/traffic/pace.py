"""Whether it pays to have several requests under way: where an answer is waited for longer than is worked on it."""

from __future__ import annotations

from math import inf
from time import process_time

_FIRST = 12
"""Requests before the first decision: a service that has just begun answers slowly."""
_SURE = 3
"""Answers in a row that decide before that, where each takes so long that they leave no doubt."""
_TRIED = 3
_LONGEST = 1024
_SHARE = 0.2
"""How much of each new measurement goes into the mean."""


class Pace:
    """Compares how long answers take, one at a time, with the processor's time between them.

    Where several are under way neither can be measured, so now and then a few are sent one at a time, ever more seldom;
    but not where even the quickest of several took so long that one alone would be waited for as well, by what was
    worked on all of them: what a check does once at its beginning, on a slow machine, is no measure for its end.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.several = False
        """Whether the next requests are to be sent side by side."""
        self._waited: float | None = None
        self._worked: float | None = None
        self._last: float | None = None
        self._just: float | None = None
        """What was worked before the request that was sent alone last."""
        self._sure = 0
        self._quickest = inf
        self._left = _FIRST
        self._trying = False
        self._period = 64
        self._began = 0.0
        """The processor's time when those that are sent beside each other began."""
        self._beside = 1
        """How many they are."""

    def sends(self) -> bool:
        """A request is about to be sent; whether others may be under way meanwhile."""
        if self.most < 2:
            return False
        self._left -= 1
        if self._left < 0 or self._sure >= _SURE:
            self._decide()
        if not self.several:
            now = process_time()
            if self._last is not None:
                self._just = now - self._last
                self._worked = _mean(self._worked, self._just)
            self._last = now
        return self.several

    def answered(self, seconds: float) -> None:
        """The answer to one that was sent alone came after so many seconds."""
        least = self._waited if self._trying else None
        self._waited = _mean(self._waited, seconds) if least is None else min(least, seconds)
        self._sure = self._sure + 1 if self._just is not None and self._long(seconds, self._just) else 0
        self._last = process_time()

    def answered_beside(self, seconds: float) -> None:
        """The answer to one that was not alone came after so many seconds."""
        self._quickest = min(self._quickest, seconds)

    def _long(self, waited: float, worked: float) -> bool:
        """Whether an answer takes longer than the work on it, however much of that others under way have made of it."""
        return waited > self.most * worked

    def _decide(self) -> None:
        quickest, self._quickest, now = self._quickest, inf, process_time()
        if self.several:
            self._worked = (now - self._began) / self._beside
        elif self._sure >= _SURE:  # what was worked before these, without what a check does once at its beginning
            self._worked = self._just
        self._sure = 0
        if self.several and not (quickest < inf and self._long(quickest, self._worked or 0.0)):  # measure again
            self.several, self._left, self._last, self._just = False, _TRIED - 1, None, None
            self._trying, self._waited = True, None
            return
        self._trying = False
        self.several = self.several or (self._waited or 0.0) > (self._worked or 0.0)
        self._left, self._began, self._beside = self._period - 1, now, self._period
        self._period = min(2 * self._period, _LONGEST) if self.several else self._period


def _mean(before: float | None, new: float) -> float:
    return new if before is None else (1 - _SHARE) * before + _SHARE * new
