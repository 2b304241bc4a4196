"""Where the records of one table stand in their order, and which have a value: made when first asked for, then kept.

A table that nobody lists has none. Its order costs some 150 octets a record, each member that is looked up some 100 or,
where few values are shared by many records, 10; a text is looked up in whichever member at the cost of all texts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mock_server.store.equal_values import marks
from mock_server.store.ordered_members import OrderedMember
from mock_server.store.sorted_blocks import SortedBlocks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from mock_server.store.equal_values import Mark
    from mock_server.store.record_list import Row

_MOST_MEMBERS = 16
"""By how many members a table's records are looked up; the one that was first asked for gives way to another."""

_MOST_ORDERED = 8
"""As much for the orders that are asked for."""

Numbers = SortedBlocks[int] | int
"""Several records by their numbers, or one."""


class TableIndex:
    """The order and the values of ``rows``, which its owner changes, telling each change here; ``read`` decodes one."""

    def __init__(self, rows: Mapping[str, bytes], read: Callable[[str, bytes], dict[str, Any]]) -> None:
        self._rows = rows
        self._read = read
        self._keys: list[str | None] = list(rows)
        self._numbers = {key: number for number, key in enumerate(rows)}
        self._order = SortedBlocks(range(len(rows)))
        self._members: dict[str | None, dict[Mark, Numbers]] = {}
        self._ordered: dict[tuple[str, bool, bool], OrderedMember] = {}

    def changed(self, key: str, before: bytes | None, raw: bytes | None) -> None:
        """The record with this key was ``before`` and is ``raw`` now; None where there is none."""
        if before is None:
            if raw is not None:
                self._put(key, raw)
        elif raw is None:
            number = self._numbers.pop(key)
            self._keys[number] = None
            self._order.remove(number)
            if self._members or self._ordered:
                old = self._read(key, before)
                for ordered in self._ordered.values():
                    ordered.take(number, old)
                for member, values in self._members.items():
                    _take(values, _marks_of(old, member), number)
        elif (self._members or self._ordered) and before != raw:
            number, old, new = self._numbers[key], self._read(key, before), self._read(key, raw)
            for ordered in self._ordered.values():
                ordered.take(number, old)
                ordered.put(number, new)
            for member, values in self._members.items():
                was, now = _marks_of(old, member), _marks_of(new, member)
                _take(values, was - now, number)
                _give(values, now - was, number)

    @property
    def is_worn(self) -> bool:
        """Whether most numbers are those of records that are gone, so that another index is smaller."""
        return len(self._keys) > 1024 and len(self._keys) > 2 * len(self._numbers)

    @property
    def order(self) -> SortedBlocks[int]:
        """The numbers of all records, in the order of their creation."""
        return self._order

    def rows(self, numbers: Iterable[int]) -> list[Row]:
        """The records with these numbers."""
        keys = [key for number in numbers if (key := self._keys[number]) is not None]
        return [(key, self._read(key, self._rows[key])) for key in keys]

    def number(self, key: str) -> int | None:
        """The number of a record."""
        return self._numbers.get(key)

    def having(self, member: str | None, wanted: frozenset[Mark]) -> SortedBlocks[int]:
        """The numbers of records whose member has one of these marks; for None, of which a member is such a text."""
        values = self._members.get(member)
        if values is None:
            values = self._looked_through(member)
        found = [values[mark] for mark in wanted if mark in values]
        if len(found) == 1 and isinstance(found[0], SortedBlocks):
            return found[0]
        every = {number for one in found for number in ((one,) if isinstance(one, int) else one)}
        return SortedBlocks(sorted(every))

    def ordered(self, member: str, *, down: bool, newest: bool = False) -> OrderedMember:
        """The records in the order of a member."""
        found = self._ordered.get((member, down, newest))
        if found is None:
            records = ((self._numbers[key], self._read(key, raw)) for key, raw in self._rows.items())
            while len(self._ordered) >= _MOST_ORDERED:
                del self._ordered[next(iter(self._ordered))]
            found = OrderedMember(member, records, down=down, newest=newest)
            self._ordered[member, down, newest] = found
        return found

    def _put(self, key: str, raw: bytes) -> None:
        number = len(self._keys)
        self._keys.append(key)
        self._numbers[key] = number
        self._order.add(number)
        if self._members or self._ordered:
            new = self._read(key, raw)
            for ordered in self._ordered.values():
                ordered.put(number, new)
            for member, values in self._members.items():
                _give(values, _marks_of(new, member), number)

    def _looked_through(self, member: str | None) -> dict[Mark, Numbers]:
        """Read all records once, for a member by which nobody looked up before."""
        gathered: dict[Mark, list[int]] = {}
        for key, raw in self._rows.items():
            record = self._read(key, raw)
            number = self._numbers[key]
            for mark in _marks_of(record, member):
                gathered.setdefault(mark, []).append(number)
        while len(self._members) >= _MOST_MEMBERS:
            del self._members[next(iter(self._members))]
        values: dict[Mark, Numbers] = {
            mark: numbers[0] if len(numbers) == 1 else SortedBlocks(numbers) for mark, numbers in gathered.items()
        }
        self._members[member] = values
        return values


def _marks_of(record: dict[str, Any], member: str | None) -> set[Mark]:
    """The marks of a member, none where it is not there; for None the texts of all members, as they are written."""
    if member is None:
        return {value for value in record.values() if isinstance(value, str)}
    return marks(record[member]) if member in record else set()


def _give(values: dict[Mark, Numbers], given: Iterable[Mark], number: int) -> None:
    for mark in given:
        held = values.get(mark)
        if held is None:
            values[mark] = number
        elif isinstance(held, int):
            values[mark] = SortedBlocks(sorted((held, number)))
        else:
            held.add(number)


def _take(values: dict[Mark, Numbers], taken: Iterable[Mark], number: int) -> None:
    for mark in taken:
        held = values[mark]
        if not isinstance(held, int) and len(held) > 1:
            held.remove(number)
        else:
            del values[mark]
