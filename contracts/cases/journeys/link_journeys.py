"""Links of the document (OpenAPI 3.1.1 section 4.8.20): from a record of the run's own, each leads where it says.

That a link may be followed is no promise that all behind it is there: what is told is a target that does not know the
record which the link names, or refuses what the link gives it.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.answer_addresses import link_parts
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.laws.told_failures import ABSENT
from contracts.traffic.request_validity import Verdict
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.exchange import Request
    from contracts.judging.sent import Sent
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour, Operation, Response

LAW = "link-leads"
_REFUSED = (400, 422)
_OF_A_RECORD = ("read", "replace", "merge")
_UNDER_WAY = 202


def link_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each link of a success."""
    for behaviour in steps.judge.behaviours.values():
        for response in behaviour.operation.responses:
            for name in response.links if response.status.startswith("2") else ():
                label = f"the link {name} of {behaviour.operation.id}"
                way = follow_to_record if _is_of_one_record(steps, behaviour, response, name) else follow
                yield label, partial(way, behaviour=behaviour, response=response, name=name)


def _is_of_one_record(steps: RecordSteps, behaviour: Behaviour, response: Response, name: str) -> bool:
    """Whether all that a link is of, and leads to, is about a record that is made for it and removed again."""
    link = next((link for link in behaviour.operation.links(response) if link.name == name), None)
    cycle = steps.cycles.get(behaviour.resource or "")
    if link is None or cycle is None or not cycle.removable or cycle.resource in steps.sender.keeping_once:
        return False
    target = steps.judge.behaviours[link.target.id]
    own = (*_OF_A_RECORD, "delete")
    return behaviour.action in ("create", *own) and target.action in own and target.resource == behaviour.resource


@independent
def follow_to_record(steps: RecordSteps, behaviour: Behaviour, response: Response, name: str) -> None:
    """Follow a link that is about one record of the journey's own."""
    follow(steps, behaviour, response, name)


def follow(steps: RecordSteps, behaviour: Behaviour, response: Response, name: str) -> None:
    """Call what the link is of, then what it leads to with what it gives."""
    link = next((link for link in behaviour.operation.links(response) if link.name == name), None)
    if link is None:  # it leads out of the document
        return
    sent, key = _source(steps, behaviour)
    if sent is not None and _answers(sent, response):
        taken = link.values(*link_parts(steps, sent))
        lacks = link.body is not MISSING and (taken.body is MISSING or taken.body is None)
        if not lacks and _is_own(steps, behaviour, [*taken.parameters.values()]):
            request = _request(steps, link.target, taken.parameters, taken.body)
            needed = {(p.location, p.name) for p in link.target.parameters if p.required}
            gives_body = link.target.request_body is None or taken.body is not MISSING
            gives_all = gives_body and needed <= taken.parameters.keys()
            _lead(steps, request, f"the link {name} of {behaviour.operation.id}", gives_all)
    cycle = steps.cycles.get(behaviour.resource or "")
    if key is not None and cycle is not None and cycle.removable and steps.sender.made(cycle.resource, key):
        steps.delete(cycle, key, "remove")


def _lead(steps: RecordSteps, request: Request | None, link: str, gives_all: bool) -> None:
    """Send what a link leads to; what leads to nothing, or is refused although it ``gives_all``, is told."""
    collector = steps.sender.collector
    with collector.unobserved():
        sent = steps.send(request, f"follow {link}") if request is not None else None
    if sent is None or sent.reading is None:
        return
    target = sent.reading.operation
    refused = sent.status in _REFUSED and gives_all and target.is_safe and not _breaks_by_own(steps, sent.reading)
    wrong = refused or (sent.status in ABSENT and _names_the_record(steps, target))
    known = any(o.finding.operation == target.id and o.finding.place == "status" for o in collector.observations)
    if wrong and (collector.replaying is not None or not known):
        observe(steps, sent, LAW, "status", "a success", str(sent.status), f"does not lead where {link} says")
        return
    for finding in sent.findings:
        collector.observe(finding)


def _breaks_by_own(steps: RecordSteps, reading: Reading) -> bool:
    """Whether a request breaks the document, or may, by what the run itself put into the record that the link is of."""
    given = (str(value) for place in ("path", "query") for value in reading.values.get(place, {}).values())
    return reading.verdict is not Verdict.VALID and any(map(steps.names.owns, given))


def _is_own(steps: RecordSteps, behaviour: Behaviour, values: list[JSON]) -> bool:
    """Whether a link has all its values, and is about a record of the run's own."""
    if not values or any(value is MISSING or value is None for value in values):
        return False
    known = behaviour.action in ("create", *_OF_A_RECORD)
    return known or any(steps.sender.made(resource, str(value)) for resource in steps.cycles for value in values)


def _source(steps: RecordSteps, behaviour: Behaviour) -> tuple[Sent | None, str | None]:
    """An exchange of the operation about a record of the run's own, and the key of what was made for it."""
    cycle, operation = steps.cycles.get(behaviour.resource or ""), behaviour.operation
    if cycle is None or cycle["create"] is None or cycle[behaviour.action] is not behaviour:
        own = steps.above.on(operation)
        if not operation.is_safe or any(name not in own for name in operation.path_names):
            return None, None
        return steps.send(steps.requests.build(operation, path=own), "call what a link is of"), None
    create, path = cycle["create"], steps.parents(cycle)
    if create is None or path is None or not steps.may_create(cycle):
        return None, None
    chosen = steps.fresh(cycle) if cycle.chosen else None
    made = steps.create(cycle, steps.keyed(create, steps.full(create), chosen), "create")
    key = steps.key_of(cycle, made, chosen)
    if key is None or behaviour.action == "create":
        return made if key is not None else None, key
    if behaviour.action == "list":
        return steps.send(steps.requests.build(operation, path=path), "list"), key
    if behaviour.action not in _OF_A_RECORD:
        return None, key
    body = steps.keyed(create, steps.requests.body(operation), chosen) if behaviour.action != "read" else MISSING
    return steps.act(cycle, behaviour.action, key, behaviour.action, body=body), key


def _answers(sent: Sent, response: Response) -> bool:
    """Whether the answer is the one that the link is of, about something that is there already."""
    found = sent.reading.operation.response(sent.status) if sent.reading is not None and sent.succeeded else None
    return found is not None and found.status == response.status and sent.status != _UNDER_WAY


def _request(
    steps: RecordSteps, target: Operation, values: Mapping[tuple[str, str], JSON], body: JSON
) -> Request | None:
    """The request with these parameters, as they are written; None where its path would not be whole."""
    if not {("path", name) for name in target.path_names} <= values.keys():
        return None
    declared = {(p.location, p.name): p for p in target.parameters}
    on_wire: dict[tuple[str, str], str] = {}
    path: dict[str, str] = {}
    for place, value in values.items():
        parameter = declared.get(place)
        wire = steps.requests.writer.parameter(parameter, value) if parameter is not None else None
        if wire is not None:
            on_wire[place] = wire
        elif place[0] == "path" and not isinstance(value, dict | list):
            path[place[1]] = str(value)
        else:
            return None
    body = steps.requests.body(target) if body is MISSING else body
    return steps.requests.build(target, path=path, on_wire=on_wire, body=body)


def _names_the_record(steps: RecordSteps, target: Operation) -> bool:
    """Whether the target is about what the link names, and not about something beside it that may not be there."""
    action = steps.judge.behaviours[target.id].action
    return target.wire_path.rstrip("/").endswith("}") or action in ("list", "create")
