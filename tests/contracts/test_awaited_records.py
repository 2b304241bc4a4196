"""What a create may still make stays in the ledger, however often a read misses it meanwhile."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.cases.sending.addressing import Addressing
from contracts.cases.sending.created_records import CreatedRecords
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger, LedgerEntry
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from mock_server.openapi import MISSING, load_document
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.cases.sending.awaited_records import Announcement
    from contracts.exchange import Headers

CUP = {"type": "object", "properties": {"size": {"type": "integer"}}}
ENTRY, KEY = LedgerEntry("cups", "plain"), (("X-Key", "the-key"),)


class Books:
    """The books of a run that puts cups under names that do not tell whose they are."""

    def __init__(self, folder: Path) -> None:
        done = {"responses": {"200": says(CUP), "404": {"description": "none"}}, "security": [{"key": []}]}
        spec = folder / "openapi.json"
        spec.write_text(json.dumps({
            "openapi": "3.1.0", "info": {"title": "Cups", "version": "1"},
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
            "paths": {"/cups/{name}": {
                "parameters": [in_path("name", {"type": "string"})],
                "get": done, "put": {**done, "requestBody": takes(CUP)}, "delete": done}}}))  # fmt: skip
        self.sent: list[Announcement] = []
        self.judge = Judge.of(load_document(spec))
        self.credentials = credentials = Credentials(self.judge.document, {"key": "the-key"})
        addressing = Addressing(self.judge.behaviours)
        self.records = CreatedRecords(Ledger(None, {}), Ownership(RunNames(1)), Creations(), addressing, credentials)

    def sends(self, method: str) -> None:
        """A request is about to be sent."""
        reading = self.judge.reader.read(Request(method, "/cups/plain"))
        assert reading is not None
        self.records.announce(reading, self.judge.behaviours[reading.operation.id], "plain")
        if method == "PUT" and self.records.announced is not None:
            self.sent.append(self.records.announced)

    def hears(self, method: str, status: int | None, headers: Headers = KEY) -> None:
        """It is answered, or never."""
        self.records.awaited.answered(self.sent.pop() if method == "PUT" else None, status or 0)
        answer = Answer(status, (), b"") if status is not None else None
        exchange = Exchange(Request(method, "/cups/plain", headers), answer, "journey")
        reading = self.judge.reader.read(exchange.request)
        assert reading is not None
        access = self.credentials.verdict(exchange.request, reading.operation)
        sent = Sent(exchange, reading, MISSING, MISSING, [], access=access)
        self.records.settle(sent, self.judge.behaviours[reading.operation.id], ENTRY, "plain")

    @property
    def are_open(self) -> bool:
        """Whether the cup may have to be removed."""
        return ENTRY in self.records.ledger.open


@pytest.mark.parametrize(
    ("status", "kept"), [(None, True), (504, True), (502, True), (202, True), (500, False), (404, False)]
)
def test_a_read_that_misses_it_says_nothing_where_the_answer_did_not(
    status: int | None, kept: bool, tmp_path: Path
) -> None:
    """The service may finish later what nobody heard the end of."""
    books = Books(tmp_path)
    books.sends("PUT")
    books.hears("PUT", status)
    books.hears("GET", 404)
    assert books.are_open is kept


def test_what_is_under_way_is_awaited(tmp_path: Path) -> None:
    """A read beside it comes too early; of two that are under way one may be refused."""
    books = Books(tmp_path)
    books.sends("PUT")
    books.sends("PUT")
    books.hears("GET", 404)
    books.hears("PUT", 412)
    books.hears("GET", 404)
    assert books.are_open
    books.hears("PUT", 500)
    books.hears("GET", 404)
    assert not books.are_open


def test_what_never_left_is_not_awaited(tmp_path: Path) -> None:
    """A later look says again that nothing is there, whatever else was answered meanwhile."""
    books = Books(tmp_path)
    books.sends("PUT")
    books.sends("PUT")
    books.records.withdraw(books.sent.pop())
    books.hears("PUT", 500)
    books.hears("GET", 404)
    assert not books.are_open


def test_the_answer_to_another_request_ends_no_wait(tmp_path: Path) -> None:
    """A change of a record that is known already was not announced: it says nothing of the one before it."""
    books = Books(tmp_path)
    books.sends("PUT")
    books.records.ledger.open[ENTRY] = "made"
    books.sends("PUT")
    assert books.records.announced is None
    books.records.awaited.answered(books.records.announced, 200)
    books.records.ledger.open[ENTRY] = "will"
    books.hears("GET", 404)
    assert books.are_open


@pytest.mark.parametrize("headers", [(), (("X-Key", "wrong"),)])
def test_who_was_not_let_in_did_not_look(headers: Headers, tmp_path: Path) -> None:
    """Some services answer 404 to hide what is there."""
    books = Books(tmp_path)
    books.sends("PUT")
    books.hears("PUT", 500)
    books.hears("GET", 404, headers)
    assert books.are_open
