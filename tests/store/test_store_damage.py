"""What is read back after damage: a torn end is cut off, everything else is refused and left alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mock_server.store import StoreCorrupt, StoreError, open_store
from mock_server.store.lines import frame, header

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("unsynced")


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    """A journal with one line of each kind that is written without a compaction."""
    path = tmp_path / "a.journal"
    store = open_store(str(path))
    store.create("books", "b1", {"title": "Emma"})
    store.clear()
    store.create("books", "b2", {"title": "Ulysses"})
    store.create("books", "b3", {"pages": 2**70})
    store.replace("books", "b2", {"title": "Persuasion"})
    store.delete("books", "b3")
    store.create("films", "ü\n", {"text": "\ud800 ü"})
    store.close()
    return path


def test_a_torn_last_line_is_dropped_with_a_warning(journal: Path) -> None:
    """Cut at every byte of its last line, the file opens as it was before that line, and says so; once."""
    whole = journal.read_bytes()
    before = whole[: whole.rindex(b"\n", 0, -1) + 1]
    for cut in range(len(before) + 1, len(whole)):
        journal.write_bytes(whole[:cut])
        store = open_store(str(journal))
        assert list(store.records("books")) == [("b2", {"title": "Persuasion"})]
        assert (store.count("films"), store.sequence) == (0, 6)
        assert len(store.warnings) == 1
        assert str(journal) in store.warnings[0]
        assert f"its {cut - len(before)} bytes" in store.warnings[0]
        store.close()
        assert journal.read_bytes() == before
    store = open_store(str(journal))
    assert store.warnings == ()
    store.close()


@pytest.mark.parametrize(
    ("mode", "promise"),
    [
        ("?fsync=always", "every write that was acknowledged with fsync=always is there"),
        ("", "after a loss of power those since the last sync may be missing"),
        ("?fsync=interval&interval=60", "after a loss of power those since the last sync may be missing"),
    ],
)
def test_the_warning_of_a_torn_line_promises_what_the_mode_does(journal: Path, mode: str, promise: str) -> None:
    """Where lines are synced in groups, a loss of power may have taken some that were acknowledged."""
    journal.write_bytes(journal.read_bytes()[:-3])
    store = open_store(f"{journal}{mode}")
    (warning,) = store.warnings
    store.close()
    assert promise in warning
    assert ("may be missing" in warning) == ("always" not in mode)


def test_after_a_torn_line_writing_goes_on(journal: Path) -> None:
    """What is written after the cut is read back with what was there before it."""
    journal.write_bytes(journal.read_bytes()[:-3])
    for n in (1, 2):
        store = open_store(str(journal))
        assert store.create("films", str(n), {})
        assert store.count("films") == n
        store.close()


def test_a_tail_of_zeros_is_torn(journal: Path) -> None:
    """A power loss may leave zeros where the last lines were to be; no line has an end there."""
    whole = journal.read_bytes()
    journal.write_bytes(whole + b"\0" * 4096)
    store = open_store(str(journal))
    assert (store.count("films"), len(store.warnings)) == (1, 1)
    store.close()
    assert journal.read_bytes() == whole


def test_a_torn_header_holds_nothing(tmp_path: Path) -> None:
    """A file that died while it was made, at any byte of its first line, begins anew."""
    whole, _ = frame([header(0)], 0)
    path = tmp_path / "a.journal"
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        store = open_store(str(path))
        assert len(store.warnings) == (cut > 0)
        assert store.create("books", "b1", {})
        store.close()
        assert path.read_bytes().startswith(whole)


def test_a_flipped_bit_is_refused_with_its_line(journal: Path) -> None:
    """A change of any byte of the file but its last is found in the line where it is, and the file isn't touched."""
    whole = journal.read_bytes()
    for position in range(len(whole) - 1):
        for flip in (0x01, 0x80):
            damaged = bytearray(whole)
            damaged[position] ^= flip
            journal.write_bytes(damaged)
            with pytest.raises(StoreCorrupt) as refusal:
                open_store(str(journal))
            assert refusal.value.line == whole[:position].count(b"\n") + 1
            assert str(refusal.value).startswith(f"{journal}, line {refusal.value.line}: ")
            assert journal.read_bytes() == damaged


@pytest.mark.parametrize("first", range(2, 7))
def test_lost_doubled_and_moved_lines_are_refused(journal: Path, first: int) -> None:
    """Whole lines that aren't where they were written are damage too, found at the first one out of place."""
    lines = journal.read_bytes().splitlines(keepends=True)
    before, line, after = lines[: first - 1], lines[first - 1], lines[first:]
    for wrong in ([*before, *after], [*before, after[0], line, *after[1:]], [*before, line, line, *after]):
        journal.write_bytes(b"".join(wrong))
        with pytest.raises(StoreCorrupt) as refusal:
            open_store(str(journal))
        assert refusal.value.line == first + (wrong.count(line) - 1 if len(wrong) > len(lines) else 0)


def test_the_advice_of_the_refusal_works(journal: Path) -> None:
    """Keeping the lines before the damaged one, as the message says, gives a file that opens."""
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:4], b"x" + lines[4][1:], *lines[5:]]))
    with pytest.raises(StoreCorrupt, match="head -n 4"):
        open_store(str(journal))
    journal.write_bytes(b"".join(lines[:4]))
    store = open_store(str(journal))
    assert list(store.records("books")) == [("b2", {"title": "Ulysses"})]
    store.close()


@pytest.mark.parametrize(
    "content",
    [
        b'{"_default": {"1": {"title": "Emma"}}}',
        b"{}",
        b"\n",
        b"id,name\n1,Emma\n",
        b"SQLite format 3\0" + bytes(8000),
        b"\0" * 100,
        b"x" * 100_000,
        frame([header(0)], 0)[0][:-1] + b"\r\n",
        b"\xef\xbb\xbf" + frame([header(0)], 0)[0],
        frame([b"mock-server journal\t1\t{}"], 0)[0],
    ],
    ids=lambda content: repr(content[:20]),
)
def test_a_foreign_file_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    """TinyDB's own JSON, text, another database or zeros: none of them is opened, none is overwritten."""
    path = tmp_path / "a.json"
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt, match=r"line 1: .* no journal of mock-server.* --store"):
        open_store(str(path))
    assert path.read_bytes() == content


def test_a_newer_format_is_refused(tmp_path: Path) -> None:
    """A journal of a later version says which format it has."""
    path = tmp_path / "a.journal"
    content, _ = frame([b'mock-server journal\t2\t{"sequence":0}'], 0)
    path.write_bytes(content)
    with pytest.raises(StoreCorrupt, match="format 2, this version reads format 1"):
        open_store(str(path))
    assert path.read_bytes() == content


@pytest.mark.parametrize(
    "body", [b'?\t"a"\t"b"\t{}', b'+\t"a"\t"b"', b'-\t"a"', b"!\t", b"", b"+\tx\ty\t{}", b"+\t\t\t{}", b"+\t[]\t[]\t{}"]
)
def test_an_unknown_operation_is_refused(tmp_path: Path, body: bytes) -> None:
    """A line that is whole but says nothing this version knows isn't skipped."""
    path = tmp_path / "a.journal"
    path.write_bytes(frame([header(0), b'+\t"a"\t"b"\t{}', body], 0)[0])
    with pytest.raises(StoreCorrupt, match="line 3: "):
        open_store(str(path))


def test_no_message_shows_what_is_stored(journal: Path) -> None:
    """Neither a warning nor a refusal quotes the file, which holds secrets."""
    whole = journal.read_bytes()
    journal.write_bytes(whole[:-1])
    store = open_store(str(journal))
    store.close()
    journal.write_bytes(whole.replace(b"Emma", b"Anna"))
    with pytest.raises(StoreError) as refusal:
        open_store(str(journal))
    assert not any(word in str(refusal.value) + store.warnings[0] for word in ("Anna", "Persuasion", "ü"))
