"""How reading shows the members of a record that requests spell otherwise: `StreetSecondary`, `street_secondary`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.read_back import shown_record

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import Behaviour


def spelled(steps: RecordSteps, writing: Behaviour) -> Mapping[str, str]:
    """The names that a read, or else the list, has for members that ``writing`` takes under others."""
    cycle = steps.cycles.get(writing.resource or "")
    read = (cycle["read"] or cycle["list"]) if cycle is not None else None
    response = read.operation.success(("200",)) if read is not None else None
    if read is None or response is None:
        return {}
    asked = steps.schemas.below(writing.operation.request_schema, writing.envelope)
    return steps.schemas.spelled(asked, shown_record(steps.schemas, response, read))


def refers(steps: RecordSteps, create: Behaviour, member: str) -> bool:
    """Whether a member shown has the key of another record, which a create refers to by it; a path is no key."""
    called, references = spelled(steps, create), steps.sender.references
    places = [place for place in references.of(create) if len(place) == 1 and called.get(place[0], place[0]) == member]
    return any(references.written(create, place, member) == member for place in places)
