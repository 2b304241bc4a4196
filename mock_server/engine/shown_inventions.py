"""Which records that are not there were shown as if they were: a new record takes the key of none of them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from mock_server.store import BeforeStore

if TYPE_CHECKING:
    from mock_server.store import Store

_MOST = 1_000
"""How many are remembered of one store."""


class ShownInventions:
    """Those of one mock, for as long as a store is there and is not put back to how it was; nothing is written."""

    def __init__(self) -> None:
        self._of: WeakKeyDictionary[Store, dict[tuple[str, str], None]] = WeakKeyDictionary()

    def shown(self, store: Store, resource: str, key: str) -> None:
        """A client has been shown a record under this key."""
        known = self._of.setdefault(_whole(store), {})
        if len(known) < _MOST:
            known[resource, key] = None

    def has(self, store: Store, resource: str, key: str) -> bool:
        """Whether a client has been shown one."""
        known = self._of.get(_whole(store))
        return known is not None and (resource, key) in known

    def count(self, store: Store) -> int:
        """How many were shown."""
        return len(self._of.get(_whole(store), ()))

    def forget(self, store: Store) -> None:
        """The store is as it was before anything was shown."""
        self._of.pop(_whole(store), None)


def _whole(store: Store) -> Store:
    """The store itself, before which others stand."""
    while isinstance(store, BeforeStore):
        store = store.whole
    return store
