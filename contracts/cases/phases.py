"""The phases of a check: which journeys come when, from first looks to what is drawn at random."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.journeys import derived_journeys
from contracts.cases.journeys.edge_changes import more_edges
from contracts.cases.journeys.kept_out import kept_out
from contracts.cases.journeys.odd_changes import odd_changes
from contracts.cases.journeys.odd_removals import odd_removals
from contracts.cases.journeys.strangers import other_user_journeys
from contracts.cases.lists.second_records import named_records
from contracts.cases.probes import access, boundaries
from contracts.cases.probes.any_answers import any_answers
from contracts.cases.probes.broken_bodies import undocumented
from contracts.cases.probes.coverage_plan import coverage_plan
from contracts.cases.probes.odd_headers import odd_headers
from contracts.cases.probes.odd_reads import odd_reads
from contracts.cases.probes.other_methods import other_methods
from contracts.cases.probes.reaching import first_looks, reaching
from contracts.cases.records.independence import line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.cases.generated.drawn_cases import DrawnCases
    from contracts.cases.records.record_steps import Journey, RecordSteps

CONFIRMATION, CLEANING = "confirmation", "cleaning"
MORE = "more drawn cases"
"""The phase that time may cut without the check being incomplete."""
DRAWN = ("sequences", "recombinations", "fuzz", MORE)
"""The phases whose requests are drawn at random."""
AFTER_ALL = (*DRAWN, "issued secrets", CONFIRMATION, CLEANING)
"""The phases that begin when each operation has had its turn."""


def phases(
    steps: RecordSteps, workflows: Iterable[tuple[str, Journey]], drawn: DrawnCases
) -> Iterator[tuple[str, Journey]]:
    """Every journey in order, with the name of its phase; ``workflows`` are those that the user wrote."""
    for phase, found in (
        ("first looks", first_looks(steps)),
        ("first looks", named_records(steps)),
        ("workflows", workflows),
        ("journeys", derived_journeys.journeys(steps)),
        ("other operations", reaching(steps)),
        ("another user", other_user_journeys(steps)),
        ("access", access.probes(steps)),
        ("access", kept_out(steps)),
        ("boundaries", _boundaries(steps)),
        ("coverage", coverage_plan(steps)),
        ("sequences", drawn.sequences()),
        ("recombinations", drawn.recombinations()),
        ("fuzz", drawn.generated_cases()),
        ("issued secrets", access.last_probes(steps)),
        (MORE, drawn.more()),
    ):
        for _, journey in found:
            yield phase, journey


def _boundaries(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """The boundary cases: first what only looks, which waits for what changes something, and that for it.

    Keys that do not name the run come last, where creates and deletes proved exact.
    """
    yield from odd_reads(steps)
    yield "what no operation covers", undocumented
    yield from odd_headers(steps)
    yield from any_answers(steps)
    yield from other_methods(steps)
    yield from boundaries.boundaries(steps)
    yield from more_edges(steps)
    yield "everything before", line
    safety, seen = steps.sender.safety, steps.sender.collector.observations
    safety.plain_keys = not safety.read_only and not any(
        o.finding.law in ("state", "access-required", "echo") for o in seen
    )
    yield from boundaries.last_keys(steps)
    yield from odd_removals(steps)
    yield from odd_changes(steps)
