"""What lies beside a record (`/media/{id}/content`, `/articles/{id}/publish`) is kept from who has no credentials."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.action_journeys import actions
from contracts.cases.journeys.changing import made_whole, remove_it
from contracts.cases.probes.credential_probes import bad, family, is_plainly_wrong
from contracts.cases.records.independence import independent
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import Behaviour, Operation


def kept_out(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource that the run can make, read and remove, and that has something beside its records."""
    verbs = {action.operation.id for action in actions(steps)}
    for cycle in steps.cycles.values():
        read = cycle["read"]
        if read is None or cycle["create"] is None or not cycle.removable:
            continue
        found = [one for one in _beside(steps, read) if one.method == "GET" or one.id in verbs]
        if found:
            yield f"keep out beside a record: {cycle.resource}", partial(keep_out_beside, cycle=cycle, operations=found)


def _beside(steps: RecordSteps, read: Behaviour) -> Iterator[Operation]:
    """The guarded operations whose path goes on behind that of a record, and names nothing more."""
    for behaviour in steps.judge.behaviours.values():
        operation = behaviour.operation
        more = operation.path.removeprefix(read.operation.path)
        guarded = operation.security and all(operation.security)
        plain = more != operation.path and more[:1] in ("/", ":") and "{" not in more
        if guarded and plain and behaviour.action == "none":
            yield operation


@independent
def keep_out_beside(steps: RecordSteps, cycle: Lifecycle, operations: Sequence[Operation]) -> None:
    """Without valid credentials nothing of it is shown or done; what nobody is shown is not asked for so."""
    read, parents, key = cycle["read"], steps.parents(cycle), made_whole(steps, cycle)
    if read is None or parents is None or key is None:
        return
    path = {**steps.sender.path_keys.on(read, parents), read.key_parameter: key}
    for operation in operations:
        safe = operation.is_safe
        body = MISSING if safe else steps.requests.body(operation)
        there = steps.send(steps.requests.build(operation, path=path), "look beside it") if safe else None
        if safe and (there is None or not there.succeeded):
            continue
        for access in bad(steps.sender.credentials, operation):
            if is_plainly_wrong(access):
                request = steps.requests.build(operation, path=path, body=body, access=access)
                causes = ("kept out", access.name, family(access))
                steps.send(request, f"beside a record with {access.name}", causes, "access")
    remove_it(steps, cycle, key)
