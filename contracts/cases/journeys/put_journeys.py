"""The lives of records that a PUT to the path which names them makes (RFC 9110 section 9.3.4)."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.list_journeys import unlisted
from contracts.cases.records.independence import independent
from contracts.cases.records.put_records import make, put, tell_old, tells_new
from contracts.laws.told_failures import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON


def put_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource of that kind."""
    for cycle in steps.cycles.values():
        if cycle.puts is not None:
            yield f"life of {cycle.resource}", partial(life, cycle=cycle)
        elif cycle["read"] is not None and cycle.removable and _key_schema(cycle) is not None:
            yield f"a new one by PUT of {cycle.resource}", partial(new_one, cycle=cycle)


def _key_schema(cycle: Lifecycle) -> JSON:
    """The schema of a key that a PUT may make a record under, beside the POST that makes them; None for none."""
    replace = cycle["replace"]
    if replace is None or not replace.creates or cycle["create"] is None or tells_new(replace.operation) is None:
        return None
    own = (p for p in replace.operation.parameters if (p.location, p.name) == ("path", replace.key_parameter))
    return next((parameter.schema for parameter in own), None)


@independent
def new_one(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Put a record under a name that nobody has, and remove it; whether a service makes it is left to it."""
    replace, schema = cycle["replace"], _key_schema(cycle)
    if replace is None or steps.schemas.types(schema) != {"string"} or not steps.may_create(cycle):
        return
    key = steps.names.fresh(lambda text: steps.samples.valid(schema, text))
    with steps.sender.collector.unobserved():
        missed = steps.act(cycle, "read", key, "read what nobody made")
        if missed is None or missed.status not in ABSENT:
            return
        sent = make(steps, cycle, key, steps.full(replace), "put a new one")
    if sent is not None and sent.succeeded and steps.sender.made(cycle.resource, key):
        tell_old(steps, sent)
        steps.delete(cycle, key, "remove")


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
