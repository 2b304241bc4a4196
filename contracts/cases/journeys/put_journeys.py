"""The lives of records that a PUT to the path which names them makes (RFC 9110 section 9.3.4)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.list_journeys import unlisted
from contracts.cases.records.put_records import make, put

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle


def put_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource of that kind."""
    for cycle in steps.cycles.values():
        if cycle.puts is not None:
            yield f"life of {cycle.resource}", partial(life, cycle=cycle)


def life(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Make, read, make again, remove, again, make what was removed: what each step leaves must show."""
    behaviour, key = cycle.puts, put(steps, cycle, "make it", full=True)
    if behaviour is None or key is None:
        return
    bodies = (steps.full(behaviour), steps.requests.body(behaviour.operation))
    steps.act(cycle, "read", key, "read what was made")
    for body, label in zip(bodies, ("make the same again", "make it again with less"), strict=True):
        steps.act(cycle, "replace", key, label, body=body)
        steps.act(cycle, "read", key, f"read after: {label}")
    if not cycle.removable:
        return
    for label in ("remove", "remove again"):
        gone = steps.delete(cycle, key, label)
        steps.act(cycle, "read", key, f"read after: {label}")
        if gone is not None and gone.succeeded and label == "remove":
            unlisted(steps, cycle, key)
    make(steps, cycle, key, bodies[0], "make what was removed")
    steps.act(cycle, "read", key, "read what was made anew")
    steps.delete(cycle, key, "remove at last")
