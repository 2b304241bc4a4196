"""Records that a PUT to the path which names them makes, and no POST does (RFC 9110 section 9.3.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle


def put(steps: RecordSteps, cycle: Lifecycle, label: str, *, full: bool = False) -> str | None:
    """The key of a new record, None where none can be made."""
    behaviour = cycle.puts
    if behaviour is None or not steps.may_create(cycle):
        return None
    key = steps.fresh(cycle)
    body = steps.full(behaviour) if full else steps.requests.body(behaviour.operation)
    sent = steps.act(cycle, "replace", key, label, body=body)
    return key if sent is not None and sent.succeeded and steps.sender.made(cycle.resource, key) else None
