"""What an answer to a write shows otherwise is not told once more by reads, lists and the schema; other faults are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from contracts.exchange import Answer, Exchange, Request
from contracts.findings import Drift, Finding
from contracts.judging.answered_members import AnsweredMembers
from contracts.judging.collector import Observation
from contracts.judging.consequences import without_consequences
from contracts.judging.drifts import group
from contracts.laws.list_laws import LISTED_OTHERWISE
from tests.contracts.report_samples import finding
from tests.contracts.test_list_causes import BEHAVIOURS

_READ = Exchange(Request("GET", "/cars/1"), None, "journey")
ECHO = replace(finding("echo", "/fuel", cause="another text"), operation="make-cars")
LISTED = replace(finding("list", "/*/fuel", cause=LISTED_OTHERWISE, exchange=_READ), operation="list-cars")
READ = replace(finding("echo", "/fuel", cause="", exchange=_READ), operation="read-cars")
LONG = replace(finding("answer-schema", "/fuel", cause="maxLength"), operation="make-cars")


def left(*leads: Finding) -> int:
    """How many drifts are told."""
    return len(without_consequences([Drift(lead, 1) for lead in leads], BEHAVIOURS))


@pytest.mark.parametrize("seen", [LISTED, READ, LONG])
def test_what_an_answer_showed_already_is_one_drift_with_it(seen: Finding) -> None:
    """Where another member, another resource, or what is not shown again explains nothing."""
    assert left(ECHO, seen) == 1
    assert left(seen) == 1
    assert left(ECHO, replace(seen, place="/plate")) == 2
    assert left(ECHO, replace(seen, operation=seen.operation.replace("cars", "vans"))) == 2
    assert left(replace(ECHO, flaky=True), seen) == 2


@pytest.mark.parametrize("cause", ["type", "required"])
def test_a_member_of_another_type_or_none_is_not_explained_by_its_value(cause: str) -> None:
    """It is the other way round: what has another type, or is missing, is not what was sent."""
    assert not AnsweredMembers([ECHO], (), BEHAVIOURS).explain(replace(LONG, cause=cause))


def test_all_that_is_read_after_what_changes_nothing_is_explained() -> None:
    """Without the behaviours of a document, every operation may be about one resource."""
    read = replace(finding("read-back", "/plate"), changed_by="set-cars")
    assert AnsweredMembers([], ("set-cars",), BEHAVIOURS).explain(read)
    assert not AnsweredMembers([], ("set-vans",), BEHAVIOURS).explain(read)
    assert AnsweredMembers([ECHO], (), None).explain(replace(LISTED, operation="list-vans"))


def _given(shown: bytes, path: str) -> Finding:
    made = Exchange(Request("POST", "/cars"), Answer(201, (), shown), "journey")
    exchange = Exchange(Request("GET", path), Answer(200, (), b"{}"), "journey")
    return replace(finding("invalid-refused", "path id", cause="format", exchange=exchange), before=(made,))


def test_a_key_that_the_service_gave_itself_is_taken_for_that_reason() -> None:
    """An answer shows it against its schema, which is told; another key, and one given rightly, have another reason."""
    typed = replace(finding("answer-schema", "/data/id", cause="type"), operation="make-cars")
    assert left(typed, _given(b'{"data": {"id": 17, "n": 1}}', "/cars/17?full=1")) == 1
    assert left(typed, _given(b'{"data": {"id": "a b"}}', "/cars/a%20b")) == 1
    assert left(typed, _given(b'{"data": {"id": 17}}', "/cars/18")) == 2
    assert left(typed, _given(b'{"data": {"id": 175}}', "/cars/17")) == 2
    assert left(replace(typed, cause="required"), _given(b'{"data": {"id": 17}}', "/cars/17")) == 2
    assert left(_given(b'{"data": {"id": 17}}', "/cars/17")) == 1


def test_times_that_all_have_one_wrong_form_are_one_drift() -> None:
    """Whatever their members; another form, and what has no digits, is told by itself."""

    def of(place: str, observed: str) -> Finding:
        found = finding("answer-schema", place, cause="format", expected="no date-time", observed=observed)
        return replace(found, operation=f"read-{place}")

    def groups(*found: Finding) -> list[int]:
        seen = group(Observation(item, (), None, number) for number, item in enumerate(found))
        return sorted(len(drift.observations) for drift in seen)

    made = of("/made", '"2026-11-27 04:10:11"')
    assert groups(made, of("/changed", '"2025-01-02 11:12:13"')) == [2]
    assert groups(made, of("/changed", '"2025/01/02 11:12:13"')) == [1, 1]
    assert groups(of("/made", '"soon"'), of("/changed", '"soon"')) == [1, 1]
    assert groups(made, replace(of("/day", '"2025-01-02 11:12:13"'), expected="no date")) == [1, 1]
