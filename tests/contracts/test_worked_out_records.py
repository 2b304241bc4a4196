"""What a document lets nobody make may be worked out as it is asked for; that the key is overlooked is a drift."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit
from contracts.laws.differential import Differential
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from contracts.settings import Settings
from contracts.traffic.credentials import Credentials
from contracts.traffic.entities import NEVER
from mock_server.embedded import ServedMock
from mock_server.openapi import MISSING, load_document
from tests.contracts.running import report_of
from tests.json_server import answering

if TYPE_CHECKING:
    from pathlib import Path

TIDE = {
    "type": "object",
    "required": ["harbour", "metres"],
    "properties": {"harbour": {"type": "string"}, "metres": {"type": "number"}},
}
_PLAIN = {"properties": {"options": {"type": "array"}}}
NONE = {"404": {"description": "no such harbour"}}


def _document(folder: Path, *, made: bool) -> Path:
    said = {"description": "a tide", "content": {"application/json": {"schema": TIDE}}}
    key = {"name": "harbour", "in": "path", "required": True, "schema": {"type": "string", "maxLength": 60}}
    body = {"required": True, "content": {"application/json": {"schema": TIDE}}}
    post = {"post": {"requestBody": body, "responses": {"201": said, "400": {"description": "no"}}}} if made else {}
    paths: dict[str, Any] = {"/tides/{harbour}": {"parameters": [key], "get": {"responses": {"200": said, **NONE}}}}
    paths |= {"/tides": post} if made else {}
    file = folder / "tides.json"
    file.write_text(
        json.dumps({"openapi": "3.0.3", "info": {"title": "Tides", "version": "1"}, "paths": paths}), "utf-8"
    )
    return file


@pytest.mark.parametrize(("name", "laws"), [("asked", set()), ("first", {"state"})])
def test_a_record_of_the_key_that_was_asked_for(name: str, laws: set[str], tmp_path: Path) -> None:
    """Every harbour has a tide; one for all is none of what was asked for."""

    def answer(method: str, target: str, *_: object) -> tuple[int, Any, dict[str, str]]:
        harbour = unquote(target.removeprefix("/tides/").partition("?")[0])
        if method == "GET" and target.startswith("/tides/") and 0 < len(harbour) <= 60 and "/" not in harbour:
            return 200, {"harbour": harbour if name == "asked" else "Cuxhaven", "metres": 2}, {}
        return 404, None, {}

    with answering(answer, "GET") as url:
        report = report_of(Settings(url, _document(tmp_path, made=False), fuzz=0, ledger=tmp_path / "ledger"))
    assert {drift.lead.law for drift in report.drifts} == laws


@pytest.mark.parametrize("made", [False, True])
def test_a_record_that_somebody_has_to_make(made: bool, tmp_path: Path) -> None:
    """Where an operation makes them, one that nobody made is not there."""
    judge = Judge(load_document(_document(tmp_path, made=made)))
    request = Request("GET", "/tides/Husum")
    answer = Answer(200, (("Content-Type", "application/json"),), b'{"harbour": "Husum", "metres": 2}')
    reading, mock = judge.reader.read(request), Answer(404)
    assert reading is not None
    exchange = Exchange(request, answer, "journey", mock=mock)
    make = Maker(exchange, reading.operation, Culprit.TARGET_AGAINST_MOCK)
    found = Differential(judge).findings(exchange, mock, reading, judge.body_of(answer), MISSING, NEVER, make)
    assert [finding.law for finding in found] == (["state"] if made else [])


@pytest.mark.parametrize(
    ("method", "schema", "said", "laws"),
    [
        ("PATCH", TIDE, {"harbour": "Husum", "metres": 2}, []),
        ("PATCH", TIDE, {"harbour": "Emden", "metres": 2}, ["state"]),
        ("PATCH", _PLAIN, {"ok": True}, ["state"]),
        ("PATCH", _PLAIN, {"metres": 2}, []),
        ("GET", _PLAIN, {"options": []}, []),
    ],
)
def test_what_nobody_makes_may_be_kept_under_any_key(
    method: str, schema: dict[str, Any], said: dict[str, Any], laws: list[str], tmp_path: Path
) -> None:
    """A change may make it, as long as it shows its key or what was sent; what has no such member can show none."""
    path = _document(tmp_path, made=False)
    tree = json.loads(path.read_text("utf-8"))
    get = tree["paths"]["/tides/{harbour}"]["get"]
    get["responses"]["200"]["content"]["application/json"]["schema"] = schema
    taken = {"type": "object", "properties": {"metres": {"type": "number"}}}
    body = {"requestBody": {"content": {"application/json": {"schema": taken}}}} if method == "PATCH" else {}
    tree["paths"]["/tides/{harbour}"][method.lower()] = {**get, **body}
    path.write_text(json.dumps(tree), "utf-8")
    judge = Judge(load_document(path))
    sent = (("Content-Type", "application/json"),), b'{"metres": 2}'
    request = Request(method, "/tides/Husum", *(sent if body else ()))
    answer = Answer(200, (("Content-Type", "application/json"),), json.dumps(said).encode())
    reading = judge.reader.read(request)
    assert reading is not None
    exchange = Exchange(request, answer, "journey", mock=Answer(404))
    make = Maker(exchange, reading.operation, Culprit.TARGET_AGAINST_MOCK)
    found = Differential(judge).findings(exchange, Answer(404), reading, judge.body_of(answer), MISSING, NEVER, make)
    assert [finding.law for finding in found] == laws


@pytest.mark.parametrize(("status", "told"), [(404, False), (403, True), (406, True)])
def test_what_is_worked_out_may_be_guarded(status: int, told: bool, tmp_path: Path) -> None:
    """That any key has a record excuses a success where the mock misses it, and none where it refuses otherwise."""
    path = _document(tmp_path, made=False)
    judge = Judge(load_document(path))
    request, shown = Request("GET", "/tides/Husum"), b'{"harbour": "Husum", "metres": 2}'
    reading, answer = judge.reader.read(request), Answer(200, (("Content-Type", "application/json"),), shown)
    assert reading is not None
    exchange = Exchange(request, answer, "journey", mock=Answer(status))
    make = Maker(exchange, reading.operation, Culprit.TARGET_AGAINST_MOCK)
    found = Differential(judge).findings(exchange, Answer(status), reading, judge.body_of(answer), MISSING, NEVER, make)
    assert bool(found) is told


@pytest.mark.parametrize(("key", "laws"), [("mo-key", ["state"]), ("mo-key:", [])])
def test_a_credential_of_another_scheme_may_be_refused(key: str, laws: list[str], tmp_path: Path) -> None:
    """A mock knows keys by their texts, whichever scheme has them; a service by their scheme as well."""
    path = _document(tmp_path, made=False)
    tree = json.loads(path.read_text("utf-8"))
    schemes = {"a": {"type": "apiKey", "in": "header", "name": "X-Key"}, "b": {"type": "http", "scheme": "basic"}}
    tree |= {"components": {"securitySchemes": schemes}, "security": [{"a": []}, {"b": []}]}
    tree["paths"]["/tides/{harbour}"]["get"]["responses"]["401"] = {"description": "who are you?"}
    path.write_text(json.dumps(tree), "utf-8")
    document = load_document(path)
    judge = Judge(document, Credentials(document, {"a": "mo-key", "b": "mo-key"}))
    request, shown = Request("GET", "/tides/Husum", (("X-Key", key),)), b'{"harbour": "Husum", "metres": 2}'
    reading, mock = judge.reader.read(request), Answer(200, (("Content-Type", "application/json"),), shown)
    assert reading is not None
    exchange = Exchange(request, Answer(401), "journey", mock=mock)
    make = Maker(exchange, reading.operation, Culprit.TARGET_AGAINST_MOCK)
    found = Differential(judge).findings(exchange, mock, reading, MISSING, json.loads(shown), NEVER, make)
    assert [finding.law for finding in found] == laws


def test_the_mock_of_a_document_that_only_reads(tmp_path: Path) -> None:
    """It makes up a record of each key, since nobody can make one; its check has nothing to say of that."""
    spec = _document(tmp_path, made=False)
    with ServedMock(spec, seed=1) as mock:
        report = report_of(Settings(mock.url, spec, fuzz=0, ledger=tmp_path / "ledger"))
    assert [(drift.lead.law, drift.lead.message) for drift in report.drifts] == []
