"""A create that is answered with 303 made what its Location leads to: it is in the books, and removed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.cases.sending.addressing import Addressing
from contracts.cases.sending.created_records import CreatedRecords
from contracts.exchange import Answer as Answered
from contracts.exchange import Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from mock_server.openapi import MISSING, load_document
from tests.contracts.task_service import Tasks
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path


class LedTasks(Tasks):
    """Tasks to which a client is led once they are made."""

    def document(self) -> dict[str, Any]:
        """No success is documented for a create."""
        document = super().document()
        answers = document["paths"]["/tasks"]["post"]["responses"]
        del answers["201"]
        answers["303"] = {"description": "made", "headers": {"Location": {"schema": {"type": "string"}}}}
        return document

    def answer(self, asked: Asked) -> Answer:
        """The address of the new task, and nothing of it."""
        status, found, fields = super().answer(asked)
        return (303, None, {"Location": f"/tasks/{found['id']}"}) if status == 201 else (status, found, fields)


def test_what_a_create_leads_to_is_made_and_removed(tmp_path: Path) -> None:
    """Each record counts, and none is left."""
    service = LedTasks(others=(1, 2))
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert (service.left, service.unharmed, report.unreached) == ([], True, ())
    assert report.created - len(report.leftovers) == report.removed > 5


def test_a_create_that_leads_to_what_is_there_disowns_nothing(tmp_path: Path) -> None:
    """A service may lead to a record that has the same values (RFC 9110 section 9.3.3); a create of one is no other."""
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(LedTasks().document()), "utf-8")
    judge, names = Judge.of(load_document(spec)), RunNames(1)
    books = CreatedRecords(
        Ledger(None, {}), Ownership(names), Creations(), Addressing(judge.behaviours), Credentials(judge.document, {})
    )
    body, fields = {"title": f"{names.tag}-a"}, (("Content-Type", "application/json"),)

    def create(key: int) -> str | None:
        request = Request("POST", "/tasks", fields, json.dumps(body).encode())
        exchange = Exchange(request, Answered(303, (("Location", f"/tasks/{key}"),), b""), "journey")
        sent = Sent(exchange, judge.reader.read(request), MISSING, MISSING, [], led=True)
        return books.settle(sent, judge.behaviours["add"], None, None)

    create(7)
    shown = Answered(200, fields, json.dumps({"id": 7, **body}).encode())
    look = Exchange(Request("GET", "/tasks/7"), shown, "journey")
    seen = Sent(look, judge.reader.read(look.request), judge.body_of(shown), MISSING, [])
    books.settle(seen, judge.behaviours["get"], books.addressing.entry(seen.reading, judge.behaviours["get"], "7"), "7")
    assert books.ownership.made("tasks", "7")
    created = books.created
    assert [create(7), books.created, books.ownership.made("tasks", "7")] == ["7", created, True]
    create(8)
    assert books.ownership.made("tasks", "7")
    assert books.ownership.made("tasks", "8")
