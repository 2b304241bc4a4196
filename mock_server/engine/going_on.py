"""What goes with what is decided: taken values, a version, a job, numbers of the record above, what is included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.engine.embedded_records import EmbeddedRecords
from mock_server.engine.included_records import IncludedRecords
from mock_server.engine.parent_counts import ParentCounts
from mock_server.engine.refusing_states import RefusingStates
from mock_server.engine.taken_values import TakenValues

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.engine.outcome import Outcome
    from mock_server.openapi.reading.call import Call

    GoOn = Callable[[Call, Outcome], Outcome]


def going_on(plan: OperationPlan) -> tuple[GoOn, ...]:
    """What is done with each outcome of an operation, in this order."""
    found: list[GoOn] = []
    if taken := TakenValues(plan):
        found.append(taken.refused)
    if states := RefusingStates(plan):
        found.append(states.refused)
    found += [kept.kept for kept in plan.versions]
    if plan.started is not None:
        found.append(plan.started.begun)
    if counts := ParentCounts(plan):
        found.append(counts.counted)
    if embedded := EmbeddedRecords(plan, plan.api.plans):
        found.append(embedded.shown)
    if included := IncludedRecords(plan):
        found.append(included.shown)
    return tuple(found)
