"""Which resources belong together: records of one lie below those of the other, name them, or are called alike.

Of others that a service keeps, none shows in a list of this one. Where a body names records and nobody can tell of
which resource, a resource has no family: it may belong to any.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from contracts.cases.records.removal_waves import needed
from contracts.traffic.record_references import ANY

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle


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
