"""The version that a change or a removal names: where a document asks for what is there, the one that a read shows."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from contracts.errors import TargetError
from mock_server.openapi import MISSING, field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.exchange import Request
    from contracts.traffic.ledger import LedgerEntry
    from mock_server.openapi import JSON, Behaviour

    Place = tuple[str, ...]

_SAID = re.compile(
    r"(?i)\bstale|optimistic|concurren|current|out ?dated|must match|lost update|(?:been|was|has) (?:changed|modified)"
    r"|(?:was|were|you|last) (?:read|seen|fetched|retrieved)\b"
)
"""How descriptions say that a version has to be the one that is there."""
_REFUSALS = ("409", "412")


def version_place(steps: RecordSteps, behaviour: Behaviour | None) -> Place | None:
    """Where a change names the version that it is of: by what is required, or by what is said; None for nowhere."""
    if behaviour is None or not any(response.status in _REFUSALS for response in behaviour.operation.responses):
        return None
    schemas, root = steps.schemas, steps.schemas.below(behaviour.operation.request_schema, behaviour.envelope)
    sendable = [n for n, item in schemas.properties(root).items() if schemas.keyword(item, "readOnly") is not True]
    owners: list[Place] = [(), *((name,) for name in sendable)]
    for owner in owners:
        inside = schemas.below(root, owner)
        for name, schema in schemas.properties(inside).items():
            said, types = schemas.description(schema), schemas.types(schema)
            of_content = field_names.tells_version(name, types, said) and not field_names.tells_version(name, types)
            told = of_content or any(map(_SAID.search, (said, behaviour.operation.texts[1])))
            meant = told or name in schemas.required(inside)
            writable = meant and schemas.keyword(schema, "readOnly") is not True
            if writable and field_names.tells_version(name, types, said):
                return (*owner, name)
    return None


def without_version(steps: RecordSteps, behaviour: Behaviour | None, body: JSON) -> JSON:
    """The body of a PUT that makes its record, without the version that this has not yet, where it may be left out."""
    place = version_place(steps, behaviour) if isinstance(body, dict) else None
    if behaviour is None or place is None:
        return body
    around = steps.schemas.below(behaviour.operation.request_schema, (*behaviour.envelope, *place[:-1]))
    is_required = place[-1] in steps.schemas.required(around)
    return body if is_required else pointers.without(body, (*behaviour.envelope, *place))


def shown_version(steps: RecordSteps, cycle: Lifecycle, key: str, place: Place, label: str) -> JSON:
    """The version that a read shows, MISSING where it shows none."""
    read, sent = cycle["read"], steps.act(cycle, "read", key, label)
    if read is None or sent is None or not sent.succeeded:
        return MISSING
    return pointers.at(steps.sender.addressing.record(read, sent.body), place)


def look_for_version(steps: RecordSteps, cycle: Lifecycle, action: str, key: str) -> None:
    """Read a record before what names its version in the query: another change may have made a new one."""
    if steps.sender.given.versions(cycle[action]) and cycle["read"] is not None:
        steps.act(cycle, "read", key, "read the version that is there")


def look_before_removal(steps: RecordSteps, entry: LedgerEntry, read: Callable[[LedgerEntry], Request | None]) -> None:
    """Read what is removed by the version that it has, which something beside it may have changed."""
    cycle = steps.cycles.get(entry.resource)
    look = read(entry) if cycle is not None and steps.sender.given.versions(cycle["delete"]) else None
    if look is not None:
        with suppress(TargetError), steps.sender.collector.unobserved():
            steps.send(look, "read the version that is there")


def of_what_is_there(steps: RecordSteps, cycle: Lifecycle, action: str, key: str, body: JSON) -> JSON:
    """The body of a change with the version that its record has now, where it names one as the document asks for it."""
    behaviour = cycle[action] if action in ("replace", "merge") else None
    place = version_place(steps, behaviour) if isinstance(body, dict) else None
    if behaviour is None or place is None:
        return body
    inside, named = (*behaviour.envelope, *place), pointers.at(body, (*behaviour.envelope, *place))
    schema = steps.schemas.below(behaviour.operation.request_schema, inside)
    if named is MISSING or not steps.samples.valid(schema, named):  # a wrong one is what is tried
        return body
    shown = shown_version(steps, cycle, key, place, "read the version that is there")
    return body if shown is MISSING or shown == named else pointers.replaced(body, inside, shown)
