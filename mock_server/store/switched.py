"""One name for several stores, of which one at a time is meant: whoever holds it need not know which."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.store.before_store import BeforeStore

if TYPE_CHECKING:
    from mock_server.store.protocol import Store


class SwitchedStore(BeforeStore):
    """A `Store` that is ``whole``, until another one is.

    What is asked often are methods of the current store itself, so that it costs nothing more.
    """

    __slots__ = (
        "count", "create", "create_all", "delete", "holds", "listing", "read", "records", "replace",
    )  # fmt: skip

    def __init__(self, store: Store) -> None:
        self.switch(store)

    def switch(self, store: Store) -> None:
        """From now on this store is meant."""
        self.whole = store
        self.create, self.read, self.holds = store.create, store.read, store.holds
        self.replace, self.delete, self.records = store.replace, store.delete, store.records
        self.create_all = store.create_all
        self.count, self.listing = store.count, store.listing
