"""Bodies and answers that name records: the run's own alone are changed, and what is lost is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.traffic.creations import MOST_UNREMOVABLE, Creations
from contracts.traffic.evidence import Evidence
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.lost_records import LostRecords
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from tests.contracts.shelf_service import Shelf, checked, document

if TYPE_CHECKING:
    from pathlib import Path

NAMES = RunNames(1)
TAGGED = {"title": f"text {NAMES.tag}"}


@pytest.mark.slow
@pytest.mark.parametrize("habit", ["saves", "plain"])
def test_a_body_names_no_record_of_somebody_else(habit: str, tmp_path: Path) -> None:
    """A service that saves what has an id, at the top or inside, loses nothing; and all is removed."""
    shelf = Shelf(habit)
    report = checked(shelf, document(), tmp_path)
    assert shelf.unharmed
    assert shelf.left == set()
    good = {item.operation for item in report.coverage if any(status < 300 for status, _ in item.seen)}
    assert good == {"addBook", "replaceBook", "dropBook", "readBook"}


@pytest.mark.parametrize("read", [True, False])
def test_the_key_of_a_task_is_no_key_of_a_record(read: bool, tmp_path: Path) -> None:
    """202 says that something is going to be made: the key beside it may be anything's, until the record was read."""
    shelf = Shelf("task")
    report = checked(shelf, document(status="202", read=read), tmp_path)
    assert shelf.unharmed
    assert len(shelf.left) <= MOST_UNREMOVABLE
    assert report.created - report.removed >= len(shelf.left)


def test_what_can_be_read_is_read_before_it_is_believed(tmp_path: Path) -> None:
    """A Location that names a book from before: two creates with two keys prove nothing where a read shows it."""
    shelf = Shelf("away")
    checked(shelf, document(shows=False), tmp_path)
    assert shelf.unharmed
    assert len(shelf.left) <= MOST_UNREMOVABLE


def test_a_key_that_the_service_drops_bounds_the_resource(tmp_path: Path) -> None:
    """The caller's key is not the record's: its delete finds nothing, and the creates are counted and told."""
    shelf = Shelf("drops", "id")
    report = checked(shelf, document(status="204", shows=False, read=False, chosen=True), tmp_path)
    assert shelf.unharmed
    assert 0 < len(shelf.left) <= MOST_UNREMOVABLE
    assert report.created - report.removed == len(shelf.left)
    told = [item for item in report.leftovers if "finds nothing under this key" in item.reason]
    assert told
    assert report.exit_code != 0


def lost(*facts: tuple[str, bool | None]) -> tuple[LostRecords, Creations]:
    """The books after these facts: a key that is created (None) or removed, with whether it was found."""
    creations = Creations()
    records = LostRecords(creations)
    for key, found in facts:
        entry = LedgerEntry("books", key)
        if found is None:
            records.created(entry, "add")
        else:
            records.touched(entry, found=found)
    return records, creations


def test_records_count_as_unremovable_until_a_removal_works() -> None:
    """Each made one counts; the first delete that finds its record takes them all out, one that finds none adds."""
    assert lost(("a", None), ("b", None))[1].unremovable["add"] == 2
    assert lost(("a", None), ("b", None), ("a", True))[1].unremovable["add"] == 0
    records, creations = lost(("a", None), ("a", None), ("a", False), ("b", None), ("c", None), ("c", True))
    assert creations.unremovable["add"] == 3
    assert [item.what for item in records.leftovers()] == ["a (2 times)"]


def test_a_removal_may_spell_a_key_in_another_case() -> None:
    """It found the record; without one it is about the key as it stands."""
    assert lost(("a", None), ("A", True), ("a", False))[0].leftovers() == []
    assert [item.what for item in lost(("a", None), ("A", False), ("a", False))[0].leftovers()] == ["a"]
    assert [item.what for item in lost(("a", None), ("A", None), ("A", True), ("a", False))[0].leftovers()] == ["a"]


def test_a_delete_of_which_nobody_knows_decides_nothing() -> None:
    """A record that an unclear delete may have removed is not lost where the next one finds nothing."""
    records, creations = lost(("a", None))
    records.touched(LedgerEntry("books", "a"), found=None)
    records.touched(LedgerEntry("books", "a"), found=False)
    assert records.leftovers() == []
    assert creations.unremovable["add"] == 1


def evidence(key: str, shown: Any = None, *, later: bool = False) -> Evidence:
    """A create that was answered with this key."""
    return Evidence("books", None, key, created=True, sent=TAGGED, shown=shown, later=later)


def test_a_look_decides_where_there_is_one() -> None:
    """The first record is read: shown with the tag it is the run's, with other values nothing is believed any more."""
    ownership = Ownership(NAMES)
    ownership.readable.add("books")
    assert ownership.created(evidence("1", TAGGED)) is not None
    assert ownership.saw("books", "1", TAGGED)
    assert ownership.created(evidence("2", TAGGED)) is None
    other = Ownership(NAMES)
    other.readable.add("books")
    other.created(evidence("1", TAGGED))
    other.saw("books", "1", {"title": "Shopping"})
    assert other.created(evidence("2", TAGGED)) is not None
    assert not other.owns("books", "1")


def test_a_read_that_fails_leaves_the_answer_as_evidence() -> None:
    """Where the read is broken the answer to the create counts, but not that of 202."""
    ownership = Ownership(NAMES)
    ownership.readable.add("books")
    ownership.created(evidence("1", TAGGED))
    ownership.created(evidence("2", TAGGED, later=True))
    assert ownership.unread("books", "1")
    assert not ownership.unread("books", "2")
    assert (ownership.made("books", "1"), ownership.made("books", "2")) == (True, False)
