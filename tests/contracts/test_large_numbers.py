"""Numbers that a database has no room for are one fault, whichever operation, parameter and sign show it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path


def _listed(name: str, *parameters: str) -> dict[str, Any]:
    asked = [{"name": parameter, "in": "query", "schema": {"type": "integer"}} for parameter in parameters]
    body = {"application/json": {"schema": {"type": "array", "items": {"type": "object"}}}}
    answers = {"200": {"description": "Listed", "content": body}, "422": {"description": "Wrong"}}
    return {"get": {"operationId": name, "parameters": asked, "responses": answers}}


DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "info": {"title": "Ledgers", "version": "1"},
    "paths": {"/entries": _listed("entries", "skip", "take"), "/accounts": _listed("accounts", "skip")},
}


def answer(method: str, target: str, headers: Message, body: bytes) -> tuple[int, Any, dict[str, str]]:
    """Nothing is listed; what is no number of 64 bits overflows."""
    if target.partition("?")[0] not in DOCUMENT["paths"]:
        return 404, None, {}
    given = [text for texts in parse_qs(target.partition("?")[2], keep_blank_values=True).values() for text in texts]
    try:
        numbers = [int(text) for text in given]
    except ValueError:
        return 422, None, {}
    return (200, [], {}) if all(-(2**63) <= number < 2**63 for number in numbers) else (500, None, {})


@pytest.mark.slow
def test_one_overflow_is_one_drift(tmp_path: Path) -> None:
    """With what is drawn at random too, and it says what is too large."""
    file = tmp_path / "ledgers.json"
    file.write_text(json.dumps(DOCUMENT), "utf-8")
    with answering(answer, "GET") as url:
        report = report_of(Settings(url=url, spec=file, seed=4, fuzz=20, ledger=tmp_path / "ledger"))
    assert [drift.lead.law for drift in report.drifts] == ["no-server-error"]
    assert "a parameter does not fit in 64 bits" in report.drifts[0].lead.message
