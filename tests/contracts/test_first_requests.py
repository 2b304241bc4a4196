"""What the first requests of a check met is judged when it is met again: they themselves are no cases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.first_requests import FirstRequests
from contracts.exchange import Answer
from contracts.run import Settings
from mock_server.openapi import load_document
from tests.contracts.running import report_of
from tests.contracts.test_fuzz_cases import DOCUMENT, begun
from tests.json_server import answering
from tests.manners.serving import in_path, says

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.exchange import Request

RATES = {"EUR": 1.0, "USD": 1.08}


def document() -> dict[str, Any]:
    """One read, of a record whose few keys the document tells."""
    schema = {"type": "object", "required": ["rate"], "properties": {"rate": {"type": "number"}}}
    key = {"name": "currency", "in": "path", "required": True, "schema": {"type": "string", "enum": [*RATES]}}
    said = {"description": "The rate", "content": {"application/json": {"schema": schema}}}
    get = {"operationId": "rate", "parameters": [key], "responses": {"200": said, "404": {"description": "None"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Rates", "version": "1"},
        "paths": {"/rates/{currency}": {"get": get}},
    }


@pytest.mark.parametrize("faulty", [False, True])
def test_a_record_that_a_first_request_met_is_judged_all_the_same(faulty: bool, tmp_path: Path) -> None:
    """A service that alone reads, and answers a text for a number, drifts."""

    def rates(method: str, target: str, headers: Any, body: bytes) -> tuple[int, Any, dict[str, str]]:
        currency = target.rpartition("/")[2]
        if method != "GET":
            return 405, None, {"Allow": "GET"}
        return (200, {"rate": "one" if faulty else RATES[currency]}, {}) if currency in RATES else (404, None, {})

    (tmp_path / "openapi.json").write_text(json.dumps(document()))
    with answering(rates) as url:
        report = report_of(Settings(url=url, spec=tmp_path / "openapi.json", seed=1, fuzz=0, recombinations=0))
    assert [drift.lead.law for drift in report.drifts] == (["answer-schema"] if faulty else [])
    assert report.exit_code == int(faulty)


class Knowing:
    """A target that knows each path of the document, and remembers what it is asked."""

    url = "http://127.0.0.1"

    def __init__(self) -> None:
        self.asked: list[Request] = []

    def send(self, request: Request) -> Answer:
        """Refuse it, in another way where nobody has the path."""
        self.asked.append(request)
        return Answer(404 if "no-such-path" in request.target else 400)


def test_no_first_request_is_sent_twice() -> None:
    """What showed that the base path is right shows as well that the credential lets in."""
    target = Knowing()
    first = FirstRequests(begun(DOCUMENT, 1, target), read_only=False)
    assert first.begin() is None
    assert len(target.asked) == 2
    assert target.asked[0].method == "GET"
    assert target.asked[1].operation in {operation.id for operation in DOCUMENT.operations}


class Pastes:
    """A target that keeps whatever is sent with the key, but what calls itself JSON or XML and is none."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.kept: list[Request] = []

    def send(self, request: Request) -> Answer:
        """Refuse who has no key, and broken JSON."""
        self.asked.append(request)
        if request.header("X-Key") is None:
            return Answer(401)
        kind = request.header("Content-Type") or ""
        if request.method != "POST" or "json" in kind or "xml" in kind:
            return Answer(400)
        self.kept.append(request)
        return Answer(201)


@pytest.mark.parametrize(
    ("kinds", "asked"),
    [
        (["text/plain"], False),
        (["application/octet-stream"], False),
        (["application/x-www-form-urlencoded"], False),
        (["multipart/form-data"], False),
        (["*/*"], False),
        (["application/json"], True),
        (["text/plain", "application/vnd.paste+json"], True),
        (["application/xml"], True),
    ],
)
def test_no_first_request_has_a_body_that_can_be_taken(kinds: list[str], asked: bool, tmp_path: Path) -> None:
    """A broken one is none but in a grammar that it breaks: shown with the key, a text is kept."""
    body, shown = (
        {"required": True, "content": {kind: {} for kind in kinds}},
        {"properties": {"id": {"type": "string"}}},
    )
    keyed = {"parameters": [in_path("id", {"type": "string"})], "get": {"responses": {"200": says(shown)}},
             "delete": {"responses": {"204": {"description": "gone"}}}}  # fmt: skip
    paths = {"/pastes": {"post": {"requestBody": body, "responses": {"201": says(shown)}}}, "/pastes/{id}": keyed}
    (tmp_path / "openapi.json").write_text(json.dumps({
        "openapi": "3.0.3", "info": {"title": "Pastes", "version": "1"}, "paths": paths,
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}}}))  # fmt: skip
    target = Pastes()
    first = FirstRequests(begun(load_document(tmp_path / "openapi.json"), 1, target), read_only=False)
    first.show_to_others()
    assert target.kept == []
    assert [one.method for one in target.asked].count("POST") == (2 if asked else 0)
    assert "GET" in {one.method for one in target.asked}
