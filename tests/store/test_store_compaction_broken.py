"""A compaction that dies, fails or is given up loses nothing, at whatever moment."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from mock_server.store import open_store
from mock_server.store.compaction import SUFFIX, compact
from tests.store.compacting import everything, fill, line_count, refuse

if TYPE_CHECKING:
    from collections.abc import Callable


pytestmark = pytest.mark.usefixtures("early_compaction")


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("always", [False, True])
def test_a_death_at_any_call_of_a_compaction_loses_nothing(
    tmp_path: Path, bare: Callable[..., Any], at_every_call: Callable[..., Any], always: bool
) -> None:
    """What is on the disk before each system call, with writes going on between the steps, opens as acknowledged."""
    made = bare(always=always)
    fill(made.store, 10, 25)
    pictures: list[tuple[str, dict[str, bytes], list[Any]]] = []
    allowed = [everything(made.store)]

    def look(name: str) -> None:
        files = {file.name: file.read_bytes() for file in tmp_path.iterdir() if file.is_file()}
        pictures.append((name, files, list(allowed)))

    with at_every_call(look):
        for step, _ in enumerate(compact(made.journal)):
            after = {name: list(rows) for name, rows in allowed[0].items()}
            after["books"].append((f"during {step}", {"step": step}))
            allowed.append(after)
            assert made.store.create("books", f"during {step}", {"step": step})
            allowed.pop(0)
        look("the end")
    names = {name for name, _, _ in pictures}
    assert {"open", "write", "half a write", "replace", "fsync", "fdatasync", "close", "the end"} <= names
    assert made.journal.lines == 10 + step + 1
    for number, (name, files, states) in enumerate(pictures):
        place = tmp_path / f"picture {number}"
        place.mkdir()
        for file, data in files.items():
            (place / file).write_bytes(data)
        store = open_store(f"{place}/a.journal")
        assert everything(store) in states, f"after a death before call {number} ({name})"
        assert not (place / f"a.journal{SUFFIX}").exists()
        store.close()


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("always", [False, True])
def test_losing_power_at_any_call_keeps_the_promise(
    tmp_path: Path, bare: Callable[..., Any], at_every_call: Callable[..., Any], always: bool
) -> None:
    """With only the synced bytes left, under the old name or the new, every write promised to be there is there.

    With fsync=always that is every acknowledged write, else every one before the last sync of the journal.
    """
    path, kept = tmp_path / "a.journal", tmp_path / "inodes"
    kept.mkdir()
    made = bare(always=always)
    fill(made.store, 10, 25)
    made.journal.sync()
    promised = [everything(made.store)]
    synced = {path.stat().st_ino: path.stat().st_size}
    entries = [path.stat().st_ino]  # what the name may lead to after the power is back
    pictures: list[tuple[str, bytes, Any]] = []

    def look(name: str) -> None:
        for file in tmp_path.iterdir():
            if file.is_file() and not (kept / str(file.stat().st_ino)).exists():
                os.link(file, kept / str(file.stat().st_ino))
        if path.stat().st_ino not in entries:
            entries.append(path.stat().st_ino)
        pictures.extend(
            (name, (kept / str(inode)).read_bytes()[: synced.get(inode, 0)], promised[0]) for inode in entries
        )

    real_sync, real_fsync = os.fdatasync, os.fsync

    def data_sync(fd: int) -> None:
        size = os.fstat(fd).st_size
        real_sync(fd)
        synced[os.fstat(fd).st_ino] = size
        # While the copy is synced, another thread may write; not where the compaction holds the lock.
        if fd != made.journal.fd and not made.journal.lock._is_owned():
            assert made.store.create("books", f"beside {len(pictures)}", {})
            if always:
                promised[0] = everything(made.store)

    def entry_sync(fd: int) -> None:
        real_fsync(fd)
        entries[:] = [path.stat().st_ino]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(os, "fdatasync", data_sync)
        patched.setattr(os, "fsync", entry_sync)
        with at_every_call(look):
            for step, _ in enumerate(compact(made.journal)):
                assert made.store.create("books", f"during {step}", {"step": step})
                if not always:
                    made.journal.sync()
                promised[0] = everything(made.store)
            assert made.store.create("books", "after", {})
            made.journal.sync()
            promised[0] = everything(made.store)
            look("the end")
    assert len(entries) == 1
    for number, (name, data, least) in enumerate(pictures):
        picture = tmp_path / f"picture {number}"
        picture.write_bytes(data)
        store = open_store(str(picture))
        found = everything(store)
        assert all(found[resource][: len(rows)] == rows for resource, rows in least.items()), (number, name)
        store.close()


@pytest.mark.parametrize("call", ["open", "write", "fdatasync", "replace", "fchmod"])
def test_a_compaction_that_fails_leaves_the_file_in_use(
    tmp_path: Path, bare: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """A full disk, say, only means that the file stays as large as it is; the opening warns of it."""
    path = tmp_path / "a.journal"
    made = bare()
    fill(made.store, 10, 50)
    before = everything(made.store)
    real = getattr(os, call)

    def fails(*args: Any, **options: Any) -> Any:
        is_copy = isinstance(args[0], int) and os.fstat(args[0]).st_ino != path.stat().st_ino
        return refuse() if is_copy or SUFFIX in str(args[0]) else real(*args, **options)

    with monkeypatch.context() as broken:
        broken.setattr(os, call, fails)
        broken.setattr("mock_server.store.disk._data_sync", os.fdatasync)
        with pytest.raises(OSError, match="No space"):
            list(compact(made.journal))
        assert not Path(f"{path}{SUFFIX}").exists()
        assert made.store.create("books", "after", {})
        made.store.close()
        store = open_store(str(path))
        assert len(store.warnings) == 1
        assert f"{path} could not be made smaller" in store.warnings[0]
        assert everything(store) == {**before, "books": [*before["books"], ("after", {})]}
        store.close()
    assert line_count(path) == 61
    store = open_store(str(path))
    assert (store.warnings, line_count(path)) == ((), 11)
    store.close()


def test_a_compaction_that_fails_behind_the_scenes_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The server goes on; the log says that the file grows, and not every 50 ms."""
    failed = threading.Event()

    def fails(_: object) -> NoReturn:
        failed.set()
        refuse()

    monkeypatch.setattr("mock_server.store.journal_writer.compact", fails)
    with caplog.at_level(logging.WARNING, logger="mock_server.store"):
        store = open_store(f"{tmp_path}/a.journal?interval=0.001")
        fill(store, 1, 50)
        assert failed.wait(30)
        assert store.create("books", "after", {})
        store.close()
    assert 1 <= len(caplog.messages) <= 4
    assert all("a.journal could not be made smaller" in message for message in caplog.messages)


@pytest.mark.usefixtures("small_steps")
def test_a_compaction_is_given_up_at_any_step(tmp_path: Path, bare: Callable[..., Any]) -> None:
    """Stopped after any number of steps, it leaves the old file in use and nothing else."""
    path = tmp_path / "a.journal"
    made = bare()
    fill(made.store, 10, 20)
    inode = path.stat().st_ino
    for count in range(6):
        steps = compact(made.journal)
        for _ in range(count):
            next(steps)
        steps.close()
        assert (path.stat().st_ino, [file.name for file in tmp_path.iterdir()]) == (inode, ["a.journal"])
        assert made.store.create("books", f"after {count}", {})


def test_closing_gives_up_a_compaction_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The thread stops between two steps; the close compacts in its place, without pauses."""
    under_way = threading.Event()

    def endless(_: object) -> Any:
        while True:
            under_way.set()
            yield

    store = open_store(f"{tmp_path}/a.journal?interval=0.001")
    with monkeypatch.context() as patched:
        patched.setattr("mock_server.store.journal_writer.compact", endless)
        fill(store, 1, 50)
        assert under_way.wait(30)
    store.close()
    assert line_count(tmp_path / "a.journal") == 1
