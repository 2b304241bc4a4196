"""Lists of a table with an index: what is not shown is not read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.store.sorted_blocks import Remaining, SortedBlocks

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.store.equal_values import Mark
    from mock_server.store.record_list import Row
    from mock_server.store.table_index import TableIndex

_READ = 64
"""As many numbers as are passed by in the time in which one record is read."""


class IndexedList:
    """Records of a table by their numbers, in the order of their creation; a `RecordList`."""

    def __init__(self, index: TableIndex, numbers: SortedBlocks[int]) -> None:
        self._index = index
        self._numbers = numbers

    def __len__(self) -> int:
        return len(self._numbers)

    def part(self, start: int, stop: int) -> list[Row]:
        """Those from one place to before another, which alone are read."""
        return self._index.rows(self._numbers.part(start, stop))

    def place(self, key: str) -> int | None:
        """How many come before."""
        number = self._index.number(key)
        return None if number is None or number not in self._numbers else self._numbers.before(number)

    def where(self, member: str, wanted: frozenset[Mark]) -> IndexedList:
        """Those of them that have the value, without reading any."""
        return self._narrowed(self._index.having(member, wanted))

    def without(self, member: str, unwanted: frozenset[Mark]) -> IndexedList:
        """Those of them that have none of the values, without reading any."""
        found = self._index.having(member, unwanted)
        if len(self) < len(self._index.order):
            return IndexedList(self._index, SortedBlocks(n for n in self._numbers if n not in found))
        return IndexedList(self._index, Remaining(self._numbers, found)) if found else self

    def naming(self, text: str) -> IndexedList:
        """Those of them that have it in whichever member."""
        return self._narrowed(self._index.having(None, frozenset((text,))))

    def between(self, member: str, bound: JSON, *, above: bool, included: bool) -> IndexedList | None:
        """Those of them whose value is on one side of a bound."""
        found = self._index.ordered(member, down=False).between(bound, above=above, included=included)
        return None if found is None else self._narrowed(found)

    def ordered(self, member: str, *, down: bool, newest: bool = False) -> OrderedList | None:
        """They in the order of a member, those without it last."""
        if _READ * len(self) < len(self._index.order):  # so few are sooner put in order than looked for
            return None
        return OrderedList(self._index, self._numbers, member, down=down, newest=newest)

    def _narrowed(self, found: SortedBlocks[int]) -> IndexedList:
        if len(self) < len(self._index.order):
            few, many = sorted((found, self._numbers), key=len)
            found = SortedBlocks(number for number in few if number in many)
        return IndexedList(self._index, found)


class OrderedList:
    """Records of a table in the order of a member's values; a `RecordList`."""

    def __init__(
        self, index: TableIndex, numbers: SortedBlocks[int], member: str, *, down: bool, newest: bool = False
    ) -> None:
        self._index = index
        self._numbers = numbers
        self._ordered = index.ordered(member, down=down, newest=newest)
        self._is_whole = len(numbers) == len(index.order)

    def __len__(self) -> int:
        return len(self._numbers)

    def part(self, start: int, stop: int) -> list[Row]:
        """Those from one place to before another, which alone are read."""
        if self._is_whole:
            return self._index.rows(self._ordered.part(start, stop))
        return self._index.rows(self._ordered.among(self._numbers, start, stop))

    def place(self, key: str) -> int | None:
        """How many come before; None too where that would have to be counted."""
        number = self._index.number(key)
        if number is None or not self._is_whole:
            return None
        return self._ordered.place(number, self._index.rows((number,))[0][1])

    def where(self, member: str, wanted: frozenset[Mark]) -> None:
        """What is narrowed down is so before it is put in order."""

    def without(self, member: str, unwanted: frozenset[Mark]) -> None:
        """As `where`."""

    def naming(self, text: str) -> None:
        """As `where`."""

    def between(self, member: str, bound: JSON, *, above: bool, included: bool) -> None:
        """As `where`."""

    def ordered(self, member: str, *, down: bool, newest: bool = False) -> None:
        """An order within an order is made of all of them."""
