"""A store within a store: the records of one document among those of several."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.store.before_store import BeforeStore
from mock_server.store.switched import SwitchedStore

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.store import Store
    from mock_server.store.protocol import Mark, Record
    from mock_server.store.record_list import RecordList


class Scoped(BeforeStore):
    """The part of ``store`` whose resources' names begin with ``scope``; a `Store` itself."""

    def __init__(self, store: Store, scope: str) -> None:
        super().__init__(store)
        self.scope = scope

    def create(self, resource: str, key: str, record: Record, mark: Mark | None = None) -> bool:
        """Keep ``record`` unless the key is taken, and set the ``mark``; False if it is taken."""
        scoped = None if mark is None else (self.scope + mark[0], mark[1])
        return self.whole.create(self.scope + resource, key, record, scoped)

    def create_all(self, resource: str, records: Sequence[tuple[str, Record]]) -> int | None:
        """Keep all of these records, or none; the place of the first whose key is taken."""
        return self.whole.create_all(self.scope + resource, records)

    def read(self, resource: str, key: str) -> Record | None:
        """Return the record, or None."""
        return self.whole.read(self.scope + resource, key)

    def holds(self, resource: str, key: str) -> bool:
        """Whether there is a record with this key."""
        return self.whole.holds(self.scope + resource, key)

    def replace(self, resource: str, key: str, record: Record) -> bool:
        """Put ``record`` in the place of the one with this key; False if there is none."""
        return self.whole.replace(self.scope + resource, key, record)

    def delete(self, resource: str, key: str) -> bool:
        """Remove the record with this key; False if there is none."""
        return self.whole.delete(self.scope + resource, key)

    def records(self, resource: str) -> Iterable[tuple[str, Record]]:
        """Yield keys and records in order of creation."""
        return self.whole.records(self.scope + resource)

    def listing(self, resource: str) -> RecordList:
        """Return the records of this resource as a list."""
        return self.whole.listing(self.scope + resource)

    def count(self, resource: str) -> int:
        """Return the number of records of this resource."""
        return self.whole.count(self.scope + resource)

    def resources(self) -> tuple[str, ...]:
        """Return the names of the resources of this scope that hold records."""
        names = self.whole.resources()
        return tuple(name.removeprefix(self.scope) for name in names if name.startswith(self.scope))


def meant(store: Store) -> Store:
    """The store that is meant at this moment, whichever is meant later."""
    if isinstance(store, Scoped):
        return Scoped(meant(store.whole), store.scope)
    return store.whole if isinstance(store, SwitchedStore) else store
