"""Texts with a grammar of the service's own: where it refuses what the run made up, the document's take their place.

The document tells such texts by examples and defaults. Where it tells none, a word of letters alone may be what is
wanted. Those that a service took are sent from then on, in what is sent to the same resource.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.independence import within_family
from contracts.traffic.free_texts import free_texts, told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.cases.values.typical_values import Spot
    from mock_server.openapi import JSON, Operation

_MOST = 8
_REFUSED = (400, 422)


def telling(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each create whose document tells texts."""
    for cycle in steps.cycles.values():
        create = cycle["create"]
        if create is not None and told_texts(steps, create.operation):
            yield f"texts of {create.operation.id}", partial(learn, cycle=cycle)


def told_texts(steps: RecordSteps, operation: Operation) -> dict[str, str]:
    """The text that the document tells for each free text at the top of an operation's body."""
    schemas = steps.schemas
    texts = {
        place[0]: known
        for place, schema in free_texts(schemas, operation.request_schema)
        if len(place) == 1 and place != ("*",) and (known := told(schemas, operation, place, schema))
    }
    return {name: known[0] for name, known in [*texts.items()][:_MOST]}


def plain_words(steps: RecordSteps, operation: Operation) -> dict[str, str]:
    """The run's name as a word of letters alone, for each free text of an operation's body at any depth."""
    members = _free_members(steps, operation)
    untold = [name for name, schema in members if steps.samples.spot(schema, name) not in steps.samples.told]
    return {name: steps.names.tag for name in untold if name not in steps.samples.given}


def spots(steps: RecordSteps, operation: Operation, texts: Mapping[str, str]) -> dict[Spot, str]:
    """Where texts for members of an operation's body stand: in the bodies of all operations on the same resource."""
    resource = steps.judge.behaviours[operation.id].resource
    same = [b.operation for b in steps.judge.behaviours.values() if resource is not None and b.resource == resource]
    return {
        steps.samples.spot(schema, name): texts[name]
        for other in same or [operation]
        for name, schema in _free_members(steps, other)
        if name in texts
    }


def sent_of(body: JSON, texts: Mapping[str, str]) -> dict[str, str]:
    """The ``texts`` that stand in a body under their names."""
    if isinstance(body, list):
        return {name: text for item in body for name, text in sent_of(item, texts).items()}
    if not isinstance(body, dict):
        return {}
    inside = {name: text for item in body.values() for name, text in sent_of(item, texts).items()}
    return inside | {name: text for name, text in texts.items() if body.get(name) == text}


def _free_members(steps: RecordSteps, operation: Operation) -> list[tuple[str, JSON]]:
    """The name and the schema of each member of an operation's body that is a free text."""
    found = free_texts(steps.schemas, operation.request_schema)
    return [(place[-1], schema) for place, schema in found if place and place[-1] != "*"]


@within_family
def learn(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Create with the run's own texts; where that is refused, with one of the document's at a time, then with all, and
    at last with none that may be left out.

    What is made stays to the end: one create alone proves too little to remove what it is answered with.
    """
    create = cycle["create"]
    if create is None:
        return
    texts = told_texts(steps, create.operation)
    each = [{name: text} for name, text in texts.items()]
    variants: list[Mapping[str, str] | None] = [{}, *each, *([texts] if len(each) > 1 else []), None]
    for variant in variants:
        if not steps.may_create(cycle):
            return
        key, full = steps.fresh(cycle) if cycle.chosen else None, steps.full(create)
        if not isinstance(full, dict):  # several at once, which have no members
            return
        body = steps.body(cycle, key) if variant is None else steps.keyed(create, {**full, **variant}, key)
        label = f"create with the document's {', '.join(variant)}" if variant else "create with texts of the run"
        sent = steps.create(cycle, body, label if variant is not None else "create with the least")
        if sent is None or sent.status not in _REFUSED:
            taken = variant if variant and sent is not None and sent.succeeded else {}
            steps.samples.told.update(spots(steps, create.operation, taken))
            return
