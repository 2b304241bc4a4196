"""Where the records of one table stand in their order, and which have a value: made when first asked for, then kept.

A table that nobody lists has none. Its order costs some 150 octets a record, each member that is looked up some 100 or,
where few values are shared by many records, 10.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.store.equal_values import marks
from mock_server.store.number_blocks import NumberBlocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mock_server.store.equal_values import Mark
    from mock_server.store.record_list import Row

_MOST_MEMBERS = 16
"""By how many members a table's records are looked up; the one that was first asked for gives way to another."""

Numbers = NumberBlocks | int
"""Several records by their numbers, or one."""


class TableIndex:
    """The order and the values of ``rows``, which its owner changes, telling each change here; ``read`` decodes one."""

    def __init__(self, rows: Mapping[str, bytes], read: Callable[[str, bytes], dict[str, Any]]) -> None:
        self._rows = rows
        self._read = read
        self._keys: list[str | None] = list(rows)
        self._numbers = {key: number for number, key in enumerate(rows)}
        self._order = NumberBlocks(range(len(rows)))
        self._members: dict[str, dict[Mark, Numbers]] = {}

    def changed(self, key: str, before: bytes | None, raw: bytes | None) -> None:
        """The record with this key was ``before`` and is ``raw`` now; None where there is none."""
        if before is None:
            if raw is not None:
                self._put(key, raw)
        elif raw is None:
            number = self._numbers.pop(key)
            self._keys[number] = None
            self._order.remove(number)
            if self._members:
                old = self._read(key, before)
                for member, values in self._members.items():
                    _take(values, marks(old.get(member)) if member in old else (), number)
        elif self._members and before != raw:
            number, old, new = self._numbers[key], self._read(key, before), self._read(key, raw)
            for member, values in self._members.items():
                was = marks(old[member]) if member in old else set()
                now = marks(new[member]) if member in new else set()
                _take(values, was - now, number)
                _give(values, now - was, number)

    @property
    def is_worn(self) -> bool:
        """Whether most numbers are those of records that are gone, so that another index is smaller."""
        return len(self._keys) > 1024 and len(self._keys) > 2 * len(self._numbers)

    def whole(self) -> IndexedList:
        """All records."""
        return IndexedList(self, self._order)

    def rows(self, numbers: Iterable[int]) -> list[Row]:
        """The records with these numbers."""
        keys = [key for number in numbers if (key := self._keys[number]) is not None]
        return [(key, self._read(key, self._rows[key])) for key in keys]

    def number(self, key: str) -> int | None:
        """The number of a record."""
        return self._numbers.get(key)

    def having(self, member: str, wanted: frozenset[Mark]) -> NumberBlocks:
        """The numbers of records whose member has one of these marks."""
        values = self._members.get(member)
        if values is None:
            values = self._looked_through(member)
        found = [values[mark] for mark in wanted if mark in values]
        if len(found) == 1 and isinstance(found[0], NumberBlocks):
            return found[0]
        every = {number for one in found for number in ((one,) if isinstance(one, int) else one)}
        return NumberBlocks(sorted(every))

    def _put(self, key: str, raw: bytes) -> None:
        number = len(self._keys)
        self._keys.append(key)
        self._numbers[key] = number
        self._order.add(number)
        if self._members:
            new = self._read(key, raw)
            for member, values in self._members.items():
                if member in new:
                    _give(values, marks(new[member]), number)

    def _looked_through(self, member: str) -> dict[Mark, Numbers]:
        """Read all records once, for a member by which nobody looked up before."""
        gathered: dict[Mark, list[int]] = {}
        for key, raw in self._rows.items():
            record = self._read(key, raw)
            if member in record:
                number = self._numbers[key]
                for mark in marks(record[member]):
                    gathered.setdefault(mark, []).append(number)
        while len(self._members) >= _MOST_MEMBERS:
            del self._members[next(iter(self._members))]
        values: dict[Mark, Numbers] = {
            mark: numbers[0] if len(numbers) == 1 else NumberBlocks(numbers) for mark, numbers in gathered.items()
        }
        self._members[member] = values
        return values


def _give(values: dict[Mark, Numbers], given: Iterable[Mark], number: int) -> None:
    for mark in given:
        held = values.get(mark)
        if held is None:
            values[mark] = number
        elif isinstance(held, int):
            values[mark] = NumberBlocks(sorted((held, number)))
        else:
            held.add(number)


def _take(values: dict[Mark, Numbers], taken: Iterable[Mark], number: int) -> None:
    for mark in taken:
        held = values[mark]
        if not isinstance(held, int) and len(held) > 1:
            held.remove(number)
        else:
            del values[mark]


class IndexedList:
    """Records of a table by their numbers; a `RecordList`."""

    def __init__(self, index: TableIndex, numbers: NumberBlocks) -> None:
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
        found = self._index.having(member, wanted)
        if len(self) < len(self._index.whole()):
            few, many = sorted((found, self._numbers), key=len)
            found = NumberBlocks(number for number in few if number in many)
        return IndexedList(self._index, found)
