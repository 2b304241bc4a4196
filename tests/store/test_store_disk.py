"""When the disk or the user takes the file away: nothing is acknowledged that isn't there."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, NoReturn

import pytest

from mock_server.store import StoreError, StoreUnreadable, TinyStore, open_store

ROOT = Path(__file__).parents[2]
FULL = """
import resource, sys
from mock_server.store import StoreError, open_store
path, limit = sys.argv[1], int(sys.argv[2])
store = open_store(path)
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, resource.RLIM_INFINITY))
kept, refused = [], 0
for n in range(40):
    try:
        store.create("books", str(n), {"text": "x" * (n * 7 % 50)})
        kept.append(n)
    except StoreError as error:
        assert "a.journal took no more" in str(error) and error.exit_code == 3
        assert store.read("books", str(n)) is None
        refused += 1
assert refused > 10 and store.sequence == len(kept) == store.count("books")
try:
    store.database.table("books").update({"more": "y" * 50})
    raise SystemExit("the update of many should have been refused")
except StoreError:
    assert not any("more" in record for _, record in store.records("books"))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert store.create("books", "after", {})
print(kept)
"""


@pytest.mark.parametrize("limit", range(900, 960, 7))
def test_a_full_disk_refuses_writes_and_keeps_the_rest(tmp_path: Path, limit: int) -> None:
    """Writes that don't fit, or fit in part, are refused whole; with room again the next one works."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, f"{tmp_path}/a.journal", str(limit)],
        check=True, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    store = open_store(f"{tmp_path}/a.journal")
    assert store.warnings == ()
    assert [key for key, _ in store.records("books")] == [str(n) for n in eval(done.stdout)] + ["after"]
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> TinyStore:
    """A journal that syncs at each write, with one record."""
    opened = open_store(f"{tmp_path}/a.journal?fsync=always")
    assert isinstance(opened, TinyStore)
    opened.create("books", "b1", {})
    return opened


def refuse(*_: object) -> NoReturn:
    """Fail as a broken disk does."""
    raise OSError(errno.EIO, "Input/output error")


def reopened(store: TinyStore) -> list[str]:
    """Return the keys of the books after a restart."""
    again = open_store(store.name)
    assert again.warnings == ()
    keys = [key for key, _ in again.records("books")]
    again.close()
    return keys


def test_a_refused_write_of_any_kind_changes_nothing(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever can't be written down isn't done in memory either."""
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", refuse)
        for write in (
            lambda: store.create("books", "b2", {}),
            lambda: store.replace("books", "b1", {"n": 1}),
            lambda: store.delete("books", "b1"),
            store.clear,
            lambda: store.database.table("books").truncate(),
        ):
            with pytest.raises(StoreError, match="changed nothing"):
                write()
            assert list(store.records("books")) == [("b1", {})]
    assert store.sequence == 1
    store.close()
    assert reopened(store) == ["b1"]


def test_a_failed_write_that_cannot_be_undone_is_undone_later(
    store: TinyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If even the cut of a torn line fails, no write is accepted before it succeeds."""
    real = os.write
    with monkeypatch.context() as broken:
        broken.setattr(os, "write", lambda fd, data: real(fd, bytes(data)[:5]) and refuse())
        broken.setattr(os, "ftruncate", refuse)
        for key in ("b2", "b3"):
            with pytest.raises(StoreError, match="Input/output error"):
                store.create("books", key, {})
    assert store.create("books", "b4", {})
    store.close()
    assert reopened(store) == ["b1", "b4"]


def test_a_sync_that_fails_is_no_acknowledgement(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """With fsync=always a line the disk didn't take is taken back, and every later write is refused."""
    with monkeypatch.context() as broken:
        broken.setattr("mock_server.store.journal.sync", refuse)
        with pytest.raises(StoreError, match="isn't kept by its disk"):
            store.create("books", "b2", {})
    assert store.read("books", "b2") is None
    with pytest.raises(StoreError, match="check the disk"):
        store.create("books", "b3", {})
    with pytest.raises(StoreError, match="check the disk"):
        store.close()
    assert reopened(store) == ["b1"]


def test_a_sync_that_fails_behind_the_scenes_stops_the_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A group commit that fails is told with the next write, and with the closing."""
    store = open_store(f"{tmp_path}/a.journal?interval=0.001")
    assert isinstance(store, TinyStore)
    monkeypatch.setattr("mock_server.store.journal.sync", refuse)
    store.create("books", "b1", {})
    storage: Any = store.database.storage
    for _ in range(3000):
        if storage.log.failure:
            break
        time.sleep(0.01)
    with pytest.raises(StoreError, match="isn't kept by its disk"):
        store.replace("books", "b1", {})
    assert store.read("books", "b1") == {}
    with pytest.raises(StoreError, match="isn't kept by its disk"):
        store.close()
    monkeypatch.undo()
    open_store(f"{tmp_path}/a.journal").close()


def test_a_file_deleted_with_its_folder_stops_the_writing(tmp_path: Path) -> None:
    """Writes into a file that can have no name any more would be lost at the end: they are refused; closing works."""
    (tmp_path / "folder").mkdir()
    store = open_store(f"{tmp_path}/folder/a.journal")
    Path(store.name).unlink()
    (tmp_path / "folder").rmdir()
    with pytest.raises(StoreError, match="was deleted while in use"):
        store.create("books", "b2", {})
    store.close()
    assert not Path(store.name).exists()


def test_a_write_after_close_is_refused(store: TinyStore) -> None:
    """A closed store says so; what it held can still be read."""
    store.close()
    with pytest.raises(StoreError, match="is closed"):
        store.create("books", "b2", {})
    assert store.read("books", "b1") == {}


def test_a_full_disk_at_the_first_start_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A header that doesn't fit ends the start, and the next start begins anew."""
    with monkeypatch.context() as full:
        full.setattr(os, "write", lambda *_: refuse())
        with pytest.raises(StoreUnreadable, match="can't be written"):
            open_store(f"{tmp_path}/a.journal")
    store = open_store(f"{tmp_path}/a.journal")
    assert store.warnings == ()
    store.close()


def test_an_unreadable_disk_is_told(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A read error at the start is no empty store."""
    store.close()
    monkeypatch.setattr("mock_server.store.replay._read", refuse)
    with pytest.raises(StoreUnreadable, match=r"can't be read .*Input/output error"):
        open_store(store.name)


@pytest.mark.parametrize("moment", ["before", "within", "after"])
def test_an_interrupt_during_a_write_harms_nothing(
    store: TinyStore, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    """Ctrl-C at any moment of a write leaves a journal to which later writes can be added."""
    real = os.write

    def interrupted(fd: int, data: bytes) -> NoReturn:
        if moment == "within":
            real(fd, data[:7])
        if moment == "after":
            real(fd, data)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.create("books", "b2", {})
    assert store.read("books", "b2") is None
    assert store.create("books", "b3", {})
    store.close()
    assert reopened(store) == ["b1", "b3"]


def test_an_interrupted_last_write_is_cut_off_at_the_close(store: TinyStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is left whole, also when nothing was written after the interrupt."""
    real = os.write

    def interrupted(fd: int, data: bytes) -> NoReturn:
        real(fd, data[:7])
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", interrupted)
        with pytest.raises(KeyboardInterrupt):
            store.create("books", "b2", {})
    store.close()
    assert reopened(store) == ["b1"]
