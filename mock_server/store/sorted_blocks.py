"""Things in order that come and go, of which any place is found without walking through the others."""

from __future__ import annotations

from bisect import bisect_left, insort
from itertools import islice
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_BLOCK = 1_024

Item = TypeVar("Item", bound=Any)
"""Numbers, or tuples, of which none is there twice."""


class SortedBlocks(Generic[Item]):
    """Items in blocks of bounded size: one that is added or removed moves no more than those of its block.

    It begins with items that are in order.
    """

    __slots__ = ("_blocks", "_lasts", "_size")

    def __init__(self, items: Iterable[Item] = ()) -> None:
        every = list(items)
        self._blocks = [every[at : at + _BLOCK] for at in range(0, len(every), _BLOCK)]
        self._lasts = [block[-1] for block in self._blocks]
        self._size = len(every)

    def __len__(self) -> int:
        return self._size

    def __contains__(self, item: Item) -> bool:
        at = bisect_left(self._lasts, item)
        if at == len(self._blocks):
            return False
        block = self._blocks[at]
        return bool(block[bisect_left(block, item)] == item)

    def __iter__(self) -> Iterator[Item]:
        for block in self._blocks:
            yield from block

    def __reversed__(self) -> Iterator[Item]:
        for block in reversed(self._blocks):
            yield from reversed(block)

    def add(self, item: Item) -> None:
        """Put in an item that is not there."""
        self._size += 1
        at = min(bisect_left(self._lasts, item), len(self._blocks) - 1)
        if at < 0 or (item > self._lasts[at] and len(self._blocks[at]) >= _BLOCK):
            self._blocks.append([item])
            self._lasts.append(item)
            return
        block = self._blocks[at]
        insort(block, item)
        if len(block) >= 2 * _BLOCK:
            self._blocks[at : at + 1] = [block[:_BLOCK], block[_BLOCK:]]
            self._lasts[at : at + 1] = [block[_BLOCK - 1], block[-1]]
        else:
            self._lasts[at] = block[-1]

    def remove(self, item: Item) -> None:
        """Take out an item that is there."""
        self._size -= 1
        at = bisect_left(self._lasts, item)
        block = self._blocks[at]
        del block[bisect_left(block, item)]
        if block:
            self._lasts[at] = block[-1]
        else:
            del self._blocks[at], self._lasts[at]

    def before(self, item: Item) -> int:
        """How many are smaller."""
        at = bisect_left(self._lasts, item)
        smaller = sum(map(len, self._blocks[:at]))
        return smaller + (bisect_left(self._blocks[at], item) if at < len(self._blocks) else 0)

    def part(self, start: int, stop: int) -> Iterator[Item]:
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


class Remaining(SortedBlocks[Item]):
    """Items but those of some ``gone``, which all are among them: nothing is copied, and a part passes these by."""

    __slots__ = ("_every", "_gone")

    def __init__(self, every: SortedBlocks[Item], gone: SortedBlocks[Item]) -> None:
        super().__init__()
        self._every, self._gone = every, gone

    def __len__(self) -> int:
        return len(self._every) - len(self._gone)

    def __contains__(self, item: Item) -> bool:
        return item in self._every and item not in self._gone

    def __iter__(self) -> Iterator[Item]:
        return (item for item in self._every if item not in self._gone)

    def __reversed__(self) -> Iterator[Item]:
        return (item for item in reversed(self._every) if item not in self._gone)

    def before(self, item: Item) -> int:
        """How many are smaller."""
        return self._every.before(item) - self._gone.before(item)

    def part(self, start: int, stop: int) -> Iterator[Item]:
        """Those from one place to before another."""
        return islice(self, start, stop)
