"""The records by which filters and sorts of a list are told right or wrong: what they hold tells them apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.cases.lists.listed_records import bodies
from contracts.cases.probes.created_fields import fields
from contracts.cases.values.typical_values import readings
from contracts.laws.filter_meaning import is_bound, of_member
from contracts.laws.label_selectors import VALUES, is_selector, labelled
from contracts.traffic.record_references import ANY

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour, Parameter

SORTS = re.compile(r"\$?(?:sort|order)(?:_?by)?|ordering", re.IGNORECASE)
"""Names of parameters by which a list is sorted."""
_SHORT, _LONG = 9, 10
"""Numbers whose order as texts is another one."""


def filtered_bodies(steps: RecordSteps, cycle: Lifecycle, parameters: Iterable[Parameter]) -> list[JSON]:
    """The usual bodies, the first once more at the end, so that two records have each of its values.

    Of an option that another one begins with there is a record of each: a filter by beginnings lets in both. Where a
    list selects by labels these have two values, and references that it is filtered by lead to two records, in a body
    too that is else the same; where it is sorted, or filtered by a bound, numbers are of different lengths.
    """
    parameters = [*parameters]
    full, other, least = bodies(steps, cycle)
    create = cycle["create"]
    if create is not None and isinstance(full, dict) and isinstance(other, dict):
        sorts = any(SORTS.fullmatch(each.name) or is_bound(each.name) for each in parameters)
        for name, item in fields(steps, create).items():
            pair = _pair(steps, item, sorts=sorts) if name in full and name in other else None
            if pair is not None:
                both = {**full, name: pair[0]}, {**other, name: pair[1]}
                if all(steps.samples.valid(create.operation.request_schema, body) for body in both):
                    full, other = both
        if any(is_selector(steps.schemas, each) for each in parameters):
            schema, (one, another) = create.operation.request_schema, VALUES
            full, other = labelled(steps.schemas, schema, full, one), labelled(steps.schemas, schema, other, another)
        led = _others(steps, create, full, parameters)
        other = {**other, **led}
        return [full, other, least, full, *([{**full, **led}] if led else [])]
    return [full, other, least, full]


def led_elsewhere(steps: RecordSteps, cycle: Lifecycle, parameters: Iterable[Parameter]) -> list[JSON]:
    """A usual body whose references that a list is filtered by lead to other records; none where it has none."""
    full, create = bodies(steps, cycle)[0], cycle["create"]
    led = _others(steps, create, full, parameters) if create is not None and isinstance(full, dict) else {}
    return [{**full, **led}] if led and isinstance(full, dict) else []


def _others(
    steps: RecordSteps, create: Behaviour, full: Mapping[str, JSON], parameters: Iterable[Parameter]
) -> dict[str, JSON]:
    """Other records than those that ``full`` refers to, for the members that a list is filtered by."""
    names = [parameter.name for parameter in parameters]
    found: dict[str, JSON] = {}
    for place, resource in steps.sender.references.of(create).items():
        asked = len(place) == 1 and place[0] in full and any(of_member(name, {place[0]: None}) for name in names)
        key = steps.referred.another(resource) if asked and resource != ANY else None
        schema = steps.schemas.below(create.operation.request_schema, place)
        written = steps.sender.references.written(create, place, key) if key is not None else ""
        value = (
            next((v for v in readings(written) if steps.samples.valid(schema, v)), None) if key is not None else None
        )
        found |= {place[0]: value} if value is not None else {}
    return found


def _pair(steps: RecordSteps, schema: JSON, *, sorts: bool) -> tuple[JSON, JSON] | None:
    """Two values of a member that a wrong filter, or a wrong order, takes for alike; None where there are no such."""
    options = [each for each in steps.schemas.keyword(schema, "enum") or () if isinstance(each, str) and each]
    if options:
        return next(((a, b) for a in options for b in options if a != b and b.startswith(a)), None)
    counts = not steps.schemas.types(schema).isdisjoint(("integer", "number"))
    if sorts and counts and steps.samples.valid(schema, _SHORT) and steps.samples.valid(schema, _LONG):
        return _SHORT, _LONG
    return None
