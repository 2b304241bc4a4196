"""Journeys of work that takes time: what is accepted with 202 is asked after, and what it made is read and removed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.job_schemas import long_running, promised
from contracts.cases.records.jobs import LAW, job_of
from contracts.cases.records.observing import observe
from contracts.laws.job_states import JobState, state_of
from contracts.laws.leeway import ACCEPTED
from contracts.laws.told_failures import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.answer_addresses import Led
    from contracts.cases.records.jobs import Job
    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi import Behaviour


def job_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that is documented to accept what it will do."""
    for behaviour in steps.judge.behaviours.values():
        operation = behaviour.operation
        accepts = any(response.status == str(ACCEPTED) for response in operation.responses)
        accepts = accepts or long_running(steps.schemas, operation)
        if accepts and not operation.is_safe and behaviour.action in ("create", "none"):
            yield f"the job of {operation.id}", partial(accepted, behaviour=behaviour)


def accepted(steps: RecordSteps, behaviour: Behaviour) -> None:
    """Have it accepted, wait until it is done, read and remove what came of it."""
    job = job_of(steps, _begun(steps, behaviour))
    ended = steps.jobs.follow(job) if job is not None else None
    if job is None or ended is None:
        return
    _has_promised(steps, job, ended)
    found = steps.jobs.result(job, ended)
    if found is None:
        steps.jobs.take(job, job.status, ended)  # where it was asked after, there it is
    else:
        _made(steps, job, *found)
    cycle = steps.cycles.get(behaviour.resource or "")
    key = steps.answered(cycle, job.accepted) if cycle is not None else None
    if cycle is not None and key is not None and cycle.removable and steps.sender.made(cycle.resource, key):
        steps.delete(cycle, key, "remove")


def _has_promised(steps: RecordSteps, job: Job, ended: Sent) -> None:
    """A job that says that it is done has what its document promises once it is."""
    if ended.reading is None or ended.reading.operation is not job.status[0] or not isinstance(ended.body, dict):
        return
    if state_of(ended.body) is JobState.DONE:
        for name in promised(steps, job.status[0]):
            if ended.body.get(name) is None:
                observe(
                    steps, ended, LAW, f"/{name}", "a value", "nothing", f"/{name} is not there once the job is done"
                )
                return


def _begun(steps: RecordSteps, behaviour: Behaviour) -> Sent | None:
    operation, cycle = behaviour.operation, steps.cycles.get(behaviour.resource or "")
    if behaviour.action == "create" and cycle is not None and cycle["create"] is behaviour:
        if not steps.may_create(cycle):
            return None
        chosen = steps.fresh(cycle) if cycle.chosen else None
        return steps.create(cycle, steps.keyed(behaviour, steps.full(behaviour), chosen), "have it accepted")
    path = steps.above.on(operation)
    if any(name not in path for name in operation.path_names):
        return None
    return steps.send(
        steps.requests.build(operation, path=path, body=steps.requests.body(operation)), "have it accepted"
    )


def _made(steps: RecordSteps, job: Job, led: Led, sent: Sent) -> None:
    """What the finished job made: it is there, as it was sent; then it is removed."""
    if sent.status in ABSENT:
        message = "is not there, although its job is done"
        observe(steps, sent, LAW, "status", "what was made", str(sent.status), message)
        return
    for finding in sent.findings:
        steps.sender.collector.observe(finding)
    steps.jobs.differs(job, led, sent)
    entry = steps.jobs.take(job, led, sent)
    if entry is None:
        return
    cycle = steps.cycles[entry.resource]
    delete, read = cycle["delete"], steps.judge.behaviours[led[0].id]
    if delete is not None and delete.key_parameter:
        path = {**dict(entry.path), delete.key_parameter: led[1][read.key_parameter]}
        steps.send(steps.requests.build(delete.operation, path=path, query=steps.hard(cycle)), "remove what was made")
