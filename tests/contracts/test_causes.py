"""Which cause is chosen where several explain as much: the most particular one, the same in every order."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Culprit, Finding, Provenance
from contracts.judging.collector import Observation
from contracts.judging.drifts import group

EXCHANGE = Exchange(Request("GET", "/a", (), b""), Answer(200, (), b""), source="journey")


def observation(number: int, operation: str, place: str, *causes: str, law: str = "invalid-refused") -> Observation:
    """A finding at a place, with what else may be its cause."""
    culprit, provenance = next(iter(Culprit)), next(iter(Provenance))
    finding = Finding(law, culprit, provenance, operation, place, "m", "e", "o", EXCHANGE, cause="refused")
    return Observation(finding, causes, None, number)


def test_of_causes_that_explain_as_much_the_most_particular_is_told() -> None:
    """Two findings of one operation that share its cause: the operation's cause, not that of all operations."""
    found = group([observation(1, "a", "x", "minLength"), observation(2, "a", "y", "minLength")])
    assert [(len(drift.observations), drift.cause) for drift in found] == [(2, "minLength")]
    alone = group([observation(1, "a", "x", "minLength")])
    assert [drift.cause for drift in alone] == ["refused"]


@pytest.mark.parametrize("seed", range(5))
def test_the_order_of_findings_changes_nothing(seed: int) -> None:
    """The same findings in any order are the same drifts, with the same causes."""
    seen = [observation(n, "ab"[n % 2], "xyz"[n % 3], "minLength", "maxLength" if n % 2 else "type") for n in range(12)]
    wanted = [(drift.cause, {o.number for o in drift.observations}) for drift in group(seen)]
    mixed = [replace(item) for item in seen]
    random.Random(seed).shuffle(mixed)
    assert [(drift.cause, {o.number for o in drift.observations}) for drift in group(mixed)] == wanted


def _kept(number: int, operation: str, place: str, cause: str) -> Observation:
    seen = observation(number, operation, place, law="echo")
    return replace(seen, finding=replace(seen.finding, cause=cause))


def test_a_member_that_comes_back_otherwise_in_several_ways_is_one_drift() -> None:
    """A list that is kept as a set loses items and their order, wherever it is sent."""
    ways = [_kept(n, "ab"[n % 2], "/tags", ("lost", "order", "lost")[n // 2]) for n in range(6)]
    assert [len(drift.observations) for drift in group(ways)] == [6]


def _broken(number: int, operation: str, place: str, cause: str = "required") -> Observation:
    seen = observation(number, operation, place, law="answer-schema")
    return replace(seen, finding=replace(seen.finding, cause=cause))


def test_a_member_that_is_wrong_in_a_list_and_by_itself_is_one_drift() -> None:
    """The record is the same; another keyword is another drift, and so is another member of another operation."""
    same = [_broken(1, "list", "/results/*/region"), _broken(2, "read", "/region"), _broken(3, "make", "/data/region")]
    assert [len(drift.observations) for drift in group(same)] == [3]
    apart = [*same, _broken(4, "read", "/region", "enum"), _broken(5, "count", "/total")]
    assert sorted(len(drift.observations) for drift in group(apart)) == [1, 1, 3]
    assert len(group([_broken(1, "list", "/rooms/*"), _broken(2, "other", "/words/*")])) == 2


def test_members_of_other_places_and_operations_stay_apart() -> None:
    """What two operations share is not what one of them does alone."""
    shared = [_kept(n, "ab"[n % 2], "/tags", "lost") for n in range(2)]
    assert sorted(len(drift.observations) for drift in group([*shared, _kept(2, "c", "/tags", "order")])) == [1, 2]
    assert sorted(len(drift.observations) for drift in group([*shared, _kept(2, "a", "/name", "order")])) == [1, 2]
