"""Records that end at a time which they hold themselves (`x-mock.expires`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.clock import moment
from mock_server.engine.collection_names import collection_name, resource_of
from mock_server.engine.missing_records import DELETED, USED
from mock_server.openapi.reading.pointers import at
from mock_server.store import BeforeStore, ReadList

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from mock_server.store import RecordList, Store
    from mock_server.store.protocol import Mark, Record
    from mock_server.values import Values

HOUR = 3_600_000
"""The milliseconds after which a record expires whose time the mock makes up."""

_SECONDS_END = 100_000_000_000  # numbers from here on count milliseconds: as seconds they are the year 5138


class ExpiringStore(BeforeStore):
    """``store`` without the records whose time has come; a `Store` itself.

    ``places`` says where records of a resource hold their time. A record that is met too late is removed.
    """

    def __init__(self, store: Store, places: Mapping[str, tuple[str, ...]], values: Values) -> None:
        super().__init__(store)
        self._places = {collection_name(name): place for name, place in places.items()}
        self._values = values

    def create(self, resource: str, key: str, record: Record, mark: Mark | None = None) -> bool:
        """Keep ``record`` unless the key is taken, and set the ``mark``; False if it is taken."""
        self.read(resource, key)
        return self.whole.create(resource, key, record, mark)

    def create_all(self, resource: str, records: Sequence[tuple[str, Record]]) -> int | None:
        """Keep all of these records, or none; the place of the first whose key is taken."""
        for key, _ in records:
            self.read(resource, key)
        return self.whole.create_all(resource, records)

    def read(self, resource: str, key: str) -> Record | None:
        """Return the record, or None."""
        record = self.whole.read(resource, key)
        return None if record is None or self._is_over(resource, key, record) else record

    def holds(self, resource: str, key: str) -> bool:
        """Whether there is a record with this key."""
        if resource_of(resource) not in self._places:
            return self.whole.holds(resource, key)
        return self.read(resource, key) is not None

    def replace(self, resource: str, key: str, record: Record) -> bool:
        """Put ``record`` in the place of the one with this key; False if there is none."""
        return self.read(resource, key) is not None and self.whole.replace(resource, key, record)

    def delete(self, resource: str, key: str) -> bool:
        """Remove the record with this key; False if there is none."""
        return self.holds(resource, key) and self.whole.delete(resource, key)

    def records(self, resource: str) -> Iterator[tuple[str, Record]]:
        """Yield keys and records in order of creation."""
        held = self.whole.records(resource)
        return ((key, record) for key, record in held if not self._is_over(resource, key, record))

    def listing(self, resource: str) -> RecordList:
        """Return the records as a list; where they have a time, all are read to see whose has come."""
        if resource_of(resource) not in self._places:
            return self.whole.listing(resource)
        return ReadList(list(self.records(resource)))

    def count(self, resource: str) -> int:
        """Return the number of records."""
        if resource_of(resource) not in self._places:
            return self.whole.count(resource)
        return sum(1 for _ in self.records(resource))

    def _is_over(self, resource: str, key: str, record: Record) -> bool:
        place = self._places.get(resource_of(resource))
        end = None if place is None else _milliseconds(at(record, place))
        if end is None or end > self._values.milliseconds():
            return False
        self.whole.delete(resource, key)
        self.whole.create(DELETED, f"{resource}|{key}", {})
        self.whole.create(USED, resource_of(resource), {})
        return True


def _milliseconds(value: object) -> int | None:
    """The time that a member of a record says: as RFC 3339 has it, or seconds or milliseconds since 1970."""
    if isinstance(value, str):
        try:
            return moment(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value if value >= _SECONDS_END else value * 1000)
