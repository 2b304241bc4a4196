"""Takes back what keeps a record: a confirmed order is cancelled before it is removed, where the document has a way.

Journeys call the actions of the run's own records, and what they did may be what a delete is refused for.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import Request
    from contracts.traffic.ledger import LedgerEntry

_TAKES_BACK = re.compile(
    r"(?i)(?:cancel|void|abort|stop|terminate|end|close|archive|deactivate|disable|revoke|withdraw|unpublish|unlock|release"
    r"|detach|reset|reopen|expire)"
)
"""What actions are called that take back what others did, or end it."""


def undoing(steps: RecordSteps, entry: LedgerEntry) -> Iterator[Request]:
    """The requests by which actions of a record's own path may free it to be removed."""
    cycle = steps.cycles.get(entry.resource)
    delete, choice = cycle["delete"] if cycle is not None else None, steps.sender.safety.choice
    if delete is None or not delete.key_parameter:
        return
    path = steps.sender.path_keys.on(delete, dict(entry.path)) | {delete.key_parameter: entry.key}
    for operation in steps.judge.document.operations:
        start, _, word = operation.path.rpartition("/")
        if operation.method not in ("POST", "PUT") or start != delete.operation.path.rstrip("/"):
            continue
        if _TAKES_BACK.fullmatch(word) and not (choice is not None and choice.forbids(operation)):
            yield steps.requests.build(operation, path=path, body=steps.requests.body(operation))
