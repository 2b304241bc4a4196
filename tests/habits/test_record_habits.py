"""Correct ways to keep, name and remove records, which a check neither blames nor leaves anything in."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contracts.cases.sending.addressing import Addressing
from contracts.cases.sending.created_records import CreatedRecords
from contracts.exchange import Answer, Exchange, Request
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.request_validity import Verdict
from contracts.traffic.run_names import RunNames
from mock_server.openapi import MISSING, load_document
from tests.contracts.note_service import document as notes
from tests.habits.checked import checked
from tests.habits.document import document
from tests.habits.profile import MATRIX, Habits

if TYPE_CHECKING:
    from pathlib import Path

JSON = (("Content-Type", "application/json"),)


def habits(name: str) -> Habits:
    """The service of this name in the matrix."""
    return next(item for item in MATRIX if item.name == name)


def judge_of(tree: object, folder: Path) -> Judge:
    """The judge of a document."""
    import json

    path = folder / "document.json"
    path.write_text(json.dumps(tree), "utf-8")
    return Judge(load_document(path))


@pytest.mark.slow
def test_records_that_are_kept_in_another_state_are_told_in_a_line(tmp_path: Path) -> None:
    """A delete that answers with the record, deactivated, did what it says: no drift, nothing that failed."""
    report, service = checked(habits("soft-delete"), tmp_path)
    assert (report.exit_code, report.drifts, service.left()) == (0, (), [])
    kept = [item for item in report.leftovers if "another state (active)" in item.reason]
    assert len(kept) == 1
    assert not kept[0].failed


@pytest.mark.slow
def test_keys_made_of_a_value_are_removed_although_no_tag_is_in_them(tmp_path: Path) -> None:
    """A service that refuses a twin of the run's own record makes a new one wherever it says that it did."""
    report, service = checked(habits("slug"), tmp_path, recombinations=60)
    assert (report.exit_code, report.drifts, report.leftovers) == (0, (), ())
    assert service.left() == []


def test_what_is_there_already_is_no_echo(tmp_path: Path) -> None:
    """200 beside a documented 201 shows a record of before: not what was sent, and no default of the request."""
    report, service = checked(replace(habits("get-or-create"), absent="left-out"), tmp_path)
    assert (report.exit_code, report.drifts, service.left()) == (0, (), [])


def test_the_key_in_a_body_beside_that_of_the_path_binds_nobody(tmp_path: Path) -> None:
    """A service may ignore it or refuse another one; what else is wrong with the body stays wrong."""
    judge = judge_of(document(habits("client-keys")), tmp_path)

    def verdict(body: bytes) -> Verdict:
        reading = judge.reader.read(Request("PUT", "/coupons/a1", JSON, body))
        assert reading is not None
        return reading.verdict

    assert verdict(b'{"title": "t", "code": "a1"}') is Verdict.VALID
    assert verdict(b'{"title": "t", "code": "b2"}') is Verdict.GREY
    assert verdict(b'{"title": "t", "code": "b!"}') is Verdict.GREY
    assert verdict(b'{"title": "t"}') is Verdict.GREY
    assert verdict(b'{"title": ""}') is Verdict.INVALID
    assert verdict(b'{"title": "", "code": "b!"}') is Verdict.INVALID


@pytest.mark.parametrize("text", ["%00", "a%00b", "%FF"])
def test_a_text_that_not_everybody_reads_is_grey(text: str, tmp_path: Path) -> None:
    """NUL and octets that are no UTF-8 are taken by some servers and refused by others."""
    judge = judge_of(document(habits("soft-delete")), tmp_path)
    reading = judge.reader.read(Request("GET", f"/accounts?cursor={text}"))
    assert reading is not None
    assert reading.verdict is Verdict.GREY


def _records(folder: Path) -> tuple[Judge, CreatedRecords]:
    judge = judge_of(notes(), folder)
    ownership = Ownership(RunNames(1))
    credentials = Credentials(judge.document, {})
    books = CreatedRecords(Ledger(None, {}), ownership, Creations(), Addressing(judge.behaviours), credentials)
    return judge, books


def test_a_key_is_found_in_an_answer_that_programs_read_differently(tmp_path: Path) -> None:
    """Half a surrogate pair that comes back is no JSON to some programs, and no reason to leave a record behind."""
    judge, books = _records(tmp_path)
    tag = books.ownership.names.tag
    request = Request("POST", "/notes", JSON, f'{{"title": "{tag} \\ud800"}}'.encode())
    answer = Answer(201, JSON, f'{{"id": 71, "title": "{tag} \\ud800"}}'.encode(), 0.0)
    reading = judge.reader.read(request)
    assert reading is not None
    behaviour = judge.behaviours["makeNote"]
    assert books.announce(reading, behaviour, None) is None
    sent = Sent(Exchange(request, answer, "fuzz", "a text"), reading, judge.body_of(answer), MISSING, [])
    assert sent.body is MISSING
    books.settle(sent, behaviour, None, None)
    told = [*books.ledger.open] + [item.what for item in books.leftovers()]
    assert any("71" in str(item) for item in told)
    assert not books.ledger.under_way["makeNote"]


def test_what_never_left_is_not_under_way(tmp_path: Path) -> None:
    """A create that was announced and not sent, for the time was over, is nothing that could be left behind."""
    judge, books = _records(tmp_path)
    reading = judge.reader.read(Request("POST", "/notes", JSON, b'{"title": "a"}'))
    books.announce(reading, judge.behaviours["makeNote"], None)
    assert books.ledger.under_way["makeNote"] == 1
    books.withdraw(books.announced)
    assert not books.ledger.under_way["makeNote"]
