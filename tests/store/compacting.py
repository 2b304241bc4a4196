"""What the tests of compaction do to a store."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.store import Store


def fill(store: Store, live: int, garbage: int) -> None:
    """Create so many records, and write so many lines more than that."""
    for n in range(live):
        store.create("books" if n % 3 else "films", f"k{n}\n", {"n": n})
    for n in range(garbage):
        store.replace("films", "k0\n", {"n": n, "wide": 2**70})


def everything(store: Store) -> dict[str, Any]:
    """Return all records, in order, by resource."""
    return {name: list(store.records(name)) for name in ("books", "films")}


def line_count(path: Path) -> int:
    """Return the number of lines after the header."""
    return path.read_bytes().count(b"\n") - 1


def refuse(*_: object) -> NoReturn:
    """Fail as a full disk does."""
    raise OSError(28, "No space left on device")
