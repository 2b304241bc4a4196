"""Group commit: when lines reach the disk, and what that costs whoever writes them."""

from __future__ import annotations

import os
import threading
import time
from typing import TYPE_CHECKING

import pytest

from mock_server.store import open_store
from mock_server.store.journal import Journal
from mock_server.store.journal_writer import JournalWriter

if TYPE_CHECKING:
    from pathlib import Path

WAIT = 60
"""Seconds; only a failing test waits so long."""


class Disk:
    """Counts the syncs of the journal; ``done`` is set after each, and ``release`` holds them up while it is clear."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.sizes: list[int] = []
        self.begun, self.done, self.release = threading.Event(), threading.Event(), threading.Event()
        self.release.set()
        monkeypatch.setattr("mock_server.store.journal.sync", self.sync)

    def sync(self, fd: int) -> None:
        """Stand in for the real one."""
        self.begun.set()
        size = os.fstat(fd).st_size
        assert self.release.wait(WAIT)
        self.sizes.append(size)
        self.done.set()


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """A disk that can be watched."""
    return Disk(monkeypatch)


def test_many_writes_share_one_sync(tmp_path: Path, disk: Disk) -> None:
    """Writes don't wait for the disk; one sync, an interval after the first of them, covers them all."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?interval=0.2")
    disk.sizes.clear()
    disk.done.clear()
    for n in range(100):
        store.create("books", str(n), {})
    written = path.stat().st_size
    assert disk.done.wait(WAIT)
    assert disk.sizes[-1] == written
    assert len(disk.sizes) < 20
    store.close()


def test_a_write_during_a_sync_gets_another_one(tmp_path: Path, disk: Disk) -> None:
    """A line that comes while the disk is at work is not taken for synced."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?interval=0.001")
    disk.release.clear()
    disk.begun.clear()
    store.create("books", "b1", {})
    assert disk.begun.wait(WAIT)
    store.create("books", "b2", {})
    written = path.stat().st_size
    for _ in range(5):
        disk.done.clear()
        disk.release.set()
        assert disk.done.wait(WAIT)
        if disk.sizes[-1] == written:
            break
    assert disk.sizes[-1] == written
    store.close()


def test_an_idle_store_leaves_the_disk_alone(tmp_path: Path, disk: Disk) -> None:
    """Without a write there is nothing to sync, at the close either."""
    store = open_store(f"{tmp_path}/a.journal?interval=0.001")
    disk.sizes.clear()
    store.read("books", "b1")
    store.delete("books", "b1")
    store.close()
    assert disk.sizes == []


def test_closing_syncs_what_is_left(tmp_path: Path, disk: Disk) -> None:
    """A close doesn't wait for the interval, and leaves nothing unsynced."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?interval=3000")
    disk.sizes.clear()
    store.create("books", "b1", {})
    assert disk.sizes == []
    store.close()
    assert disk.sizes == [path.stat().st_size]


def test_fsync_always_syncs_before_it_returns(tmp_path: Path, disk: Disk) -> None:
    """Each write is on the disk when it is acknowledged, whichever method made it."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?fsync=always")
    for write in (
        lambda: store.create("books", "b1", {}),
        lambda: store.replace("books", "b1", {"n": 1}),
        lambda: store.delete("books", "b1"),
        store.clear,
    ):
        write()
        assert disk.sizes[-1] == path.stat().st_size
    store.close()


def test_no_thread_is_left(tmp_path: Path) -> None:
    """The thread of a store ends with its close; a store in memory has none."""
    before = set(threading.enumerate())
    open_store("memory:").create("books", "b1", {})
    assert set(threading.enumerate()) <= before  # one of another test may have ended meanwhile
    store = open_store(f"{tmp_path}/a.journal")
    store.create("books", "b1", {})
    assert len(set(threading.enumerate()) - before) == 1
    store.close()
    assert set(threading.enumerate()) <= before


def test_a_close_just_before_a_sync_is_not_overheard(tmp_path: Path) -> None:
    """The thread that clears its wake-up call for a sync doesn't sleep through the close that came with it."""
    journal = Journal(f"{tmp_path}/a.journal", always=False)
    closing, clearing = threading.Event(), threading.Event()
    clear = journal.wake.clear

    def late() -> None:
        clearing.set()
        assert closing.wait(WAIT)
        clear()

    journal.wake.clear = late  # type: ignore[method-assign]
    keeper = JournalWriter(journal, 0.001)
    journal.append(b"!")
    assert clearing.wait(WAIT)
    closer = threading.Thread(target=keeper.close, daemon=True)
    closer.start()
    for _ in range(WAIT * 100):
        if keeper._stopping.is_set() and journal.wake.is_set():
            break
        time.sleep(0.01)
    closing.set()
    closer.join(WAIT)
    assert not closer.is_alive()
