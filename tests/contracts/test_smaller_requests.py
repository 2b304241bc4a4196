"""What a generated request shows is shown again by the smallest one that does: query, fields, the inside of bodies."""

from __future__ import annotations

import json
import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from hypothesis import strategies

from contracts.cases.confirming.confirmation import confirm
from contracts.cases.confirming.smaller_requests import _parts
from contracts.cases.records.record_steps import RecordSteps
from contracts.cases.sending.sender import Sender
from contracts.exchange import Answer, Request
from contracts.judging.collector import Collector, Observation
from contracts.laws.judging import Judge
from contracts.traffic.creations import Creations
from contracts.traffic.credentials import Credentials
from contracts.traffic.ledger import Ledger
from contracts.traffic.ownership import Ownership
from contracts.traffic.run_names import RunNames
from contracts.traffic.safety import Safety
from mock_server.openapi import load_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contracts.findings import Finding

BODY = {"words": ["plain", "with a !", "more"], "depth": {"of": {"it": 4}}, "note": "long and dull " * 20}


class Searches:
    """A target that searches, and crashes where a request says so."""

    def __init__(self, crashes: Callable[[Request], bool]) -> None:
        self.crashes = crashes
        self.sent = 0

    def send(self, request: Request) -> Answer:
        """Found nothing, or 500."""
        self.sent += 1
        if self.crashes(request):
            return Answer(500, (("Content-Type", "text/plain"),), b"oops")
        return Answer(200, (("Content-Type", "application/json"),), b"[]")


def _confirmed(
    folder: Path, crashes: Callable[[Request], bool], source: Any = "fuzz", body: Any = BODY
) -> tuple[Finding, Searches]:
    """The finding as it was shown again, of a request that says much."""
    pages = {"name": "page", "in": "query", "required": True, "schema": {"type": "integer"}}
    loose = [{"name": n, "in": "query", "schema": {"type": "string"}} for n in ("sort", "like")]
    loose += [{"name": n, "in": "header", "schema": {"type": "string"}} for n in ("X-Trace", "X-Mood")]
    operation = {
        "operationId": "searchWords",
        "parameters": [pages, *loose],
        "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
        "responses": {"200": {"description": "found"}, "400": {"description": "wrong"}},
    }
    spec = folder / "words.json"
    tree = {"openapi": "3.1.0", "info": {"title": "W", "version": "1"}, "paths": {"/words/search": {"post": operation}}}
    spec.write_text(json.dumps(tree), "utf-8")
    document, names = load_document(spec), RunNames(5)
    target, credentials = Searches(crashes), Credentials(document, {})
    safety = Safety(Ownership(names), Creations())
    sender = Sender(Judge(document), target, None, Ledger(None, {}), safety, Collector(), credentials)  # type: ignore[arg-type]
    fields = (("Content-Type", "application/json"), ("X-Trace", "a"), ("X-Mood", "b"))
    much = Request("POST", "/words/search?page=2&sort=up&like=%21", fields, json.dumps(body).encode(), "searchWords")
    sent = sender.send(much, source, "a generated POST")
    assert sent is not None
    [finding] = sent.findings
    return confirm(RecordSteps(sender, names), finding, Observation(finding, (), None, 1)), target


def test_a_body_is_cut_to_what_it_takes(tmp_path: Path) -> None:
    """One item, one character; what the query and the fields had beside it is gone, what is required stays."""
    found, target = _confirmed(tmp_path, lambda request: b"!" in (request.body or b""))
    request = found.exchange.request
    assert json.loads(request.body or b"") == {"words": ["!"]}
    assert request.target == "/words/search?page=2"
    assert [name for name, _ in request.headers] == ["Content-Type"]
    assert (found.flaky, found.repeated) == (False, True)
    assert target.sent < 70


def test_a_parameter_that_it_takes_stays(tmp_path: Path) -> None:
    """What provokes stands alone, in the query and in a header field."""
    found, _ = _confirmed(tmp_path, lambda request: "like=" in request.target and request.header("X-Mood") is not None)
    request = found.exchange.request
    assert request.target == "/words/search?page=2&like=%21"
    assert [name for name, _ in request.headers] == ["Content-Type", "X-Mood"]
    assert json.loads(request.body or b"") == {}


def test_what_a_journey_sent_stays_as_it_was_built(tmp_path: Path) -> None:
    """Requests that were built on purpose are made plain by the document, no further."""
    found, target = _confirmed(tmp_path, lambda request: b"!" in (request.body or b""), "journey")
    assert "like=%21" in found.exchange.request.target
    assert target.sent < 25
    assert replace(found.exchange.request, body=None).header("X-Trace") == "a"


_SHAPE = strategies.fixed_dictionaries(
    {},
    optional={
        "words": strategies.lists(strategies.text("az !", max_size=20), max_size=8),
        "depth": strategies.fixed_dictionaries({}, optional={"it": strategies.integers(-(10**6), 10**6)}),
        "note": strategies.text("az", max_size=60),
    },
)
_LARGE: dict[str, Any] = {
    "words": ["az", "a!   z", "zzzz", "a", "!", "a !  a", "z a"],
    "depth": {"it": 45_678},
    "note": "azazaz" * 9,
}


@pytest.mark.parametrize(
    "crashes",
    [
        lambda body: any("!" in word and "z" in word[word.index("!") :] for word in body.get("words", ())),
        lambda body: body.get("depth", {}).get("it", 0) > 100,
        lambda body: len(body.get("words", ())) >= 3,
        lambda body: len(body.get("note", "")) >= 5,
        lambda body: "words" in body and "note" in body,
        lambda body: sum(word.startswith("a") for word in body.get("words", ())) >= 2,
    ],
)
def test_it_is_no_larger_than_what_hypothesis_finds(crashes: Callable[[Any], bool], tmp_path: Path) -> None:
    """Of the same requests that crash Hypothesis' shrinking leaves as much as ours, or more."""
    quiet = hypothesis.settings(database=None, derandomize=True, max_examples=3000, deadline=None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = hypothesis.find(_SHAPE, crashes, settings=quiet)
    found, _ = _confirmed(tmp_path, lambda request: crashes(json.loads(request.body or b"{}")), body=_LARGE)
    ours = json.loads(found.exchange.request.body or b"")
    assert crashes(ours)
    assert len(json.dumps(ours)) <= len(json.dumps(theirs))


def test_a_number_comes_near_to_zero_from_both_sides() -> None:
    """Half of it is taken off, then a quarter, down to one; large ones lose nothing of their digits."""
    assert list(_parts(-6)) == [-6, -3, -1]
    assert next(iter(_parts(2**63 + 1))) == 2**63 + 1
    assert [2**63 + 1 - part for part in _parts(2**63 + 1)][1] == 2**62 + 1
