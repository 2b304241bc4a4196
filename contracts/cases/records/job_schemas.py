"""What a document says of a job: that its answers tell how it stands, and what they have once it is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.job_states import JobState, is_state, state_of
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.jobs import Job
    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import JSON, Operation, Schemas

_ONCE_DONE = field_names.Telling(
    r"once (?:it|this|the \w+)? ?(?:is|was|has|has been)? ?(?:done|finished|completed?|ready|succeeded)"
)
_OTHERWISE = field_names.Telling(
    r"if|may|might|can|optional(?:ly)?|unless|sometimes|only"
    r"|null\w*|none|nothing|empt\w+|clear\w*|releas\w+|remov\w+|delet\w+|drop\w*|discard\w*|gone|goes|vanish\w*"
    r"|disappear\w*|expir\w+|unset|reset|omitted|absent|not|no|never|until|till|before|stop\w*|free\w*|unlock\w*"
    r"|errors?|fail\w*|wrong|reasons?|problems?|warnings?|exceptions?|cancel\w*|abort\w*"
)
"""That something is there at times, goes when the job is done, or comes only of one that failed."""


def long_running(schemas: Schemas, operation: Operation) -> bool:
    """Whether a success answers with a long-running operation (AIP-151): its `name`, and whether it is `done`."""
    success, asked = operation.success(("200", "201")), schemas.properties(operation.request_schema)
    shown = schemas.properties(success.schema) if success is not None else {}
    return {"name", "done"} <= shown.keys() and "boolean" in schemas.types(shown["done"]) and "done" not in asked


def tells_state(steps: RecordSteps, job: Job) -> bool:
    """Whether where a job is asked after shows how it stands, and not the record that it will make."""
    operation = job.status[0]
    made = steps.judge.behaviours.get(job.accepted.exchange.request.operation or "")
    asked = steps.judge.behaviours[operation.id]
    if made is None or (made.resource is not None and made.resource == asked.resource):
        return False
    return any(is_state(name) and _goes_on(steps, item) for name, item in _members(steps, operation).items())


def _goes_on(steps: RecordSteps, schema: JSON) -> bool:
    """Whether one of the options of a member says that the work is under way, or waits."""
    options = steps.schemas.keyword(schema, "enum")
    return any(state_of({"state": one}) is JobState.RUNNING for one in options) if isinstance(options, list) else False


def promised(steps: RecordSteps, operation: Operation) -> Iterator[str]:
    """The members of which a description says that the answer has them once the job is done."""
    for name, schema in _members(steps, operation).items():
        told = steps.schemas.description(schema)
        if _ONCE_DONE.told_in(told) and not _OTHERWISE.told_in(" ".join(field_names.words(name)), told):
            yield name


def _members(steps: RecordSteps, operation: Operation) -> dict[str, JSON]:
    response = operation.success(("200",))
    return steps.schemas.properties(response.schema) if response is not None else {}
