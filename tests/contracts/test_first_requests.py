"""What the first requests of a check met is judged when it is met again: they themselves are no cases."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.first_requests import FirstRequests
from contracts.exchange import Answer
from contracts.run import Settings
from tests.contracts.running import report_of
from tests.contracts.test_fuzz_cases import DOCUMENT, begun
from tests.json_server import answering

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
