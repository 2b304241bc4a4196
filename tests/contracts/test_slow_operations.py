"""One operation that answers late: it has one connection and a share of the time, and the others go on."""

from __future__ import annotations

import itertools
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from contracts.judging.collector import Collector
from contracts.traffic.effects import Effect
from contracts.traffic.journey_plan import Planned
from contracts.traffic.journey_scheduler import JOURNEYS, JourneyScheduler
from contracts.traffic.slow_operations import LATE, NEEDED_SHARE, SHARE, SlowOperations
from contracts.traffic.target import Target
from tests.contracts.test_silent_operations import NAMES, checked, good

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.exchange import Answer, Request

SECONDS = 90.0
SLOW = 10.0


def slow_ones(*others: float) -> SlowOperations:
    """What is known once operations have answered once each, after so many seconds."""
    known = SlowOperations(SECONDS)
    for number, seconds in enumerate(others):
        known.answered(f"other {number}", seconds)
    return known


def test_an_operation_of_which_each_fifth_answer_is_late_is_slow() -> None:
    """As by what its parameter says; how long an answer takes is told of all of them."""
    known = slow_ones(0.01)
    for seconds in (0.01, 0.01, 0.01, 0.01, SLOW):
        known.answered("drip", seconds)
    assert "it is slow (2 s an answer)" in (known.forbid("drip") or "")


def test_a_late_one_among_quick_ones_has_its_share() -> None:
    """It is sent until its late answers took the share; whoever takes it is told how to go on."""
    known = slow_ones(0.01, 0.02, SLOW)
    each = SHARE * SECONDS / 2
    assert known.forbid("drip") is None
    assert not known.is_slow("drip")
    assert not known.answered("drip", each)
    assert known.is_slow("drip")
    assert known.forbid("drip") is None
    assert known.answered("drip", each)
    assert not known.answered("drip", each)
    reason = known.forbid("drip") or ""
    assert all(words in reason for words in ("slow", "--max-time", "--exclude drip"))
    assert known.forbid("other 0") is None


def test_a_name_with_a_space_is_one_word_of_a_command() -> None:
    """An operation without an operationId is called by its method and its path, which a shell would part."""
    known = slow_ones(0.01, 0.02, SLOW)
    known.answered("GET /drip", SHARE * SECONDS)
    assert "--exclude 'GET /drip' leaves" in (known.forbid("GET /drip") or "")


@pytest.mark.parametrize("others", [(), (SLOW,), (SLOW, SLOW, 0.01), (LATE * 0.75,) * 2])
def test_where_the_service_is_slow_no_operation_is(others: tuple[float, ...]) -> None:
    """Nothing is left out where half of the others take about as long, or nobody knows of others."""
    known = slow_ones(*others)
    for _ in range(20):
        known.answered("drip", SLOW)
    assert known.forbid("drip") is None
    assert not known.is_slow("drip")


def test_many_quick_answers_are_not_late() -> None:
    """Nor few late ones among them, however much time they take in all; nor is what nobody knows a bound of."""
    known = slow_ones(0.01)
    for _ in range(1000):
        known.answered("list", LATE - 0.1)
    assert known.forbid("list") is None
    mixed = slow_ones(0.001)
    for seconds in (*[0.001] * 1000, *[LATE] * 5):
        mixed.answered("search", seconds)
    assert mixed.forbid("search") is None
    assert not mixed.is_slow("search")
    endless = SlowOperations()
    for seconds in (0.01, SLOW, SLOW, SLOW):
        endless.answered("drip" if seconds > 1 else "other", seconds)
    assert endless.forbid("drip") is None


def test_what_makes_records_has_all_connections_and_half_of_the_time() -> None:
    """Most of a check rests on it: it never waits for itself, and answers that are under way at once count once."""
    known = SlowOperations(SECONDS)
    known.answered("list", 0.01)
    moments = round(NEEDED_SHARE * SECONDS / SLOW + 0.5)
    news = [
        known.answered("make", SLOW, SLOW * moment + beside / 100, needed=True)
        for moment in range(1, moments + 1)
        for beside in range(8)
    ]
    assert news.count(True) == 1
    assert news.index(True) == 8 * (moments - 1)
    assert known.forbid("make") is not None
    assert not known.is_slow("make")


@pytest.mark.parametrize("wide", [True, False])
def test_others_go_on_and_it_has_one_connection(wide: bool) -> None:
    """While its answer is under way all others come to their ends, and none of its own requests begins."""
    known = slow_ones(0.01)
    known.answered("drip", SHARE * SECONDS / 2)
    turns = JourneyScheduler(_Wire(), 8, Collector().swap)
    turns.slow = known
    if wide:
        turns.pace.sends = lambda: True  # type: ignore[method-assign]
    others_are_done, now, ended = threading.Event(), [0], list[str]()
    others = 3 * JOURNEYS

    def drip() -> str:
        now[0] += 1
        assert now[0] == 1
        assert others_are_done.wait(30)
        now[0] -= 1
        return "late"

    def journey(operation: str) -> None:
        turns.wait(Effect.READ, operation)
        turns.send(Effect.READ, drip if operation == "drip" else lambda: "soon", operation)
        ended.append(operation)
        if ended.count("quick") == others:
            others_are_done.set()

    names = ["drip", "drip", *["quick"] * others]
    try:
        turns.run(Planned(lambda name=name: journey(name), beside=True) for name in names)  # type: ignore[misc]
    finally:
        turns.close()
    assert ended == [*["quick"] * others, "drip", "drip"]


class _Wire:
    """Nothing is on it."""

    shared = False

    def abort(self) -> None:
        """Nothing to end."""


@pytest.mark.slow
@pytest.mark.parametrize("workers", [1, 8])
def test_a_check_goes_on_without_it_and_says_so(workers: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of five reads one takes ten seconds: it is reached, it is not asked for ever, and the others are all reached."""
    send, slow, moments = Target.send, NAMES[2], itertools.count(1)

    def late(target: Target, request: Request) -> Answer:
        answer = send(target, request)
        if request.operation != slow:
            return replace(answer, elapsed=0.001)
        return replace(answer, elapsed=SLOW, came=SLOW * next(moments))

    full, _ = checked(good, tmp_path, workers=workers, max_time=SECONDS)
    monkeypatch.setattr(Target, "send", late)
    report, _ = checked(good, tmp_path, workers=workers, max_time=SECONDS)
    before, after = ({item.operation: sum(n for _, n in item.seen) for item in one.coverage} for one in (full, report))
    assert 0 < after.pop(slow) < before.pop(slow)
    assert (after.keys(), all(after.values())) == (before.keys(), True)
    told = [notice for notice in report.notices if f"{slow}: it is slow (10 s an answer)" in notice]
    assert len(told) == 1
    assert (report.drifts, report.interrupted) == ((), None)
