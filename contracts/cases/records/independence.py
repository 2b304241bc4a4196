"""Which journeys may run beside others: those that look at nothing but what they made themselves.

Those that look at a list of one resource run beside others all the same, where these work on records of other families:
records that neither lie below one of theirs nor name one.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any, TypeVar

from contracts.cases.records.removal_waves import needed
from contracts.traffic.journey_plan import Planned
from contracts.traffic.record_references import ANY

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle

Told = TypeVar("Told", bound="Callable[..., Any]")

_MARK = "independent"
_REFUSED = "refused"
_WITHIN = "within its family"


def independent(journey: Told) -> Told:
    """Mark a journey that works on records of its own, sees no list of them, and depends on no other journey."""
    setattr(journey, _MARK, True)
    return journey


def refused(journey: Told) -> Told:
    """Mark an independent journey that makes nothing where no request can remove it, unless the target is at fault."""
    setattr(journey, _REFUSED, True)
    return independent(journey)


def within_family(journey: Told) -> Told:
    """Mark a journey that works on records of its ``cycle`` and looks at a list of them, but at nothing else."""
    setattr(journey, _WITHIN, True)
    return journey


class Independence:
    """How the journeys of one run go with each other."""

    def __init__(self, steps: RecordSteps) -> None:
        self.steps = steps
        self._families: dict[str, str] | None = None

    def planned(self, journey: Callable[[RecordSteps], None], run: Callable[[], None]) -> Planned:
        """How the journey, carried out by ``run``, goes with others.

        Beside them it runs where it is independent, and two records alike can be there at once. What nobody has marked
        runs alone. Of what makes records that stay there is a bound, and it goes to those that come first: such
        journeys of one resource run one after the other, beside all others.
        """
        function, bound = getattr(journey, "func", journey), getattr(journey, "keywords", {})
        cycle = bound.get("cycle")
        beside, within = getattr(function, _MARK, False), getattr(function, _WITHIN, False) and cycle is not None
        if not (beside or within) or (cycle is not None and cycle.resource in self.steps.sender.keeping_once):
            return Planned(run)
        stays = cycle is not None and not cycle.removable and not getattr(function, _REFUSED, False)
        lane = cycle.resource if cycle is not None and stays else ""
        family = self._family(cycle.resource) if cycle is not None else ""
        if within and not family:
            return Planned(run)
        return Planned(run, beside=True, lane=lane, family=family, sole=within)

    def _family(self, resource: str) -> str:
        if self._families is None:
            self._families = record_families(self.steps)
        return self._families.get(resource, "")


def line(_: RecordSteps) -> None:
    """A journey that sends nothing and runs alone: what comes after it begins when all before has ended."""


def record_families(steps: RecordSteps) -> dict[str, str]:
    """By resource the name of its family: that of the first of those that are tied to each other."""
    needs = needed(steps)
    found = {resource: resource for resource in steps.cycles}
    for one, other in combinations(steps.cycles, 2):
        if found[one] != found[other] and (_called_alike(one, other) or needs(one, other) or needs(other, one)):
            merged, into = found[other], found[one]
            found = {resource: into if family == merged else family for resource, family in found.items()}
    open_ones = {found[resource] for resource, cycle in steps.cycles.items() if _names_anything(steps, cycle)}
    return {resource: "" if family in open_ones else family for resource, family in found.items()}


def _called_alike(one: str, other: str) -> bool:
    """Whether two collections have one word at different places, as versions and views of one collection have."""
    return _word(one) == _word(other)


def _word(resource: str) -> str:
    return next((part for part in reversed(resource.split("/")) if part != "{}"), "")


def _names_anything(steps: RecordSteps, cycle: Lifecycle) -> bool:
    """Whether a body names records of which the document does not say what they are."""
    named = steps.sender.references
    return any(resource == ANY for behaviour in cycle.operations.values() for resource in named.of(behaviour).values())
