"""Which journeys may run beside others: those that look at nothing but what they made themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from contracts.traffic.journey_plan import Planned

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.records.record_steps import RecordSteps

Told = TypeVar("Told", bound="Callable[..., Any]")

_MARK = "independent"
_REFUSED = "refused"


def independent(journey: Told) -> Told:
    """Mark a journey that works on records of its own, sees no list of them, and depends on no other journey."""
    setattr(journey, _MARK, True)
    return journey


def refused(journey: Told) -> Told:
    """Mark an independent journey that makes nothing where no request can remove it, unless the target is at fault."""
    setattr(journey, _REFUSED, True)
    return independent(journey)


def planned(steps: RecordSteps, journey: Callable[[RecordSteps], None], run: Callable[[], None]) -> Planned:
    """How the journey, carried out by ``run``, goes with others.

    Beside them it runs where it is independent, and two records alike can be there at once. What nobody has marked runs
    alone. Of what makes records that stay there is a bound, and it goes to those that come first: such journeys of one
    resource run one after the other, beside all others.
    """
    function, bound = getattr(journey, "func", journey), getattr(journey, "keywords", {})
    cycle = bound.get("cycle")
    if not getattr(function, _MARK, False) or (cycle is not None and cycle.resource in steps.sender.keeping_once):
        return Planned(run)
    stays = cycle is not None and not cycle.removable and not getattr(function, _REFUSED, False)
    return Planned(run, beside=True, lane=cycle.resource if cycle is not None and stays else "")


def line(_: RecordSteps) -> None:
    """A journey that sends nothing and runs alone: what comes after it begins when all before has ended."""
