"""A journal that somebody else changes under a running server: noticed at the next sync, and told."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import StoreError, TinyStore, open_store
from mock_server.store.compaction import compact

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


@pytest.mark.parametrize("change", [emptied, halved, appended, replaced], ids=lambda f: f.__name__)
def test_a_change_by_somebody_else_stops_the_writing(change: Callable[[Path], None], tmp_path: Path) -> None:
    """After the next sync no write is acknowledged, and the sentence names the file and what to do."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?interval=0.001")
    assert isinstance(store, TinyStore)
    store.create("books", "b1", {"title": "Emma"})
    change(path)
    with contextlib.suppress(StoreError):  # refused at once where it can be seen at once
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


def moved(path: Path) -> None:
    """Put elsewhere."""
    path.rename(path.with_suffix(".old"))


@pytest.mark.parametrize("change", [Path.unlink, moved], ids=lambda f: f.__name__)
@pytest.mark.parametrize("promise", ["interval=0.001", "fsync=always"])
def test_a_file_that_is_gone_is_written_anew(change: Callable[[Path], None], promise: str, tmp_path: Path) -> None:
    """With every record, in its order, under the same numbers; the owner's permissions stay."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?{promise}")
    for n in range(600):
        store.create("books", f"b{n}", {"n": n})
    store.delete("books", "b3")
    path.chmod(0o640)
    change(path)
    store.create("films", "f1", {})
    wait_for(path.exists)
    store.replace("books", "b4", {"n": "four"})
    sequence, books = store.sequence, list(store.records("books"))
    store.close()
    assert path.stat().st_mode & 0o777 == 0o640
    assert {file.name for file in tmp_path.iterdir()} <= {path.name, "a.old"}
    again = open_store(str(path))
    assert again.sequence == sequence
    assert list(again.records("books")) == books
    assert again.read("films", "f1") == {}
    again.close()


def wait_for(so: Callable[[], bool]) -> None:
    """Wait until something is so."""
    for _ in range(30_000):
        if so():
            return
        time.sleep(0.001)
    raise AssertionError("it never came")


def test_a_compaction_under_way_does_not_take_the_place_of_the_new_file(bare: Callable[..., Any]) -> None:
    """What it has copied is of the file that went away."""
    one = bare()
    for n in range(5000):
        one.store.create("books", f"b{n}", {"n": n})
        one.store.delete("books", f"b{n}")
    one.store.create("books", "kept", {})
    steps = compact(one.journal)
    next(steps)
    Path(one.journal.path).unlink()
    one.store.create("books", "after", {})
    with pytest.raises(OSError, match="another file"):
        for _ in steps:
            pass
    one.store.create("books", "last", {})
    one.store.close()
    again = open_store(one.journal.path)
    assert [key for key, _ in again.records("books")] == ["kept", "after", "last"]
    again.close()


def test_a_new_file_takes_the_place_of_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that somebody puts there meanwhile stays as it is, and the write is refused."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?interval=3600")
    store.create("books", "b1", {})
    path.unlink()
    real = os.link

    def late(*words: Any) -> None:
        path.write_text("mine", "utf-8")
        real(*words)

    monkeypatch.setattr(os, "link", late)
    with pytest.raises(StoreError, match="was deleted while in use"):
        store.create("books", "b2", {})
    assert path.read_text("utf-8") == "mine"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
    assert store.read("books", "b2") is None
    store.close()
