"""The plan by coverage: each part of an operation that no success has shown yet gets requests of its own.

Parts are parameters outside the path, media types of bodies and of answers; then come documented statuses that were
never answered and that a request can ask for. It is gone through in rounds, each with other values, until everything is
reached or the bounds are met. What excludes another, or what is open, is no finding here.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.probes.missing_statuses import STATE_LAWS, missing_statuses
from contracts.cases.records.plausible_keys import PlausibleKeys
from contracts.traffic.operation_purpose import says_search
from contracts.traffic.waits import waits_long
from mock_server.openapi import MISSING, field_names, media_types

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.exchange import Headers, Request, WrittenParameters
    from contracts.findings import PartCoverage
    from mock_server.openapi import JSON, Behaviour, Operation, Parameter

_ROUNDS = 3
_MOST = 400
"""Journeys of one plan."""
"""Laws that a parameter beside others, or a body in another form, does not decide."""


def coverage_plan(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """The journeys, made as they are asked for: what the ones before have reached needs no more."""
    left = _MOST
    for number in range(_ROUNDS):
        for operation in steps.judge.document.operations:
            is_worth = number == 0 or steps.sender.collector.reached(operation.id)
            for part in _unreached(steps, operation) if is_worth else ():
                if left <= 0:
                    return
                left -= 1
                label = f"{part.kind} {part.name} of {operation.id}"
                yield label, partial(reach_part, operation=operation, kind=part.kind, name=part.name, number=number)
    yield from missing_statuses(steps, left)


def reach_part(steps: RecordSteps, operation: Operation, kind: str, name: str, number: int) -> None:
    """Call the operation as usual, with this part as well, in the form of this round."""
    behaviour = steps.judge.behaviours[operation.id]
    if kind == "parameter":
        parameter = next(p for p in operation.parameters if f"{p.location} {p.name}" == name)
        wire = _wire(steps, parameter, number)
        if wire is not None:
            _call(steps, behaviour, f"call it with {name}", on_wire={(parameter.location, parameter.name): wire})
    elif kind == "answers" and "*" not in name and number == 0 and _tells_key(steps, behaviour, name):
        _call(steps, behaviour, f"ask for {name}", headers=(("Accept", name),))
    elif kind == "takes" and "*" not in name and number == 0:
        _call(steps, behaviour, f"send it as {name}", media=name)


def _tells_key(steps: RecordSteps, behaviour: Behaviour, media: str) -> bool:
    """Whether what a request makes can be removed after an answer in this form: by its key, which JSON or an address
    beside the body tells."""
    cycle, answers = steps.cycles.get(behaviour.resource or ""), behaviour.operation.responses
    if behaviour.action != "create" or media_types.is_json(media) or (cycle is not None and cycle.chosen):
        return True
    fields = [field for answer in answers if answer.status.startswith("2") for field in answer.headers]
    return any(field.name.lower() == "location" and field.required for field in fields)


def _unreached(steps: RecordSteps, operation: Operation) -> list[PartCoverage]:
    """Its parts that no success has shown, but marks of pages, which only a service knows."""
    parts = steps.sender.collector.parts.of(operation)
    return [part for part in parts if not part.reached and not field_names.CURSOR.match(part.name.partition(" ")[2])]


def _wire(steps: RecordSteps, parameter: Parameter, number: int) -> str | None:
    """A right value as it is written, another one in each round; None where there are no more."""
    samples, schema = steps.samples, parameter.schema
    typical = samples.typical(schema, parameter.name)
    values = [example.value for example in parameter.examples]
    values += [typical, samples.full(schema), samples.other(schema, typical, parameter.name), samples.generated(schema)]
    found: list[str] = []
    for value in values:
        wire = steps.requests.writer.parameter(parameter, value) if value is not MISSING else None
        if wire is None or wire in found or waits_long(steps.schemas, parameter, wire):
            continue
        if samples.valid(schema, value):
            found.append(wire)
    return found[number] if number < len(found) else None


def _call(
    steps: RecordSteps,
    behaviour: Behaviour,
    label: str,
    *,
    on_wire: WrittenParameters | None = None,
    headers: Headers = (),
    media: str = "",
) -> None:
    """Send the operation on a record of the run's own, and remove what it makes."""
    found = _place(steps, behaviour)
    if found is None:
        return
    path, body = found
    request = _request(steps, behaviour.operation, path, body, on_wire or {}, headers, media)
    with steps.sender.collector.leaving_open(STATE_LAWS):
        sent = steps.send(request, label) if request is not None else None
    cycle = steps.cycles.get(behaviour.resource or "")
    if cycle is not None and cycle.removable and behaviour.action == "create":
        key = steps.key_of(cycle, sent, None) if not cycle.chosen else _sent_key(behaviour, body)
        if key is not None and sent is not None and sent.succeeded:
            steps.delete(cycle, key, "remove")


def _request(
    steps: RecordSteps,
    operation: Operation,
    path: Mapping[str, str],
    body: JSON,
    on_wire: WrittenParameters,
    headers: Headers,
    media: str,
) -> Request | None:
    if not media:
        return steps.requests.build(operation, path=path, body=body, on_wire=on_wire, headers=headers)
    content = operation.request_body.content if operation.request_body is not None else ()
    form = next((each for each in content if each.essence == media), None)
    if form is None:
        return None
    shared = form.is_json or (media_types.is_json(media) and body is not MISSING)
    value = body if shared else steps.samples.typical(form.schema) if form.schema is not None else "text"
    data, name = steps.requests.encoded(form, steps.owned(operation, value, path))
    return steps.requests.build(operation, path=path, raw=data, media=name or form.name, headers=headers)


def _place(steps: RecordSteps, behaviour: Behaviour) -> tuple[Mapping[str, str], JSON] | None:
    """Path and body of a call that works, as far as the run knows; None where it would name another's record."""
    operation, cycle = behaviour.operation, steps.cycles.get(behaviour.resource or "")
    if operation.is_safe:
        keys = PlausibleKeys(steps, operation)
        path = keys.own() or keys.seen if operation.path_names else {}
        return None if path is None else (path, steps.requests.body(operation))
    if cycle is not None and behaviour.action == "create":
        above = steps.parents(cycle)
        if above is None or not steps.may_create(cycle):
            return None
        return above, steps.keyed(behaviour, steps.full(behaviour), steps.fresh(cycle) if cycle.chosen else None)
    if behaviour.action == "none" and not says_search(operation):
        return None  # what it does is done once, and not once for each of its parts
    path = steps.above.on(operation)
    if any(name not in path for name in operation.path_names) or (cycle is not None and not operation.path_names):
        return None
    create, body = cycle["create"] if cycle is not None else None, steps.requests.body(operation)
    if create is not None and cycle is not None and cycle.chosen and behaviour.key_parameter in path:
        body = steps.keyed(create, body, path[behaviour.key_parameter])
    return path, body


def _sent_key(behaviour: Behaviour, body: JSON) -> str | None:
    place = behaviour.key_place
    found = place.find({}, (), body) if place is not None else None
    return str(found) if isinstance(found, str | int) else None
