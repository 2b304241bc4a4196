"""Changes by which a record takes what another one has, where the description of their 409 says that it is refused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import remove_it, takes_objects
from contracts.cases.journeys.conflict_journeys import taken_by, with_key
from contracts.cases.lists.listed_records import bodies
from contracts.cases.records.distinct_bodies import distinct
from contracts.cases.records.independence import within_family
from contracts.cases.records.observing import observe
from contracts.laws.leeway import ACCEPTED
from contracts.laws.told_conflicts import LAW, STATUS
from contracts.traffic.effects import CHANGING
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON


def conflicting_changes(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each replace and merge that takes a text but once, as the create of its records does."""
    for cycle in steps.cycles.values():
        create, read = cycle["create"], cycle["read"]
        known = taken_by(steps, create) if create is not None and read is not None and cycle.removable else ()
        for action in CHANGING if known else ():
            behaviour = cycle[action]
            if behaviour is not None and takes_objects(steps.schemas, behaviour):
                members = tuple(name for name in taken_by(steps, behaviour) if name in known)
                if members:
                    yield (
                        f"{action} in {cycle.resource} to another's {' and '.join(members)}",
                        partial(claimed, cycle=cycle, action=action, members=members),
                    )


@within_family
def claimed(steps: RecordSteps, cycle: Lifecycle, action: str, members: tuple[str, ...]) -> None:
    """Two records, of which the second is given what the first has: a service whose create refuses that refuses it."""
    full, create = bodies(steps, cycle)[0], cycle["create"]
    if create is None or not isinstance(full, dict):
        return
    first = _made(steps, cycle, full, "create one")
    second = _made(steps, cycle, full, "create another one") if first is not None else None
    same = {name: first[1][name] for name in members if name in first[1]} if first is not None else {}
    if second is not None and same and _refuses(steps, cycle, {**full, **same}):
        _claim(steps, cycle, action, second, same)
    for made in (first, second):
        if made is not None:
            remove_it(steps, cycle, made[0])


def _claim(
    steps: RecordSteps, cycle: Lifecycle, action: str, second: tuple[str, dict[str, JSON]], same: dict[str, JSON]
) -> None:
    key, body = second
    behaviour, read = cycle[action], cycle["read"]
    wanted = {**body, **same} if action == "replace" else same
    sent = steps.act(cycle, action, key, f"{action} by what another has", body=wanted)
    if sent is None or not sent.succeeded or sent.status == ACCEPTED or behaviour is None or read is None:
        return
    after = steps.act(cycle, "read", key, "read what took it")
    shown = pointers.at(after.body, read.record or (), None) if after is not None and after.succeeded else None
    if isinstance(shown, dict) and all(shown.get(name) == value for name, value in same.items()):
        message = f"gives a record another one's {' and '.join(same)}, which its 409 is for"
        observe(steps, sent, LAW, "status", STATUS, str(sent.status), message)


def _made(
    steps: RecordSteps, cycle: Lifecycle, full: dict[str, JSON], label: str
) -> tuple[str, dict[str, JSON]] | None:
    """Key and body of a new record of texts that no other has."""
    create = cycle["create"]
    if create is None or not steps.may_create(cycle):
        return None
    other = distinct(full, steps.names, partial(steps.samples.valid, create.operation.request_schema))
    sent = steps.create(cycle, with_key(steps, cycle, other if isinstance(other, dict) else full), label)
    body = sent.reading.body if sent is not None and sent.reading is not None else None
    key = steps.answered(cycle, sent)
    return (
        (key, body) if key is not None and isinstance(body, dict) and steps.sender.made(cycle.resource, key) else None
    )


def _refuses(steps: RecordSteps, cycle: Lifecycle, body: dict[str, JSON]) -> bool:
    """Whether a create of what is there already is refused, as it should: who has no notion of that is told there."""
    create, path = cycle["create"], steps.parents(cycle)
    if create is None or path is None or not steps.may_create(cycle):
        return False
    request = steps.requests.build(create.operation, path=path, body=with_key(steps, cycle, body))
    sent = steps.send(request, "create what is there already")
    made = steps.answered(cycle, sent)
    if made is not None and steps.sender.made(cycle.resource, made):
        remove_it(steps, cycle, made)
    return sent is not None and str(sent.status) == STATUS
