"""Compaction: the file stays in proportion to what it holds, and no moment of it is dangerous."""

from __future__ import annotations

import logging
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest

from mock_server.store import StoreLocked, compaction, open_store
from mock_server.store.compaction import SUFFIX, compact

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.store import Store


@pytest.fixture(autouse=True)
def _early(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compact small files too."""
    monkeypatch.setattr(compaction, "MIN_GARBAGE", 20)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compact in so small steps that a small file takes several."""
    monkeypatch.setattr(compaction, "_STEP_RECORDS", 3)
    monkeypatch.setattr(compaction, "_STEP_BYTES", 100)
    monkeypatch.setattr(compaction, "_TAIL_BYTES", 1)


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


def test_opening_compacts_what_is_mostly_outdated(tmp_path: Path, bare: Callable[..., Any]) -> None:
    """What a store says, its order and its sequence are the same in a fraction of the lines."""
    path = tmp_path / "a.journal"
    store = bare().store
    fill(store, 10, 200)
    before = everything(store), store.sequence
    store.close()
    assert line_count(path) == 210
    again = open_store(str(path))
    assert line_count(path) == 10
    assert (everything(again), again.sequence, again.warnings) == (*before, ())
    again.create("books", "new", {})
    again.close()
    again = open_store(str(path))
    assert again.sequence == before[1] + 1
    again.close()


def test_closing_compacts_and_little_garbage_is_left(tmp_path: Path) -> None:
    """A store that is mostly garbage is small when it is closed; one that isn't stays as it was written."""
    for garbage, lines in ((19, 29), (60, 10)):
        path = tmp_path / f"{garbage}.journal"
        store = open_store(f"{path}?interval=1000")
        fill(store, 10, garbage)
        store.close()
        assert line_count(path) == lines


def test_compaction_goes_on_behind_the_scenes(tmp_path: Path) -> None:
    """A store that is written to for long compacts again and again, and stays open for use."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?interval=0.001")
    files, inode = 0, path.stat().st_ino
    for n in range(100_000):
        store.create("books", f"k{n}", {"n": n})
        store.delete("books", f"k{n - 5}")
        if path.stat().st_ino != inode:
            files, inode = files + 1, path.stat().st_ino
        if files == 3:
            break
    assert files == 3
    assert line_count(path) < store.sequence
    with pytest.raises(StoreLocked):
        open_store(str(path))
    kept = everything(store), store.sequence
    store.close()
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.journal"]
    again = open_store(str(path))
    assert (everything(again), again.sequence) == kept
    again.close()


def test_the_file_and_the_cost_stay_in_proportion(bare: Callable[..., Any]) -> None:
    """The file never has many more lines than twice its records; all compactions write fewer than were written."""
    made = bare()
    written = 0
    for n in range(3000):
        made.store.create("books", f"k{n}", {})
        if n % 3 == 0:
            made.store.delete("books", f"k{n // 2}")
        made.store.replace("books", f"k{n}", {"n": n})
        if compaction.worthwhile(made.journal):
            written += made.store.count("books")
            for _ in compact(made.journal):
                pass
        assert made.journal.lines <= 2 * made.store.count("books") + compaction.MIN_GARBAGE
    assert 0 < written <= made.store.sequence


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

    monkeypatch.setattr("mock_server.store.keeper.compact", fails)
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
        patched.setattr("mock_server.store.keeper.compact", endless)
        fill(store, 1, 50)
        assert under_way.wait(30)
    store.close()
    assert line_count(tmp_path / "a.journal") == 1


def test_what_a_dead_compaction_left_is_removed(tmp_path: Path) -> None:
    """The half-made file of an earlier process doesn't stay, whether there is anything to compact or not."""
    rest = tmp_path / f"a.journal{SUFFIX}"
    for garbage in (0, 50):
        rest.write_bytes(b"half a file")
        store = open_store(f"{tmp_path}/a.journal?interval=1000")
        fill(store, 10, garbage)
        store.close()
        assert not rest.exists()


def test_a_file_put_in_the_place_of_ours_is_not_overwritten(tmp_path: Path, bare: Callable[..., Any]) -> None:
    """If the name leads to another file by now, compaction leaves that alone."""
    path = tmp_path / "a.journal"
    made = bare()
    fill(made.store, 1, 50)
    path.rename(tmp_path / "moved.journal")
    path.write_bytes(b"someone else's")
    with pytest.raises(OSError, match="another file is in its place"):
        list(compact(made.journal))
    assert path.read_bytes() == b"someone else's"


@pytest.mark.usefixtures("small_steps")
def test_damage_is_not_copied(tmp_path: Path, bare: Callable[..., Any]) -> None:
    """A line that someone changed after it was written gets no new checksum: compaction stops."""
    path = tmp_path / "a.journal"
    made = bare()
    fill(made.store, 4, 30)
    steps = compact(made.journal)
    next(steps)
    made.store.create("books", "during", {"text": "true"})
    with path.open("r+b") as file:
        file.seek(path.read_bytes().index(b"true"))
        file.write(b"fals")
    with pytest.raises(OSError, match="someone else wrote to it"):
        list(steps)


def test_permissions_are_kept(tmp_path: Path, bare: Callable[..., Any]) -> None:
    """Who may read the file after a compaction is who might before."""
    path = tmp_path / "a.journal"
    made = bare()
    fill(made.store, 1, 50)
    path.chmod(0o640)
    list(compact(made.journal))
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.usefixtures("small_steps")
def test_the_old_file_is_let_go(bare: Callable[..., Any], descriptors: Callable[[], int | None]) -> None:
    """A compaction leaves as many files open as it found."""
    made = bare()
    fill(made.store, 1, 50)
    before = descriptors()
    list(compact(made.journal))
    assert descriptors() == before


def test_long_lines_are_carried_over(tmp_path: Path, bare: Callable[..., Any]) -> None:
    """A line longer than any buffer that is written during a compaction arrives whole."""
    made = bare()
    fill(made.store, 4, 30)
    steps = compact(made.journal)
    next(steps)
    long = {"text": "é" * 50_000}
    made.store.create("books", "long", long)
    made.store.create("books", "short", {})
    list(steps)
    made.store.close()
    store = open_store(f"{tmp_path}/a.journal")
    assert (store.read("books", "long"), store.read("books", "short")) == (long, {})
    store.close()
