"""A change is one of its own record: the texts of another one, made alike, stay.

Flags and numbers may move: what is made the default, or comes first, takes that from another.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import both_took, changed_cycles, compare_reads, made_whole, read_record
from contracts.cases.probes.created_fields import changed_fields
from contracts.cases.records.independence import independent
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour


def changes_alone(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for every operation that changes texts of records that the run can make and remove."""
    for cycle, action in changed_cycles(steps):
        behaviour = cycle[action]
        if behaviour is not None and cycle.removable and _texts(steps, behaviour):
            yield f"{action} one of two of {cycle.resource}", partial(change_one, cycle=cycle, action=action)


@independent
def change_one(steps: RecordSteps, cycle: Lifecycle, action: str) -> None:
    """Change the texts of one of two records, and read the other before and after; then of the other one."""
    behaviour = cycle[action]
    keys = [key for _ in range(2) if (key := made_whole(steps, cycle)) is not None]
    if behaviour is not None and len(set(keys)) > 1:
        values: dict[str, JSON] = {}
        for key, stays in (keys, keys[::-1]):
            values = _others(steps, behaviour, values)
            before = read_record(steps, cycle, stays, "read the other of two")
            if before is not None and values:
                body = _with(steps, cycle, behaviour, values, key)
                sent = steps.act(cycle, action, key, f"{action} one of two", body=body)
                after = read_record(steps, cycle, stays, f"read the other after: {action} one of two")
                if after is not None and both_took(sent):
                    compare_reads(steps, cycle, before[1], after, None, [*values], behaviour)
    for key in keys:
        steps.delete(cycle, key, "remove")


def _others(steps: RecordSteps, behaviour: Behaviour, values: dict[str, JSON]) -> dict[str, JSON]:
    """Other texts than these for the members of a change that take any."""
    found = {name: steps.samples.other(item, values.get(name), name) for name, item in _texts(steps, behaviour).items()}
    return {name: value for name, value in found.items() if value is not MISSING}


def _with(steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, values: dict[str, JSON], key: str) -> JSON:
    """The least body of a change with these values, in its envelope."""
    least, create = steps.requests.body(behaviour.operation), cycle["create"]
    body: JSON = least if isinstance(least, dict) else {}
    for name, value in values.items():
        body = pointers.replaced(body, (*behaviour.envelope, name), value)
    return steps.keyed(create, body, key) if create is not None and cycle.chosen else body


def _texts(steps: RecordSteps, behaviour: Behaviour) -> dict[str, JSON]:
    """The members of a change that take any text."""
    schemas = steps.schemas
    return {
        name: item
        for name, item in changed_fields(steps, behaviour).items()
        if schemas.types(item) - {"null"} == {"string"} and not schemas.keyword(item, "enum")
    }
