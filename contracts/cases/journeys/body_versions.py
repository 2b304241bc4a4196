"""Versions in bodies: where a document says that a change names the version that it is of, an old one is refused."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.listed_records import bodies, made
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from mock_server.openapi import MISSING, field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour

    Place = tuple[str, ...]

_LAW = "preconditions"
_SAID = re.compile(
    r"(?i)\bstale|optimistic|concurren|current|out ?dated|must match|lost update|(?:been|was|has) (?:changed|modified)"
)
"""How descriptions say that a version has to be the one that is there."""
_REFUSALS = ("409", "412")


def body_versions(steps: RecordSteps) -> Iterator[tuple[str, Callable[[RecordSteps], None]]]:
    """A journey for each change whose body names a version, of a resource that the run can make and read."""
    for cycle in steps.cycles.values():
        for action in ("replace", "merge"):
            place = _place(steps, cycle[action]) if cycle["create"] is not None and cycle.removable else None
            if place is not None and cycle["read"] is not None:
                yield (
                    f"old versions: {action} in {cycle.resource}",
                    partial(old, cycle=cycle, action=action, place=place),
                )


def _place(steps: RecordSteps, behaviour: Behaviour | None) -> Place | None:
    """Where a change names the version that it is of: by what is required, or by what is said; None for nowhere."""
    if behaviour is None or not any(response.status in _REFUSALS for response in behaviour.operation.responses):
        return None
    schemas, root = steps.schemas, steps.schemas.below(behaviour.operation.request_schema, behaviour.envelope)
    sendable = [n for n, item in schemas.properties(root).items() if schemas.keyword(item, "readOnly") is not True]
    owners: list[Place] = [(), *((name,) for name in sendable)]
    for owner in owners:
        inside = schemas.below(root, owner)
        for name, schema in schemas.properties(inside).items():
            said = [schemas.keyword(schema, "description"), behaviour.operation.raw.get("description")]
            told = any(isinstance(text, str) and _SAID.search(text) for text in said)
            meant = told or name in schemas.required(inside)
            writable = meant and schemas.keyword(schema, "readOnly") is not True
            if writable and field_names.tells_version(name, schemas.types(schema)):
                return (*owner, name)
    return None


@independent
def old(steps: RecordSteps, cycle: Lifecycle, action: str, place: Place) -> None:
    """A change of the version that is there is taken and counted; one more of that version comes too late."""
    behaviour, key = cycle[action], next(iter(made(steps, cycle, bodies(steps, cycle)[:1])), None)
    body = steps.requests.body(behaviour.operation) if behaviour is not None else MISSING
    if behaviour is None or key is None:
        return
    first = _shown(steps, cycle, key, place, "read the version")
    if first is not MISSING and isinstance(body, dict):
        named = pointers.replaced(body, (*behaviour.envelope, *place), first)
        sent = steps.act(cycle, action, key, f"{action} of the version that was shown", body=named)
        if _succeeds(sent) and _shown(steps, cycle, key, place, "read the version after the change") != first:
            late = steps.act(cycle, action, key, f"{action} of a version that was changed", body=named)
            if late is not None and _succeeds(late):
                told = "takes a change of a version that is not there"
                observe(steps, late, _LAW, "status", "409 or 412", str(late.status), told)
    if steps.sender.made(cycle.resource, key):
        steps.delete(cycle, key, "remove")


def _succeeds(sent: Sent | None) -> bool:
    return sent is not None and sent.succeeded


def _shown(steps: RecordSteps, cycle: Lifecycle, key: str, place: Place, label: str) -> JSON:
    """The version that a read shows, MISSING where it shows none."""
    read, sent = cycle["read"], steps.act(cycle, "read", key, label)
    if read is None or sent is None or not sent.succeeded:
        return MISSING
    return pointers.at(steps.sender.addressing.record(read, sent.body), place)
