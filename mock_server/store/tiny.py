"""The embedded engine: TinyDB, with a journal under it or nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinydb.table import Document

from mock_server.store.compaction import discard_unfinished
from mock_server.store.image import Image
from mock_server.store.journal import Journal
from mock_server.store.journal_writer import JournalWriter, compact_now
from mock_server.store.lines import encode
from mock_server.store.storage import Memory, RowStorage
from mock_server.store.tables import Database, OneRowTables, differences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tinydb.table import Table

    from mock_server.store.location import Location
    from mock_server.store.protocol import Mark, Record
    from mock_server.store.record_list import RecordList


class TinyStore:
    """A ``Store`` over TinyDB: each resource is a `Table`, each record a `Document` whose id is its key.

    ``database`` is the `TinyDB` itself, for whoever wants queries.
    """

    def __init__(self, name: str, storage: RowStorage) -> None:
        self._name = name
        self._storage = storage
        self._log = storage.log
        self._lock = storage.log.lock
        self.database = Database(storage=lambda: storage)
        self._own = OneRowTables(storage)

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

    def create(self, resource: str, key: str, record: Record, mark: Mark | None = None) -> bool:
        """Keep ``record`` unless the key is taken, and set the ``mark``; False if it is taken."""
        with self._lock:
            tables = self._log.tables
            if key in tables.get(resource, ()):
                return False
            self._own[resource].of(key, {}).insert(Document(record, doc_id=key))  # type: ignore[arg-type]
            if mark is not None and mark[1] not in tables.get(mark[0], ()):
                self.create(*mark, {})
            return True

    def create_all(self, resource: str, records: Sequence[tuple[str, Record]]) -> int | None:
        """Keep all of these records, or none; the place of the first whose key is taken."""
        raws: dict[str, bytes] = {}
        with self._lock:
            rows = self._storage.rows(resource)
            for place, (key, record) in enumerate(records):
                if key in rows or key in raws:
                    return place
                raws[key] = encode(record)
            self._storage.apply({resource: list(raws.items())})
        return None

    def read(self, resource: str, key: str) -> Record | None:
        """Return the record, or None."""
        if not self._log.tables.get(resource):
            return None
        found: Record | None = self._own[resource].get(doc_id=key)  # type: ignore[call-overload]
        return found

    def holds(self, resource: str, key: str) -> bool:
        """Whether there is a record with this key; nothing is decoded."""
        return key in self._log.tables.get(resource, ())

    def replace(self, resource: str, key: str, record: Record) -> bool:
        """Put ``record`` in the place of the one with this key; False if there is none."""
        with self._lock:
            if key not in self._log.tables.get(resource, ()):
                return False
            self._own[resource].of(key, {key: {}}).update(record, doc_ids=[key])  # type: ignore[list-item]
            return True

    def delete(self, resource: str, key: str) -> bool:
        """Remove the record with this key; False if there is none."""
        with self._lock:
            if key not in self._log.tables.get(resource, ()):
                return False
            self._own[resource].of(key, {key: {}}).remove(doc_ids=[key])  # type: ignore[list-item]
            return True

    def records(self, resource: str) -> Iterator[tuple[str, Record]]:
        """Yield keys and records in order of creation, as they are now."""
        table = self._known(resource)
        return ((str(held.doc_id), held) for held in table) if table is not None else iter(())

    def listing(self, resource: str) -> RecordList:
        """Return the records of this resource as a list; of many, their order and the values asked for are known."""
        with self._lock:
            return self._storage.listing(resource)

    def count(self, resource: str) -> int:
        """Return the number of records."""
        table = self._known(resource)
        return 0 if table is None else len(table)

    def resources(self) -> tuple[str, ...]:
        """Return the names of the resources that hold records."""
        with self._lock:
            return tuple(name for name, rows in self._log.tables.items() if rows)

    def image(self) -> Image:
        """Return all records as they are now."""
        with self._lock:
            return Image({name: dict(rows) for name, rows in self._log.tables.items() if rows})

    def restore(self, image: Image) -> None:
        """Put the records of ``image`` in the place of all that are there."""
        if not image.resources():
            self.clear()
            return
        with self._lock:
            names = dict.fromkeys((*self.resources(), *image.resources()))
            self._storage.apply({name: differences(self._storage.rows(name), image.rows(name)) for name in names})

    def clear(self) -> None:
        """Remove every record."""
        self.database.drop_tables()
        self._own.clear()

    def close(self) -> None:
        """Make everything durable and let go of the file; raises StoreError if the disk can't."""
        self.database.close()

    def _known(self, resource: str) -> Table | None:
        """The table of a resource that has records; asking for another one makes none."""
        return self.database.table(resource) if self._storage.rows(resource) else None


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
        keeper = JournalWriter(journal, location.interval)
    except BaseException:
        journal.close()
        raise
    return TinyStore(location.path, RowStorage(journal, keeper.close))
