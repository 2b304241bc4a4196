"""Versions in bodies: where a document says that a change names the version that it is of, an old one is refused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.listed_records import bodies, made
from contracts.cases.records.current_versions import shown_version, version_place
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent

    Place = tuple[str, ...]

_LAW = "preconditions"
_TOLD_HERE = frozenset({"state"})
"""The mock refuses an old version too where it knows its member; what takes it breaks one law."""


def body_versions(steps: RecordSteps) -> Iterator[tuple[str, Callable[[RecordSteps], None]]]:
    """A journey for each change whose body names a version, of a resource that the run can make and read."""
    for cycle in steps.cycles.values():
        for action in ("replace", "merge"):
            place = version_place(steps, cycle[action]) if cycle.makes is not None and cycle.removable else None
            if place is not None and cycle["read"] is not None:
                yield (
                    f"old versions: {action} in {cycle.resource}",
                    partial(old, cycle=cycle, action=action, place=place),
                )


@independent
def old(steps: RecordSteps, cycle: Lifecycle, action: str, place: Place) -> None:
    """A change of the version that is there is taken and counted; one more of that version comes too late."""
    behaviour, key = cycle[action], next(iter(made(steps, cycle, bodies(steps, cycle)[:1])), None)
    body = steps.requests.body(behaviour.operation) if behaviour is not None else MISSING
    if behaviour is None or key is None:
        return
    first = shown_version(steps, cycle, key, place, "read the version")
    if first is not MISSING and isinstance(body, dict):
        named = pointers.replaced(body, (*behaviour.envelope, *place), first)
        request = steps.on_item(cycle, action, key, body=named)
        sent = steps.send(request, f"{action} of the version that was shown") if request is not None else None
        again = (
            shown_version(steps, cycle, key, place, "read the version after the change") if _succeeds(sent) else first
        )
        if again != first and request is not None:
            with steps.sender.collector.leaving_open(_TOLD_HERE):
                late = steps.send(request, f"{action} of a version that was changed")
            if late is not None and _succeeds(late):
                told = "takes a change of a version that is not there"
                observe(steps, late, _LAW, "status", "409 or 412", str(late.status), told)
    if steps.sender.made(cycle.resource, key):
        steps.delete(cycle, key, "remove")


def _succeeds(sent: Sent | None) -> bool:
    return sent is not None and sent.succeeded
