"""A growing set of numbers in order, of which any place is found without walking through the others."""

from __future__ import annotations

from bisect import bisect_left, insort
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK = 1_024


class NumberBlocks:
    """Numbers in blocks of bounded size: one that is added or removed moves no more than those of its block."""

    __slots__ = ("_blocks", "_lasts", "_size")

    def __init__(self, numbers: Iterable[int] = ()) -> None:
        every = list(numbers)
        self._blocks = [every[at : at + _BLOCK] for at in range(0, len(every), _BLOCK)]
        self._lasts = [block[-1] for block in self._blocks]
        self._size = len(every)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, number: int) -> bool:
        at = bisect_left(self._lasts, number)
        if at == len(self._blocks):
            return False
        block = self._blocks[at]
        return block[bisect_left(block, number)] == number

    def __iter__(self) -> Iterator[int]:
        for block in self._blocks:
            yield from block

    def add(self, number: int) -> None:
        """Put in a number that is not there."""
        self._size += 1
        at = min(bisect_left(self._lasts, number), len(self._blocks) - 1)
        if at < 0 or (number > self._lasts[at] and len(self._blocks[at]) >= _BLOCK):
            self._blocks.append([number])
            self._lasts.append(number)
            return
        block = self._blocks[at]
        insort(block, number)
        if len(block) >= 2 * _BLOCK:
            self._blocks[at : at + 1] = [block[:_BLOCK], block[_BLOCK:]]
            self._lasts[at : at + 1] = [block[_BLOCK - 1], block[-1]]
        else:
            self._lasts[at] = block[-1]

    def remove(self, number: int) -> None:
        """Take out a number that is there."""
        self._size -= 1
        at = bisect_left(self._lasts, number)
        block = self._blocks[at]
        del block[bisect_left(block, number)]
        if block:
            self._lasts[at] = block[-1]
        else:
            del self._blocks[at], self._lasts[at]

    def before(self, number: int) -> int:
        """How many are smaller."""
        at = bisect_left(self._lasts, number)
        smaller = sum(map(len, self._blocks[:at]))
        return smaller + (bisect_left(self._blocks[at], number) if at < len(self._blocks) else 0)

    def part(self, start: int, stop: int) -> Iterator[int]:
        """Those from one place to before another."""
        left = max(0, stop - start)
        for block in self._blocks:
            if start >= len(block):
                start -= len(block)
                continue
            taken = block[start : start + left]
            yield from taken
            left -= len(taken)
            start = 0
            if left <= 0:
                return
