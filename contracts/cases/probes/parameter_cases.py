"""Parameters of what reads: each alone with right and wrong values, written in the style of its place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.independence import independent
from contracts.cases.records.plausible_keys import PlausibleKeys
from contracts.cases.values.odd_values import TEXTS
from contracts.laws.told_failures import ABSENT
from contracts.traffic.request_validity import Verdict
from contracts.traffic.waits import waits_long
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from mock_server.openapi import Behaviour, Operation, Parameter

_READS = ("list", "read", "none")
_MOST = 40
"""Values of one parameter."""
_MISSED = 6
"""Values of one parameter that are asked of a record which is not there."""
_ODD = frozenset(kind for kind, _ in TEXTS)


def parameters(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each parameter of each operation that reads, and one for each that reads no resource."""
    for behaviour in steps.judge.behaviours.values():
        operation = behaviour.operation
        if operation.method == "GET" and behaviour.action == "none":
            yield f"asking {operation.id}", partial(plainly, operation=operation)
        if operation.method == "GET" and behaviour.action in _READS:
            for parameter in operation.parameters:
                label = f"{parameter.location} {parameter.name} of {operation.id}"
                yield label, partial(alone, behaviour=behaviour, parameter=parameter)


@independent
def plainly(steps: RecordSteps, operation: Operation) -> None:
    """The operation with the parameters that it needs."""
    steps.send(steps.requests.build(operation), "ask")


@independent
def alone(steps: RecordSteps, behaviour: Behaviour, parameter: Parameter) -> None:
    """The parameter with each of its values, everything else as usual."""
    operation, cycle = behaviour.operation, steps.cycles.get(behaviour.resource or "")
    own = behaviour.key_place
    path, made = {}, None
    if cycle is not None:
        above = steps.parents(cycle)
        if above is None:
            return
        path = dict(above)
    is_key = parameter.location == "path" and (
        (own is not None and own.location == "path" and own.names[0] == parameter.name) or parameter.name in path
    )
    if cycle is not None and own is not None and own.location == "path" and not is_key and cycle["create"] is not None:
        chosen = steps.fresh(cycle) if cycle.chosen else None
        made = steps.key_of(cycle, steps.create(cycle, steps.body(cycle, chosen), "create"), chosen)
        path.update({own.names[0]: made} if made is not None else {})
    if made is None and not is_key and any(name not in path for name in operation.path_names):
        path = {**PlausibleKeys(steps, operation).there(), **path}  # a read of what others made is free
    path.pop(parameter.name, None)
    missing = (cycle is not None and cycle["create"] is not None) or operation.response(404) is not None
    nowhere = made is None and not is_key and any(name not in path for name in operation.path_names)
    careful = nowhere or (is_key and missing) or _is_open(steps, parameter)  # then only what is wrong says anything
    missed = 0
    for kind, wire in _values(steps, parameter):
        if waits_long(steps.schemas, parameter, wire):
            continue
        place = (parameter.location, parameter.name)
        request = steps.requests.build(operation, path=path, on_wire={place: wire})
        reading = steps.judge.reader.read(request)
        if careful and (reading is None or reading.verdict is not Verdict.INVALID):
            continue
        causes = (f"{parameter.location} {parameter.name}", kind)
        sent = steps.send(request, f"{behaviour.action} with {parameter.name} = {kind}", causes, "boundary")
        missed += nowhere and sent is not None and sent.status in ABSENT
        if missed == _MISSED:
            return  # the service looks for the record first, and there is none
    if made is not None and cycle is not None and cycle.removable:
        steps.delete(cycle, made, "remove", source="boundary")


def _is_open(steps: RecordSteps, parameter: Parameter) -> bool:
    """Whether a right value may be unknown to a server: a place in a list, a free text."""
    types, options = (
        steps.schemas.types(parameter.schema),
        steps.schemas.keyword(parameter.schema, "enum"),
    )
    return ("string" in types and options is None) or field_names.POSITION.search(parameter.name) is not None


def _values(steps: RecordSteps, parameter: Parameter) -> list[tuple[str, str]]:
    """Kinds and texts as they travel, each text once."""
    found: dict[str, str] = {}
    for kind, value in steps.pools.values(parameter.schema, parameter.name):
        wire = steps.requests.writer.parameter(parameter, value) if kind not in _ODD else None
        if wire is not None:
            found.setdefault(wire, kind)
    return [(kind, wire) for wire, kind in found.items()][:_MOST]
