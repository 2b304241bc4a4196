"""References to records that nobody has, in creates and replacements where the document says that they are refused."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import made_whole, remove_it
from contracts.cases.probes.odd_reads import OPEN
from contracts.cases.values.typical_values import readings
from contracts.findings import Culprit
from contracts.laws.leeway import ACCEPTED
from contracts.laws.maker import Maker
from contracts.laws.told_failures import ABSENT
from contracts.laws.told_references import held_by, is_meant, refusal, removed, taken
from contracts.traffic.free_texts import values
from contracts.traffic.record_references import ANY
from contracts.traffic.request_validity import Verdict
from mock_server.openapi import MISSING, media_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.exchange import Request
    from contracts.judging.sent import Sent
    from contracts.traffic.free_texts import Place
    from mock_server.openapi import JSON, Behaviour

_ACTIONS = ("create", "replace")
_CONFLICT, _REFUSED = 409, (400, 404, 409, 422)
_MOST = 12
"""References that are tried."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """A reference in the body of an operation, and the status by which it is refused where it leads to nothing.

    The status is empty where nothing is said of that, and what it leads to may be kept by it.
    """

    cycle: Lifecycle
    behaviour: Behaviour
    place: Place
    other: Lifecycle
    status: str


def missing_references(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """One journey for all such references, where there are any."""
    found = [*_references(steps)][:_MOST]
    if found:
        yield "references to nothing", partial(refers, references=found)


def _references(steps: RecordSteps) -> Iterator[_Reference]:
    for cycle in steps.cycles.values():
        for action in _ACTIONS if cycle["create"] is not None and cycle.removable else ():
            behaviour = cycle[action]
            known = steps.sender.references.of(behaviour) if behaviour is not None else {}
            for place, resource in known.items():
                other = steps.cycles.get(resource)
                status = refusal(behaviour, place, resource, steps.schemas) if behaviour is not None else None
                if behaviour is None or other is None or other["read"] is None:
                    continue
                if status is not None or (action == "create" and _holds(steps, cycle, place, other)):
                    yield _Reference(cycle, behaviour, place, other, status or "")


def refers(steps: RecordSteps, references: Sequence[_Reference]) -> None:
    """Send each, right but for its record: a service that refuses one looks at references, and takes none to nothing.

    So does one that keeps a record which another refers to, where the document says that it does.

    One that takes all of them has no notion of what they lead to, as a mock has none: nothing is said of that.
    """
    sent = [(each, found) for each in references if (found := _tried(steps, each)) is not None]
    looks = any(
        str(found.status) == each.status or (not each.status and found.status in _REFUSED) for each, found in sent
    )
    removals = [found for each in _held(steps, references) if (found := _removed(steps, each)) is not None]
    looks = looks or any(not found.succeeded for found in removals)
    for found in removals if looks else ():
        if found.succeeded and found.reading is not None:
            make = Maker(found.exchange, found.reading.operation, Culprit.TARGET_AGAINST_DOCUMENT)
            steps.sender.collector.observe(removed(found.status, make))
    for each, found in sent:
        if looks and each.status and found.succeeded and found.status != ACCEPTED:
            make = Maker(found.exchange, each.behaviour.operation, Culprit.TARGET_AGAINST_DOCUMENT)
            steps.sender.collector.observe(taken(each.place, each.status, found.status, make))


def _held(steps: RecordSteps, references: Sequence[_Reference]) -> Iterator[_Reference]:
    """Of the creates one for each resource whose removal says by its 409 that such references keep a record."""
    seen: set[str] = set()
    for each in references:
        fresh = each.behaviour.action == "create" and each.other.resource not in seen
        if fresh and _holds(steps, each.cycle, each.place, each.other):
            seen.add(each.other.resource)
            yield each


def _holds(steps: RecordSteps, cycle: Lifecycle, place: Place, other: Lifecycle) -> bool:
    """Whether the removal of what a create refers to at ``place`` says by its 409 that such a reference keeps it."""
    create, delete = cycle["create"], other["delete"]
    said = delete.told_conflict if delete is not None else ""
    if create is None or not said:
        return False
    references = steps.sender.references
    makers = [made for each in steps.cycles.values() if (made := each["create"]) is not None]
    kinds = [kind for made in makers for kind in references.of(made).values() if kind in (other.resource, ANY)]
    alone = kinds == [other.resource] and not any(other.resource in each.parents for each in makers)
    return held_by(said, cycle.resource, alone=alone) and is_meant(said, place, references.of(create))


def _removed(steps: RecordSteps, reference: _Reference) -> Sent | None:
    """What came of removing a record that another one refers to; None where nobody can tell what it was."""
    cycle, other = reference.cycle, reference.other
    held = steps.record_of(other) if steps.may_create(cycle) else None
    chosen = steps.fresh(cycle) if cycle.chosen else None
    usual = _usual(steps, cycle, reference.behaviour, None, chosen) if held is not None else None
    schema = steps.schemas.below(reference.behaviour.operation.request_schema, reference.place)
    written = steps.sender.references.written(reference.behaviour, reference.place, held or "")
    value = next((each for each in readings(written) if steps.samples.valid(schema, each)), None) if held else None
    request = _referring(usual, reference.place, value) if usual is not None and value is not None else None
    if held is None or request is None:
        return None
    sent = steps.send(request, "create what refers to it")
    key = steps.key_of(cycle, sent, chosen) if sent is not None and _refers(sent, reference.place, value) else None
    gone = None
    if key is not None:
        with steps.sender.collector.unobserved(), let_refuse(steps, other, held):
            gone = steps.delete(other, held, "remove what another refers to")
        with steps.sender.collector.unobserved():  # it may have gone with what it referred to
            looked = steps.act(cycle, "read", key, "read what refers to it") if cycle["read"] is not None else None
        stands = looked is not None and looked.succeeded
        refused = gone is not None and gone.status == _CONFLICT
        real = gone is not None and gone.succeeded and gone.status != ACCEPTED and _is_nobodys(steps, other, held)
        gone = gone if stands and (refused or real) else None
        remove_it(steps, cycle, key)
    if steps.sender.made(other.resource, held):
        remove_it(steps, other, held)
    return gone


@contextmanager
def let_refuse(steps: RecordSteps, cycle: Lifecycle, key: str) -> Iterator[None]:
    """For a while a refused removal of this very record is none that failed."""
    request, delete, sender = (
        steps.on_item(cycle, "delete", key, query=steps.hard(cycle)),
        cycle["delete"],
        steps.sender,
    )
    reading = steps.judge.reader.read(request) if request is not None else None
    entry = sender.addressing.entry(reading, delete, key)
    held = {entry} if entry is not None else set()
    sender.records.held.update(held)
    try:
        yield
    finally:
        sender.records.held.difference_update(held)


def _tried(steps: RecordSteps, reference: _Reference) -> Sent | None:
    """What came of it; None where it could not be sent as it is."""
    cycle, behaviour = reference.cycle, reference.behaviour
    creates = behaviour.action == "create"
    if not steps.may_create(cycle):
        return None
    key = made_whole(steps, cycle) if not creates else None
    if key is None and not creates:
        return None
    chosen = key or (steps.fresh(cycle) if cycle.chosen else None)
    usual = _usual(steps, cycle, behaviour, key, chosen)
    nobodys = steps.referred.nobodys(behaviour, reference.place)
    request = _referring(usual, reference.place, nobodys) if usual is not None else None
    sent = None
    if request is not None and _is_nobodys(
        steps, reference.other, steps.sender.references.key(behaviour, reference.place, nobodys)
    ):
        with steps.sender.collector.leaving_open(OPEN):
            sent = steps.send(request, f"{behaviour.action} with a reference to nothing")
        key = key or steps.key_of(cycle, sent, chosen)
    if key is not None:
        remove_it(steps, cycle, key)
    return sent if sent is not None and _refers(sent, reference.place, nobodys) else None


def _usual(
    steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, key: str | None, chosen: str | None
) -> Request | None:
    """The request with every member, which refers to the run's own records."""
    create, body = cycle["create"], steps.full(behaviour)
    keyed = steps.keyed(create, body, chosen) if create is not None else body
    if key is not None:
        return steps.on_item(cycle, behaviour.action, key, body=keyed)
    path = steps.parents(cycle)
    return steps.requests.build(behaviour.operation, path=path, body=keyed) if path is not None else None


def _referring(usual: Request, place: Place, value: JSON) -> Request | None:
    """The request with ``value`` for its reference, None where it has no JSON body."""
    if not usual.body or not media_types.is_json(usual.header("Content-Type") or ""):
        return None
    return replace(usual, body=json.dumps(_with(json.loads(usual.body), place, value)).encode())


def _is_nobodys(steps: RecordSteps, other: Lifecycle, key: JSON) -> bool:
    with steps.sender.collector.leaving_open(OPEN):
        looked = steps.act(other, "read", str(key), "look for what nobody has")
    return looked is not None and looked.status in ABSENT


def _refers(sent: Sent, place: Place, value: JSON) -> bool:
    """Whether the request conforms, and did refer to that."""
    reading = sent.reading
    return reading is not None and reading.verdict is Verdict.VALID and [*values(reading.body, place)] == [value]


def _with(body: JSON, place: Place, value: JSON) -> JSON:
    """``body`` with ``value`` at ``place``, below objects and arrays of one that are made where there are none."""
    if not place:
        return value
    if place[0] == "*":
        return [_with(body[0] if isinstance(body, list) and body else MISSING, place[1:], value)]
    known = body if isinstance(body, dict) else {}
    return {**known, place[0]: _with(known.get(place[0], MISSING), place[1:], value)}
