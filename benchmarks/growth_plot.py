"""Draws what `mock_growth.py` has printed, both costs and sizes on scales of powers of ten, as SVG 1.1 (W3C).

python benchmarks/growth_plot.py benchmarks/results/mock-growth.txt docs/pictures/mock-growth.svg
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_WIDTH, _HEIGHT = 760, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 200, 50, 60
_COLOURS = ("#1b6ca8", "#2a9d5c", "#d1495b", "#e08e1b", "#7b4fa3", "#0f8b8d", "#8a5a2b", "#555555", "#b03a8c")
_GAP = 15.0


def chart(lines: Mapping[str, Sequence[float]], sizes: Sequence[int]) -> str:
    """A picture of microseconds a request (upwards) for numbers of records (to the right), a line a kind."""
    most = max(value for values in lines.values() for value in values)
    least = min(value for values in lines.values() for value in values)
    low, high = math.floor(math.log10(least)), math.ceil(math.log10(most))
    across = _WIDTH - _LEFT - _RIGHT
    up = _HEIGHT - _TOP - _BOTTOM
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(size: float) -> float:
        return _LEFT + across * (math.log10(size) - first) / ((last - first) or 1)

    def y(value: float) -> float:
        return _TOP + up * (high - math.log10(max(value, 10**low))) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="white"/>',
        f'<text x="{_LEFT}" y="24" font-size="15">CPU time a request by the number of records</text>',
        f'<text x="{_LEFT + across / 2:.0f}" y="{_HEIGHT - 16}" text-anchor="middle">records</text>',
    ]
    for power in range(low, high + 1):
        at = y(10**power)
        parts.append(f'<line x1="{_LEFT}" x2="{_LEFT + across}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{_LEFT - 8}" y="{at + 4:.1f}" text-anchor="end">{_time(10**power)}</text>')
    for size in sizes:
        at = x(size)
        parts.append(f'<line x1="{at:.1f}" x2="{at:.1f}" y1="{_TOP}" y2="{_TOP + up}" stroke="#eee"/>')
        parts.append(f'<text x="{at:.1f}" y="{_TOP + up + 20}" text-anchor="middle">{size:,}</text>')
    names: list[tuple[float, str, str]] = []
    for (name, values), colour in zip(lines.items(), _COLOURS, strict=True):
        points = " ".join(f"{x(size):.1f},{y(value):.1f}" for size, value in zip(sizes, values, strict=True))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        names.append((y(values[-1]), name, colour))
    below = -math.inf
    for at, name, colour in sorted(names):  # no name stands on another
        below = max(at + 4, below + _GAP)
        parts.append(f'<text x="{_LEFT + across + 10}" y="{below:.1f}" fill="{colour}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"]) + "\n"


def _time(microseconds: float) -> str:
    for bound, unit in ((1_000_000, "s"), (1_000, "ms")):
        if microseconds >= bound:
            return f"{microseconds / bound:g} {unit}"
    return f"{microseconds:g} µs"


def read(text: str) -> tuple[dict[str, list[float]], list[int]]:
    """The costs of a printed table by kind, and its sizes."""
    rows = [line.rsplit(maxsplit=4) for line in text.partition("CPU µs a request")[2].splitlines()]
    sizes = [int(word.replace(",", "")) for word in rows[0]]
    lines: dict[str, list[float]] = {}
    for row in rows[1:]:
        if len(row) <= len(sizes):
            break  # the next table
        lines[row[0]] = [float(word.replace(",", "")) for word in row[1:]]
    return lines, sizes


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(chart(*read(Path(sys.argv[1]).read_text())))
