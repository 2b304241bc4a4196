"""The fields that a create takes and a check may fill as it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.standing_members import may_be_made_up

if TYPE_CHECKING:
    from collections.abc import Collection

    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import JSON, Behaviour


def fields(steps: RecordSteps, create: Behaviour) -> dict[str, JSON]:
    """The properties that a create takes, the key among them, without those that name other records."""
    refer = {place[0] for place in steps.sender.references.of(create)} - {*create.envelope}
    return _made_up(steps, create, create.operation.request_schema, refer)


def changed_fields(steps: RecordSteps, change: Behaviour) -> dict[str, JSON]:
    """The properties of the record that a change takes, whatever wraps them, without its key and those of others."""
    depth, key = len(change.envelope), change.key_place
    refer = {place[depth] for place in steps.sender.references.of(change) if len(place) > depth}
    own = {*key.names[-1:]} if key is not None and key.location == "body" else set()
    record = steps.schemas.below(change.operation.request_schema, change.envelope)
    return _made_up(steps, change, record, refer | own)


def item_fields(steps: RecordSteps, create: Behaviour) -> dict[str, JSON]:
    """The same of an item, where a create takes nothing but a list of objects."""
    schema = create.operation.request_schema
    if steps.schemas.types(schema) != {"array"}:
        return {}
    refer = {name for place in steps.sender.references.of(create) for name in place}
    return _made_up(steps, create, steps.schemas.items(schema), refer)


def _made_up(steps: RecordSteps, create: Behaviour, record: JSON, refer: Collection[str]) -> dict[str, JSON]:
    """The properties of a record that name neither it nor another one."""
    return {
        name: item
        for name, item in steps.schemas.properties(record).items()
        if may_be_made_up(steps.schemas, name, item)
        and name not in refer
        and not steps.sender.named.is_key(create, name)
    }


def key_name(create: Behaviour) -> str | None:
    """The field of the body that is the record's key, None where the key is elsewhere or deeper."""
    part = create.key_place
    return part.names[-1] if part is not None and part.location == "body" and len(part.names) == 1 else None
