"""All records of a store at one moment: what a snapshot keeps, what a copy-on-write store stands on.

An image holds tables that nobody changes, and above them what was changed since; both are encoded records by key.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from mock_server.store.lines import record_of
from mock_server.store.record_list import FEW, EncodedList

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mock_server.store.record_list import RecordList
    from mock_server.store.table_index import TableIndex

Rows = dict[str, bytes]
_NOTHING: Mapping[str, bytes] = MappingProxyType({})


class Changes:
    """One resource as changes to rows that stay as they are: in size and cost they grow with what was changed."""

    __slots__ = ("_again", "_base", "_own", "index", "size")

    def __init__(self, base: Mapping[str, bytes] = _NOTHING) -> None:
        self._base = base
        self._own: dict[str, bytes | None] = {}  # None for what is gone
        self._again: set[str] = set()  # keys of the base that went, and came back at the end
        self.size = len(base)
        self.index: TableIndex | None = None

    def get(self, key: str) -> bytes | None:
        """The encoded record with this key."""
        return self._own[key] if key in self._own else self._base.get(key)

    def put(self, key: str, raw: bytes) -> None:
        """Keep a record: in the place of the one with this key, else at the end."""
        own, before = self._own, self.get(key)
        if before is None:
            self.size += 1
            if key in own:  # it goes to the end
                del own[key]
                self._again.add(key)
        own[key] = raw
        if self.index is not None:
            self.index.changed(key, before, raw)

    def remove(self, key: str) -> bool:
        """Remove the record with this key; False if there is none."""
        before = self.get(key)
        if before is None:
            return False
        if key in self._base:
            self._own[key] = None
            self._again.discard(key)
        else:
            del self._own[key]
        self.size -= 1
        if self.index is not None:
            self.index.changed(key, before, None)
        return True

    def listing(self) -> RecordList:
        """The records as a list: looked up where they are all changes, so that an index costs no more than these."""
        if self._base or self.size < FEW:
            return EncodedList(dict(self.items()), _read)
        from mock_server.store.indexed_list import IndexedList  # loaded where there are many records
        from mock_server.store.table_index import TableIndex

        if self.index is None or self.index.is_worn:
            self.index = TableIndex(self._own, _read)  # type: ignore[arg-type] # without a base none is None
        return IndexedList(self.index, self.index.order)

    def items(self) -> Iterator[tuple[str, bytes]]:
        """Keys and encoded records in order of creation."""
        own, again = self._own, self._again
        for key, raw in self._base.items():
            found = own.get(key, raw)
            if found is not None and key not in again:
                yield key, found
        for key, added in own.items():
            if added is not None and (key in again or key not in self._base):
                yield key, added

    def copy(self) -> Changes:
        """The same changes, apart from these."""
        other = Changes(self._base)
        other._own, other._again, other.size = self._own.copy(), self._again.copy(), self.size
        return other


class Image(NamedTuple):
    """The records of a store at one moment."""

    tables: Mapping[str, Mapping[str, bytes]] = MappingProxyType({})
    changes: Mapping[str, Changes] = MappingProxyType({})

    def rows(self, resource: str) -> Rows:
        """Encoded records of a resource by key, in order of creation."""
        changed = self.changes.get(resource)
        return dict(self.tables.get(resource, _NOTHING) if changed is None else changed.items())

    def resources(self) -> tuple[str, ...]:
        """The names of the resources that hold records."""
        names = dict.fromkeys((*self.tables, *self.changes))
        return tuple(name for name in names if (self.changes[name].size if name in self.changes else self.tables[name]))


def _read(_key: str, raw: bytes) -> dict[str, Any]:
    return record_of(raw)


EMPTY = Image()
"""No record at all."""
