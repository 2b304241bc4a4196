"""Boundary cases: each field alone on both sides of each constraint, each left out, bodies that are none, odd keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.probes.broken_bodies import broken, broken_groups
from contracts.cases.probes.chosen_keys import GROUP, chosen_key, edges, malformed, malformed_keys, short_keys
from contracts.cases.probes.created_fields import fields, key_name
from contracts.cases.probes.refused_creates import GROUP as WRONG
from contracts.cases.probes.refused_creates import (
    invalid,
    invalid_items,
    lacking,
    lacking_parameters,
    several,
    wrong_items,
    wrong_values,
)
from contracts.cases.records.independence import independent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour

_RECORDS = 4
"""Cases of a group each of which makes a record of its own: nothing but the time binds them."""
_UNLISTED: dict[str, JSON] = {"unlistedProperty": "kept or not", "x-unlisted": {"a": [1]}}
"""Kept, overlooked or refused, unless the document refuses it."""


def boundaries(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """The boundaries of what is created and removed; those first that wait for each other, since what they make stays.

    The longest ones come first, so that few are waited for at the end: a valid case that fails is tried field by field.
    """
    for cycle in sorted(steps.cycles.values(), key=lambda cycle: cycle.removable):
        create, delete = cycle["create"], cycle["delete"]
        if create is not None and cycle.removable:
            yield from _valid_values(steps, cycle, create)
        if create is not None and create.operation.request_schema is not None:
            for group in range(broken_groups(steps, cycle)):
                yield f"bodies that are none: {create.operation.id}", partial(broken, cycle=cycle, group=group)
        if delete is not None and cycle.chosen:
            for number in range(len(edges(steps, cycle))):
                yield f"keys of {delete.operation.id}", partial(chosen_key, cycle=cycle, number=number)
            for group in range(-(-len(malformed(steps, cycle)) // GROUP)):
                yield f"malformed keys of {delete.operation.id}", partial(malformed_keys, cycle=cycle, group=group)
        if create is not None and create.operation.request_schema is not None:
            for group in range(-(-len(wrong_values(steps, cycle)) // WRONG)):
                yield f"invalid values: {create.operation.id}", partial(invalid, cycle=cycle, group=group)
            for group in range(-(-len(wrong_items(steps, cycle)) // WRONG)):
                yield f"invalid items: {create.operation.id}", partial(invalid_items, cycle=cycle, group=group)
            if not cycle.removable:  # they stay, and only so many may: what must be refused is sent before
                yield from _valid_values(steps, cycle, create)
            yield f"several violations: {create.operation.id}", partial(several, cycle=cycle)
            yield f"required ones missing: {create.operation.id}", partial(lacking, cycle=cycle)
            yield f"required parameters missing: {create.operation.id}", partial(lacking_parameters, cycle=cycle)
            for group in range(-(-len(_optional(steps, create)) // _RECORDS)):
                yield f"required and optional: {create.operation.id}", partial(optional, cycle=cycle, group=group)
            yield f"an unlisted parameter: {create.operation.id}", partial(unlisted_parameter, cycle=cycle)


def _valid_values(steps: RecordSteps, cycle: Lifecycle, create: Behaviour) -> Iterator[tuple[str, Journey]]:
    for group in range(_groups(steps, create)):
        yield f"valid values: {create.operation.id}", partial(valid, cycle=cycle, group=group)


def last_keys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """What is sent once everything else has shown that creates and deletes are exact: keys that can't name the run."""
    for cycle in steps.cycles.values():
        delete = cycle["delete"]
        if delete is not None and cycle.chosen:
            yield f"short keys of {delete.operation.id}", partial(short_keys, cycle=cycle)


def _optional(steps: RecordSteps, create: Behaviour) -> list[tuple[str, dict[str, JSON], str]]:
    """The required alone, everything, each optional left out, each beside the required, and what is not listed."""
    full, least = steps.full(create), steps.body(steps.cycles[create.resource or ""])
    if not isinstance(least, dict):
        return []
    bodies = [("every property", full, "all"), ("the required alone", least, "required")]
    for name in full:
        if name not in least:
            bodies.append((f"without {name}", {k: v for k, v in full.items() if k != name}, f"field {name}"))
            bodies.append((f"{name} beside the required", {**least, name: full[name]}, f"field {name}"))
    bodies.append(("properties in another order", dict(reversed(full.items())), "order"))
    bodies.append(("properties that are not listed", {**least, **_UNLISTED}, "unlisted"))
    return bodies


@independent
def optional(steps: RecordSteps, cycle: Lifecycle, group: int) -> None:
    """One group of the bodies that differ in which properties they have."""
    create = cycle["create"]
    if create is None:
        return
    for label, body, cause in _optional(steps, create)[group * _RECORDS : (group + 1) * _RECORDS]:
        if not steps.may_create(cycle):
            return
        key = steps.fresh(cycle) if cycle.chosen else None
        steps.once(cycle, steps.keyed(create, dict(body), key), f"create with {label}", (cause,), key)


@independent
def unlisted_parameter(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A query parameter that is not listed changes nothing."""
    create = cycle["create"]
    if create is None or not steps.may_create(cycle) or (path := steps.parents(cycle)) is None:
        return
    key = steps.fresh(cycle) if cycle.chosen else None
    query = (("unlistedParameter", "1"),)
    request = steps.requests.build(create.operation, path=path, query=query, body=steps.body(cycle, key))
    found = steps.key_of(
        cycle, steps.send(request, "create with an unlisted parameter", ("unlisted",), "boundary"), key
    )
    if found is not None and cycle.removable:
        steps.delete(cycle, found, "delete with an unlisted parameter", ("unlisted",), query=query, source="boundary")
        steps.delete(cycle, found, "remove", source="boundary")


def _groups(steps: RecordSteps, create: Behaviour) -> int:
    own = key_name(create)
    found = fields(steps, create).items()
    return max((steps.pools.count_right(create, name, item) for name, item in found if name != own), default=0)


@independent
def valid(steps: RecordSteps, cycle: Lifecycle, group: int) -> None:
    """One valid value of every field at once, the same kind of text in each; what fails is tried field by field."""
    create = cycle["create"]
    if create is None or not steps.may_create(cycle):
        return
    own = key_name(create)
    chosen = {}
    for name, item in fields(steps, create).items():
        good = steps.pools.right_of_member(create, name, item, group)
        if name != own and good is not None:
            chosen[name] = good
    if not chosen:
        return
    key = steps.fresh(cycle) if cycle.chosen else None
    least = steps.body(cycle, key)
    if not isinstance(least, dict):
        return
    kinds = [kind for kind, _ in chosen.values()]
    common = max(set(kinds), key=kinds.count)
    body = {**least, **{name: value for name, (_, value) in chosen.items()}}
    if not steps.once(cycle, body, f"create with {common} everywhere", (common,), key):
        for name, (kind, value) in chosen.items():
            if steps.may_create(cycle):
                key = steps.fresh(cycle) if cycle.chosen else None
                body = {**steps.body(cycle, key), name: value}
                steps.once(cycle, body, f"create with {name} = {kind}", (f"field {name}", kind), key)
