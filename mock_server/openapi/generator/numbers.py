"""Makes numbers within bounds and on a grid (JSON Schema Validation 2020-12, section 6.2; OpenAPI's number formats)."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from mock_server.openapi.generator.conformity import is_number
from mock_server.openapi.generator.generation_state import Stuck

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conjunction import Conjunction
    from mock_server.openapi.generator.fakes import Fakes
    from mock_server.openapi.generator.names import Likely

_FORMATS = {
    "int8": (-(2**7), 2**7 - 1),
    "uint8": (0, 2**8 - 1),
    "int16": (-(2**15), 2**15 - 1),
    "uint16": (0, 2**16 - 1),
    "int32": (-(2**31), 2**31 - 1),
    "uint32": (0, 2**32 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint64": (0, 2**64 - 1),
}
MOMENTS = ("unix-time", "unixtime", "timestamp", "epoch", "unix-timestamp")
"""Formats of a number that is a point in time."""

_SPAN = 1000
_WHOLE_FROM = 2**53
"""Beyond this a floating-point number has no decimals, and may not be there at all: integers are drawn."""


class NumberRange:
    """The numbers that a conjunction leaves; raises Stuck where it leaves none."""

    def __init__(self, found: Conjunction, *, integer: bool) -> None:
        formats = [each for each in found.values("format") if isinstance(each, str)]
        self.integer = integer or any(each in _FORMATS for each in formats)
        self.moment = any(each in MOMENTS for each in formats)
        self.low, self.low_open = _end(found.values("minimum"), found.values("exclusiveMinimum"), max)
        self.high, self.high_open = _end(found.values("maximum"), found.values("exclusiveMaximum"), min)
        for each in formats:
            if each in _FORMATS:
                self._within(*map(Fraction, _FORMATS[each]))
        steps = [Fraction(str(each)) for each in found.values("multipleOf") if is_number(each) and each > 0]
        if self.integer:
            steps.append(Fraction(1))
        self.step = _common(steps) if steps else None
        self.first = self.last = None if self.step is None else 0
        if self.step is not None:
            self.first, self.last = self._grid(self.step)
            if self.first is not None and self.last is not None and self.first > self.last:
                raise Stuck
        elif self.low is not None and self.high is not None:
            pointed = self.low_open or self.high_open
            if self.low > self.high or (self.low == self.high and pointed):
                raise Stuck

    def listed(self, most: int) -> list[JSON]:
        """All the numbers, where they are at most so many; else nothing."""
        if self.step is None or self.first is None or self.last is None or self.last - self.first >= most:
            return []
        return [_plain(count * self.step) for count in range(self.first, self.last + 1)]

    def maker(self, likely: Likely | None, fakes: Fakes) -> Callable[[Random], JSON]:
        """A maker of such numbers, of likely ones where the bounds leave room."""
        if self.moment or (likely is not None and likely.moment and self.integer):
            now = fakes.values.milliseconds() // 1000
            unit = 1000 if likely is not None and likely.decimals == 3 else 1
            if self.holds(Fraction(now * unit)):
                return lambda _: fakes.values.milliseconds() * unit // 1000
        if likely is not None and not likely.moment:
            low, high = Fraction(str(likely.low)), Fraction(str(likely.high))
            if self._bounds(low) and self._bounds(high) and (self.step is None or self.step <= high - low):
                return self._drawn(low, high, likely.decimals)
        return self._on_grid() if self.step is not None else self._between()

    def holds(self, value: Fraction) -> bool:
        """Whether a number lies within the bounds and on the grid."""
        return self._bounds(value) and (self.step is None or (value / self.step).denominator == 1)

    def _bounds(self, value: Fraction) -> bool:
        low, high = self.low, self.high
        above = low is None or value > low or (value == low and not self.low_open)
        return above and (high is None or value < high or (value == high and not self.high_open))

    def _drawn(self, low: Fraction, high: Fraction, decimals: int) -> Callable[[Random], JSON]:
        if self.step is not None:
            step = self.step
            first, count = math.ceil(low / step), math.floor(high / step) - math.ceil(low / step) + 1
            return lambda source: _plain((first + int(source.random() * count)) * step)
        start, span = float(low), float(high - low)
        return lambda source: round(start + source.random() * span, decimals)

    def _on_grid(self) -> Callable[[Random], JSON]:
        step = self.step or Fraction(1)
        first, last = _window(self.first, self.last, 1, _SPAN)
        count = last - first + 1
        if step == 1:
            return lambda source: first + int(source.random() * count)
        return lambda source: _plain((first + int(source.random() * count)) * step)

    def _between(self) -> Callable[[Random], JSON]:
        """Numbers with two decimals where they fit, else with as many as it takes."""
        low, high = self.low, self.high
        if low is not None and low == high:
            only = _plain(low)
            return lambda _: only
        if low is None and high is None:
            low, high = Fraction(1), Fraction(_SPAN)
        elif low is None:
            high = high or Fraction(0)
            low = Fraction(1) if high > _SPAN else high - _SPAN
        elif high is None:
            high = low + _SPAN if low > 1 or low < 0 else Fraction(_SPAN)
        elif low <= 1 and high >= _SPAN:
            low, high = Fraction(1), Fraction(_SPAN)
        elif high - low > _SPAN * _SPAN:
            high = low + _SPAN
        if max(abs(low), abs(high)) > _WHOLE_FROM:
            first, last = _window(*self._grid(Fraction(1)), 1, _SPAN)
            return lambda source: first + int(source.random() * (last - first + 1))
        start, end, middle = float(low), float(high), float((low + high) / 2)
        span = end - start

        def draw(source: Random) -> float:
            exact = start + source.random() * span
            rounded = round(exact, 2)
            if start < rounded < end:
                return rounded
            return exact if start < exact < end else middle

        return draw

    def _within(self, low: Fraction, high: Fraction) -> None:
        if self.low is None or self.low < low:
            self.low, self.low_open = low, False
        if self.high is None or self.high > high:
            self.high, self.high_open = high, False

    def _grid(self, step: Fraction) -> tuple[int | None, int | None]:
        """The first and the last multiple of ``step`` within the bounds."""
        first = last = None
        if self.low is not None:
            first = math.ceil(self.low / step)
            first += self.low_open and first * step == self.low
        if self.high is not None:
            last = math.floor(self.high / step)
            last -= self.high_open and last * step == self.high
        return first, last


def _end(closed: list[JSON], opened: list[JSON], tightest: JSON) -> tuple[Fraction | None, bool]:
    """The tightest bound on one side and whether it is excluded itself."""
    ends = [(Fraction(str(each)), False) for each in closed if is_number(each)]
    ends += [(Fraction(str(each)), True) for each in opened if is_number(each)]
    if not ends:
        return None, False
    value = tightest(end for end, _ in ends)
    return value, any(is_open for end, is_open in ends if end == value)


def _common(steps: list[Fraction]) -> Fraction:
    """The least common multiple."""
    found = steps[0]
    for step in steps[1:]:
        found = Fraction(math.lcm(found.numerator, step.numerator), math.gcd(found.denominator, step.denominator))
    return found


def _window(first: int | None, last: int | None, low: int, span: int) -> tuple[int, int]:
    """A stretch of at most about ``span`` small positive integers between ``first`` and ``last``."""
    if first is None and last is None:
        return low, span
    if first is None:
        last = last or 0
        return (low, span) if last > span else (last - span + 1, last)
    if last is None:
        return (first, first + span - 1) if first > 0 or first < -span else (max(first, low), span)
    if first <= low and last >= span:
        return low, span
    return first, min(last, first + max(span, 1) ** 2)


def _plain(value: Fraction) -> JSON:
    """A JSON number: an integer where it is one."""
    return value.numerator if value.denominator == 1 else float(value)
