"""What another user adds below a record of the first one: it is to be refused, as a look at the record is.

That it was added counts where the first user finds it there. Where each user's keys count anew the parent's key may
name a record of hers, to which nothing is added.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.missing_references import let_refuse
from contracts.cases.journeys.parent_journeys import parent_of
from contracts.cases.records.observing import observe
from contracts.traffic.operation_choice import remark

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.traffic.credentials import CredentialParts

    Hers = Callable[[RecordSteps, Lifecycle, str], bool]
    """Whether a key may name a record of the other user's own."""


def child_journeys(steps: RecordSteps, names_hers: Hers) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource below another one of which the run can make and read records."""
    for cycle in steps.cycles.values():
        above = parent_of(steps, cycle)
        made = above is not None and above["create"] is not None and bool(above["create"].operation.security)
        if made and cycle["read"] is not None and cycle.removable and _access(steps, cycle) is not None:
            yield f"strangers: create in {cycle.resource}", partial(added, cycle=cycle, names_hers=names_hers)


def added(steps: RecordSteps, cycle: Lifecycle, names_hers: Hers) -> None:
    """Add to a record of the first user as the other one, and look as the first one whether it is there."""
    create, above, access = cycle["create"], parent_of(steps, cycle), _access(steps, cycle)
    path = steps.parents(cycle)
    if create is None or above is None or access is None or not path or not steps.may_create(cycle):
        return
    with steps.sender.collector.unobserved():
        if names_hers(steps, above, path[create.parents[-1]]):
            return
        chosen = steps.fresh(cycle) if cycle.chosen else None
        body = steps.keyed(create, steps.full(create), chosen)
        sent = steps.create(cycle, body, "add to it as another user", access=access, source="access")
        key = steps.answered(cycle, sent) or chosen
        look = steps.act(cycle, "read", key, "look whether it is there") if sent is not None and key else None
        there = look is not None and look.succeeded
        if key is not None and steps.sender.made(cycle.resource, key):
            _remove(steps, cycle, key)
    if sent is not None and sent.succeeded and there:
        observe(
            steps, sent, "object-access", "status", "403 or 404", str(sent.status), "adds to a record of another user"
        )


def _remove(steps: RecordSteps, cycle: Lifecycle, key: str) -> None:
    """Remove what the other user added, by herself where it is hers alone to remove."""
    other, delete = steps.sender.other, cycle["delete"]
    with let_refuse(steps, cycle, key):
        sent = steps.delete(cycle, key, "remove what the other user added")
    if sent is None or sent.status not in (401, 403) or other is None or delete is None:
        return
    other.made.add((cycle.resource, key))
    access = other.access(delete.operation)
    steps.delete(cycle, key, "remove it as who added it", access=access, source="access")


def _access(steps: RecordSteps, cycle: Lifecycle) -> CredentialParts | None:
    """How the other user is let in to add; None where there is none, or the document says that it is shared."""
    other, create = steps.sender.other, cycle["create"]
    if other is None or create is None or remark(create.operation, "shared") is not None:
        return None
    return other.access(create.operation)
