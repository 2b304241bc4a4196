"""A change that changes nothing is one drift, whichever members show it; members that are lost one by one are not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit, Drift
from contracts.judging.baseline import BaselineEntry
from contracts.judging.collector import Collector
from contracts.judging.consequences import without_consequences
from contracts.judging.drifts import drifts
from contracts.judging.kept_changes import NOTHING_CHANGES
from contracts.judging.provoked import Provoked
from contracts.judging.sent import Sent
from contracts.laws.judging import Judge
from contracts.laws.maker import Maker
from mock_server.openapi import MISSING
from tests.requests.small_documents import document

_MEMBERS: Any = {
    "plate": {"type": "string"},
    "seats": {"type": "integer"},
    "fuel": {"type": "string"},
    "price": {"type": "number"},
}
_CAR: Any = {"type": "object", "properties": _MEMBERS}
_BODY: Any = {"required": True, "content": {"application/json": {"schema": _CAR}}}
_SHOWN: Any = {"200": {"description": "shown", "content": {"application/json": {"schema": _CAR}}}}
BEFORE: Any = {"plate": "a", "seats": 2, "fuel": "diesel"}
BODIES: tuple[Any, ...] = ({"plate": "b"}, {"seats": 3}, {"fuel": "petrol"}, {"price": 1.5})


def _one(kind: str) -> dict[str, Any]:
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {
        "parameters": [key],
        "get": {"operationId": f"read{kind}", "responses": _SHOWN},
        "patch": {"operationId": f"change{kind}", "requestBody": _BODY, "responses": _SHOWN},
        "put": {"operationId": f"set{kind}", "requestBody": _BODY, "responses": _SHOWN},
    }


_PATHS = {"/cars/{id}": _one("Car"), "/vans/{id}": _one("Van"), "/trams/{id}": _one("Tram")}
JUDGE = Judge(document({"paths": _PATHS}))


def _exchange(method: str, path: str, body: Any, shown: Any) -> Exchange:
    media = (("Content-Type", "application/json"),)
    data = json.dumps(body).encode() if body is not None else None
    named = JUDGE.reader.read(Request(method, path, media, data))
    request = Request(method, path, media, data, named.operation.id if named is not None else None)
    return Exchange(request, Answer(200, media, json.dumps(shown).encode()), "journey")


class Run:
    """Changes of records as a run sees them, and the reads after them."""

    def __init__(self) -> None:
        self.collector = Collector()

    def change(self, path: str, body: Any, shown: Any, method: str = "PATCH", was: Any = BEFORE) -> None:
        """A change that answers with ``shown`` of a record that was shown as it ``was`` before."""
        exchange = _exchange(method, path, body, shown)
        before = was if isinstance(was, tuple) else (_exchange("GET", path, None, was),)
        reading = JUDGE.reader.read(exchange.request)
        found = [replace(f, before=before) for f in JUDGE.findings(exchange, reading, shown)]
        sent = Sent(exchange, reading, shown, MISSING, found, before=before)
        self.collector.add(sent, (), Provoked(sent, lambda _: []))

    def read(self, path: str, member: str, by: str) -> None:
        """A read after it that shows a member otherwise than it was written."""
        exchange = _exchange("GET", path, None, BEFORE)
        reading = JUDGE.reader.read(exchange.request)
        make = Maker(exchange, reading.operation if reading else None, Culprit.TARGET_AGAINST_MOCK)
        found = make("read-back", f"/{member}", "1", "2", f"/{member} is not what was written", cause="not written")
        self.collector.observe(replace(found, changed_by=by))

    def drifts(self) -> list[Drift]:
        """The drifts, before any of them was shown again."""
        order = {operation.id: index for index, operation in enumerate(JUDGE.document.operations)}
        seen = self.collector
        return [drift for drift, _ in drifts(seen.decided(), seen.counts, order, seen.spared)]

    def told(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Law, cause and operations of each drift."""
        left = without_consequences(self.drifts(), JUDGE.behaviours)
        assert all(drift.seen == () for drift in left)
        return sorted((drift.lead.law, drift.lead.cause, drift.operations) for drift in left)


def _ignored(*paths: str, method: str = "PATCH") -> Run:
    run = Run()
    for path in paths:
        for body in BODIES:
            run.change(path, body, BEFORE, method)
    return run


def test_a_change_that_changes_nothing_is_one_drift() -> None:
    """Texts, numbers and members that were not there before; the reads after it show the same, and are none."""
    run = _ignored("/cars/1")
    for member in ("plate", "seats", "fuel", "price"):
        run.read("/cars/1", member, "changeCar")
    assert run.told() == [("echo", NOTHING_CHANGES, ("changeCar",))]


def test_operations_of_one_method_that_change_nothing_are_one_drift() -> None:
    """One piece of code serves them; where another operation of that method changes what it should, none does."""
    assert _ignored("/cars/1", "/vans/1").told() == [("echo", NOTHING_CHANGES, ("changeCar", "changeVan"))]
    run = _ignored("/cars/1", "/vans/1")
    run.change("/vans/2", {"seats": 9}, {**BEFORE, "seats": 9})
    assert ("echo", NOTHING_CHANGES, ("changeCar",)) in run.told()
    assert len(run.told()) > 1


def test_operations_that_change_nothing_are_two_where_a_third_one_does() -> None:
    """What all of them shared would hold it up too."""
    run = _ignored("/cars/1", "/vans/1")
    run.change("/trams/1", {"seats": 9}, {**BEFORE, "seats": 9})
    assert [operations for *_, operations in run.told()] == [("changeCar",), ("changeVan",)]


def test_another_method_has_a_fault_of_its_own() -> None:
    """A PUT that keeps everything, beside such a PATCH, is another drift."""
    run = _ignored("/cars/1")
    for body in BODIES:
        run.change("/cars/1", body, BEFORE, "PUT")
    assert run.told() == [("echo", NOTHING_CHANGES, ("changeCar",)), ("echo", NOTHING_CHANGES, ("setCar",))]


def test_members_that_are_lost_while_others_are_taken_are_told_by_themselves() -> None:
    """A change of the fuel is taken: the plate and the seats are lost by faults of their own."""
    run = Run()
    run.change("/cars/1", {"plate": "b"}, BEFORE)
    run.change("/cars/1", {"seats": 3}, BEFORE)
    run.change("/cars/1", {"fuel": "petrol"}, {**BEFORE, "fuel": "petrol"})
    run.read("/cars/1", "plate", "changeCar")
    assert [cause for _, cause, _ in run.told()] == ["another text", "another value"]


def test_a_value_that_was_there_already_proves_no_change() -> None:
    """It comes back as it was sent, whether the service takes it or not."""
    run = _ignored("/cars/1")
    run.change("/cars/1", {"plate": "a"}, BEFORE)
    assert run.told() == [("echo", NOTHING_CHANGES, ("changeCar",))]


@pytest.mark.parametrize(("member", "by"), [("owner", "changeCar"), ("plate", "changeVan"), ("plate", "")])
def test_a_read_that_another_fault_breaks_is_told_beside_it(member: str, by: str) -> None:
    """It shows another member, what another operation wrote, or what nobody wrote."""
    run = Run()
    run.change("/cars/1", {"plate": "b"}, BEFORE)
    run.read("/cars/1", "plate", "changeCar")
    run.read("/cars/1", member, by)
    assert [law for law, *_ in run.told()] == ["echo", "read-back"]


def test_a_value_that_is_sent_twice_is_kept_by_no_change_that_ignores_it() -> None:
    """A service that puts names in capitals shows the second time what it made of the first one."""
    run, body, shown = Run(), {"plate": "ab", "fuel": "cd"}, {"plate": "AB", "fuel": "CD"}
    run.change("/cars/1", body, shown, was=(_exchange("PUT", "/cars/1", body, shown),))
    run.read("/cars/1", "seats", "changeCar")
    assert [cause for _, cause, _ in run.told()] == ["its case changed", "not written"]


def test_a_value_that_was_refused_before_is_kept_by_a_change_that_ignores_it() -> None:
    """Nothing was made of it: what the answer shows is what was there."""
    run = Run()
    for body in BODIES:
        refused = replace(_exchange("PUT", "/cars/1", body, {}), answer=Answer(409))
        run.change("/cars/1", body, BEFORE, was=(_exchange("GET", "/cars/1", None, BEFORE), refused))
    assert run.told() == [("echo", NOTHING_CHANGES, ("changeCar",))]


def test_what_is_not_shown_again_explains_nothing() -> None:
    """A change that seemed to be ignored once does not hide that a read shows it so each time."""
    run = _ignored("/cars/1")
    run.read("/cars/1", "plate", "changeCar")
    once: list[Drift] = [replace(d, lead=replace(d.lead, flaky=d.lead.law == "echo")) for d in run.drifts()]
    assert [d.lead.law for d in without_consequences(once, JUDGE.behaviours)] == ["read-back", "echo"]


def _made(run: Run, shown: Any, *, path: str = "/cars/1") -> None:
    """Both texts and a number sent, and shown otherwise."""
    run.change(
        path, {"plate": "Ab", "fuel": "Cd", "seats": 4}, {"plate": "Ab", "fuel": "Cd", "seats": 4, **shown}, "PUT"
    )


def test_what_all_texts_lose_is_one_drift() -> None:
    """In whichever members and operations; a number is none of them."""
    run = Run()
    for path in ("/cars/1", "/vans/1"):
        _made(run, {"plate": "AB", "fuel": "CD"}, path=path)
    assert run.told() == [("echo", "its case changed", ("setCar", "setVan"))]


def test_what_one_member_loses_in_one_operation_and_another_one_elsewhere_are_two() -> None:
    """What they shared would have changed the other texts of both, which came back as they were sent."""
    run = Run()
    _made(run, {"plate": "AB"})
    _made(run, {"fuel": "CD"}, path="/vans/1")
    assert [operations for *_, operations in run.told()] == [("setCar",), ("setVan",)]


def test_accepting_one_of_two_that_look_alike_hides_no_other() -> None:
    """A baseline binds the operations in which its drift showed."""
    run = Run()
    _made(run, {"plate": "AB"})
    _made(run, {"fuel": "CD"}, path="/vans/1")
    found = run.drifts()
    for drift in found:
        lead = drift.lead
        entry = BaselineEntry(
            drift.fingerprint, "why", "who", date(2999, 1, 1), lead.operation, lead.law, lead.place, cause=lead.cause
        )
        assert [other for other in found if entry.accepts(other)] == [drift]
    assert len(found) == 2


@pytest.mark.parametrize(
    ("cause", "value", "shown", "right"),
    [
        ("it was trimmed", " a ", "a", " b "),
        ("it was cut off", "abcdef", "abc", "uvwxyz"),
        ("it was escaped", "a<b", "a&lt;b", "c<d"),
        ("another text", "abc", "xyz", "def"),
    ],
)
def test_a_text_that_came_back_refutes_what_all_texts_would_lose(
    cause: str, value: str, shown: Any, right: str
) -> None:
    """One of the same kind: of another kind, such as a shorter one, it says nothing."""

    def both(fuel: str) -> Run:
        run = Run()
        run.change("/cars/1", {"plate": value, "fuel": fuel}, {"plate": shown, "fuel": fuel}, "PUT")
        run.change("/vans/1", {"fuel": value, "plate": fuel}, {"fuel": shown, "plate": fuel}, "PUT")
        return run

    assert [(told, len(operations)) for _, told, operations in both(right).told()] == [(cause, 1), (cause, 1)]
    if cause in ("it was trimmed", "it was cut off", "it was escaped"):
        assert [(told, len(operations)) for _, told, operations in both("a").told()] == [(cause, 2)]


def test_a_member_that_comes_back_otherwise_in_several_ways_is_one() -> None:
    """Also where one of the ways shows in some of its operations alone."""
    run = Run()
    for path in ("/cars/1", "/vans/1"):
        _made(run, {"plate": "AB"}, path=path)
    run.change("/cars/1", {"plate": "x"}, {**BEFORE, "plate": "other"}, "PUT")
    assert [operations for *_, operations in run.told()] == [("setCar", "setVan")]
