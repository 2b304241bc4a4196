"""A time of day that can be set, moved on and stopped."""

from __future__ import annotations

import calendar
import re
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

LAST = 253_402_300_799_999
"""The last millisecond that RFC 3339 can write, at the end of the year 9999."""

_BOUNDS = "a clock goes from 1970 to 9999"
_TIME = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?)?(?:[Zz]|([+-])(\d\d):(\d\d))?"
)
_SPAN = re.compile(r"([+-]?)(\d{1,9}(?:\.\d{1,9})?)(ms|s|m|h|d)")
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}
"""Units of time as people write them, in milliseconds."""


class Clock:
    """Milliseconds since 1970-01-01 UTC; what it hands out never goes back, unless it is set back.

    ``source`` gives seconds and may jump. ``state`` is all that makes it differ from its source.
    """

    __slots__ = ("_last", "_offset", "_source", "_stopped")

    def __init__(self, source: Callable[[], float] = time.time, state: tuple[int, int | None] = (0, None)) -> None:
        self._source = source
        self._last = 0
        self._offset, self._stopped = state

    def milliseconds(self) -> int:
        """The time; never less than what was handed out before."""
        if self._stopped is not None:
            return self._stopped
        now = min(int(self._source() * 1000) + self._offset, LAST)
        if now < self._last:
            return self._last
        self._last = now
        return now

    @property
    def is_stopped(self) -> bool:
        """Whether it stands still."""
        return self._stopped is not None

    @property
    def state(self) -> tuple[int, int | None]:
        """How far it is from its source, and where it stands if it does."""
        return self._offset, self._stopped

    @state.setter
    def state(self, state: tuple[int, int | None]) -> None:
        self._offset, self._stopped = state
        self._last = 0

    def set(self, time: int, *, stopped: bool | None = None) -> None:
        """It is this time now, and it stands still or goes on, as before where ``stopped`` does not say.

        Raises ValueError for a time that can't be written.
        """
        if not 0 <= time <= LAST:
            raise ValueError(f"the clock would be too far away; {_BOUNDS}")
        self._offset, self._last = time - int(self._source() * 1000), 0
        self._stopped = time if (self.is_stopped if stopped is None else stopped) else None

    def stop(self, stopped: bool = True) -> None:
        """Let it stand still, or go on from where it stands."""
        now = self.milliseconds()
        if stopped:
            self._stopped = now
        elif self._stopped is not None:
            self._stopped = None
            self._offset = now - int(self._source() * 1000)

    def apart(self) -> Clock:
        """Another clock that shows the same and goes its own way."""
        return Clock(self._source, self.state)


def moment(text: str) -> int:
    """The milliseconds of a time as RFC 3339 writes it, or of a date; raises ValueError."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:60]!r} is no time; write one such as 2026-03-01T09:00:00Z")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    leap = calendar.monthrange(year, month)[1] if year and 0 < month < 13 else 0
    if not 0 < day <= leap or hour > 23 or minute > 59 or second > 60 or _is_no_offset(found):
        raise ValueError(f"{text!r} is no time that there is; write one such as 2026-03-01T09:00:00Z")
    ahead = (int(found[9] or 0) * 60 + int(found[10] or 0)) * (-1 if found[8] == "-" else 1)
    seconds = calendar.timegm((year, month, day, hour, minute, second)) - ahead * 60
    milliseconds = seconds * 1000 + int((found[7] or "").ljust(3, "0")[:3])
    if not 0 <= milliseconds <= LAST:
        raise ValueError(f"{text!r} is too far away; {_BOUNDS}")
    return milliseconds


def _is_no_offset(found: re.Match[str]) -> bool:
    return int(found[9] or 0) > 23 or int(found[10] or 0) > 59


def span(text: str) -> int:
    """The milliseconds of a length of time such as ``90s``, ``1.5h`` or ``-7d``; raises ValueError."""
    found = _SPAN.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:60]!r} is no length of time; write one such as 90s, 15m, 1.5h or 7d")
    return int(float(found[2]) * UNITS[found[3]]) * (-1 if found[1] == "-" else 1)


def written(milliseconds: int) -> str:
    """A time as RFC 3339 section 5.6 has it, in UTC with milliseconds: ``2024-03-21T18:42:15.291Z``."""
    second, milli = divmod(milliseconds, 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(second))}.{milli:03d}Z"
