"""Looks at records for ownership's sake: what was there before, and what a create's answer alone does not prove."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent


def look_before(steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str]) -> None:
    """Before the first create whose key the server assigns: what is listed now was there before."""
    listing = cycle["list"]
    if cycle.chosen or listing is None:
        return
    with steps.sender.asking.making():
        if cycle.resource not in steps.looked:
            steps.looked.add(cycle.resource)
            steps.send(steps.requests.build(listing.operation, path=path), "list what is there before")


def look_after(steps: RecordSteps, cycle: Lifecycle, sent: Sent | None) -> None:
    """Read what a create's answer alone does not prove; that is no finding, since repetitions look less.

    What the two sides answer to it is therefore judged when the record is read in order.
    """
    steps.jobs.remember(sent)
    key, sender = steps.answered(cycle, sent), steps.sender
    if key is None:
        return
    where = steps.where(cycle, key)
    if not sender.ownership.open(cycle.resource, key, where[1]):
        return
    action, parted = "read" if cycle["read"] is not None else "list", sender.known.parted(where)
    with sender.collector.unobserved():
        look = steps.act(cycle, action, key, f"{action} what was created")
    if look is not None and not parted:
        sender.pardon(look.exchange.request)
