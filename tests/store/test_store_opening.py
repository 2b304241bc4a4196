"""Opening: who may, who may not, and what is said."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from mock_server.store import StoreCorrupt, StoreLocked, StoreUnreadable, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
HOLDER = """
import sys
from mock_server.store import open_store
store = open_store(sys.argv[1])
print(store.create("books", "held", {}), flush=True)
sys.stdin.read()
"""


def hold(path: Path) -> subprocess.Popen[bytes]:
    """Start a process that has the store open until it is killed or its input ends."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == b"True\n"
    return process


def test_two_processes_are_refused_and_a_dead_one_lets_go(tmp_path: Path) -> None:
    """A second process is told who has the file; the holder's death, even by kill -9, frees it with its data."""
    path = tmp_path / "a.journal"
    with hold(path) as holder:
        try:
            with pytest.raises(StoreLocked) as refusal:
                open_store(str(path))
            assert str(path) in str(refusal.value)
            if sys.platform == "linux":
                assert f"(pid {holder.pid})" in str(refusal.value)
            size = path.stat().st_size
            assert path.read_bytes().count(b"held") == 1
        finally:
            holder.kill()
    store = open_store(str(path))
    assert path.stat().st_size == size
    assert store.read("books", "held") == {}
    store.close()


def test_one_process_may_not_open_a_file_twice(tmp_path: Path) -> None:
    """A second opening is refused by whatever path it comes, until the first is closed."""
    path, link = tmp_path / "a.journal", tmp_path / "link"
    link.symlink_to(path)
    store = open_store(str(link))
    for other in (path, link, tmp_path / "." / "x" / ".." / "a.journal"):
        with pytest.raises(StoreLocked, match="use"):
            open_store(str(other))
    store.create("books", "b1", {})
    store.close()
    store = open_store(str(path))
    assert store.count("books") == 1
    store.close()
    assert link.is_symlink()


def test_a_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    """Records may hold secrets: nobody else reads a new journal."""
    open_store(f"{tmp_path}/a.journal").close()
    assert (tmp_path / "a.journal").stat().st_mode & 0o777 == 0o600


def test_a_directory_is_refused(tmp_path: Path) -> None:
    """A directory in the file's place is named, and stays."""
    with pytest.raises(StoreUnreadable, match="is a directory"):
        open_store(str(tmp_path))


def test_a_missing_directory_is_named(tmp_path: Path) -> None:
    """The directory to make is in the message, and isn't made."""
    with pytest.raises(StoreUnreadable, match=f"no directory {tmp_path}/data"):
        open_store(f"{tmp_path}/data/a.journal")
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """What is no regular file can't be a journal, and opening it doesn't wait."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(StoreUnreadable, match="no regular file"):
        open_store(f"{tmp_path}/pipe")


def test_a_file_below_a_file_is_refused(tmp_path: Path) -> None:
    """An error of the operating system is said in its own words, with the path."""
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreUnreadable, match=r"file/a\.journal can't be opened .*Not a directory"):
        open_store(f"{tmp_path}/file/a.journal")


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that may not be written is refused at the start, not at the first write."""

    def refuse(*_: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(StoreUnreadable, match=r"a\.journal can't be opened .*Permission denied"):
        open_store(f"{tmp_path}/a.journal")


def test_a_file_system_without_locks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a lock nothing keeps a second process away: that isn't taken for granted."""

    def refuse(*_: object) -> NoReturn:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("fcntl.flock", refuse)
    with pytest.raises(StoreUnreadable, match="No locks available"):
        open_store(f"{tmp_path}/a.journal")


def test_a_platform_without_locks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no fcntl (Windows), the message says what is missing and what works."""
    monkeypatch.setattr("mock_server.store.lock.fcntl", None)
    with pytest.raises(StoreUnreadable, match=r"fcntl.*memory:"):
        open_store(f"{tmp_path}/a.journal")
    assert open_store("memory:").count("books") == 0


def test_a_file_replaced_between_open_and_lock_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, descriptors: Callable[[], int | None]
) -> None:
    """Whoever locks a file that compaction has just replaced opens the new one instead, and lets go of the old."""
    path = tmp_path / "a.journal"
    store = open_store(str(path))
    store.create("books", "b1", {})
    store.close()
    before = descriptors()
    copy = tmp_path / "copy"
    copy.write_bytes(path.read_bytes())
    real = os.open
    calls: list[str] = []

    def racing(name: str, *args: int) -> int:
        fd = real(name, *args)
        if not calls:
            copy.replace(path)
        calls.append(name)
        return fd

    monkeypatch.setattr(os, "open", racing)
    store = open_store(str(path))
    assert len(calls) == 2
    store.create("books", "b2", {})
    store.close()
    assert b'"b2"' in path.read_bytes()
    assert descriptors() == before


def test_every_opening_closes_its_files(tmp_path: Path, descriptors: Callable[[], int | None]) -> None:
    """Refused or closed, no descriptor and no thread is left."""
    (tmp_path / "bad").write_text("x\n")
    before = descriptors()
    for n in range(3):
        with pytest.raises(StoreCorrupt):
            open_store(f"{tmp_path}/bad")
        store = open_store(f"{tmp_path}/a.journal")
        store.create("books", str(n), {})
        with pytest.raises(StoreLocked):
            open_store(f"{tmp_path}/a.journal")
        store.close()
    assert descriptors() == before
