"""What the document leaves open is no drift, and what document and run decide stays one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit
from contracts.laws.correspondence import Correspondence
from contracts.laws.generated import Generated
from contracts.laws.judging import Judge
from contracts.laws.leeway import is_created, is_earned, is_open
from contracts.laws.maker import Maker
from contracts.laws.strict_json import read
from contracts.traffic.entities import NEVER, NONE, Entity, State
from contracts.traffic.request_json import extreme, nested
from contracts.traffic.request_validity import Reader, Verdict
from mock_server.openapi import MISSING, Document
from mock_server.openapi.reading.document import load_document
from tests.contracts.harbour import harbour_judge, responses

if TYPE_CHECKING:
    from pathlib import Path

EXISTS = State("exists", "on a record that exists")
REMOVED = State("removed", "on a record that was removed")
JSON = (("Content-Type", "application/json"),)
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """The judge of a harbour: ships with a key that the server assigns."""
    return harbour_judge(tmp_path)


@pytest.mark.parametrize(
    ("method", "target", "body", "status", "mock", "state", "is_left_open"),
    [
        ("GET", "/ships/7", None, 404, 200, NEVER, True),
        ("GET", "/ships/7", None, 404, 200, REMOVED, True),
        ("GET", "/ships/7", None, 404, 200, EXISTS, False),
        ("GET", "/ships/7", None, 410, 404, REMOVED, True),
        ("GET", "/ships/7", None, 200, 404, REMOVED, False),
        ("GET", "/ships/7", None, 501, 200, EXISTS, True),
        ("GET", "/ships/x", None, 404, 400, NEVER, True),
        ("DELETE", "/ships/7", None, 204, 404, REMOVED, True),
        ("DELETE", "/ships/7", None, 404, 204, EXISTS, False),
        ("DELETE", "/ships/7", None, 409, 204, EXISTS, True),
        ("PUT", "/ships/7", {}, 404, 400, NEVER, True),
        ("PUT", "/ships/7", {}, 404, 400, EXISTS, False),
        ("PUT", "/ships/7", {}, 422, 400, EXISTS, True),
        ("POST", "/ships", {"name": "a"}, 200, 201, NONE, True),
        ("POST", "/ships", {"name": "a"}, 409, 201, NONE, True),
        ("POST", "/ships", {"name": "a"}, 409, 201, EXISTS, True),
        ("POST", "/ships", {"name": "a"}, 409, 201, REMOVED, False),
        ("GET", "/shoals", None, 404, 400, NONE, True),
        ("POST", "/crews", {"name": "a", "shipId": 7}, 404, 200, NONE, True),
        ("POST", "/crews", {"name": "a"}, 404, 200, NONE, False),
        ("POST", "/crews", {"name": "a", "paid": True, "grid": "b"}, 404, 200, NONE, False),
        ("POST", "/crews", {"name": "a", "ship_ids": [7]}, 404, 200, NONE, True),
        ("POST", "/ships", {"name": "a", "id": 7}, 404, 201, NONE, False),
        ("POST", "/ships", {"name": "a"}, 404, 201, NONE, False),
        ("POST", "/ships", {"name": "a"}, 201, 409, EXISTS, False),
        ("GET", "/berths?page=9", None, 404, 200, NONE, True),
        ("GET", "/berths?page=0", None, 404, 400, NONE, True),
        ("GET", "/berths", None, 404, 200, NONE, False),
        ("GET", "/ships?page=9", None, 404, 200, NONE, False),
        ("POST", "/ships", {"name": "a"}, 401, 201, NONE, True),
        ("PUT", "/ships/7", {"name": "a"}, 401, 200, EXISTS, False),
    ],
)
def test_statuses_that_nothing_decides_are_open(
    judge: Judge, method: str, target: str, body: Any, status: int, mock: int, state: State, is_left_open: bool
) -> None:
    """Absence of what nobody made, families of refusals and the order of checks are open; what the run made is not."""
    data = None if body is None else json.dumps(body).encode()
    reading = judge.reader.read(Request(method, target, JSON if data else (), data))
    assert reading is not None
    behaviour = judge.behaviours[reading.operation.id]
    assert is_open(status, mock, reading, behaviour, state) is is_left_open


def test_a_request_without_credentials_may_be_refused_for_a_fault_of_its_own(judge: Judge) -> None:
    """A wrong body may be told, and a missing record missed, before credentials are looked at; a good request not."""
    wrong = judge.reader.read(Request("POST", "/ships", JSON, b"{}"))
    good = judge.reader.read(Request("POST", "/ships", JSON, b'{"name": "a"}'))
    absent = judge.reader.read(Request("GET", "/ships/7"))
    refusing = judge.reader.read(Request("GET", "/shoals"))
    assert wrong is not None
    assert good is not None
    assert absent is not None
    assert refusing is not None
    assert is_earned(400, wrong)
    assert not is_earned(400, good)
    assert not is_earned(200, wrong)
    assert is_earned(404, absent)
    assert is_earned(404, refusing)


def test_a_removal_answered_with_a_body_may_keep_the_record(judge: Judge) -> None:
    """After a removal that shows nothing the record is gone; after one that shows it, nobody can tell."""
    gone = Entity()
    gone.advance(judge.behaviours["sink"], 204, hard=True)
    assert not gone.state.open
    operation = judge.behaviours["sink"].operation
    object.__setattr__(operation, "responses", judge.behaviours["moor"].operation.responses)
    kept = Entity()
    kept.advance(judge.behaviours["sink"], 200, hard=True)
    assert kept.state.open


def test_the_key_of_a_removed_record_may_be_given_again(judge: Judge) -> None:
    """A key answered twice is a finding while its record is there; not after the removal, nor for a 200 beside 201."""
    operation = judge.behaviours["moor"].operation
    response = operation.response(201)
    assert response is not None
    generated = Generated(judge.schemas)

    def moor(status: int, key: Any) -> list[str]:
        exchange = Exchange(Request("POST", "/ships"), Answer(status, ()), "journey")
        make = Maker(exchange, operation, Culprit.TARGET_AGAINST_DOCUMENT)
        found = generated.observe(exchange, judge.behaviours["moor"], response, {"id": key}, make)
        return [finding.law for finding in found]

    assert [moor(201, 7), moor(200, 7), moor(201, 7)] == [[], [], ["generated-unique"]]
    generated.released("7")
    assert moor(201, 7) == []
    assert moor(201, 10**20) == []
    generated.released(str(10**20))
    assert moor(201, 10**20) == []
    assert is_created(200, judge.behaviours["fleet"].operation)


def test_a_deep_value_is_read_without_recursion(judge: Judge) -> None:
    """Bodies of a thousand levels are grey or not judged; they end no run."""
    deep = b'{"a":' * 900 + b"1" + b"}" * 900
    assert nested(read(deep), 64)
    assert not nested(read(b'{"a":{"b":[1]}}'), 4)
    assert extreme(read(deep))
    request = Request("POST", "/ships", JSON, b'{"name": "a", "more":' + deep + b"}")
    answer = Answer(201, JSON, deep)
    assert judge.body_of(answer) is MISSING
    assert judge.judge(Exchange(request, answer, "fuzz")) == []


def test_a_number_in_a_query_is_no_key_of_the_other_side() -> None:
    """A page size that equals a record's number reaches the mock as it is; a key in the path is translated."""
    pairs = Correspondence()
    pairs.pair(20, 911)
    assert pairs.to_mock(Request("GET", "/ships/20?limit=20")).target == "/ships/911?limit=20"


def test_a_text_that_is_a_key_by_chance_reaches_the_mock_as_it_is() -> None:
    """Where the mock's own key in its place would break the document; elsewhere it is a reference to the record."""
    pairs = Correspondence()
    pairs.pair("a", "slug-of-the-mock")
    request = Request("PUT", "/ships/a", JSON, b'{"name":"a"}')
    sent = pairs.to_mock(request, fits=lambda renamed: len(renamed.body or b"") < 20)
    assert (sent.target, sent.body) == ("/ships/slug-of-the-mock", request.body)
    sent = pairs.to_mock(request)
    assert sent.body == b'{"name":"slug-of-the-mock"}'


def test_the_header_of_a_body_on_a_request_without_one_is_grey(judge: Judge) -> None:
    """A Content-Type where no body is documented may be refused or ignored."""
    request = Request("GET", "/ships", (("Content-Type", "multipart/form-data"),))
    assert judge.judge(Exchange(request, Answer(400, ()), "fuzz")) == []


def test_the_refusal_of_an_unlisted_member_is_open(judge: Judge) -> None:
    """A member that the document neither lists nor forbids may be refused, even one with an empty name."""
    for name in ("colour", ""):
        request = Request("POST", "/ships", JSON, json.dumps({"name": "a", name: 1}).encode())
        assert judge.judge(Exchange(request, Answer(422, ()), "fuzz")) == []
    plain = Request("POST", "/ships", JSON, b'{"name": "a"}')
    assert [f.law for f in judge.judge(Exchange(plain, Answer(422, ()), "fuzz"))] == ["valid-accepted"]


def test_a_file_without_a_file_name_is_grey(tmp_path: Path) -> None:
    """Many servers take a part without a file name for a text, and miss the file."""
    schema = {"type": "object", "required": ["scan"], "properties": {"scan": {"type": "string", "format": "binary"}}}
    operation = {"operationId": "scan", "responses": responses("201", "400")}
    operation["requestBody"] = {"required": True, "content": {"multipart/form-data": {"schema": schema}}}
    path = tmp_path / "scans.json"
    head = {"openapi": "3.1.0", "info": {"title": "Scans", "version": "1"}}
    path.write_text(json.dumps({**head, "paths": {"/scans": {"post": operation}}}))
    judge = Judge(load_document(path))

    def laws(disposition: str) -> list[str]:
        data = f'--b\r\nContent-Disposition: form-data; name="scan"{disposition}\r\n\r\n0\r\n--b--\r\n'.encode()
        request = Request("POST", "/scans", (("Content-Type", "multipart/form-data; boundary=b"),), data)
        return [finding.law for finding in judge.judge(Exchange(request, Answer(400, ()), "fuzz"))]

    assert laws("") == []
    assert laws('; filename="a"') == ["valid-accepted"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("note=a&note=b", "given several times"),
        ("size=1&size=x", "given several times"),
        ("tags=a&tags=b", ""),
        ("note=a", ""),
    ],
)
def test_a_field_that_is_given_several_times_is_grey(text: str, why: str, tmp_path: Path) -> None:
    """Servers take the first, the last or all of them; where all are asked for, they are no matter."""
    fields = {"note": {"type": "string"}, "size": {"type": "integer"}, "tags": {"type": "array", "items": {}}}
    body = {"content": {FORM: {"schema": {"type": "object", "properties": fields}}}}
    found = Reader(_forms(body, tmp_path)).read(Request("POST", "/a", (("Content-Type", FORM),), text.encode()))
    assert found is not None
    assert (found.verdict is Verdict.GREY, why in found.why) == (bool(why), True)


def test_a_part_that_is_given_several_times_is_grey(tmp_path: Path) -> None:
    """As in a form that is a line."""
    part = b'--b\r\nContent-Disposition: form-data; name="note"\r\n\r\n1\r\n'
    schema = {"type": "object", "properties": {"note": {"type": "string"}}}
    reader = Reader(_forms({"content": {"multipart/form-data": {"schema": schema}}}, tmp_path))
    kind = (("Content-Type", "multipart/form-data; boundary=b"),)
    found = [reader.read(Request("POST", "/a", kind, part * times + b"--b--\r\n")) for times in (1, 2)]
    assert [reading is not None and reading.verdict for reading in found] == [Verdict.VALID, Verdict.GREY]


def test_a_text_of_which_nobody_can_tell_whether_it_matches_is_grey(tmp_path: Path) -> None:
    """In a request and in an answer; one that plainly does not match is wrong in both."""
    schema = {"type": "object", "properties": {"name": {"type": "string", "pattern": r"^(a*)*\1b$"}}}
    content = {"content": {"application/json": {"schema": schema}}}
    document = _forms(content, tmp_path, {"200": {"description": "ok", **content}, "422": {"description": "wrong"}})
    judge, found = Judge(document), []
    for name in ("a" * 500 + "!", "x"):
        body = json.dumps({"name": name}).encode()
        reading = Reader(document).read(Request("POST", "/a", JSON, body))
        told = judge.judge(Exchange(Request("POST", "/a", JSON, b"{}"), Answer(200, JSON, body), "fuzz"))
        found.append((reading is not None and reading.verdict, "answer-schema" in {one.law for one in told}))
    assert found == [(Verdict.GREY, False), (Verdict.INVALID, True)]


def _forms(body: Any, folder: Path, answers: Any = None) -> Document:
    path = folder / "forms.json"
    post = {"requestBody": body, "responses": answers or {"200": {"description": "ok"}}}
    text = {"openapi": "3.1.0", "info": {"title": "Forms", "version": "1"}, "paths": {"/a": {"post": post}}}
    path.write_text(json.dumps(text), "utf-8")
    return load_document(path)


def test_what_an_unread_reference_stands_for_binds_nobody(tmp_path: Path) -> None:
    """A response that stands in a document elsewhere is documented, whatever it says; one that is not listed is not."""
    elsewhere = {"$ref": "https://schemas.example.invalid/all.yaml#/components/responses/Tide"}
    path = tmp_path / "tides.json"
    head = {"openapi": "3.1.0", "info": {"title": "Tides", "version": "1"}}
    operation = {"operationId": "tide", "responses": {"200": elsewhere, "404": {"description": "none"}}}
    path.write_text(json.dumps({**head, "paths": {"/tide": {"get": operation}}}))
    judge = Judge(load_document(path))
    exchange = Exchange(Request("GET", "/tide"), Answer(200, JSON, b'{"height": 1}'), "fuzz")
    assert judge.judge(exchange) == []
    other = Exchange(Request("GET", "/tide"), Answer(202, ()), "fuzz")
    assert [finding.law for finding in judge.judge(other)] == ["status-documented"]


def test_a_read_only_member_may_be_ignored_or_refused(tmp_path: Path) -> None:
    """A readOnly member in a request, of whatever type, is no reason to take or to refuse it."""
    schema = {"type": "object", "properties": {"id": {"type": "integer", "readOnly": True}, "name": {"type": "string"}}}
    content = {"application/json": {"schema": schema}}
    operation = {"operationId": "tie", "requestBody": {"content": content}, "responses": responses("201", "400")}
    path = tmp_path / "knots.json"
    head = {"openapi": "3.1.0", "info": {"title": "Knots", "version": "1"}}
    path.write_text(json.dumps({**head, "paths": {"/knots": {"post": operation}}}))
    judge = Judge(load_document(path))
    for value, status in (("x", 201), ("x", 400), (7, 201), (7, 400)):
        request = Request("POST", "/knots", JSON, json.dumps({"name": "bowline", "id": value}).encode())
        assert judge.judge(Exchange(request, Answer(status, ()), "fuzz")) == []
    wrong = Request("POST", "/knots", JSON, b'{"name": 7}')
    assert [f.law for f in judge.judge(Exchange(wrong, Answer(201, ()), "fuzz"))] == ["invalid-refused"]


def test_a_document_without_schemes_says_nothing_of_access(judge: Judge) -> None:
    """Where no scheme is documented a 401 or 403 is open; the run is incomplete if nothing else was answered."""
    request = Request("GET", "/ships")
    assert judge.judge(Exchange(request, Answer(403, ()), "fuzz")) == []


def test_a_number_of_many_digits_is_no_broken_json(judge: Judge) -> None:
    """It is within the grammar of JSON, however few parsers keep it: a service may take or refuse it."""
    body = b'{"name": "a", "number": ' + b"9" * 5000 + b"}"
    reading = judge.reader.read(Request("POST", "/ships", JSON, body))
    assert reading is not None
    assert reading.verdict is Verdict.GREY
