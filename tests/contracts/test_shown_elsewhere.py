"""What is found where services show it in another place: the end of a list, a key in a link, a name in a refusal."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.sending.addressing import Addressing, own_address
from contracts.exchange import Answer as Answered
from contracts.exchange import Exchange, Request
from contracts.findings import Culprit
from contracts.laws.correspondence import Correspondence
from contracts.laws.differential import Differential
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from contracts.traffic.entities import NONE
from mock_server.openapi import field_names, load_document
from tests.manners.buckets import Buckets
from tests.manners.customers import Customers
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path

TEXT = {"type": "string"}


@pytest.mark.slow
def test_a_list_that_denies_further_pages_is_found(tmp_path: Path) -> None:
    """`has_more` says that nothing follows a page of one, and a larger page shows more."""

    class Short(Customers):
        def answer(self, asked: Asked) -> Answer:
            status, body, fields = super().answer(asked)
            return status, {**body, "has_more": False} if isinstance(body, dict) and "data" in body else body, fields

    report = checked(Short(), tmp_path)
    assert [(drift.lead.law, drift.lead.operation) for drift in report.drifts] == [("list", "GetCustomers")]
    assert "does not lead to the next page" in report.drifts[0].lead.message


def test_octets_that_are_cut_are_found(tmp_path: Path) -> None:
    """What is read is not what was put."""

    class Cut(Buckets):
        def answer(self, asked: Asked) -> Answer:
            return super().answer(asked._replace(data=asked.data[:-1]) if len(asked.parts) == 2 else asked)

    service = Cut()
    report = checked(service, tmp_path)
    found = [(drift.lead.law, drift.lead.operation, drift.lead.message) for drift in report.drifts]
    assert found == [("read-back", "GetObject", "the body is not what was put")]
    assert (service.left, service.unharmed) == ([], True)


@pytest.mark.parametrize(
    ("record", "address"),
    [
        ({"_links": {"self": {"href": "/a/7"}}}, "/a/7"),
        ({"links": {"self": "/a/7"}}, "/a/7"),
        ({"href": "/a/7"}, "/a/7"),
        ({"self": {"href": "/a/7"}}, "/a/7"),
        ({"_links": {"next": {"href": "/a/8"}}}, None),
        ({"links": ["/a/7"]}, None),
        ([], None),
    ],
)
def test_where_a_record_says_that_it_is(record: Any, address: str | None) -> None:
    """Its own link, by the usual names."""
    assert own_address(record) == address


def document(folder: Path) -> Judge:
    """Rooms that are listed without a key, with a refusal that has places for names."""
    errors = {"type": "object", "properties": {"errors": {"type": "array", "items": {"type": "object"}}}}
    key = {"name": "code", "in": "path", "required": True, "schema": TEXT}
    size = {"name": "size", "in": "query", "schema": {"type": "integer", "minimum": 1}}
    rooms = {"type": "array", "items": {"type": "object", "properties": {"title": TEXT, "_links": {"type": "object"}}}}

    def says(schema: Any) -> dict[str, Any]:
        return {"description": "done", "content": {"application/json": {"schema": schema}}}

    far = {"name": "far", "in": "query", "schema": {"type": "integer"}}
    listing = {
        "operationId": "rooms",
        "parameters": [size, far],
        "responses": {"200": says(rooms), "400": says(errors)},
    }
    paths = {
        "/rooms": {"get": listing},
        "/rooms({code})": {
            "parameters": [key],
            "get": {"operationId": "room", "responses": {"200": says(rooms["items"])}},
            "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}}},
        },
    }
    file = folder / "rooms.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Rooms", "version": "1"}, "paths": paths}))
    return Judge(load_document(file))


def test_a_key_of_a_list_may_stand_in_a_link_alone(tmp_path: Path) -> None:
    """The path that it leads to names the record."""
    judge = document(tmp_path)
    addressing = Addressing(judge.behaviours)
    rooms = [{"title": "a", "_links": {"self": {"href": "/v1/rooms(b7)"}}}, {"title": "b"}]
    assert addressing.items(judge.behaviours["rooms"], rooms) == [("b7", rooms[0]), (None, rooms[1])]


def test_the_mock_is_asked_for_its_own_key_between_brackets(tmp_path: Path) -> None:
    """As it is where the key is a segment by itself."""
    judge, pairs = document(tmp_path), Correspondence()
    pairs.pair("mine", "theirs", "rooms", ())
    template = judge.behaviours["room"].operation.path
    asked = pairs.to_mock(Request("GET", "/rooms(mine)"), template, {"code": ("rooms", ())})
    assert asked.target == "/rooms(theirs)"
    assert pairs.to_mock(Request("GET", "/rooms(other)"), template, {"code": ("rooms", ())}).target == "/rooms(other)"


@pytest.mark.parametrize(
    ("query", "told", "found"),
    [
        ("size=0", {"source": {"pointer": "/size"}}, 0),
        ("size=0", {"detail": "size has to be more than 0"}, 0),
        ("size=0", {"source": {"parameter": "colour"}}, 1),
        ("size=0&colour=", {"source": {"parameter": "colour"}}, 0),
        ("size=0&colour=red", {"source": {"parameter": "colour"}}, 1),
        ("size=0&far=3000000000", {"source": {"parameter": "far"}}, 0),
        ("size=0&far=30", {"source": {"parameter": "far"}}, 1),
    ],
)
def test_a_refusal_may_name_a_field_in_another_member(query: str, told: Any, found: int, tmp_path: Path) -> None:
    """Of the list of what is wrong, or a parameter without a value; one that names neither is a drift."""
    judge = document(tmp_path)
    request = Request("GET", f"/rooms?{query}")
    fields = (("Content-Type", "application/json"),)
    mock = {"errors": [{"source": {"parameter": "size"}}]}
    exchange = Exchange(request, Answered(400, fields, b"{}"), "journey", "list", Answered(400, fields, b"{}"))
    reading = judge.reader.read(request)
    assert reading is not None
    make = Maker(exchange, reading.operation, Culprit.TARGET_AGAINST_MOCK)
    assert exchange.mock is not None
    findings = Differential(judge).findings(exchange, exchange.mock, reading, {"errors": [told]}, mock, NONE, make)
    assert [finding.law for finding in findings] == ["violations-named"] * found


def test_a_count_may_begin_with_a_mark() -> None:
    """As FHIR asks for pages."""
    assert field_names.LIMIT.match("_count")
    assert not field_names.LIMIT.match("account")


@pytest.mark.parametrize(
    ("media", "schema", "found"),
    [
        ("application/octet-stream", {"type": "string", "format": "binary"}, 0),
        ("*/*", {"type": "string"}, 0),
        ("text/plain", {"type": "string", "minLength": 1}, 1),
        ("application/json", {"type": "string"}, 1),
        ("application/xml", {"type": "object"}, 1),
    ],
)
def test_an_empty_file_is_a_body(media: str, schema: Any, found: int, tmp_path: Path) -> None:
    """Of a text that may have no characters; JSON and records have some."""
    get = {"operationId": "file", "responses": {"200": {"description": "it", "content": {media: {"schema": schema}}}}}
    file = tmp_path / "files.json"
    head = {"openapi": "3.1.0", "info": {"title": "Files", "version": "1"}}
    file.write_text(json.dumps({**head, "paths": {"/file": {"get": get}}}))
    exchange = Exchange(Request("GET", "/file"), Answered(200, (("Content-Type", media),)), "journey")
    findings = Judge(load_document(file)).judge(exchange)
    assert [finding.law for finding in findings] == ["media-type"] * found


@pytest.mark.parametrize(("text", "verdict"), [("2", "VALID"), ("2.0", "GREY"), ("0.5", "INVALID"), ("a", "INVALID")])
def test_a_whole_number_with_a_fraction_is_grey(text: str, verdict: str, tmp_path: Path) -> None:
    """Some servers read `2.0` as a whole number in a query, others refuse it."""
    reading = document(tmp_path).reader.read(Request("GET", f"/rooms?size={text}"))
    assert reading is not None
    assert reading.verdict.name == verdict
