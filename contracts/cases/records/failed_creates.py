"""What creates made that failed: no answer shows its key, so the list is asked; it is told, and removed by hand."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from contracts.errors import OutOfTimeError, TargetError
from contracts.findings import Leftover

if TYPE_CHECKING:
    from collections.abc import Container

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON

_WHY = "the list shows it under this run's name, and a create that failed may have made it"
_LISTED = 200


def left_by_failed_creates(steps: RecordSteps, told: Container[str]) -> list[Leftover]:
    """The records under the run's name that lists show at the end, but for those that are ``told`` already."""
    left = []
    for cycle in steps.cycles.values():
        create = cycle["create"]
        if create is None or cycle.chosen or not _failed(steps, create.operation.id):
            continue
        open_keys = {entry.key for entry in steps.sender.ledger.open if entry.resource == cycle.resource}
        for key, record in _listed(steps, cycle):
            mine = isinstance(record, dict) and steps.names.marks(record)
            if key is not None and mine and key not in open_keys and key not in told:
                left.append(Leftover(create.operation.id, key, _WHY, failed=cycle.removable))
    return left[:_LISTED]


def _failed(steps: RecordSteps, operation: str) -> bool:
    """Whether the target failed at this create, or gave no answer."""
    seen = steps.sender.collector.coverage
    return any(name == operation and (status >= 500 or not status) for name, status in seen)


def _listed(steps: RecordSteps, cycle: Lifecycle) -> list[tuple[str | None, JSON]]:
    """What the resource's list shows; nothing where records stand above it, for nobody knows below which to look."""
    listing = cycle["list"]
    if listing is None or "{" in listing.operation.path:
        return []
    with suppress(TargetError, OutOfTimeError), steps.sender.collector.unobserved():
        request = steps.requests.build(listing.operation)
        sent = steps.send(request, "look for what failed creates made")
        if sent is not None and sent.succeeded:
            return steps.sender.addressing.items(listing, sent.body)
    return []
