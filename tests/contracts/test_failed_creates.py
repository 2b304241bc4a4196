"""Creates that fail after they made something: what they made is told by its key, as far as the list shows it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.records.failed_creates import left_by_failed_creates
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Request
from contracts.judging.collector import Collector
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document
from tests.contracts.note_service import document

if TYPE_CHECKING:
    from pathlib import Path

NAMES = RunNames(3)
JSON = (("Content-Type", "application/json"),)


class Failing:
    """A target that makes each note and then answers with ``status``; one note was there before."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.notes: list[dict[str, Any]] = [{"id": 1, "title": "mine"}]

    def send(self, request: Request) -> Answer:
        """An answer at once."""
        if request.method == "GET":
            return Answer(200, JSON, json.dumps(self.notes).encode())
        self.notes.append({**json.loads(request.body or b"{}"), "id": len(self.notes) + 1})
        return Answer(self.status, JSON, json.dumps(self.notes[-1] if self.status < 300 else {}).encode())


def steps_to(target: Any, folder: Path, mock: Any = None) -> RecordSteps:
    """The steps of a run of notes against this target, compared with this mock."""
    spec = folder / "notes.json"
    api = document()
    api["paths"]["/notes/{noteId}"]["delete"]["responses"]["202"] = {"description": "later"}
    spec.write_text(json.dumps(api), "utf-8")
    notes = load_document(spec)
    credentials, ledger, collector = Credentials(notes, {}), Ledger(None, {}), Collector()
    safety, judge = Safety(Ownership(NAMES), Creations()), Judge(notes, credentials)
    return RecordSteps(Sender(judge, target, mock, ledger, safety, collector, credentials), NAMES)


@pytest.mark.parametrize(("status", "told"), [(500, ["2", "3"]), (422, [])])
def test_what_a_failed_create_made_is_told(status: int, told: list[str], tmp_path: Path) -> None:
    """By its key where the list shows the run's name in it; who refuses a request made nothing."""
    steps = steps_to(Failing(status), tmp_path)
    for _ in range(2):
        body = json.dumps({"title": f"note {NAMES.tag}"}).encode()
        steps.send(Request("POST", "/notes", JSON, body, "makeNote"), "create")
    assert [item.what for item in left_by_failed_creates(steps, ())] == told
    assert [item.what for item in left_by_failed_creates(steps, {"2"})] == told[1:]
