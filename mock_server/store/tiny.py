"""The embedded engine: TinyDB, with a journal under it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.store.compaction import discard_unfinished
from mock_server.store.journal import Journal
from mock_server.store.keeper import Keeper, compact_now
from mock_server.store.lines import CLEARED, CREATED, REPLACED, decode, deletion, encode, entry
from mock_server.store.storage import Memory, RowStorage
from mock_server.store.tables import Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.store.location import Location
    from mock_server.store.protocol import Record


class TinyStore:
    """A ``Store`` over TinyDB; ``database`` is the same data through TinyDB's own API.

    ``create``, ``replace`` and ``delete`` go past TinyDB's query layer straight to its storage: what they
    write, and what TinyDB's methods write, are the same lines.
    """

    def __init__(self, name: str, storage: RowStorage) -> None:
        self._name = name
        self._storage = storage
        self._log = storage.log
        self._lock = storage.log.lock
        self._tables = storage.log.tables
        self._append = storage.log.append
        self.database = Database(storage=lambda: storage)

    @property
    def name(self) -> str:
        """``memory:`` or the path."""
        return self._name

    @property
    def sequence(self) -> int:
        """Number of writes ever accepted."""
        return self._log.sequence

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know about the opening."""
        return self._log.warnings

    def create(self, resource: str, key: str, record: Record) -> bool:
        """Keep ``record`` unless the key is taken; False if it is taken."""
        with self._lock:
            rows = self._tables[resource]
            if key in rows:
                return False
            raw = encode(record)
            self._append(entry(CREATED, resource, key, raw))
            rows[key] = raw
            return True

    def read(self, resource: str, key: str) -> Record | None:
        """Return the record, or None."""
        raw = self._storage.rows(resource).get(key)
        return None if raw is None else decode(raw)

    def replace(self, resource: str, key: str, record: Record) -> bool:
        """Put ``record`` in the place of the one with this key; False if there is none."""
        with self._lock:
            rows = self._storage.rows(resource)
            if key not in rows:
                return False
            raw = encode(record)
            self._append(entry(REPLACED, resource, key, raw))
            rows[key] = raw
            return True

    def delete(self, resource: str, key: str) -> bool:
        """Remove the record with this key; False if there is none."""
        with self._lock:
            rows = self._storage.rows(resource)
            if key not in rows:
                return False
            self._append(deletion(resource, key))
            del rows[key]
            return True

    def records(self, resource: str) -> Iterator[tuple[str, Record]]:
        """Yield keys and records in order of creation, as they are now."""
        rows = self._storage.rows(resource).copy()
        return ((key, decode(raw)) for key, raw in rows.items())

    def count(self, resource: str) -> int:
        """Return the number of records."""
        return len(self._storage.rows(resource))

    def clear(self) -> None:
        """Remove every record."""
        with self._lock:
            self._append(CLEARED)
            self._tables.clear()

    def close(self) -> None:
        """Make everything durable and let go of the file; raises StoreError if the disk can't."""
        self.database.close()


def open_memory(location: Location) -> TinyStore:
    """Open a store that is gone with the process."""
    return TinyStore("memory:", RowStorage(Memory()))


def open_journal(location: Location) -> TinyStore:
    """Open the journal at a location, or make it; raises StoreError."""
    journal = Journal(location.path, location.always)
    try:
        discard_unfinished(journal)
        if warning := compact_now(journal):
            journal.warnings += (warning,)
        keeper = Keeper(journal, location.interval)
    except BaseException:
        journal.close()
        raise
    return TinyStore(location.path, RowStorage(journal, keeper.close))
