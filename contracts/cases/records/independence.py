"""Which journeys may run beside others: those that look at nothing but what they made themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.records.record_steps import RecordSteps

Told = TypeVar("Told", bound="Callable[..., Any]")

_MARK = "independent"


def independent(journey: Told) -> Told:
    """Mark a journey that works on records of its own, sees no list of them, and depends on no other journey."""
    setattr(journey, _MARK, True)
    return journey


def may_run_beside(steps: RecordSteps, journey: Callable[[RecordSteps], None]) -> bool:
    """Whether other journeys may be under way: it is independent, and two records alike can be there at once.

    What nobody has marked runs alone; so does what makes records that stay, of which there is a bound: it goes to those
    that come first.
    """
    function, bound = getattr(journey, "func", journey), getattr(journey, "keywords", {})
    if not getattr(function, _MARK, False):
        return False
    cycle = bound.get("cycle")
    return cycle is None or (cycle.removable and cycle.resource not in steps.sender.keeping_once)


def line(_: RecordSteps) -> None:
    """A journey that sends nothing and runs alone: what comes after it begins when all before has ended."""
