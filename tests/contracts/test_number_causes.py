"""What fails at every text but numbers has that one cause, however many kinds of texts a run sends."""

from __future__ import annotations

from typing import Any

from contracts.exchange import Answer, Exchange, Request
from contracts.judging.collector import Collector
from contracts.judging.drifts import drifts
from contracts.judging.provocation import Provocations
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from mock_server.openapi import MISSING
from tests.requests.small_documents import document

_PLACE = {"name": "seconds", "in": "path", "required": True, "schema": {"type": "string"}}
_WAIT: dict[str, Any] = {"parameters": [_PLACE], "responses": {"200": {"description": "waited"}}}
JUDGE = Judge(document({"paths": {"/waits/{seconds}": {"get": {"operationId": "wait", **_WAIT}}}}))
TEXTS = ("ctname-aab", "o%27clock", "100%25", "x")


def told(*seen: tuple[str, int]) -> list[str]:
    """The causes of the drifts among reads: what stands in the path, and the status."""
    collector, provocations = Collector(), Provocations(JUDGE.schemas, "cttag")
    for text, status in seen:
        request = Request("GET", f"/waits/{text}")
        exchange, reading = Exchange(request, Answer(status), "journey"), JUDGE.reader.read(request)
        found = JUDGE.findings(exchange, reading, MISSING)
        sent = Sent(exchange, reading, MISSING, MISSING, found, access=True)
        collector.add(sent, (), provocations.of(sent, ()))
    return [drift.lead.cause for drift, _ in drifts(collector.decided(), collector.counts, {}, collector.spared)]


def test_texts_that_are_no_numbers_are_one_cause() -> None:
    """A service that reads its path as a number, of which the document says that it is a text."""
    assert told(("1", 200), ("2.5", 200), *((text, 500) for text in TEXTS)) == ["path seconds is no number"]


def test_a_text_that_is_refused_speaks_against_it() -> None:
    """Then the marks are what provokes it, and each of them is a drift; so it is where a number fails alone."""
    found = told(("1", 200), ("abc", 404), *((text, 500) for text in TEXTS[1:3]))
    assert sorted(found) == ["path seconds holds %", "path seconds holds '"]
    assert told(("abc", 200), ("777777", 500)) == ["path seconds is digits alone"]


def test_what_leads_elsewhere_says_nothing_of_it() -> None:
    """A slash in a path is another path to many servers, which they answer without a look at the text."""
    assert told(("1", 200), ("a%2Fb", 404), ("x", 500), ("o%27clock", 500)) == ["path seconds is no number"]
