"""TinyDB's storage over a log: the tables in memory, and each change written down before it is made.

Records are held encoded: nobody can change one behind the store's back, one costs the size of its JSON, and
the garbage collector has nothing to visit. The log is a ``Journal``, or ``Memory``, which forgets.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from typing import TYPE_CHECKING, Protocol

from tinydb.storages import Storage

from mock_server.store import lines
from mock_server.store.record_list import FEW, EncodedList
from mock_server.store.tables import Change, RowsView, row_record

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from mock_server.json_types import JSON
    from mock_server.store.record_list import RecordList
    from mock_server.store.replay import Rows, Tables
    from mock_server.store.table_index import TableIndex


class Log(Protocol):
    """Where changes are written down; the caller holds ``lock`` from the look to the change of ``tables``."""

    tables: Tables
    sequence: int
    warnings: tuple[str, ...]

    @property
    def lock(self) -> AbstractContextManager[JSON]:
        """Reentrant."""
        ...

    def append(self, body: bytes) -> None:
        """Write down one change; raises StoreError to prevent it."""
        ...

    def append_entry(self, sign: bytes, table: str, key: str, raw: bytes) -> None:
        """Write down that a key has this encoded record; raises StoreError to prevent it."""
        ...

    def append_all(self, bodies: Sequence[bytes]) -> None:
        """Write down several changes, all or none."""
        ...


class Memory:
    """A log that only counts."""

    def __init__(self) -> None:
        self.tables: Tables = defaultdict(dict)
        self.lock = threading.RLock()
        self.sequence = 0
        self.warnings: tuple[str, ...] = ()

    def append(self, body: bytes) -> None:
        """Count one change."""
        self.sequence += 1

    def append_entry(self, sign: bytes, table: str, key: str, raw: bytes) -> None:
        """Count one change, of which no line is made."""
        self.sequence += 1

    def append_all(self, bodies: Sequence[bytes]) -> None:
        """Count several changes."""
        self.sequence += len(bodies)


class RowStorage(Storage):
    """The storage TinyDB gets; ``close`` is called once, at its end."""

    def __init__(self, log: Log, close: Callable[[], None] | None = None) -> None:
        self.log = log
        self._close = close
        self._indexes: dict[str, TableIndex] = {}

    def rows(self, table: str) -> Rows:
        """Return the encoded records of a table by key, for reading."""
        return self.log.tables.get(table) or {}

    def read(self) -> dict[str, JSON]:
        """Return TinyDB's picture of the data: documents by id, by table; empty tables are none."""
        return {name: RowsView(rows) for name, rows in list(self.log.tables.items()) if rows}

    def write(self, data: Mapping[str, Mapping[str, Mapping[str, JSON]]]) -> None:
        """Make the tables equal to ``data``, by writing down what differs."""
        with self.log.lock:
            if not data:
                self.log.append(lines.CLEARED)
                self.log.tables.clear()
                self._indexes.clear()
                return
            names = dict.fromkeys([*self.log.tables, *data])
            self.apply({name: self._difference(name, data.get(name, {})) for name in names})

    def apply(self, changes: Mapping[str, Sequence[Change]]) -> None:
        """Make changes, by table: all or, if they can't be written down, none; under the log's lock."""
        bodies = [_body(self.rows(table), table, *change) for table, some in changes.items() for change in some]
        if not bodies:
            return
        self.log.append_all(bodies)
        for table, some in changes.items():
            rows, index = self.log.tables[table], self._indexes.get(table)
            for key, raw in some:
                before = rows.get(key)
                if raw is None:
                    rows.pop(key, None)
                else:
                    rows[key] = raw
                if index is not None:
                    index.changed(key, before, raw)

    def apply_one(self, table: str, key: str, raw: bytes | None) -> None:
        """Make one change, be it to the same, unless it can't be written down; under the log's lock."""
        rows = self.log.tables[table]
        before = rows.get(key)
        if raw is None:
            self.log.append(lines.deletion(table, key))
            del rows[key]
        else:
            self.log.append_entry(lines.GIVEN[before is None], table, key, raw)
            rows[key] = raw
        if table in self._indexes:
            self._indexes[table].changed(key, before, raw)

    def listing(self, table: str) -> RecordList:
        """The records of a table as a list; under the log's lock."""
        rows, index = self.rows(table), self._indexes.get(table)
        if len(rows) < FEW:
            return EncodedList(rows, row_record)
        from mock_server.store.indexed_list import IndexedList  # loaded where there are many records
        from mock_server.store.table_index import TableIndex

        if index is None or index.is_worn:
            index = self._indexes[table] = TableIndex(rows, row_record)
        return IndexedList(index, index.order)

    def close(self) -> None:
        """Close the log; a second call does nothing."""
        close, self._close = self._close, None
        if close is not None:
            close()

    def _difference(self, table: str, wanted: Mapping[str, Mapping[str, JSON]]) -> list[Change]:
        rows = self.rows(table)
        if isinstance(wanted, RowsView) and wanted.rows is rows:
            return []
        gone: list[Change] = [(key, None) for key in rows if key not in wanted]
        encoded = ((str(key), lines.encode(document)) for key, document in wanted.items())
        return gone + [(key, raw) for key, raw in encoded if rows.get(key) != raw]


def _body(rows: Rows, table: str, key: str, raw: bytes | None) -> bytes:
    if raw is None:
        return lines.deletion(table, key)
    return lines.entry(lines.GIVEN[key not in rows], table, key, raw)
