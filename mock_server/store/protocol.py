"""The store as the rest of the package sees it: records by resource and key.

Every engine keeps these promises; ``tests/store/test_store_protocol.py`` holds each to the same tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.store.image import Image
    from mock_server.store.record_list import RecordList

Record = dict[str, Any]
"""A JSON object. Numbers, strings and nesting come back as they went in."""

Mark = tuple[str, str]
"""A resource and a key of it, under which an empty record says that something is so."""


class Tally(Protocol):
    """Counts that several processes go on with; those that are not ``lasting`` can be forgotten by themselves."""

    def count(self, what: bytes, *, lasting: bool) -> int:
        """How often this was counted by now, this time included."""
        ...

    def take(self, what: bytes, now: float, seconds: float, most: int, *, lasting: bool) -> tuple[float, int, bool]:
        """Take one of ``most`` in a window: when that began, how many are taken, and whether none was left."""
        ...

    def forget(self, *, lasting: bool) -> None:
        """Begin anew, with those that are lasting or those that are not."""
        ...


@runtime_checkable
class SharedSandbox(Protocol):
    """What a store of a sandbox can that other processes see too."""

    def end(self) -> None:
        """Remove it for everybody."""
        ...


@runtime_checkable
class Shared(Protocol):
    """What a store can that other processes see too: its sandboxes are theirs as well."""

    def apart(self, name: str, first: Image) -> Store:
        """The store of the sandbox of this name; the first who asks begins it, with these records."""
        ...

    def tally(self, run: str, sandbox: str, *, forgets: bool) -> Tally:
        """The counts of a sandbox in a run of several processes, of which one ``forgets`` for all."""
        ...


class Store(Protocol):
    """Holds records by resource (a kind of thing, like ``"books"``) and key (any string).

    Once a method returns, its effect survives the death of the process (but for ``memory:``); what survives
    a power loss is the engine's promise, see docs/store.md. A method that raises StoreError changed nothing.
    """

    @property
    def name(self) -> str:
        """How start-up prints it: ``memory:`` or the path."""
        ...

    @property
    def sequence(self) -> int:
        """Number of writes ever accepted; grows over restarts and never repeats."""
        ...

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user should know about the opening, a sentence each: say, a torn last line was dropped."""
        ...

    def create(self, resource: str, key: str, record: Record, mark: Mark | None = None) -> bool:
        """Keep ``record`` unless the key is taken, in one step; False if it is taken.

        Where it is kept the ``mark`` is set too, unless it is there: a write of its own, in the same step where one
        costs a way to another process.
        """
        ...

    def create_all(self, resource: str, records: Sequence[tuple[str, Record]]) -> int | None:
        """Keep all of these records under their keys, or none, in one step.

        None where they are kept, else the place of the first whose key is taken, be it by another of them.
        """
        ...

    def read(self, resource: str, key: str) -> Record | None:
        """Return the record, or None; the caller must not mutate what it gets."""
        ...

    def holds(self, resource: str, key: str) -> bool:
        """Whether there is a record with this key; cheaper than to read it."""
        ...

    def replace(self, resource: str, key: str, record: Record) -> bool:
        """Put ``record`` in the place of the one with this key; False if there is none."""
        ...

    def delete(self, resource: str, key: str) -> bool:
        """Remove the record with this key; False if there is none."""
        ...

    def records(self, resource: str) -> Iterable[tuple[str, Record]]:
        """Yield keys and records in order of creation, as they were when the iteration began."""
        ...

    def listing(self, resource: str) -> RecordList:
        """Return the records of this resource as a list, of which only that is read that is asked for."""
        ...

    def count(self, resource: str) -> int:
        """Return the number of records of this resource."""
        ...

    def resources(self) -> tuple[str, ...]:
        """Return the names of the resources that hold records."""
        ...

    def image(self) -> Image:
        """Return all records as they are now; it stays as it is whatever is done afterwards."""
        ...

    def restore(self, image: Image) -> None:
        """Put the records of ``image``, which may be another store's, in the place of all that are there, in one step.

        They come in the image's order. It is a write, or as many as there are records that differ.
        """
        ...

    def clear(self) -> None:
        """Remove every record of every resource, in one step."""
        ...

    def close(self) -> None:
        """Make everything durable and let go of the engine; a second call does nothing."""
        ...
