"""A journal that somebody else changes under a running server: noticed at the next sync, and told."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import StoreError, TinyStore, open_store

if TYPE_CHECKING:
    from collections.abc import Callable


def emptied(path: Path) -> None:
    """Cut to nothing."""
    os.truncate(path, 0)


def halved(path: Path) -> None:
    """Cut in the middle."""
    os.truncate(path, path.stat().st_size // 2)


def appended(path: Path) -> None:
    """Lines of somebody else's at the end."""
    with path.open("ab") as file:
        file.write(b"nonsense\n")


def replaced(path: Path) -> None:
    """Another file in its place."""
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.replace(path)


@pytest.mark.parametrize("change", [emptied, halved, appended, replaced, Path.unlink], ids=lambda f: f.__name__)
def test_a_change_by_somebody_else_stops_the_writing(change: Callable[[Path], None], tmp_path: Path) -> None:
    """After the next sync no write is acknowledged, and the sentence names the file and what to do."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?interval=0.001")
    assert isinstance(store, TinyStore)
    store.create("books", "b1", {"title": "Emma"})
    change(path)
    store.create("books", "b2", {})
    storage: Any = store.database.storage
    for _ in range(3000):
        if storage.log.failure:
            break
        time.sleep(0.001)
    with pytest.raises(StoreError, match=r"a\.journal was .* while in use.*restart"):
        store.create("books", "b3", {})
    assert store.read("books", "b3") is None
    with contextlib.suppress(StoreError):
        store.close()
