"""What correct services do differently in their answers: none of it contradicts a document, and no check says so."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.records.distinct_bodies import distinct
from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.laws.leeway import is_open
from contracts.traffic.entities import NEVER
from contracts.traffic.format_clarity import same_instant
from contracts.traffic.request_json import extreme
from contracts.traffic.run_names import RunNames
from mock_server.openapi import MISSING, load_document
from tests.habits.checked import checked
from tests.habits.profile import MATRIX
from tests.strangers.catalogue import STRANGERS

if TYPE_CHECKING:
    from pathlib import Path

JSON = (("Content-Type", "application/json"),)
HAL = (("Content-Type", "application/hal+json"),)


@pytest.fixture(scope="module")
def judges() -> dict[str, Judge]:
    """The judges of the strangers' documents."""
    return {name: Judge(load_document(stranger.document)) for name, stranger in STRANGERS.items()}


def laws(judge: Judge, request: Request, answer: Answer) -> list[str]:
    """The laws that an exchange breaks."""
    return [finding.law for finding in judge.judge(Exchange(request, answer, "journey", ""))]


def _answer(status: int, value: Any, headers: tuple[tuple[str, str], ...] = JSON) -> Answer:
    return Answer(status, headers, json.dumps(value).encode(), 0.0)


@pytest.mark.parametrize(("query", "found"), [("q=what%20else", []), ("limit=5", ["valid-accepted"])])
def test_a_query_of_its_own_grammar_may_be_refused(query: str, found: list[str], judges: dict[str, Judge]) -> None:
    """What a free text in the query has to look like is the service's own; a number within its bounds is not."""
    problem = _answer(400, {"type": "a", "title": "b", "status": 400}, (("Content-Type", "application/problem+json"),))
    assert laws(judges["orders"], Request("GET", f"/orders?{query}"), problem) == found


def _depot(inspected: str) -> Answer:
    return _answer(201, {"id": 1, "town": "Ulm", "inspected": inspected})


@pytest.mark.parametrize(
    ("inspected", "found"),
    [
        ("2031-06-01T05:30:00.5Z", []),
        ("2031-06-01T05:30:00.500000+00:00", []),
        ("2031-06-01T00:00:00.5Z", ["echo"]),
        ("2031-06-01", ["answer-schema"]),
    ],
)
def test_an_instant_comes_back_in_any_offset(inspected: str, found: list[str], judges: dict[str, Judge]) -> None:
    """What was sent with an offset may come back in UTC; another instant is another value."""
    body = b'{"town": "Ulm", "inspected": "2031-06-01T00:00:00.5-05:30"}'
    assert laws(judges["fleet"], Request("POST", "/depots", JSON, body), _depot(inspected)) == found


def test_instants_are_compared_as_such() -> None:
    """Offsets and digits below a millisecond tell nothing; texts that are no instants are not compared."""
    assert same_instant("2031-06-01T00:00:00Z", "2031-06-01T02:00:00.0004+02:00")
    assert not same_instant("2031-06-01T00:00:00Z", "2031-06-01T00:00:01Z")
    assert not same_instant("a", "a")


def test_what_travels_in_an_envelope_comes_back(judges: dict[str, Judge]) -> None:
    """A member that is lost inside an envelope is missed; one that the document does not list may be."""
    kind = (("Content-Type", "application/vnd.api+json"),)
    headers = (*kind, ("Location", "/books/1"), ("ETag", '"1"'))
    sent = {"data": {"type": "books", "attributes": {"title": "Emma", "pages": 400, "shelf": "a"}}}
    book = {
        "type": "books",
        "id": "0b5f2e6c-8f5a-4f3e-9d0a-1c2d3e4f5a6b",
        "attributes": {"title": "Emma", "pages": 400},
    }
    request = Request("POST", "/books", kind, json.dumps(sent).encode())
    assert laws(judges["library"], request, _answer(201, {"data": book}, headers)) == []
    del book["attributes"]["pages"]  # type: ignore[attr-defined]
    assert laws(judges["library"], request, _answer(201, {"data": book}, headers)) == ["echo"]


@pytest.mark.parametrize(("status", "found"), [(201, ["default"]), (200, [])])
def test_a_put_that_creates_applies_defaults(status: int, found: list[str], judges: dict[str, Judge]) -> None:
    """What was left out has its default in a record that a PUT made; what an older one has is its own."""
    page = {"name": "abc", "text": "t", "tags": [], "public": False, "revision": 1, "changed": 1}
    request = Request("PUT", "/pages/abc", JSON, b'{"text": "t"}')
    assert laws(judges["wiki"], request, _answer(status, page)) == found


@pytest.mark.parametrize("target", ["/sensors?kind=", "/sensors?kind=&max=5"])
def test_an_empty_parameter_may_count_as_none(target: str, judges: dict[str, Judge]) -> None:
    """Many servers drop a parameter without a value; a wrong one is no less wrong for that."""
    answer = _answer(200, {"ok": True, "result": {"items": [], "total": 0}})
    assert laws(judges["sensors"], Request("GET", target), answer) == []
    assert laws(judges["sensors"], Request("GET", "/sensors?kind=smell"), answer) == ["invalid-refused"]


def test_preconditions_are_met_or_not_as_the_service_knows(judges: dict[str, Judge]) -> None:
    """412 and 428 are open: which version of a record was meant is not known to a mock; 304 is for whoever asked."""
    judge = judges["library"]
    key = "/books/0b5f2e6c-8f5a-4f3e-9d0a-1c2d3e4f5a6b"
    reading = judge.reader.read(Request("DELETE", key, (("If-Match", '"x"'),)))
    assert reading is not None
    behaviour = judge.behaviours[reading.operation.id]
    assert is_open(412, 204, reading, behaviour, NEVER)
    assert is_open(428, 204, reading, behaviour, NEVER)
    empty = Answer(304, (), b"", 0.0)
    assert laws(judges["wiki"], Request("GET", "/pages/abc", (("If-None-Match", "*"),)), empty) == []
    assert laws(judges["wiki"], Request("GET", "/pages/abc"), empty) == ["status-documented"]


def test_a_mock_that_refuses_what_conforms_decides_nothing(judges: dict[str, Judge]) -> None:
    """The key that it gave may break the pattern of the path; what breaks the document is for the document to say."""
    judge = judges["library"]
    for number, open_ in (("5", True), ("much", False)):
        reading = judge.reader.read(Request("GET", f"/books?page%5Bsize%5D={number}"))
        assert reading is not None
        assert is_open(200, 400, reading, judge.behaviours[reading.operation.id], NEVER) is open_


@pytest.mark.parametrize(("number", "is_grey"), [(5e-324, True), (1e-13, True), (0.001, False), (0.0, False)])
def test_numbers_near_nothing_are_grey(number: float, is_grey: bool) -> None:
    """Decimals and 32 bits hold no such number."""
    assert bool(extreme({"load": number})) == is_grey


@pytest.mark.parametrize(
    ("value", "is_grey"), [("a\0", True), ({"b\0": 1}, True), (["a\x01\n"], False), ("\\0", False)]
)
def test_a_nul_in_a_body_is_grey(value: Any, is_grey: bool) -> None:
    """PostgreSQL keeps none, and Django REST refuses it; other control characters are kept."""
    assert bool(extreme({"name": value})) == is_grey


def test_texts_are_told_apart_where_a_service_keeps_them_once() -> None:
    """Another end for each text with the run's tag, if the document takes one; else there is no other body."""
    names = RunNames(1)
    body = {"data": {"title": f"title {names.tag}", "kind": "a"}}
    other = distinct(body, names, lambda _: True)
    assert other["data"]["title"].startswith(body["data"]["title"])
    assert other["data"]["kind"] == "a"
    assert distinct(body, names, lambda _: False) is None


def test_nothing_stays_nothing_when_it_is_copied() -> None:
    """A create without a body has none however often its body is copied."""
    assert copy.deepcopy({"a": MISSING})["a"] is MISSING
    assert copy.copy(MISSING) is MISSING


@pytest.mark.slow
def test_a_service_that_checks_no_credentials_is_one_finding(tmp_path: Path) -> None:
    """Everything else of it is right, and nothing else is said."""
    report, service = checked(next(h for h in MATRIX if h.name == "strict-problem"), tmp_path, guarded=False)
    assert [drift.lead.law for drift in report.drifts] == ["access-required"]
    assert (report.exit_code, service.left()) == (1, [])
