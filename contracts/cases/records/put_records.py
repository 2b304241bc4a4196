"""Records that a PUT to the path which names them makes, and no POST does (RFC 9110 section 9.3.4)."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.cases.records.current_versions import without_version
from contracts.cases.records.observing import observe

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Operation

_NEW = re.compile(r"\b(?:creat|add|mak|new|insert|upsert|stor|sav|put\b|made\b)", re.IGNORECASE)
"""That a success is of what was not there, too."""


def put(steps: RecordSteps, cycle: Lifecycle, label: str, *, full: bool = False) -> str | None:
    """The key of a new record, None where none can be made."""
    behaviour = cycle.puts
    if behaviour is None or not steps.may_create(cycle):
        return None
    key = steps.fresh(cycle)
    body = steps.full(behaviour) if full else steps.requests.body(behaviour.operation)
    sent = make(steps, cycle, key, body, label)
    if sent is not None:
        tell_old(steps, sent)
    return key if sent is not None and sent.succeeded and steps.sender.made(cycle.resource, key) else None


def tells_new(operation: Operation) -> frozenset[str] | None:
    """The statuses by which a PUT says that its record was there; None where it does not tell both cases apart."""
    said = {response.status: response.description for response in operation.responses}
    old = {status for status in ("200", "204") if status in said and not _NEW.search(said[status])}
    return frozenset(old) if "201" in said and old else None


def tell_old(steps: RecordSteps, sent: Sent) -> None:
    """Tell a PUT under a new name that is answered as one of a record that was there (RFC 9110 section 9.3.4)."""
    operation = sent.reading.operation if sent.reading is not None else None
    if operation is not None and str(sent.status) in (tells_new(operation) or ()):
        message = "a PUT that makes a record is answered as one that replaces it (RFC 9110 section 9.3.4)"
        observe(steps, sent, "state", "status", "201", str(sent.status), message)


def make(steps: RecordSteps, cycle: Lifecycle, key: str, body: JSON, label: str) -> Sent | None:
    """Put a record that is not there: nobody asks for the version that it has (RFC 9110 section 13.1.1)."""
    request = steps.on_item(cycle, "replace", key, body=without_version(steps, cycle.puts, body))
    if request is None:
        return None
    headers = tuple((name, value) for name, value in request.headers if name.lower() != "if-match")
    return steps.send(replace(request, headers=headers), label)
