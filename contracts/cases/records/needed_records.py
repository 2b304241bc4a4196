"""Records that others need: below them, or in their bodies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.records.put_records import put

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle

_LABEL = "create what others need"
_REFUSED = (400, 422)
"""How a service says that it needs more than its document requires."""


def needed_record(steps: RecordSteps, cycle: Lifecycle) -> str | None:
    """The key of a new record of the run's own, None where none can be made.

    It is made with the least that will do; where such a one is refused, or shows nothing of the run, and nobody knows
    whose it is, one with everything is made as well.
    """
    if not steps.may_create(cycle):
        return None
    if cycle.puts is not None:
        return put(steps, cycle, _LABEL)
    key, create = steps.fresh(cycle) if cycle.chosen else None, cycle["create"]
    sent = steps.create(cycle, steps.distinct.least(cycle, key), _LABEL)
    found = steps.key_of(cycle, sent, key)
    unproved = found is None and sent is not None and (sent.succeeded or sent.status in _REFUSED)
    if unproved and create is not None and steps.may_create(cycle):
        key = steps.fresh(cycle) if cycle.chosen else None
        body = steps.keyed(create, steps.distinct.other(cycle, steps.full(create)), key)
        found = steps.key_of(cycle, steps.create(cycle, body, f"{_LABEL}, with everything"), key)
    return found
