"""One name for several stores, of which one at a time is meant: whoever holds it need not know which."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.store.image import Image
    from mock_server.store.protocol import Store


class SwitchedStore:
    """A `Store` that is ``current``, until another one is.

    What is asked often are methods of the current store itself, so that it costs nothing more.
    """

    __slots__ = (
        "count",
        "create",
        "current",
        "delete",
        "holds",
        "read",
        "records",
        "replace",
    )

    def __init__(self, store: Store) -> None:
        self.switch(store)

    def switch(self, store: Store) -> None:
        """From now on this store is meant."""
        self.current = store
        self.create, self.read, self.holds = store.create, store.read, store.holds
        self.replace, self.delete, self.records = store.replace, store.delete, store.records
        self.count = store.count

    @property
    def name(self) -> str:
        """That of the current store."""
        return self.current.name

    @property
    def sequence(self) -> int:
        """Number of writes ever accepted by the current store."""
        return self.current.sequence

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know about the opening of the current store."""
        return self.current.warnings

    def resources(self) -> tuple[str, ...]:
        """Return the names of the current store's resources that hold records."""
        return self.current.resources()

    def image(self) -> Image:
        """Return all records of the current store."""
        return self.current.image()

    def restore(self, image: Image) -> None:
        """Put the records of ``image`` in the place of all of the current store."""
        self.current.restore(image)

    def clear(self) -> None:
        """Remove every record of the current store."""
        self.current.clear()

    def close(self) -> None:
        """Close the current store."""
        self.current.close()
