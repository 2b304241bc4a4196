"""Compaction: the file stays in proportion to what it holds, and no moment of it is dangerous."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import StoreLocked, compaction, open_store
from mock_server.store.compaction import SUFFIX, compact
from tests.store.compacting import everything, fill, line_count

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


pytestmark = pytest.mark.usefixtures("early_compaction")


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
