"""A store that stands on an image and keeps what is changed apart: what it costs grows with the changes alone."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from mock_server.store.image import EMPTY, Changes, Image
from mock_server.store.lines import encode, record_of
from mock_server.store.record_list import EncodedList

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.store.protocol import Mark, Record
    from mock_server.store.record_list import RecordList


class LayeredStore:
    """A `Store` in memory, copy-on-write over ``image``; its sequence begins at ``sequence``."""

    __slots__ = ("__weakref__", "_changes", "_lock", "_tables", "name", "sequence", "warnings")

    def __init__(self, image: Image = EMPTY, sequence: int = 0) -> None:
        self.name = "memory:"
        self.sequence = sequence
        self.warnings: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._tables = image.tables
        self._changes = {name: changes.copy() for name, changes in image.changes.items()}

    def create(self, resource: str, key: str, record: Record, mark: Mark | None = None) -> bool:
        """Keep ``record`` unless the key is taken, and set the ``mark``; False if it is taken."""
        if self._raw(resource, key) is not None:
            return False
        raw = encode(record)
        with self._lock:
            changes = self._changed(resource)
            if changes.get(key) is not None:
                return False
            changes.put(key, raw)
            self.sequence += 1
        if mark is not None:
            self.create(*mark, {})
        return True

    def create_all(self, resource: str, records: Sequence[tuple[str, Record]]) -> int | None:
        """Keep all of these records, or none; the place of the first whose key is taken."""
        raws = [(key, encode(record)) for key, record in records]
        with self._lock:
            changes, seen = self._changed(resource), set[str]()
            for place, (key, _) in enumerate(raws):
                if key in seen or changes.get(key) is not None:
                    return place
                seen.add(key)
            for key, raw in raws:
                changes.put(key, raw)
            self.sequence += len(raws)
        return None

    def read(self, resource: str, key: str) -> Record | None:
        """Return the record, or None."""
        raw = self._raw(resource, key)
        return None if raw is None else record_of(raw)

    def holds(self, resource: str, key: str) -> bool:
        """Whether there is a record with this key; nothing is decoded."""
        return self._raw(resource, key) is not None

    def replace(self, resource: str, key: str, record: Record) -> bool:
        """Put ``record`` in the place of the one with this key; False if there is none."""
        if self._raw(resource, key) is None:
            return False
        raw = encode(record)
        with self._lock:
            changes = self._changed(resource)
            if changes.get(key) is None:
                return False
            changes.put(key, raw)
            self.sequence += 1
        return True

    def delete(self, resource: str, key: str) -> bool:
        """Remove the record with this key; False if there is none."""
        if self._raw(resource, key) is None:
            return False
        with self._lock:
            removed = self._changed(resource).remove(key)
            self.sequence += removed
        return removed

    def records(self, resource: str) -> Iterator[tuple[str, Record]]:
        """Yield keys and records in order of creation, as they are now."""
        with self._lock:
            changes = self._changes.get(resource)
            held = list((self._tables.get(resource, {}) if changes is None else changes).items())
        return ((key, record_of(raw)) for key, raw in held)

    def listing(self, resource: str) -> RecordList:
        """Return the records of this resource as a list."""
        with self._lock:
            changes = self._changes.get(resource)
            if changes is not None:
                return changes.listing()
            return EncodedList(self._tables.get(resource, {}), lambda _key, raw: record_of(raw))

    def count(self, resource: str) -> int:
        """Return the number of records."""
        changes = self._changes.get(resource)
        return len(self._tables.get(resource, ())) if changes is None else changes.size

    def resources(self) -> tuple[str, ...]:
        """Return the names of the resources that hold records."""
        with self._lock:
            return Image(self._tables, self._changes).resources()

    def image(self) -> Image:
        """Return all records as they are now."""
        with self._lock:
            return Image(self._tables, {name: changes.copy() for name, changes in self._changes.items()})

    def restore(self, image: Image) -> None:
        """Put the records of ``image`` in the place of all that are there."""
        changes = {name: changes.copy() for name, changes in image.changes.items()}
        with self._lock:
            self._tables, self._changes = image.tables, changes
            self.sequence += 1

    def clear(self) -> None:
        """Remove every record."""
        self.restore(EMPTY)

    def close(self) -> None:
        """Nothing is kept: there is nothing to make durable."""

    def _raw(self, resource: str, key: str) -> bytes | None:
        changes = self._changes.get(resource)
        if changes is not None:
            return changes.get(key)
        rows = self._tables.get(resource)
        return None if rows is None else rows.get(key)

    def _changed(self, resource: str) -> Changes:
        """The resource's changes, to be added to."""
        changes = self._changes.get(resource)
        if changes is None:
            changes = self._changes[resource] = Changes(self._tables.get(resource, {}))
        return changes
