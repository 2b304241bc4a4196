"""References to records that nobody has, in creates and replacements where the document says that they are refused."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import made_whole, remove_it
from contracts.cases.probes.odd_reads import OPEN
from contracts.findings import Culprit
from contracts.laws.leeway import ABSENT, ACCEPTED
from contracts.laws.maker import Maker
from contracts.laws.told_references import refusal, taken
from contracts.traffic.free_texts import values
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
_MOST = 12
"""References that are tried."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """A reference in the body of an operation, and the status by which it is refused where it leads to nothing."""

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
                if behaviour is not None and status is not None and other is not None and other["read"] is not None:
                    yield _Reference(cycle, behaviour, place, other, status)


def refers(steps: RecordSteps, references: Sequence[_Reference]) -> None:
    """Send each, right but for its record: a service that refuses one looks at references, and takes none to nothing.

    One that takes all of them has no notion of what they lead to, as a mock has none: nothing is said of that.
    """
    sent = [(each, found) for each in references if (found := _tried(steps, each)) is not None]
    looks = any(str(found.status) == each.status for each, found in sent)
    for each, found in sent:
        if looks and found.succeeded and found.status != ACCEPTED:
            make = Maker(found.exchange, each.behaviour.operation, Culprit.TARGET_AGAINST_DOCUMENT)
            steps.sender.collector.observe(taken(each.place, each.status, found.status, make))


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
    if request is not None and _is_nobodys(steps, reference.other, nobodys):
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
