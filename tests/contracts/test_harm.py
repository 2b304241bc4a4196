"""A check harms nothing: what was there before stays as it was, and what was made is removed or told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.contracts.note_service import Notes, checked, document

if TYPE_CHECKING:
    from pathlib import Path

HABITS = ("get-or-create", "always-201", "stale-key", "no-key", "key-alone", "delete-keeps", "delete-fails")


@pytest.mark.sampled(3)
@pytest.mark.parametrize("sights", [True, False])
@pytest.mark.parametrize("habit", HABITS)
def test_what_was_there_before_is_not_touched(habit: str, sights: bool, tmp_path: Path) -> None:
    """Whatever the service answers, no record from before is changed, and what is left is bounded."""
    notes = Notes(habit)
    report = checked(notes, document(read=sights, listing=sights), tmp_path, cases=5)
    assert notes.unharmed
    assert not {"1", "2", "3"} & set(notes.deletes)
    assert len(notes.left) <= (100 if habit == "delete-keeps" and not sights else 60)
    assert report.interrupted is None


@pytest.mark.sampled(3)
@pytest.mark.parametrize("sights", [True, False])
@pytest.mark.parametrize("habit", ["revives", "revives-renamed"])
def test_a_record_that_a_create_woke_is_not_removed(habit: str, sights: bool, tmp_path: Path) -> None:
    """201 with what was deactivated long ago: its time of creation, or its text, tells that it is not the run's."""
    notes = Notes(habit)
    report = checked(notes, document(read=sights, listing=sights), tmp_path, cases=5)
    before = {str(number) for number in range(1, 50)}
    assert not before & set(notes.deletes)
    woken = {str(number) for number in notes.left} & before
    assert woken <= {item.what for item in report.leftovers if "not removed" in item.reason}
    assert woken


@pytest.mark.parametrize("sights", [True, False])
def test_a_plain_service_is_left_as_it_was(sights: bool, tmp_path: Path) -> None:
    """Records whose keys the service assigns are removed again, each of them, and the counts add up."""
    notes = Notes("plain")
    report = checked(notes, document(read=sights, listing=sights), tmp_path, cases=5)
    assert notes.left == set()
    assert len(notes.made) > 20
    assert report.created == report.removed == len(notes.made)
    assert not (tmp_path / "ledger").exists()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("habit", ["delete-keeps", "delete-fails"])
def test_little_is_created_after_a_removal_failed(habit: str, tmp_path: Path) -> None:
    """Once a delete proves to remove nothing, ten more creations at most, and the rest is listed by key."""
    notes = Notes(habit)
    report = checked(notes, document(), tmp_path, cases=5)
    assert len(notes.made) <= 20
    assert {str(key) for key in notes.left} <= {item.what for item in report.leftovers}


@pytest.mark.slow
def test_what_outlives_its_removal_is_a_drift_where_no_refusal_is_documented(tmp_path: Path) -> None:
    """The document has no status for what is not there, so the mock shows something: the run's own values tell."""
    spec = document()
    del spec["paths"]["/notes/{noteId}"]["get"]["responses"]["404"]
    drifts = checked(Notes("delete-keeps"), spec, tmp_path, cases=5).drifts
    assert ("state", "readNote") in {(drift.lead.law, drift.lead.operation) for drift in drifts}
    drifts = checked(Notes("plain"), spec, tmp_path, cases=5).drifts
    assert "state" not in {drift.lead.law for drift in drifts}


def test_what_nothing_removes_is_listed_by_key(tmp_path: Path) -> None:
    """A resource without a delete: at most sixty records, each named."""
    notes = Notes("plain")
    report = checked(notes, document(delete=False), tmp_path, cases=5)
    assert 0 < len(notes.left) <= 60
    assert {str(key) for key in notes.left} <= {item.what for item in report.leftovers}


@pytest.mark.parametrize("pattern", ["makeNote", "POST /notes", "post /no*", "make*"])
def test_an_operation_that_is_left_out_is_not_called(pattern: str, tmp_path: Path) -> None:
    """`--exclude` takes METHOD path, operationId and patterns."""
    notes = Notes("plain")
    checked(notes, document(), tmp_path, exclude=(pattern,))
    assert notes.made == []


def test_the_document_leaves_an_operation_out(tmp_path: Path) -> None:
    """`x-check: {skip: reason}` keeps the check from calling it, and --include from everything else."""
    notes, spec = Notes("plain"), document()
    spec["paths"]["/notes"]["post"]["x-check"] = {"skip": "it mails everybody"}
    checked(notes, spec, tmp_path)
    assert notes.made == []
    other = Notes("plain")
    report = checked(other, document(), tmp_path, include=("listNotes",))
    assert other.made == []
    assert {item.operation for item in report.coverage if item.exchanges} == {"listNotes"}


@pytest.mark.parametrize("asked", [False, True])
def test_a_post_that_makes_a_deletion_is_not_sent_unasked(asked: bool, tmp_path: Path) -> None:
    """It answers 201, and reads like the create of a resource: but what it makes is the end of other records."""
    notes, spec = Notes("plain"), document()
    post = {**spec["paths"]["/notes"]["post"], "operationId": "makeBatchDelete"}
    spec["paths"]["/notes/batch-delete"] = {"post": post}
    checked(notes, spec, tmp_path, include=("makeBatchDelete",) if asked else (), exclude=("makeNote",), cases=2)
    assert bool(notes.made) is asked
