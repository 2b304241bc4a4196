"""The edges of changes: each member of a record alone with each of its values, right and wrong.

A document with many members has thousands of them. They are sent in groups, each of which has values of all members and
a record of its own: the first group among the journeys, since a removal that fails may end what is made, the others
after every operation was called.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, NamedTuple

from contracts.cases.journeys.changing import (
    changed_cycles,
    changed_members,
    compare_reads,
    least_change,
    made_whole,
    read_record,
    remove_it,
    with_own_values,
)
from contracts.cases.probes.broken_bodies import json_media, no_bodies
from contracts.cases.probes.created_fields import fields
from contracts.cases.records.independence import independent
from contracts.cases.records.run_memory import once_a_run
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.exchange import Request
    from mock_server.openapi import JSON, Behaviour

_GROUP = 64
"""About how many changes of one record are sent one after the other."""


class _Edge(NamedTuple):
    """A member and what it is sent with; MISSING where it is left out, and no name where every member is.

    ``raw`` are octets that stand in place of all of it.
    """

    name: str
    kind: str
    value: JSON
    right: bool
    raw: bytes | None = None


def first_edges(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey through the first group of each operation that changes what the run can make and remove."""
    for cycle, action in changed_cycles(steps):
        if cycle.removable:
            yield _journey(cycle, action, _groups(steps, cycle.resource, action)[0])


def more_edges(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """Journeys through the other groups; of what stays one record alone is made for all of them."""
    for cycle, action in changed_cycles(steps):
        groups = _groups(steps, cycle.resource, action)
        for group in groups[1:] if cycle.removable else [list(chain.from_iterable(groups))]:
            yield _journey(cycle, action, group)


def _journey(cycle: Lifecycle, action: str, group: Sequence[_Edge]) -> tuple[str, Journey]:
    return f"edges of {action} in {cycle.resource}", partial(edges, cycle=cycle, action=action, group=group)


@once_a_run
def _groups(steps: RecordSteps, resource: str, action: str) -> list[list[_Edge]]:
    """The edges in groups of about one size, each with some of every member; bodies that are none in the first.

    Of the values that they are made of a run learns more: the later groups are those beside the first, as it was.
    """
    cycle = steps.cycles[resource]
    behaviour = cycle[action]
    if behaviour is None:
        return [[]]
    found, bodies = list(_edges(steps, behaviour)), list(_no_bodies(steps, behaviour))
    count = max(1, -(-len(found) // (_GROUP - len(bodies))))
    groups = [found[number::count] for number in range(count)]
    return [[*bodies, *groups[0]], *groups[1:]]


def _no_bodies(steps: RecordSteps, behaviour: Behaviour) -> Iterator[_Edge]:
    """What is no object of JSON where one is wanted: some services read it only where the record is there."""
    operation = behaviour.operation
    media = operation.request_media
    if media is not None and media.is_json and steps.schemas.types(operation.request_schema) == {"object"}:
        for kind, raw in no_bodies(steps.requests.body(operation), json_media(operation)):
            yield _Edge("", kind, MISSING, right=False, raw=raw)


def _edges(steps: RecordSteps, behaviour: Behaviour) -> Iterator[_Edge]:
    schema, valid = behaviour.operation.request_schema, steps.samples.valid
    for name, item in fields(steps, behaviour).items():
        for kind, value in steps.pools.of_member(behaviour, name, item):
            yield _Edge(name, kind, value, valid(item, value))
    for name in steps.schemas.required(schema):
        yield _Edge(name, "a required one missing", MISSING, right=False)
    if not valid(schema or {}, {}):
        yield _Edge("", "no member at all", MISSING, right=False)


@independent
def edges(steps: RecordSteps, cycle: Lifecycle, action: str, group: Sequence[_Edge]) -> None:
    """Each of a group; the wrong ones first, and what is refused has changed nothing."""
    key, behaviour = made_whole(steps, cycle), cycle[action]
    if key is None or behaviour is None:
        return
    before = read_record(steps, cycle, key, "read what was created")
    least = least_change(steps, cycle, behaviour, key) if action == "replace" else {}
    least = with_own_values(steps, behaviour, least, before[1].target if before is not None else {})

    def send(edge: _Edge) -> None:
        if edge.raw is not None:
            _send_octets(steps, steps.on_item(cycle, action, key, body=least), action, edge)
            return
        causes = (f"field {edge.name}" if edge.name else "field body", edge.kind)
        label = f"{action} with {edge.name or 'body'} = {edge.kind}"
        steps.act(cycle, action, key, label, causes, body=_body(least, edge), source="boundary")

    for edge in group:
        if not edge.right:
            send(edge)
    after = read_record(steps, cycle, key, f"read after every {action} that is wrong")
    if before is not None and after is not None and not steps.sender.known.parted(steps.where(cycle, key)):
        compare_reads(steps, cycle, before[1], after, None, changed_members(steps, behaviour), behaviour)
    for edge in group:
        if edge.right:
            send(edge)
    remove_it(steps, cycle, key)
    if cycle.removable and cycle["read"] is not None:
        steps.act(cycle, "read", key, "read what was removed")


def _send_octets(steps: RecordSteps, request: Request | None, action: str, edge: _Edge) -> None:
    if request is not None:
        request = replace(request, body=edge.raw)
        steps.send(request, f"{action} with {edge.kind}", (edge.kind, "broken body"), "boundary")


def _body(least: dict[str, JSON], edge: _Edge) -> dict[str, JSON]:
    if not edge.name:
        return {}
    if edge.value is MISSING:
        return {name: value for name, value in least.items() if name != edge.name}
    return {**least, edge.name: edge.value}
