"""Texts with a grammar of the service's own: where it refuses what the run made up, the document's take their place.

The document tells such texts by examples and defaults. Where it tells none, a word of letters alone may be what is
wanted. Those that a service took are sent from then on.
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
    from mock_server.openapi import Operation

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
    places = (place for place, _ in free_texts(steps.schemas, operation.request_schema))
    names = dict.fromkeys(name for place in places for name in place[-1:] if name != "*")
    given = steps.samples.given.keys() | steps.samples.told.keys()
    return {name: steps.names.tag for name in names if name not in given}


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
    variants: list[Mapping[str, str] | None] = [{}, *({name: text} for name, text in texts.items()), texts, None]
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
            steps.samples.told.update(variant if variant and sent is not None and sent.succeeded else {})
            return
