"""What the first requests of a check met is judged when it is met again: they themselves are no cases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.run import Settings
from tests.contracts.running import report_of
from tests.json_server import answering

if TYPE_CHECKING:
    from pathlib import Path

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
