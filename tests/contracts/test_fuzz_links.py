"""Generated sequences over links that no document names, and documents of which a part can't be resolved."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.generated.drawn_cases import SEQUENCE_PARTS
from contracts.cases.generated.fuzz import Fuzz
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
from tests.contracts.parcel_service import KEY, Parcels, released

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


KIND = (("Content-Type", "application/json"),)


class Growing:
    """A target that gives each create a number, finds none of them, and remembers what was asked of it."""

    url = "http://parcels.test"

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.parcels = Parcels()

    def send(self, request: Request) -> Answer:
        """Made, or shown."""
        self.requests.append(request)
        if request.method != "POST":
            return Answer(404)
        status, made = self.parcels.made(request.body or b"")
        return Answer(status, KIND, json.dumps(made).encode()) if made else Answer(status)


def _ran(folder: Path, document: dict[str, Any], cases: int) -> tuple[Fuzz, list[Request], Iterable[int]]:
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document), "utf-8")
    read, target, names = load_document(spec), Growing(), RunNames(3)
    credentials = Credentials(read, {"key": KEY})
    safety = Safety(Ownership(names), Creations())
    sender = Sender(Judge(read, credentials), target, None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    steps = RecordSteps(sender, names)
    fuzz = Fuzz(steps, 3, 2, 900.0, most=cases, first=0)
    for journey in fuzz.run():
        journey(steps)
    parcel = Request("POST", "/parcels", (*KIND, ("X-Key", KEY)), b'{"label": "twice", "size": "m"}')
    for _ in range(2):  # as other journeys of a check do, which so learn that each create makes a record
        steps.send(parcel, "create", (), "journey")
    for part in range(SEQUENCE_PARTS):
        fuzz.sequences(steps, part)
    return fuzz, target.requests, target.parcels.parcels


def test_sequences_follow_links_that_no_document_names(tmp_path: Path) -> None:
    """Without a `links` in the document, what a create was answered with is read: the names tell that it belongs."""
    fuzz, requests, made = _ran(tmp_path, released(), 1)
    assert fuzz.notices == []
    asked = {r.target.rpartition("/")[2].partition("?")[0] for r in requests if r.target.startswith("/parcels/")}
    assert asked & {str(key) for key in made}


def test_a_document_without_links_says_nothing(tmp_path: Path) -> None:
    """Where nothing leads anywhere, there are no sequences, and nobody is told of a failure."""
    document = released()
    document["paths"] = {"/parcels": {"get": document["paths"]["/parcels"]["get"]}}
    fuzz, _, _ = _ran(tmp_path, document, 1)
    assert fuzz.notices == []


@pytest.mark.slow
def test_what_can_not_be_resolved_is_named(tmp_path: Path) -> None:
    """The operation and the reference that leads nowhere; the others have their cases."""
    document = released()
    document["paths"]["/parcels/{id}"]["get"]["parameters"] = [{"$ref": "#/components/parameters/Nowhere"}]
    fuzz, requests, _ = _ran(tmp_path, document, 12)
    told = [notice for notice in fuzz.notices if "no generated cases for" in notice]
    assert len(told) == 1
    assert "GET /parcels/{id}" in told[0]
    assert "#/components/parameters/Nowhere" in told[0]
    assert {request.method for request in requests} >= {"GET", "POST"}
