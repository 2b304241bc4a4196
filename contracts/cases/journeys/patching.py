"""Changes that are lists of operations on members (RFC 6902; RFC 7644, 3.5.2): none, then one after the other."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import (
    both_took,
    compare_reads,
    made_whole,
    read_record,
    remove_it,
)
from contracts.cases.journeys.patch_operation_cases import operate
from contracts.cases.probes.created_fields import fields
from contracts.cases.records.independence import independent
from contracts.laws.own_grammar import operations_member
from contracts.laws.standing_members import is_servers_own
from mock_server.openapi import MISSING, media_types, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour


def patches(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for every resource whose records the run can make and such a list changes."""
    for cycle in steps.cycles.values():
        change = cycle["merge"]
        if change is not None and _source(cycle) and (_is_json_patch(change) or _member(steps, change)):
            yield f"patch in {cycle.resource}", partial(patch, cycle=cycle)


@independent
def patch(steps: RecordSteps, cycle: Lifecycle) -> None:
    """What an operation sets is read then, and nothing else changes."""
    change, source = cycle["merge"], _source(cycle)
    key = made_whole(steps, cycle) if change is not None and source is not None else None
    if key is None or change is None or source is None:
        return
    before = read_record(steps, cycle, key, "read what was created")
    if _is_json_patch(change):
        steps.act(cycle, "merge", key, "merge by no operation", body=[])
    members = _members(steps, source, change)
    for name, item in members.items():
        value = steps.samples.other(item, before[1].target.get(name) if before is not None else None, name)
        body = _setting(steps, change, name, value)
        if value is MISSING or not steps.samples.valid(change.operation.request_schema, body):
            continue
        sent = steps.act(cycle, "merge", key, f"merge {name} by an operation", (f"field {name}",), body=body)
        after = read_record(steps, cycle, key, f"read after: merge {name} by an operation")
        if before is not None and after is not None and (taken := both_took(sent)) is not None:
            compare_reads(steps, cycle, before[1], after, {name: value} if taken else None, list(members), change)
        before = after
    if _is_json_patch(change):
        needed = steps.schemas.required(source.operation.request_schema)
        operate(steps, cycle, key, change, members, needed)
    remove_it(steps, cycle, key)


def _members(steps: RecordSteps, source: Behaviour, change: Behaviour) -> dict[str, JSON]:
    """The members that may be set: not the server's own, nor one that is the key, which would rename the record."""
    named, place = steps.sender.named, source.key_place
    chosen = place.names[:1] if place is not None and place.location == "body" else ()
    return {
        name: item
        for name, item in fields(steps, source).items()
        if not is_servers_own(steps.schemas, name, item) and name not in chosen and not named.is_key(change, name)
    }


def _setting(steps: RecordSteps, change: Behaviour, name: str, value: JSON) -> JSON:
    """What sets a member: a list with one operation, in the body's member for it where that is an object."""
    member, schemas = _member(steps, change), steps.schemas
    if member is None or _is_json_patch(change):
        return [{"op": "add", "path": pointers.text((name,)), "value": value}]
    body = steps.requests.body(change.operation)
    one = schemas.items(schemas.properties(change.operation.request_schema).get(member))
    options = schemas.keyword(schemas.properties(one).get("op"), "enum")
    verb = next((option for option in options if str(option).lower() == "replace"), "replace")
    return {**(body if isinstance(body, dict) else {}), member: [{"op": verb, "path": name, "value": value}]}


def _is_json_patch(change: Behaviour) -> bool:
    media = change.operation.request_media
    return media is not None and media_types.essence(media.name) == media_types.JSON_PATCH


def _member(steps: RecordSteps, change: Behaviour) -> str | None:
    return operations_member(steps.schemas, change.operation.request_schema)


def _source(cycle: Lifecycle) -> Behaviour | None:
    """The operation whose body tells which members a record has: a create, or the PUT that makes records."""
    return cycle["create"] or (cycle["replace"] if cycle.puts is not None else None)
