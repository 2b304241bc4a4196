"""Records that a PUT to the path which names them makes, and no POST does (RFC 9110 section 9.3.4)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON


def put(steps: RecordSteps, cycle: Lifecycle, label: str, *, full: bool = False) -> str | None:
    """The key of a new record, None where none can be made."""
    behaviour = cycle.puts
    if behaviour is None or not steps.may_create(cycle):
        return None
    key = steps.fresh(cycle)
    body = steps.full(behaviour) if full else steps.requests.body(behaviour.operation)
    sent = make(steps, cycle, key, body, label)
    return key if sent is not None and sent.succeeded and steps.sender.made(cycle.resource, key) else None


def make(steps: RecordSteps, cycle: Lifecycle, key: str, body: JSON, label: str) -> Sent | None:
    """Put a record that is not there: nobody asks for the version that it has (RFC 9110 section 13.1.1)."""
    request = steps.on_item(cycle, "replace", key, body=body)
    if request is None:
        return None
    headers = tuple((name, value) for name, value in request.headers if name.lower() != "if-match")
    return steps.send(replace(request, headers=headers), label)
