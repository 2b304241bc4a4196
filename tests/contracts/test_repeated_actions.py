"""An action that succeeded may be refused from then on: what was done to a record may be done but once."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.exchange_judge import ExchangeJudge
from contracts.traffic.credentials import Credentials
from mock_server.openapi import load_document
from tests.manners.serving import in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import Document

JSON = (("Content-Type", "application/json"),)


def payments(folder: Path) -> Document:
    """A payment can be captured, all of it or a part; a user has a name and needs no password."""
    amount = {"type": "object", "properties": {"amount": {"type": "integer"}}}
    failed = says({"type": "object", "properties": {"message": {"type": "string"}}})
    answers = {"200": says({"type": "object"}), "400": failed, "409": failed}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Payments", "version": "1"},
        "components": {"securitySchemes": {"user": {"type": "http", "scheme": "basic"}}},
        "paths": {
            "/payments/{id}/capture": {
                "parameters": [in_path("id", {"type": "integer"})],
                "post": {"requestBody": {**takes(amount), "required": False}, "responses": answers},
            },
        },
    }
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(document), "utf-8")
    return load_document(spec)


def captured(number: int, status: int, body: bytes = b"{}") -> Exchange:
    """A payment that is captured, or is not."""
    answer = Answer(status, JSON, b'{"message": "already captured"}')
    return Exchange(Request("POST", f"/payments/{number}/capture", JSON, body), answer, "journey")


def test_what_was_done_once_may_be_refused(tmp_path: Path) -> None:
    """The same action on the same record, with another body too; on another record it is none that was done."""
    judge = ExchangeJudge(payments(tmp_path), {})
    assert [found.law for found in judge.findings(captured(1, 400))] == ["valid-accepted"]
    assert judge.findings(captured(1, 200)) == []
    assert judge.findings(captured(1, 400)) == []
    assert judge.findings(captured(1, 400, b'{"amount": 1}')) == []
    assert [found.law for found in judge.findings(captured(2, 400))] == ["valid-accepted"]


@pytest.mark.parametrize(
    ("status", "text", "laws"),
    [
        (400, "Unsupported Media Type", []),
        (400, "Payload Too Large", []),
        (400, "Not Found", ["error-consistent"]),
        (409, "Unsupported Media Type", ["error-consistent"]),
    ],
)
def test_a_bad_request_may_say_in_words_which_kind_it_is(
    status: int, text: str, laws: list[str], tmp_path: Path
) -> None:
    """400 stands for every refusal of a form; other statuses do not, and what is missing has no form."""
    refused = captured(1, status, b"amount=1")
    asked = Request("POST", refused.request.target, (("Content-Type", "text/csv"),), b"amount=1")
    answer = Answer(status, JSON, json.dumps({"message": text}).encode())
    found = ExchangeJudge(payments(tmp_path), {}).findings(Exchange(asked, answer, "journey"))
    assert [finding.law for finding in found] == laws


@pytest.mark.parametrize(("given", "sent"), [("key_1", "Basic a2V5XzE6"), ("key_1:", "Basic a2V5XzE6")])
def test_a_name_without_a_password_is_sent_with_its_colon(given: str, sent: str, tmp_path: Path) -> None:
    """Services that take their key for the name of a user: without the colon it is no credential (RFC 7617)."""
    credentials = Credentials(payments(tmp_path), {"user": given})
    assert credentials.carry("user").headers == (("Authorization", sent),)
    assert set(credentials.secrets) == {"key_1", "key_1:"}
    assert credentials.carry("user", "").headers == (("Authorization", "Basic "),)
