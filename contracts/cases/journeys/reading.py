"""What was written is read back and listed; resources that nothing creates are looked at only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import takes_objects
from contracts.cases.journeys.list_journeys import listed, unlisted
from contracts.cases.records.independence import within_family
from contracts.cases.records.spelled_members import spelled
from contracts.findings import Culprit
from contracts.laws.alternatives import is_of_no_kind
from contracts.laws.maker import Maker
from contracts.laws.same_values import alike, kept, text
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON


@within_family
def reading(steps: RecordSteps, cycle: Lifecycle) -> None:
    """What was created is read, listed and, once removed, gone; what takes no object is sent to it on the way."""
    create = cycle["create"]
    if create is None or not steps.may_create(cycle):
        return
    chosen = steps.fresh(cycle) if cycle.chosen else None
    body = steps.keyed(create, steps.full(create), chosen)
    sent_first = steps.create(cycle, body, "create")
    key = steps.key_of(cycle, sent_first, chosen)
    if key is None:
        return
    read_as_written(steps, cycle, key, body, "read what was created")
    if sent_first is not None:
        listed(steps, cycle, key, sent_first)
    for action in ("replace", "merge"):
        behaviour = cycle[action]
        if behaviour is None or takes_objects(steps.schemas, behaviour):  # `changing` has more to send to those
            continue
        change = steps.samples.typical(behaviour.operation.request_schema or {})
        if isinstance(change, dict):
            change = steps.keyed(create, change, key) if chosen else change
            sent = steps.act(cycle, action, key, action, body=change)
            if sent is not None and sent.succeeded:
                body = {**body, **change} if action == "merge" and isinstance(body, dict) else change
                read_as_written(steps, cycle, key, body, f"read after the {action}")
    if cycle.removable:
        gone = steps.delete(cycle, key, "remove")
        steps.act(cycle, "read", key, "read what was removed")
        if gone is not None and gone.succeeded:
            unlisted(steps, cycle, key)


def looking(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Resources that nothing creates are looked at only."""
    for action in ("list", "read"):
        behaviour = cycle[action]
        if behaviour is not None and (path := steps.parents(cycle)) is not None:
            steps.send(steps.requests.build(behaviour.operation, path=path), f"{action} what is there")


def read_as_written(steps: RecordSteps, cycle: Lifecycle, key: str, body: JSON, label: str) -> None:
    """Read a record; tell each member that is shown otherwise than it was written, and not so by the mock."""
    behaviour = cycle["read"]
    if behaviour is None:
        return
    sent = steps.act(cycle, "read", key, label)
    if sent is None or not sent.succeeded or behaviour.record is None or not isinstance(body, dict):
        return
    record, shown = (pointers.at(body, behaviour.record) for body in (sent.body, sent.mock_body))
    if record is MISSING or shown is MISSING:
        return
    create = cycle["create"]
    taken = steps.schemas.properties(create.operation.request_schema) if create is not None else {}
    called = spelled(steps, create) if create is not None else {}
    told = {finding.place for finding in sent.findings if finding.law == "echo"}
    for asked, value in body.items():
        name = called.get(asked, asked)
        if pointers.text((*behaviour.record, name)) in told:
            continue  # this read, as the first one, tells what became of it
        if not isinstance(shown, dict) or not alike(value, shown.get(name)):
            continue  # the mock shows another value itself: there is no oracle
        if is_of_no_kind(steps.schemas, taken.get(asked), value):
            continue  # the service may take it for another kind of thing than the mock does
        if isinstance(record, dict) and name in record and not kept(value, record[name]):
            _report(
                steps,
                sent,
                pointers.text((*behaviour.record, name)),
                text(value),
                text(record[name]),
                "is not what was written",
            )


def _report(steps: RecordSteps, sent: Sent, place: str, expected: str, observed: str, message: str) -> None:
    make = Maker(sent.exchange, sent.reading.operation if sent.reading else None, Culprit.TARGET_AGAINST_MOCK)
    steps.sender.collector.observe(make("echo", place, expected, observed, f"{place} {message}"))
