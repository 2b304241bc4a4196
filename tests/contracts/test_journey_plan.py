"""What of the plan may begin is found out once, until a journey ends: it is asked after each answer."""

from __future__ import annotations

from contracts.traffic.journey_plan import MOST_HELD, JourneyPlan, Planned
from tests.counted import calls


def nothing() -> None:
    """What the journeys here do."""


def lane(name: str) -> Planned:
    """A journey of a lane."""
    return Planned(nothing, beside=True, lane=name)


def test_nothing_is_looked_through_again_before_a_journey_has_ended() -> None:
    """However many wait, and the next of the lane begins as soon as the one before it has ended."""
    first, *others = (lane("one") for _ in range(MOST_HELD + 9))
    plan = JourneyPlan(iter([first, *others]), lambda: None)
    assert plan.begin() == (first, None)
    assert plan.begin() is None
    assert calls(plan.begin) == 1
    plan.ended(first)
    assert plan.begin() == (others[0], None)
    assert plan.begin() is None


def test_what_runs_alone_lets_the_rest_begin() -> None:
    """Nothing goes past it, and once it was given out the next may begin."""
    before, alone, after = lane(""), Planned(nothing), lane("")
    plan = JourneyPlan(iter([before, alone, after]), lambda: None)
    assert plan.begin() == (before, None)
    assert plan.begin() is None
    plan.ended(before)
    assert plan.begin() is None
    assert plan.alone() is alone
    assert plan.begin() == (after, None)
