"""Creates that fail after they made something: what they made is told by its key, as far as the list shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.lists.listed_records import bodies
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import MISSING, load_document
from tests.contracts.note_service import document

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.exchange import Request

NAMES = RunNames(3)
JSON = (("Content-Type", "application/json"),)


class Failing:
    """A target that makes each note and then answers with ``status``; one note was there before."""

    def __init__(self, status: int, *, listing: bool = True, makes: bool = True, shown: Any = None) -> None:
        self.status, self.listing, self.makes, self.shown = status, listing, makes, shown
        self.creates, self.url = 0, "http://127.0.0.1:9"
        self.notes: list[dict[str, Any]] = [{"id": 1, "title": "mine"}]

    def send(self, request: Request) -> Answer:
        """An answer at once."""
        if request.method == "GET":
            return Answer(200 if self.listing else 403, JSON, json.dumps(self.notes if self.listing else {}).encode())
        self.creates += 1
        if not self.makes:
            return Answer(self.status, JSON, b"{}")
        self.notes.append({**json.loads(request.body or b"{}"), "id": len(self.notes) + 1})
        return Answer(self.status, JSON, json.dumps(self.shown if self.status < 300 else {}).encode())


def steps_to(target: Any, folder: Path, mock: Any = None, **options: bool) -> RecordSteps:
    """The steps of a run of notes against this target, compared with this mock."""
    spec = folder / "notes.json"
    api = document(**options)
    api["paths"]["/notes/{noteId}"]["delete"]["responses"]["202"] = {"description": "later"}
    spec.write_text(json.dumps(api), "utf-8")
    notes = load_document(spec)
    credentials, ledger, collector = Credentials(notes, {}), Ledger(None, {}), Collector()
    safety, judge = Safety(Ownership(NAMES), Creations()), Judge(notes, credentials)
    return RecordSteps(Sender(judge, target, mock, ledger, safety, collector, credentials), NAMES)


def made_by(steps: RecordSteps, count: int, **fields: Any) -> list[str]:
    """So many notes are created; the keys of those that are told as made by creates that failed."""
    (cycle,) = steps.cycles.values()
    for _ in range(count):
        steps.create(cycle, {"title": f"note {NAMES.tag}", **fields}, "create")
    return [item.what for item in steps.failed_creates.left({"3"})]


@pytest.mark.parametrize(("status", "told"), [(500, ["2"]), (303, ["2"]), (422, [])])
def test_what_a_failed_create_made_is_told(status: int, told: list[str], tmp_path: Path) -> None:
    """By its key where the list shows the run's name in it, after a redirect too; who refuses made nothing."""
    assert made_by(steps_to(Failing(status), tmp_path), 2) == told


def test_what_a_failed_create_made_without_the_runs_name_is_told(tmp_path: Path) -> None:
    """New in the list, and with all that was sent: a text too short for a name, say."""
    assert made_by(steps_to(Failing(500), tmp_path), 2, title="x") == ["2"]


@pytest.mark.parametrize("shown", [{}, {"title": "note"}, {"id": 1, "title": "mine"}, [{"id": 1}, {"id": 2}]])
def test_what_a_create_made_whose_answer_hides_the_key_is_told_by_it(shown: Any, tmp_path: Path) -> None:
    """It succeeds and shows no key, or that of a record from before: the list tells, and nothing is counted twice."""
    steps = steps_to(Failing(201, shown=shown), tmp_path)
    assert made_by(steps, 4) == ["2", "4", "5"]
    (rest,) = steps.sender.records.leftovers()
    assert rest.what in ("1 created", "1")


def test_a_create_of_several_has_no_members_to_list_by(tmp_path: Path) -> None:
    """A body that is a list of records is no record with other values: that ended checks as a fault of our own."""
    steps = steps_to(Failing(201), tmp_path, several=True)
    (cycle,) = steps.cycles.values()
    assert bodies(steps, cycle) == (MISSING, MISSING, MISSING)


def test_creates_that_fail_and_make_records_all_the_same_are_bounded(tmp_path: Path) -> None:
    """The list shows what they make: ten are enough, and a few to show again what was found."""
    target = Failing(500)
    steps = steps_to(target, tmp_path)
    told = made_by(steps, 40)
    assert 10 <= len(target.notes) - 1 <= 15
    assert {"3", *told} == {str(note["id"]) for note in target.notes[1:]}
    steps.sender.safety.creations.show_again()
    made_by(steps, 60)
    assert len(target.notes) <= 30


def test_creates_that_fail_where_no_list_shows_what_they_make_are_bounded(tmp_path: Path) -> None:
    """As those whose answer hides the key; and a sentence tells what to look for."""
    target = Failing(500, listing=False)
    steps = steps_to(target, tmp_path)
    assert made_by(steps, 90) == []
    assert len(target.notes) == 1 + 48
    assert [notice for notice in steps.failed_creates.notices() if "makeNote failed 48 times" in notice]


def test_creates_that_fail_and_make_nothing_go_on(tmp_path: Path) -> None:
    """The list shows nothing new: each further failure may be another fault."""
    target = Failing(500, makes=False)
    steps = steps_to(target, tmp_path)
    assert made_by(steps, 90) == []
    assert target.creates == 90
    assert steps.failed_creates.notices() == []
