"""What a store that stands before another hands on to it unchanged: all that concerns every record at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.store.image import Image
    from mock_server.store.protocol import Store


class BeforeStore:
    """The part of a `Store` before ``whole`` that is the whole store's; what concerns single records is the heirs'."""

    __slots__ = ("whole",)

    def __init__(self, whole: Store) -> None:
        self.whole = whole

    @property
    def name(self) -> str:
        """The whole store's name."""
        return self.whole.name

    @property
    def sequence(self) -> int:
        """Number of writes ever accepted by the whole store."""
        return self.whole.sequence

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know about the opening."""
        return self.whole.warnings

    def resources(self) -> tuple[str, ...]:
        """Return the names of the whole store's resources that hold records."""
        return self.whole.resources()

    def image(self) -> Image:
        """Return all records of the whole store."""
        return self.whole.image()

    def restore(self, image: Image) -> None:
        """Put the records of ``image`` in the place of all of the whole store."""
        self.whole.restore(image)

    def clear(self) -> None:
        """Remove every record of the whole store."""
        self.whole.clear()

    def close(self) -> None:
        """Close the whole store."""
        self.whole.close()
