"""Writes texts of a wanted length: which lengths a tree can have, and a text of exactly one of them.

A set of lengths is an integer whose bit ``n`` says that length ``n`` is possible, up to a limit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.patterns.characters import Characters
from mock_server.openapi.patterns.syntax import (
    Back,
    Choice,
    Edge,
    Group,
    Look,
    PatternUnsupported,
    Repeat,
    Sequence,
    Tree,
)
from mock_server.openapi.patterns.writing import run

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random


class Measure:
    """The lengths of a tree up to ``limit`` characters, and texts of a given length."""

    def __init__(self, tree: Tree, limit: int, *, full: bool = False) -> None:
        self.tree = tree
        self.limit = limit
        self._full = full
        self._cut = (1 << (limit + 1)) - 1
        self._known: dict[tuple[int, int, int | None], int] = {}
        self._runs: dict[Characters, Callable[[Random, int], str]] = {}

    def lengths(self, tree: Tree) -> int:
        """The lengths that texts of ``tree`` can have."""
        key = (id(tree), -1, -1)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._lengths(tree) & self._cut
        return found

    def text(self, tree: Tree, length: int, source: Random) -> str:
        """A text of ``tree`` with exactly ``length`` characters, one of ``lengths``."""
        match tree:
            case Characters():
                return self._run(tree)(source, length)
            case Sequence():
                return self._sequence(tree.items, length, source)
            case Choice():
                fits = [option for option in tree.options if self.lengths(option) >> length & 1]
                return self.text(source.choice(fits), length, source)
            case Repeat():
                return self._repeated(tree, length, source)
            case Group():
                return self.text(tree.item, length, source)
        return ""

    def _run(self, tree: Characters) -> Callable[[Random, int], str]:
        found = self._runs.get(tree)
        if found is None:
            found = self._runs[tree] = run(tree, full=self._full)
        return found

    def _lengths(self, tree: Tree) -> int:
        match tree:
            case Characters():
                return 2 if tree.readable() else 0
            case Sequence():
                found = 1
                for item in tree.items:
                    found = self._joined(found, self.lengths(item))
                return found
            case Choice():
                found = 0
                for option in tree.options:
                    found |= self.lengths(option)
                return found
            case Repeat():
                return self._times(tree.item, tree.low, tree.high)
            case Group():
                return self.lengths(tree.item)
            case Edge() | Look():
                return 1
            case Back():
                raise PatternUnsupported("a text with a back-reference can't be measured")

    def _joined(self, first: int, second: int) -> int:
        if first.bit_count() < second.bit_count():
            first, second = second, first
        found = 0
        for length in _bits(second):
            found |= first << length
        return found & self._cut

    def _times(self, item: Tree, low: int, high: int | None) -> int:
        key = (id(item), low, high)
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._repetitions(self.lengths(item), low, high)
        return found

    def _repetitions(self, once: int, low: int, high: int | None) -> int:
        if once.bit_count() == 1 and once > 1:
            step = once.bit_length() - 1
            most = self.limit // step if high is None else min(high, self.limit // step)
            return sum(1 << (step * times) for times in range(low, most + 1))
        found = 1
        for _ in range(min(low, self.limit + 1)):
            found = self._joined(found, once)
        more = self.limit if high is None else min(high - low, self.limit)
        for _ in range(more):
            grown = found | self._joined(found, once)
            if grown == found:
                break
            found = grown
        return found

    def _sequence(self, items: tuple[Tree, ...], length: int, source: Random) -> str:
        tails = [1]
        for item in reversed(items):
            tails.append(self._joined(tails[-1], self.lengths(item)))
        tails.reverse()
        written = []
        for item, tail in zip(items, tails[1:], strict=True):
            written.append(self.text(item, size := source.choice(self._fits(item, tail, length)), source))
            length -= size
        return "".join(written)

    def _fits(self, item: Tree, tail: int, length: int) -> list[int]:
        """The lengths that an item may have where the ``tail`` behind it has the rest."""
        return [size for size in _bits(self.lengths(item)) if size <= length and tail >> (length - size) & 1]

    def _repeated(self, tree: Repeat, length: int, source: Random) -> str:
        item, low, high = tree.item, tree.low, tree.high
        if isinstance(item, Characters):
            return self._run(item)(source, length)
        written: list[str] = []
        while length or low > 0:
            low, high = max(0, low - 1), None if high is None else high - 1
            fits = self._fits(item, self._times(item, low, high), length)
            size = source.choice([size for size in fits if size or not length] or fits)
            written.append(self.text(item, size, source))
            length -= size
        return "".join(written)


def _bits(mask: int) -> list[int]:
    """The lengths in a set."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found
