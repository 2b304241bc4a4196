"""The records of a table in the order of a member's values."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from mock_server.store.sorted_blocks import SortedBlocks
from mock_server.store.value_order import Order, order_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_server.json_types import JSON


class OrderedMember:
    """Numbers of records by the values of ``member``, and of those that have none in the order of their creation.

    With ``down`` the greatest come first; of equal ones the first created, where they are times of creation the last.
    """

    def __init__(
        self, member: str, records: Iterable[tuple[int, Mapping[str, Any]]], *, down: bool, newest: bool = False
    ) -> None:
        self._member = member
        self._down = down
        self._sign = -1 if down and not newest else 1
        there, without = list[tuple[Order, int]](), list[int]()
        for number, record in records:
            value = record.get(member)
            if value is None:
                without.append(number)
            else:
                there.append((order_of(value), self._sign * number))
        self._there = SortedBlocks(sorted(there))
        self._without = SortedBlocks(without)

    def put(self, number: int, record: Mapping[str, Any]) -> None:
        """A record has come."""
        value = record.get(self._member)
        if value is None:
            self._without.add(number)
        else:
            self._there.add((order_of(value), self._sign * number))

    def take(self, number: int, record: Mapping[str, Any]) -> None:
        """A record has gone."""
        value = record.get(self._member)
        if value is None:
            self._without.remove(number)
        else:
            self._there.remove((order_of(value), self._sign * number))

    def part(self, start: int, stop: int) -> Iterator[int]:
        """The numbers from one place to before another."""
        size = len(self._there)
        if not self._down:
            first: Iterable[tuple[Order, int]] = self._there.part(min(start, size), min(stop, size))
        else:
            first = reversed(list(self._there.part(max(0, size - stop), max(0, size - start))))
        without = self._without.part(max(0, start - size), max(0, stop - size))
        return chain((self._sign * number for _, number in first), without)

    def among(self, numbers: SortedBlocks[int], start: int, stop: int) -> Iterator[int]:
        """As `part` of a table that has only these numbers: the others are passed by."""
        there: Iterable[tuple[Order, int]] = reversed(self._there) if self._down else self._there
        every = chain((self._sign * number for _, number in there), self._without)
        return islice((number for number in every if number in numbers), start, stop)

    def place(self, number: int, record: Mapping[str, Any]) -> int:
        """How many come before a record."""
        value, size = record.get(self._member), len(self._there)
        if value is None:
            return size + self._without.before(number)
        before = self._there.before((order_of(value), self._sign * number))
        return size - 1 - before if self._down else before

    def between(self, bound: JSON, *, above: bool, included: bool) -> SortedBlocks[int] | None:
        """The numbers of records on one side of a bound; None where values are not all of its kind."""
        kind, size = order_of(bound)[0], len(self._there)
        ends = [*self._there.part(0, 1), *self._there.part(max(0, size - 1), size)]
        if any(order[0] != kind for order, _ in ends):
            return None
        # Before all records with this value, or behind all of them.
        edge = self._there.before((order_of(bound), float("-inf") if above is included else float("inf")))  # type: ignore[arg-type]
        found = self._there.part(edge, size) if above else self._there.part(0, edge)
        return SortedBlocks(sorted(self._sign * number for _, number in found))
