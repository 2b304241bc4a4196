"""Bodies of merges: one member after the other, those of objects in a record too, null for each, and all at once.

They go in the envelope that the operation takes, such as ``data`` of JSON:API, which names type and key beside them.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.probes.created_fields import fields
from contracts.cases.values.typical_values import readings
from contracts.laws.read_back import shown_record
from contracts.laws.said_additions import all_texts, says_adds, texts_of_member
from contracts.laws.standing_members import is_servers_own
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import RecordSteps
    from mock_server.openapi import JSON, Behaviour

Place = tuple[str, ...]
_LINKAGE: Place = ("data", "id")


def merge_bodies(steps: RecordSteps, behaviour: Behaviour) -> Iterator[tuple[str, Callable[[dict[str, JSON]], JSON]]]:
    """Each body by its label, made of the record as it is; MISSING where the record takes none."""
    schema, samples = behaviour.operation.request_schema or {}, steps.samples
    least = steps.requests.body(behaviour.operation) if steps.schemas.keyword(schema, "required") else {}

    def sent(make: Callable[[dict[str, JSON]], JSON]) -> Callable[[dict[str, JSON]], JSON]:
        def body(old: dict[str, JSON]) -> JSON:
            made = make(old)
            made = made if made is MISSING or samples.valid(schema, made) else _over(least, made)
            return made if made is not MISSING and samples.valid(schema, made) else MISSING

        return body

    members = merged_members(steps, behaviour)
    inside = [((n, m), part) for n, i in members.items() for m, part in steps.schemas.properties(i).items()]
    full = steps.full(behaviour)
    yield "nothing", sent(lambda _: {})
    for name, item in members.items():
        yield name, sent(partial(_other, steps, behaviour.envelope, (name,), item))
    for place, part in inside:
        yield " of ".join(reversed(place)), sent(partial(_other, steps, behaviour.envelope, place, part))
    for linked, resource in steps.sender.references.of(behaviour).items():
        if resource and is_linkage(linked):
            yield f"another {linked[-3]}", sent(partial(_linked, steps, schema, linked, resource))
        elif (
            resource and linked[-1] == "*" and linked[:-2] == behaviour.envelope and not _adds(steps, behaviour, linked)
        ):
            yield f"others in {linked[-2]}", sent(partial(_listed, steps, behaviour, linked, resource))
    yield "every member", sent(lambda _: full)
    for place, _ in inside:
        yield f"null for {' of '.join(reversed(place))}", sent(partial(_null, behaviour.envelope + place))
    for name in members:
        yield f"null for {name}", sent(partial(_null, (*behaviour.envelope, name)))
    if least:
        yield "every member again", sent(lambda _: full)
        yield "no more than is required", sent(lambda _: {})


def merged_members(steps: RecordSteps, behaviour: Behaviour) -> dict[str, JSON]:
    """The members of a record that a merge may name, whatever envelope they travel in, but its key."""
    if not behaviour.envelope:
        return fields(steps, behaviour)
    inner = steps.schemas.properties(steps.schemas.below(behaviour.operation.request_schema, behaviour.envelope))
    return {
        name: item
        for name, item in inner.items()
        if not is_servers_own(steps.schemas, name, item) and not steps.sender.named.is_key(behaviour, name)
    }


def is_linkage(place: Place) -> bool:
    """Whether a reference stands in a relationship of JSON:API to one record."""
    return len(place) > len(_LINKAGE) and place[-2:] == _LINKAGE


def _over(least: JSON, made: JSON) -> JSON:
    """``made`` with what it has to have of ``least``, at every level of objects."""
    if not isinstance(least, dict) or not isinstance(made, dict):
        return made
    return {**least, **{name: _over(least.get(name), value) for name, value in made.items()}}


def _other(steps: RecordSteps, envelope: Place, place: Place, schema: JSON, old: JSON) -> JSON:
    """Another value than the record has at a place; MISSING where there is none."""
    for name in place:
        old = old.get(name) if isinstance(old, dict) else None
    value = steps.samples.other(schema, old, place[-1])
    return _nested(envelope + place, value) if value is not MISSING else MISSING


def _linked(steps: RecordSteps, schema: JSON, place: Place, resource: str, _: dict[str, JSON]) -> JSON:
    """A relationship of JSON:API to another record of the run's own than the one that it had; MISSING without one."""
    linkage = steps.samples.typical(steps.schemas.below(schema, place[:-1]) or {})
    key = steps.referred.another(resource)
    if not isinstance(linkage, dict) or key is None:
        return MISSING
    return _nested(place[:-1], {**linkage, place[-1]: key})


def _listed(steps: RecordSteps, behaviour: Behaviour, place: Place, resource: str, _: dict[str, JSON]) -> JSON:
    """A list of the key of another record of the run's own than it had; MISSING without one."""
    key = steps.referred.another(resource)
    written = steps.sender.references.written(behaviour, place, key) if key is not None else None
    item = steps.schemas.below(behaviour.operation.request_schema, place)
    keys = (value for value in readings(written) if steps.samples.valid(item, value)) if written is not None else ()
    return next((_nested(place[:-1], [value]) for value in keys), MISSING)


def _adds(steps: RecordSteps, behaviour: Behaviour, place: Place) -> bool:
    """Whether something says that a merge leaves in a list what it has."""
    schemas, operation = steps.schemas, behaviour.operation
    answer = next((each for each in operation.responses if each.status.startswith("2")), None)
    records = schemas.below(operation.request_schema, place[:-2]), shown_record(schemas, answer, behaviour)
    return says_adds((*all_texts(schemas, operation), *texts_of_member(schemas, place[-2], *records)))


def _null(place: Place, _: dict[str, JSON]) -> JSON:
    return _nested(place, None)


def _nested(place: Place, value: JSON) -> JSON:
    for name in reversed(place):
        value = {name: value}
    return value
