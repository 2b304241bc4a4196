"""The fields that a create takes and a check may fill as it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.standing_members import may_be_made_up

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import JSON, Behaviour


def fields(steps: RecordSteps, create: Behaviour) -> dict[str, JSON]:
    """The properties that a create takes, the key among them, without those that name other records."""
    found = steps.schemas.properties(create.operation.request_schema)
    refer = {place[0] for place in steps.sender.references.of(create)} - {*create.envelope}
    return {
        name: item
        for name, item in found.items()
        if may_be_made_up(steps.schemas, name, item)
        and name not in refer
        and not steps.sender.named.is_key(create, name)
    }


def key_name(create: Behaviour) -> str | None:
    """The field of the body that is the record's key, None where the key is elsewhere or deeper."""
    part = create.key_place
    return part.names[-1] if part is not None and part.location == "body" and len(part.names) == 1 else None
