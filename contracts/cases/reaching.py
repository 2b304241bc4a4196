"""One plain request to every operation that nothing has called with success yet, on the run's own records."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.told_texts import told_texts
from contracts.exchange import SAFE_METHODS
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.cases.record_steps import RecordSteps
    from contracts.traffic.credentials import Pairs
    from mock_server.openapi import JSON, Operation

    Journey = Callable[[RecordSteps], None]


def reaching(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that is still without a success when its turn comes."""
    for operation in steps.judge.document.operations:
        yield f"reach {operation.id}", partial(reach, operation=operation)


def reach(steps: RecordSteps, operation: Operation) -> None:
    """Call the operation as its document asks, with the least that it takes, then with everything."""
    collector = steps.sender.collector
    done = any(name == operation.id and 200 <= status < 300 for name, status in collector.coverage)
    if done and collector.replaying is None:  # once more where it is to show again what it found
        return
    place = _place(steps, operation)
    if place is None:
        return
    path, query = place
    bodies = [steps.requests.body(operation)]
    schema = operation.request_schema
    if schema is not None and bodies[0] is not MISSING:
        bodies.append(full := steps.samples.full(schema))
        bodies += [{**full, **texts}] if isinstance(full, dict) and (texts := told_texts(steps, operation)) else []
    for number, body in enumerate(bodies):
        if number and body == bodies[0]:
            return
        request = steps.requests.build(operation, path=path, query=query, body=_keyed(steps, operation, body))
        sent = steps.send(request, "call it once, plainly")
        if sent is None or sent.status not in (400, 422):
            return


def _keyed(steps: RecordSteps, operation: Operation, body: JSON) -> JSON:
    behaviour = steps.judge.behaviours[operation.id]
    cycle = steps.cycles.get(behaviour.resource or "")
    if behaviour.action == "create" and cycle is not None and cycle.chosen:
        return steps.keyed(behaviour, body, steps.fresh(cycle))
    return body


def _place(steps: RecordSteps, operation: Operation) -> tuple[Mapping[str, str], Pairs] | None:
    """Path and query that name what was given or is the run's own; None where a change would name another's."""
    behaviour = steps.judge.behaviours[operation.id]
    cycle = steps.cycles.get(behaviour.resource or "")
    own = behaviour.key_place
    path = dict(steps.records_on(operation.path))
    query: Pairs = ()
    if own is not None and own.location == "query" and cycle is not None:
        key = steps.samples.given.get(own.names[0]) or steps.record_of(cycle)
        query = ((own.names[0], key),) if key is not None else ()
    elif own is not None and own.location == "path" and cycle is not None and cycle.chosen and own.names[0] not in path:
        path[own.names[0]] = steps.fresh(cycle)
    names = operation.path_names
    if operation.method not in SAFE_METHODS and any(name not in path for name in names):
        return None
    return path, query
