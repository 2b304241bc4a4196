"""What goes with what is decided: taken values, a version, a job, numbers of the record above, what is included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.embedded_records import EmbeddedRecords
from mock_server.engine.included_records import IncludedRecords
from mock_server.engine.kept_versions import KeptVersions
from mock_server.engine.parent_counts import ParentCounts
from mock_server.engine.records_below import RecordsBelow
from mock_server.engine.refusing_states import RefusingStates
from mock_server.engine.started_job import StartedJob
from mock_server.engine.taken_values import TakenValues
from mock_server.openapi.reading import path_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.outcome import Outcome
    from mock_server.openapi.reading.call import Call

    OutcomeStep = Callable[[Call, Outcome], Outcome]


def outcome_steps(plan: OperationPlan) -> tuple[OutcomeStep, ...]:
    """What is done with each outcome of an operation, in this order."""
    found: list[OutcomeStep] = []
    if taken := TakenValues(plan):
        found.append(taken.refused)
    if states := RefusingStates(plan):
        found.append(states.refused)
    found += [kept.kept for kept in _versions(plan)]
    if (started := _started(plan)) is not None:
        found.append(started.begun)
    if counts := ParentCounts(plan):
        found.append(counts.counted)
    if below := RecordsBelow(plan):
        found.append(below.shown)
    if embedded := EmbeddedRecords(plan, plan.api.plans):
        found.append(embedded.shown)
    if included := IncludedRecords(plan):
        found.append(included.shown)
    return tuple(found)


def _versions(plan: OperationPlan) -> Iterator[KeptVersions]:
    """What keeps a version of each change, where something lists them."""
    for name in plan.behaviour.versions:
        shows = [other for other in plan.api.plans if other.behaviour.resource == name]
        found = {other.behaviour.action: other.action for other in reversed(shows)}
        if (shown := found.get("read") or found.get("list")) is not None:
            yield KeptVersions(shown, plan.action.composer)


def _started(plan: OperationPlan) -> StartedJob | None:
    """The job that the operation starts, None where none is to be looked at."""
    starts = plan.behaviour.starts
    if starts is None:
        return None
    shape = path_templates.shape(starts.item)
    for other in plan.api.plans:
        if other.operation.method == "GET" and path_templates.shape(other.operation.path) == shape:
            return StartedJob(plan.behaviour, starts, other.action)
    return None
