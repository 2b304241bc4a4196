"""Boundary cases: each field alone on both sides of each constraint, each left out, bodies that are none, odd keys.

Creates that must be refused share a key until one is taken; a rightful create at the end shows that none of them had
an effect.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.probes.broken_bodies import broken, broken_groups
from contracts.cases.probes.chosen_keys import GROUP, chosen_key, edges, malformed, malformed_keys, short_keys
from contracts.cases.records.independence import independent, refused
from contracts.laws.differential import mentions
from contracts.laws.standing_members import may_be_made_up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.cases.values.odd_values import Kinds
    from mock_server.openapi import JSON, Behaviour

_GROUP = 16
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
            for group in range(-(-len(_invalid(steps, cycle)) // _GROUP)):
                yield f"invalid values: {create.operation.id}", partial(invalid, cycle=cycle, group=group)
            if not cycle.removable:  # they stay, and only so many may: what must be refused is sent before
                yield from _valid_values(steps, cycle, create)
            yield f"several violations: {create.operation.id}", partial(several, cycle=cycle)
            yield f"required ones missing: {create.operation.id}", partial(lacking, cycle=cycle)
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


def _key_name(create: Behaviour) -> str | None:
    part = create.key_place
    return part.names[-1] if part is not None and part.location == "body" and len(part.names) == 1 else None


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


@refused
def invalid(steps: RecordSteps, cycle: Lifecycle, group: int) -> None:
    """One group of the fields, each alone, with a value that is not valid."""
    _refused(steps, cycle, _invalid(steps, cycle)[group * _GROUP : (group + 1) * _GROUP])


def _invalid(steps: RecordSteps, cycle: Lifecycle) -> list[tuple[str, JSON, str, str]]:
    """Field, value, kind and label of each value that is not valid."""
    create = cycle["create"]
    if create is None:
        return []
    own = _key_name(create)
    cases: list[tuple[str, JSON, str, str]] = []
    for name, item in fields(steps, create).items():
        values: Kinds = steps.pools.of_member(create, name, item)
        if name == own:
            values = [(kind, _ours(steps, value)) for kind, value in values]
            values += steps.pools.edges(item, steps.fresh(cycle))
        for kind, value in values:
            if not steps.samples.valid(item, value) and not (name == own and _reckless(steps, value)):
                cases.append((name, value, kind, f"{name} = {kind}"))
    return cases


@refused
def lacking(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Each required field missing."""
    create = cycle["create"]
    if create is None:
        return
    own = _key_name(create)
    for name in steps.schemas.required(create.operation.request_schema, alternatives=True):
        key = steps.fresh(cycle) if cycle.chosen else None
        body = steps.body(cycle, key)
        causes = (f"field {name}", "a required one missing")
        if isinstance(body, dict):
            body.pop(name, None)
            if name != own or not _shielded(steps, cycle, body, name, f"create without {name}", causes):
                steps.once(cycle, body, f"create without {name}", causes, key)


def _ours(steps: RecordSteps, value: JSON) -> JSON:
    """A wrong key of the same kind that can't be somebody's: numbers, and texts that are numbers, are long ones."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(steps.names.digits(value))
    if isinstance(value, float):
        return int(steps.names.digits(0)) + 0.5
    if isinstance(value, list):
        return [steps.names.fresh()] if value else value
    return value


def _reckless(steps: RecordSteps, value: JSON) -> bool:
    """Whether a wrong key might be somebody's: only keys that name this run, or that are no text, are tried."""
    return isinstance(value, str) and bool(value.strip()) and not steps.names.owns(value)


def _refused(steps: RecordSteps, cycle: Lifecycle, cases: list[tuple[str, JSON, str, str]]) -> None:
    create = cycle["create"]
    if create is None:
        return
    own = _key_name(create)
    taken = False
    key = steps.fresh(cycle) if cycle.chosen else None
    for name, value, kind, label in cases:
        if name == own and taken and isinstance(value, str):
            continue
        if not steps.may_create(cycle):
            break
        body = steps.body(cycle, key)
        if not isinstance(body, dict):
            return
        body[name] = value
        causes = (f"field {name}", kind)
        if name == own and _shielded(steps, cycle, body, name, f"create with {label}", causes):
            continue
        sent = steps.create(cycle, body, f"create with {label}", causes, source="boundary")
        if sent is not None and sent.succeeded:
            taken = taken or name == own
            found = steps.key_of(cycle, sent, str(value) if name == own else key)
            if found is not None and cycle.removable:
                steps.delete(cycle, found, "remove what should not be there", source="boundary")
            key = steps.fresh(cycle) if cycle.chosen else None
    if cycle.chosen and key is not None:
        steps.once(cycle, steps.body(cycle, key), "create what was refused", ("after a refusal",), key)


def _shielded(steps: RecordSteps, cycle: Lifecycle, body: JSON, own: str, label: str, causes: tuple[str, ...]) -> bool:
    """Send a wrong key beside another violation, so that a target that takes it creates nothing.

    A record with a wrong key might be beyond the reach of every delete. Whether the refusal names the key tells enough;
    False where it names nothing and only the wrong key alone can tell.
    """
    create = cycle["create"]
    if create is None or not cycle.removable:
        return False
    for name, item in fields(steps, create).items():
        bad: JSON = 12 if "string" in steps.schemas.types(item) else "no such thing"
        if name != own and not steps.samples.valid(item, bad):
            sent = steps.create(cycle, {**body, name: bad}, f"{label} beside a wrong {name}", causes, source="boundary")
            return sent is not None and (bool(sent.findings) or mentions(sent.body, own))
    return False


def _groups(steps: RecordSteps, create: Behaviour) -> int:
    own = _key_name(create)
    found = fields(steps, create).items()
    return max((steps.pools.count_right(create, name, item) for name, item in found if name != own), default=0)


@independent
def valid(steps: RecordSteps, cycle: Lifecycle, group: int) -> None:
    """One valid value of every field at once, the same kind of text in each; what fails is tried field by field."""
    create = cycle["create"]
    if create is None or not steps.may_create(cycle):
        return
    own = _key_name(create)
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


@refused
def several(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Several violations at once: all of them count."""
    create = cycle["create"]
    if create is None:
        return
    key = steps.fresh(cycle) if cycle.chosen else None
    least = steps.body(cycle, key)
    wrong: dict[str, JSON] = {}
    for name, item in fields(steps, create).items():
        bad: JSON = 12 if "string" in steps.schemas.types(item) else "no such thing"
        if name != _key_name(create) and not steps.samples.valid(item, bad):
            wrong[name] = bad
    names = list(wrong)
    if not isinstance(least, dict) or len(names) < 2:
        return
    for chosen in (names[:2], names[-2:], names[::2], names):
        body = {**least, **{name: wrong[name] for name in chosen}}
        steps.once(cycle, body, f"create with {len(chosen)} wrong fields", ("several violations",), key)
    for name in steps.schemas.required(create.operation.request_schema, alternatives=True):
        body = {k: v for k, v in least.items() if k != name} | {n: wrong[n] for n in names[:1] if n != name}
        steps.once(cycle, body, f"create without {name} and with a wrong field", ("several violations",), key)
