"""Journeys that look at a list run beside those of other families: records that neither lie below each other nor name
each other."""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.journeys.derived_journeys import assigned
from contracts.cases.journeys.list_journeys import paging
from contracts.cases.records.independence import Independence, record_families
from contracts.cases.records.told_texts import learn
from contracts.run import Check
from contracts.settings import Settings
from contracts.traffic.effects import Effect
from contracts.traffic.journey_plan import JourneyPlan, Planned
from mock_server.openapi import load_document
from tests.contracts.journey_book import Book

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import RecordSteps


def crud(name: str, above: str = "", **more: Any) -> dict[str, Any]:
    """Paths of a resource whose records have a title and more."""
    members = {"id": {"type": "string", "readOnly": True}, "title": {"type": "string"}, **more}
    body = {"type": "object", "properties": members}
    shown = {"description": "it", "content": {"application/json": {"schema": body}}}
    rows = {"description": "all", "content": {"application/json": {"schema": {"type": "array", "items": body}}}}
    keys = [part[1:-1] for part in above.split("/") if part.startswith("{")]
    given = [{"name": key, "in": "path", "required": True, "schema": {"type": "string"}} for key in keys]
    own = [{"name": f"{name}Id", "in": "path", "required": True, "schema": {"type": "string"}}]
    take = {"required": True, "content": {"application/json": {"schema": body}}}
    return {
        f"{above}/{name}": {
            "parameters": given,
            "post": {"requestBody": take, "responses": {"201": shown}},
            "get": {"responses": {"200": rows}},
        },
        f"{above}/{name}/{{{name}Id}}": {
            "parameters": given + own,
            "get": {"responses": {"200": shown}},
            "delete": {"responses": {"204": {"description": "gone"}}},
        },
    }


@pytest.fixture
def steps(tmp_path: Path) -> Iterator[RecordSteps]:
    """The steps of a check, that sends nothing, of a document of several families."""
    text = {"type": "string"}
    paths = crud("boats") | crud("sails", "/boats/{boatsId}") | crud("trips", boat_id=text)
    paths |= crud("ports") | crud("songs") | crud("songs", "/v2") | crud("notes", thing_id={**text, "format": "uuid"})
    spec = tmp_path / "spec.json"
    spec.write_text(json.dumps({"openapi": "3.0.3", "info": {"title": "Sea", "version": "1"}, "paths": paths}))
    check = Check(Settings(url="http://127.0.0.1:9", spec=spec, ledger=tmp_path / "l"), load_document(spec))
    yield check.steps
    check.close()


def test_what_is_tied_is_one_family(steps: RecordSteps) -> None:
    """A resource below another, one that names it, and one that is called alike; what names anything has no family."""
    found = record_families(steps)
    assert found["boats/{}/sails"] == found["trips"] == found["boats"] == "boats"
    assert found["songs"] == found["v2/songs"] == "songs"
    assert found["ports"] == "ports"
    assert found["notes"] == ""


def test_a_journey_over_a_list_is_alone_in_its_family(steps: RecordSteps) -> None:
    """It goes beside others where its family is known, and alone where it is not, or where records are kept once."""
    goes = Independence(steps)

    def planned(resource: str, journey: Any = paging) -> Planned:
        return goes.planned(partial(journey, cycle=steps.cycles[resource]), lambda: None)

    ports = planned("ports")
    assert (ports.beside, ports.sole, ports.family) == (True, True, "ports")
    assert planned("ports", assigned).sole
    assert planned("ports", learn).sole
    assert not planned("notes").beside
    steps.sender.keeping_once.add("ports")
    assert not planned("ports").beside


def _sole(book: Book, name: str, family: str, *, sole: bool = True) -> Planned:
    effects = (Effect.WRITE, Effect.LOOK, Effect.REMOVE, Effect.LOOK)
    return Planned(book.journey(f"{name} of {family}", *effects), beside=True, family=family, sole=sole)


def _plan(book: Book) -> list[Planned]:
    found = []
    for number in range(6):
        found += [_sole(book, f"{kind} {number}", f, sole=kind == "sole") for f in "abc" for kind in ("sole", "other")]
        if number == 3:
            found.append(Planned(book.journey("unknown", Effect.WRITE, Effect.READ), beside=True))
    return found


def _spans(lines: list[str]) -> dict[str, tuple[int, int]]:
    """From where to where each journey goes."""
    found: dict[str, tuple[int, int]] = {}
    for index, line in enumerate(lines):
        name = line.rsplit(" ", 2)[0]
        found[name] = (found.get(name, (index, 0))[0], index)
    return found


def test_sole_journeys_meet_none_of_their_family_and_others_of_others() -> None:
    """None of its family, nor of an unknown one, is under way with a sole one; those of other families are."""
    book = Book(8, 0.001, wide=True)
    spans = _spans(book.run(*_plan(book)))
    assert len(spans) == 37
    beside = set()
    for name, (begin, end) in spans.items():
        for other, (first, last) in spans.items():
            if name.startswith("sole") and other != name and first < end and begin < last:
                beside.add((name[-1], other[-1]))
                assert other != "unknown"
                assert other[-1] != name[-1], (name, other)
    assert beside
    order = [name for name in spans if name.endswith(" of a")]
    assert order == sorted(order, key=lambda name: (int(name.split()[1]), name.startswith("other")))


def test_a_sole_journey_waits_for_what_may_belong_to_its_family_and_is_no_earlier() -> None:
    """One of an unknown family comes between those before it and after it."""
    sole, unknown = [Planned(print, beside=True, family=f, sole=True) for f in "ab"], Planned(print, beside=True)
    planned = JourneyPlan(iter([sole[0], unknown, sole[1]]), lambda: None)
    for expected in (sole[0], unknown, sole[1]):
        assert planned.begin() == (expected, None)
        assert planned.begin() is None
        planned.ended(expected)
    assert planned.begin() is None


def test_looks_at_lists_of_one_family_do_not_wait_for_writes_to_another() -> None:
    """With one family a list waits until nothing changes; with another the two are under way together."""
    together = {}
    for families in (("a", "a"), ("a", "b"), ("a", "")):
        book = Book(8, 0.001, wide=True)
        writes, looks = (
            book.journey(name, *[effect] * 3) for name, effect in (("w", Effect.WRITE), ("l", Effect.LOOK))
        )
        lines = book.run(
            Planned(writes, beside=True, family=families[0]), Planned(looks, beside=True, family=families[1])
        )
        now: set[str] = set()
        both = False
        for line in lines:
            name, word, _ = line.split()
            now = now | {name} if word == "asks" else now - {name}
            both = both or len(now) == 2
        together[families] = both
    assert together == {("a", "a"): False, ("a", "b"): True, ("a", ""): False}


def test_the_order_of_families_is_the_same_for_one_connection_and_for_many() -> None:
    """What is asked and heard comes in one order."""
    one, many = Book(1), Book(8, 0.002, wide=True)
    assert one.run(*_plan(one)) == many.run(*_plan(many))
