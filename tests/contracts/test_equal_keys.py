"""Keys of different resources may be equal: a shelf and a book on it may both be number 7."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit
from contracts.judging.collector import Collector
from contracts.laws.correspondence import Correspondence
from contracts.laws.generated import Generated
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.evidence import Evidence
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.path_keys import PathKeys
from contracts.traffic.request_validity import Verdict
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    from pathlib import Path

JSON = (("Content-Type", "application/json"),)
_AGAINST = Culprit.TARGET_AGAINST_DOCUMENT


def _parameter(name: str, style: str = "simple") -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "style": style, "schema": {"type": "integer"}}


def _making(name: str) -> dict[str, Any]:
    fields = {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}
    content = {"application/json": {"schema": {"type": "object", "properties": fields}}}
    answer = {"description": "made", "content": content}
    return {"operationId": name, "requestBody": {"content": content}, "responses": {"201": answer}}


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """The judge of a library of shelves and books, with a list and a form beside them."""
    gone, done = {"204": {"description": "gone"}}, {"200": {"description": "done"}}
    words = {"type": "array", "items": {"type": "string"}}
    form = {"schema": {"type": "object", "properties": {"tags": words}}}
    ids = {"name": "ids", "in": "query", "explode": False, "schema": words}
    content = {"application/x-www-form-urlencoded": form}
    shelf, book = _parameter("shelf"), _parameter("book", "matrix")
    paths = {
        "/shelves": {"post": _making("build")},
        "/shelves/{shelf}": {"delete": {"operationId": "scrap", "parameters": [shelf], "responses": gone}},
        "/shelves/{shelf}/books": {"post": {**_making("stock"), "parameters": [shelf]}},
        "/shelves/{shelf}/books/{book}": {
            "delete": {"operationId": "weed", "parameters": [shelf, book], "responses": gone}
        },
        "/find": {"get": {"operationId": "find", "parameters": [ids], "responses": done}},
        "/tags": {"post": {"operationId": "tag", "requestBody": {"content": content}, "responses": done}},
    }
    document = {"openapi": "3.0.3", "info": {"title": "Library", "version": "1"}, "paths": paths}
    file = tmp_path / "library.json"
    file.write_text(json.dumps(document), "utf-8")
    return Judge(load_document(file))


def test_a_key_is_translated_by_its_resource(judge: Judge) -> None:
    """Shelf 7 and its book 7 reach the mock as its own shelf and its own book, whatever the style of their place.

    A shelf without a partner reaches no other record of the mock.
    """
    keys, pairs = PathKeys(judge.behaviours), Correspondence()
    pairs.pair(7, 31, "shelves")
    pairs.pair(7, 54, "shelves/{}/books", ("7",))
    pairs.pair(31, 60, "shelves")
    pairs.alone(61, "shelves")
    for target, name, wanted in (
        ("/shelves/7", "scrap", "/shelves/31"),
        ("/shelves/7/books", "stock", "/shelves/31/books"),
        ("/shelves/7/books/;book=7", "weed", "/shelves/31/books/;book=54"),
        ("/shelves/8/books/;book=9", "weed", "/shelves/8/books/;book=9"),
        ("/shelves/8/books/;book=7", "weed", "/shelves/8/books/;book=7"),
        ("/shelves/60", "scrap", "/shelves/7"),
        ("/shelves/61", "scrap", "/shelves/100000061"),
    ):
        behaviour = judge.behaviours[name]
        request = Request(behaviour.operation.method, target)
        path = behaviour.operation.read_path(target) or {}
        places = keys.places(behaviour, path)
        assert pairs.to_mock(request, behaviour.operation.path, places).target == wanted


def test_only_where_a_key_stands_is_one_translated() -> None:
    """A key that is spelled as a path's own word leaves that word alone, and an empty text is the key of nothing."""
    pairs = Correspondence()
    pairs.pair("books", "b-1", "books")
    pairs.pair("", "b-2", "books")
    request = Request("PUT", "/books/books?sort=&shelf=books", (), b'{"note":""}')
    sent = pairs.to_mock(request, "/books/{id}", {"id": ("books", ())})
    assert (sent.target, sent.body) == ("/books/b-1?sort=&shelf=b-1", request.body)


class _Answering:
    """A side that answers every request alike."""

    busy = False

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def send(self, _: Request) -> Answer:
        """The answer."""
        return self.answer


def test_what_the_mock_alone_made_is_no_record_of_the_target(judge: Judge) -> None:
    """The target refuses a shelf and the mock makes number 61: a shelf 61 of the target is another one."""
    names = RunNames(1)
    safety, credentials = Safety(Ownership(names), Creations()), Credentials(judge.document, {})
    target, mock = _Answering(Answer(422, JSON, b"{}")), _Answering(Answer(201, JSON, b'{"id": 61}'))
    sender = Sender(judge, target, mock, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    sender.send(Request("POST", "/shelves", JSON, json.dumps({"name": names.tag}).encode(), "build"), "journey", "make")
    scrap = judge.behaviours["scrap"]
    places = PathKeys(judge.behaviours).places(scrap, {"shelf": "61"})
    asked = sender.correspondence.to_mock(Request("DELETE", "/shelves/61"), scrap.operation.path, places)
    assert asked.target == "/shelves/100000061"


def test_the_parents_key_is_not_excused_by_the_childs(judge: Judge) -> None:
    """Nothing is made or removed below a shelf of somebody's because a book of the run's has its number."""
    names = RunNames(1)
    ownership = Ownership(names)
    safety = Safety(ownership, Creations())
    safety.keys = PathKeys(judge.behaviours)
    for key in ("7", "8"):
        evidence = Evidence("shelves/{}/books", None, key, True, {"name": names.tag}, {"name": names.tag}, above=("1",))
        assert ownership.created(evidence) is None
    request = Request("POST", "/shelves/7/books", JSON, b"{}")
    why = safety.forbids(request, judge.reader.read(request), judge.behaviours["stock"], None)
    assert why == "the parent '7' was not created by this run"


def test_numbers_of_two_resources_may_be_the_same(judge: Judge) -> None:
    """A long number is a key that counts, no secret: other resources may have it, and the next one is guessed."""
    generated = Generated(judge.schemas)
    found = []
    for number in range(8):
        for name in ("build", "stock"):
            operation = judge.behaviours[name].operation
            exchange = Exchange(Request("POST", "/"), Answer(201, JSON), "journey")
            make = Maker(exchange, operation, _AGAINST)
            response = operation.response(201)
            assert response is not None
            body = {"id": 4_000_000_000_000_000 + number % 7}
            found += generated.observe(exchange, judge.behaviours[name], response, body, make)
    assert [finding.law for finding in found] == ["generated-unique"] * 2  # the eighth of each repeats the first
    assert generated.finish() == []


def test_each_parent_may_count_its_own(judge: Judge) -> None:
    """One number below two parents is no repetition; below one it is, until its record was removed."""
    generated, stock = Generated(judge.schemas), judge.behaviours["stock"]
    response = stock.operation.response(201)
    assert response is not None
    make = Maker(Exchange(Request("POST", "/"), Answer(201, JSON), "journey"), stock.operation, _AGAINST)

    def laws(shelf: str) -> list[str]:
        exchange = Exchange(Request("POST", "/"), Answer(201, JSON), "journey")
        return [f.law for f in generated.observe(exchange, stock, response, {"id": 1}, make, (shelf,))]

    assert laws("7") == laws("8") == []
    assert laws("7") == ["generated-unique"]
    generated.released("1", ("7",))
    assert laws("7") == []
    assert laws("8") == ["generated-unique"]


@pytest.mark.parametrize(
    ("request_", "verdict"),
    [
        (Request("GET", "/find?ids="), Verdict.GREY),
        (Request("GET", "/find?ids=a,b"), Verdict.VALID),
        (Request("POST", "/tags", (("Content-Type", "application/x-www-form-urlencoded"),), b"tags="), Verdict.GREY),
        (Request("POST", "/tags", (("Content-Type", "application/x-www-form-urlencoded"),), b"tags=a"), Verdict.VALID),
    ],
)
def test_nobody_knows_how_an_empty_array_is_written(judge: Judge, request_: Request, verdict: Verdict) -> None:
    """A name without a value is an empty array to some readers and one empty text to others."""
    reading = judge.reader.read(request_)
    assert reading is not None
    assert reading.verdict is verdict


def test_a_key_that_is_kept_in_another_case_is_the_chosen_one() -> None:
    """Made, removed under its other spelling, and made again: it is the run's own each time, and no record twice."""
    names = RunNames(1)
    ownership, key = Ownership(names), f"{names.tag}-room"
    for _ in range(2):
        assert ownership.created(Evidence("rooms", key.upper(), key, created=True)) is None
        assert ownership.made("rooms", key)
        ownership.removed("rooms", key.upper())
    assert ownership.created(Evidence("rooms", "other", key, created=True)) is not None
