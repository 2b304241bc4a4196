"""What a document leaves unread or unsaid binds nobody: references, unusual keys, absent records, open operations."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.laws.judging import Judge
from contracts.laws.leeway import shows_nothing
from contracts.traffic.credentials import Credentials
from mock_server.openapi import MISSING
from mock_server.openapi.reading.document import load_document
from tests.contracts.harbour import harbour_judge, operation
from tests.requests.small_documents import document

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def judge(tmp_path: Path) -> Judge:
    """The judge of a harbour: ships with a key that the server assigns."""
    return harbour_judge(tmp_path)


@pytest.mark.parametrize(("status", "found"), [(404, []), (410, ["media-type"])])
def test_a_status_that_cannot_be_read_is_not_described_by_the_default(
    status: int, found: list[str], tmp_path: Path
) -> None:
    """Where a reference leads out of the document nobody knows which body stands there; others have the default's."""
    default = {"description": "wrong", "content": {"application/json": {"schema": {"type": "object"}}}}
    remote = {"$ref": "https://example.com/responses/none.yaml"}
    get: dict[str, Any] = {
        "operationId": "look",
        "responses": {"200": {"description": "it"}, "404": remote, "default": default},
    }
    path = tmp_path / "docks.json"
    tree = {"openapi": "3.0.3", "info": {"title": "D", "version": "1"}, "paths": {"/docks/{id}": {"get": get}}}
    get["parameters"] = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    path.write_text(json.dumps(tree))
    page = Answer(status, (("Content-Type", "text/html"),), b"<p>none</p>", 0.0)
    findings = Judge(load_document(path)).judge(Exchange(Request("GET", "/docks/a"), page, "journey", ""))
    assert [finding.law for finding in findings] == found


@pytest.mark.parametrize(
    ("others", "found"),
    [
        ({"404": {"description": "none"}, "x-a": 1}, []),
        ({}, []),
        ({"200": {"description": "it"}}, ["valid-accepted"]),
        ({"200": {"$ref": "https://example.com/responses/it.yaml"}}, ["valid-accepted"]),
        ({"default": {"description": "all else"}}, ["valid-accepted"]),
    ],
)
def test_what_is_documented_to_refuse_alone_refuses_what_conforms(others: dict[str, Any], found: list[str]) -> None:
    """A document that lists nothing but refusals has no success that anybody could get; one beside them is one."""
    small = document({"paths": {"/dock": {"get": {"responses": {"400": {"description": "no"}, **others}}}}})
    seen = Exchange(Request("GET", "/dock"), Answer(400, (), b"", 0.0), "recorded")
    assert [finding.law for finding in Judge(small).judge(seen)] == found


@pytest.mark.parametrize(
    ("responses", "found"),
    [(None, []), ({}, []), ({"201": {"description": "made"}}, ["status-documented"])],
)
def test_who_documents_no_answer_documents_no_status(responses: Any, found: list[str]) -> None:
    """A document without one word of the answers is broken by none; one that lists some is by another."""
    told = {} if responses is None else {"responses": responses}
    seen = Exchange(Request("GET", "/dock"), Answer(200, (), b"", 0.0), "recorded")
    assert [finding.law for finding in Judge(document({"paths": {"/dock": {"get": told}}})).judge(seen)] == found


@pytest.mark.parametrize(("scheme", "verdict"), [("known", False), ("unknown", None)])
def test_nobody_knows_what_lets_in_by_a_scheme_that_is_not_described(scheme: str, verdict: bool | None) -> None:
    """A requirement names a security scheme that the document leaves out: with and without a credential all is open."""
    get = {"security": [{scheme: []}], "responses": {"200": {"description": "it"}, "401": {"description": "no"}}}
    schemes = {"securitySchemes": {"known": {"type": "http", "scheme": "bearer"}}}
    small = document({"paths": {"/dock": {"get": get}}, "components": schemes})
    credentials = Credentials(small, {"known": "key"})
    assert credentials.verdict(Request("GET", "/dock"), small.operations[0]) is verdict


def test_null_in_the_place_of_a_record_says_that_there_is_none(judge: Judge) -> None:
    """As 404 does, for a read alone; a record that is shown where none was made is none of that."""
    ship = judge.behaviours["ship"]
    assert shows_nothing(200, 404, ship, None)
    assert shows_nothing(204, 404, ship, MISSING)
    assert shows_nothing(200, 404, ship, {"data": None, "meta": {}})
    assert shows_nothing(200, 404, ship, {})
    assert not shows_nothing(200, 404, ship, [])
    assert not shows_nothing(200, 404, ship, {"data": {}, "meta": None})
    assert not shows_nothing(200, 404, ship, {"id": 7, "result": None})
    assert not shows_nothing(200, 404, ship, {"id": 7})
    assert not shows_nothing(200, 400, ship, None)
    assert not shows_nothing(200, 404, judge.behaviours["refit"], None)


@pytest.mark.parametrize(
    ("target", "found"),
    [("/keys/a%20b", []), ("/keys/ab", ["valid-accepted"]), ("/n/7", ["valid-accepted"])],
)
def test_an_unusual_key_may_be_refused_as_malformed(target: str, found: list[str], tmp_path: Path) -> None:
    """Where the document says no more than that it is a text, and it has marks that keys seldom have."""
    path = tmp_path / "keys.json"
    paths: dict[str, Any] = {}
    for name, schema in (("keys", {"type": "string"}), ("n", {"type": "integer"})):
        parameter = {"name": "id", "in": "path", "required": True, "schema": schema}
        paths[f"/{name}/{{id}}"] = {"parameters": [parameter], "get": operation(name, "200", "400", "404")}
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "K", "version": "1"}, "paths": paths}))
    refused = Exchange(Request("GET", target), Answer(400, (), b"", 0.0), "journey", "")
    assert [finding.law for finding in Judge(load_document(path)).judge(refused)] == found


def test_403_of_an_operation_that_asks_for_no_credentials_refuses_none(tmp_path: Path) -> None:
    """It is documented, and says that this is not for anybody: a page that is too large, a forbidden filter."""
    path = tmp_path / "pages.json"
    page = {"/pages": {"get": operation("pages", "200", "403")}}
    path.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "P", "version": "1"}, "paths": page}))
    document = load_document(path)
    judge = Judge(document, Credentials(document, {}))
    refused = Exchange(Request("GET", "/pages"), Answer(403, (), b"", 0.0), "journey", "")
    assert judge.judge(refused) == []
