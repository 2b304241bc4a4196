"""Creates that fail after they made something: what they made is told by its key, as far as the list shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.lists.listed_records import bodies
from contracts.cases.records.looking import look_before
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.collector import Collector
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger, LedgerEntry
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import MISSING, load_document
from tests.contracts.note_service import document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

NAMES = RunNames(3)
JSON = (("Content-Type", "application/json"),)


class Failing:
    """A target that makes each note and then answers with ``status``; one note was there before."""

    def __init__(
        self, status: int, *, listing: bool = True, makes: bool = True, shown: Any = None, page: int | None = None
    ) -> None:
        self.status, self.listing, self.makes, self.shown, self.page = status, listing, makes, shown, page
        self.creates, self.looks, self.url = 0, 0, "http://127.0.0.1:9"
        self.notes: list[dict[str, Any]] = [{"id": 1, "title": "mine"}]

    def send(self, request: Request) -> Answer:
        """An answer at once."""
        if request.method == "GET":
            self.looks += 1
            page = self.notes[: self.page]
            return Answer(200 if self.listing else 403, JSON, json.dumps(page if self.listing else {}).encode())
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
    return steps_of(target, load_document(spec), mock)


def steps_of(target: Any, notes: Document, mock: Any = None) -> RecordSteps:
    """The steps of a run by this document."""
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


def test_what_a_list_did_not_show_is_told_beside_what_it_showed(tmp_path: Path) -> None:
    """A list that fails from some look on, or of which one page alone is seen: the rest has the run's name as well."""
    target = Failing(500)
    steps = steps_to(target, tmp_path)
    made_by(steps, 1)
    target.listing = False
    assert made_by(steps, 4) == ["2"]
    assert [notice.partition(",")[0] for notice in steps.failed_creates.notices()] == ["makeNote failed 4 times"]
    target = Failing(500, page=4)
    steps = steps_to(target, tmp_path, pages=True)
    assert made_by(steps, 2) == ["2"]
    assert steps.failed_creates.notices() == []
    assert made_by(steps, 4) == ["2", "4"]
    (notice,) = steps.failed_creates.notices()
    assert notice.startswith("makeNote failed 6 times, and a page of the list shows 3 of what it made; look for")


def test_creates_that_fail_and_make_nothing_go_on(tmp_path: Path) -> None:
    """The list shows nothing new: each further failure may be another fault."""
    target = Failing(500, makes=False)
    steps = steps_to(target, tmp_path)
    assert made_by(steps, 90) == []
    assert target.creates == 90
    assert target.looks == 1 + 90 / 5 + 1  # before the first, after every fifth, at the end
    assert steps.failed_creates.notices() == []


class Shelves(Failing):
    """Notes on shelves, of which one shows its list, and others show none."""

    def send(self, request: Request) -> Answer:
        """An answer at once."""
        self.listing = request.target.startswith("/shelves/1/")
        return super().send(request)


def test_a_list_tells_of_its_own_place_alone(tmp_path: Path) -> None:
    """What creates below another record made is as unclear as it was."""
    spec, api = tmp_path / "shelves.json", document()
    shelf = {"name": "shelf", "in": "path", "required": True, "schema": {"type": "string"}}
    api["paths"] = {f"/shelves/{{shelf}}{path}": {**item} for path, item in api["paths"].items()}
    for item in api["paths"].values():
        item["parameters"] = [*item.get("parameters", ()), shelf]
    spec.write_text(json.dumps(api), "utf-8")
    steps = steps_of(Shelves(500, makes=False), load_document(spec))
    for number in range(6):
        fail(steps, f"/shelves/{1 + number % 2}/notes")
    assert steps.sender.safety.creations.unclear["makeNote"] == 2 + 3
    assert steps.failed_creates.left(()) == []
    assert [notice.partition(",")[0] for notice in steps.failed_creates.notices()] == ["makeNote failed 3 times"]


def fail(steps: RecordSteps, target: str) -> None:
    """A create fails there."""
    request = Request("POST", target, JSON, json.dumps({"title": f"note {NAMES.tag}"}).encode())
    exchange = Exchange(request, Answer(500, JSON, b"{}"), "journey")
    steps.failed_creates.follow(Sent(exchange, steps.judge.reader.read(request), {}, MISSING, []))


@pytest.mark.parametrize(("mark", "told"), [({"deletedAt": "2026-01-01T00:00:00Z"}, []), ({}, ["2"])])
def test_what_was_removed_and_is_kept_was_made_by_no_failed_create(
    mark: dict[str, str], told: list[str], tmp_path: Path
) -> None:
    """The list goes on showing it, marked as removed; without a mark it may be new under the same key."""
    target = Failing(500)
    steps = steps_to(target, tmp_path)
    (cycle,) = steps.cycles.values()
    look_before(steps, cycle, {})
    target.notes.append({"id": 2, "title": f"note {NAMES.tag}", **mark})
    steps.sender.records.kept.removed(LedgerEntry(cycle.resource, "2"), steps.judge.behaviours["dropNote"], MISSING)
    target.makes = False
    assert made_by(steps, 2) == told
