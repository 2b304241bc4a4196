"""Fields whose form and meaning HTTP itself gives: ETag and the Location of what was created."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws import judge
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

TIDE = {"type": "object", "required": ["name"], "properties": {"id": {"type": "string"}, "name": {"type": "string"}}}
JSON_TIDE = {"application/json": {"schema": TIDE}}
SHOWN = json.dumps({"id": "t4", "name": "spring"}).encode()


def _document(folder: Path, **headers: Any) -> Document:
    made = {"201": {"description": "made", "content": JSON_TIDE, "headers": headers}}
    shown = {status: {"description": "shown", "content": JSON_TIDE, "headers": headers} for status in ("200", "206")}
    key = {"name": "tide_id", "in": "path", "required": True, "schema": {"type": "string"}}
    body = {"required": True, "content": JSON_TIDE}
    paths = {
        "/tides": {"post": {"operationId": "add", "requestBody": body, "responses": made}},
        "/tides/{tide_id}": {
            "parameters": [key],
            "get": {"operationId": "show", "responses": shown},
            "put": {"operationId": "set", "requestBody": body, "responses": {**made, **shown}},
        },
        "/session": {"post": {"operationId": "begin", "requestBody": body, "responses": made}},
    }
    described = {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}
    file = folder / "tides.json"
    file.write_text(json.dumps(described), "utf-8")
    return load_document(file)


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """A document that says nothing of the two fields but their names."""
    text = {"schema": {"type": "string"}}
    return _document(tmp_path_factory.mktemp("fields"), ETag=text, Location=text)


@pytest.mark.parametrize("field", [("ETag", "v1"), ("Location", "/tides")])
def test_a_field_that_the_document_does_not_name(tmp_path: Path, field: tuple[str, str]) -> None:
    """A service that adds it of its own promises nothing by it."""
    assert _found(_document(tmp_path), "POST", "/tides", 201, field) == []


def _found(document: Document, method: str, path: str, status: int, *fields: tuple[str, str]) -> list[tuple[str, str]]:
    json_type = ("Content-Type", "application/json")
    body = None if method == "GET" else b'{"name": "spring"}'
    request = Request(method, path, (json_type,) if body else (), body, None)
    exchange = Exchange(request, Answer(status, (json_type, *fields), SHOWN), "recorded")
    return [(finding.law, finding.place) for finding in judge(exchange, document)]


@pytest.mark.parametrize("tag", ['"v1"', 'W/"v1"', '""', '"a-b:c/d"', '"µ"'])
def test_an_entity_tag(document: Document, tag: str) -> None:
    """What RFC 9110 section 8.8.3 lets a version look like is left alone."""
    assert _found(document, "GET", "/tides/t4", 200, ("ETag", tag)) == []


@pytest.mark.parametrize("tag", ["v1", "'v1'", 'w/"v1"', '"v1', "W/v1", '"v 1"', '"v"1"', ""])
def test_a_version_that_is_no_entity_tag(document: Document, tag: str) -> None:
    """Without its quotes no cache and no If-Match can read it."""
    assert _found(document, "GET", "/tides/t4", 200, ("etag", tag)) == [("answer-header", "header ETag")]


@pytest.mark.parametrize(("when", "told"), [
    ("Tue, 15 Nov 1994 12:45:26 GMT", False), ("Tuesday, 15-Nov-94 12:45:26 GMT", False),
    ("Tue Nov  5 12:45:26 1994", False), ("2026-11-27T14:09:05Z", True), ("1700000000", True),
    ("Tue, 15 Nov 1994 12:45:26 +0000", True), ("Tue, 15 Nov 1994 12:45:26", True)])  # fmt: skip
def test_a_date_of_http(tmp_path: Path, when: str, *, told: bool) -> None:
    """RFC 9110 section 5.6.7 has three forms; a document that writes another one is followed."""
    found = [("answer-header", "header Last-Modified")] if told else []
    fields = ("GET", "/tides/t4", 200, ("Last-Modified", when))
    own = {"schema": {"type": "string", "pattern": "."}}
    shown = {"schema": {"type": "string"}, "example": "2026-11-27T14:09:05Z"}
    text = {"schema": {"type": "string"}}
    assert _found(_document(tmp_path, **{"Last-Modified": text}), *fields) == found
    for headers in ({"Last-Modified": shown}, {"Last-Modified": own}, {}):
        assert _found(_document(tmp_path, **headers), *fields) == []


@pytest.mark.parametrize("said", [{"example": "33a64df5"}, {"schema": {"type": "string", "pattern": "^[0-9a-f]+$"}},
                                  {"schema": {"type": "string", "enum": ["33a64df5"]}},
                                  {"schema": {"type": "string", "example": "33a64df5"}}])  # fmt: skip
def test_a_version_that_its_document_writes_without_quotes(tmp_path: Path, said: dict[str, Any]) -> None:
    """A reader of the document would call the service right."""
    document = _document(tmp_path, ETag={"schema": {"type": "string"}, **said})
    assert _found(document, "GET", "/tides/t4", 200, ("ETag", "33a64df5")) == []


@pytest.mark.parametrize("place", ["/tides", "/tides/", "http://example.test/api/tides", "/tides?made=1", "tides"])
def test_a_location_that_is_the_collection(document: Document, place: str) -> None:
    """What was created is identified by it (RFC 9110 section 15.3.2), and the collection was there before."""
    assert _found(document, "POST", "/tides", 201, ("Location", place)) == [("answer-header", "header Location")]


@pytest.mark.parametrize(
    ("method", "path", "place"),
    [
        ("POST", "/tides", "/tides/t4"),
        ("POST", "/tides", "http://example.test/api/tides/t4"),
        ("POST", "/tides", "tides/t4"),
        ("POST", "/tides", "/waters/t4"),
        ("PUT", "/tides/t4", "/tides/t4"),
        ("POST", "/session", "/session"),
    ],
)
def test_a_location_that_may_be(document: Document, method: str, path: str, place: str) -> None:
    """A record of a collection, one of another; what is put is where it was put, and what is there once has no key."""
    assert _found(document, method, path, 201, ("Location", place)) == []


@pytest.mark.parametrize(
    ("asked", "range_field", "body", "wrong"),
    [
        (True, "bytes 2-4/9", b"abc", False),
        (True, "bytes 2-4/*", b"abc", False),
        (True, "bytes 2-4/9", b"ab", True),
        (True, "bytes 2-5/9", b"abc", True),
        (True, "", b"abc", True),
        (True, "items 2-9/9", b"abc", False),
        (False, "bytes 2-4/9", b"ab", True),
        (False, "", b"abc", False),
    ],
)
def test_a_part_is_as_long_as_its_range(
    document: Document, asked: bool, range_field: str, body: bytes, wrong: bool
) -> None:
    """By the octets that HTTP counts, and no others; whoever asked for no part may be told of another kind of one."""
    fields = (("Content-Type", "application/json"), *((("Content-Range", range_field),) if range_field else ()))
    request = Request("GET", "/tides/t4", (("range", "bytes=2-4"),) if asked else (), None, None)
    exchange = Exchange(request, Answer(206, fields, body), "journey")
    found = [finding.place for finding in judge(exchange, document) if finding.cause == "content range"]
    assert found == (["header Content-Range"] if wrong else [])


@pytest.mark.parametrize("required", [True, False])
def test_a_missing_range_is_told_once(tmp_path: Path, required: bool) -> None:
    """By the document where it requires the field, else by HTTP."""
    document = _document(tmp_path, **{"Content-Range": {"required": required, "schema": {"type": "string"}}})
    request = Request("GET", "/tides/t4", (("Range", "bytes=2-4"),), None, None)
    exchange = Exchange(request, Answer(206, (("Content-Type", "application/json"),), SHOWN), "journey")
    assert [finding.place for finding in judge(exchange, document)] == ["header Content-Range"]
