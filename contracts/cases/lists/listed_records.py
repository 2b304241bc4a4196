"""What journeys over lists share: the records that they make, and how they tell what is wrong with a list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.records.key_parts import key_part
from contracts.cases.records.put_records import make
from contracts.laws.list_laws import findings
from contracts.traffic.periods import in_order
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from contracts.laws.list_laws import Flaw
    from mock_server.openapi import JSON, Behaviour, Parameter


def bodies(steps: RecordSteps, cycle: Lifecycle) -> tuple[JSON, JSON, JSON]:
    """Bodies of a create, or of the PUT that makes records: with every member, with other values, with the least."""
    create = cycle["create"] or cycle.puts
    if create is None:
        return MISSING, MISSING, MISSING
    full: JSON = steps.full(create)
    if not isinstance(full, dict):  # a create of several records at once has no members to vary
        return MISSING, MISSING, MISSING
    members = steps.schemas.properties(create.operation.request_schema)
    own = key_part(steps.schemas, create)
    other = {name: steps.samples.other(members.get(name), value, name) for name, value in full.items() if name != own}
    return (
        full,
        in_order(
            steps.schemas,
            create.operation.request_schema,
            {**full, **{n: value for n, value in other.items() if value is not MISSING}},
        ),
        (steps.body(cycle) if cycle["create"] is not None else steps.requests.body(create.operation)),
    )


def made(
    steps: RecordSteps, cycle: Lifecycle, wanted: Iterable[JSON], label: str = "create one to be listed"
) -> list[str | None]:
    """The keys of new records of these bodies, None where it is not known or not the run's own."""
    create, keys = cycle["create"], []
    for body in wanted:
        if cycle.puts is not None and isinstance(body, dict) and steps.may_create(cycle):
            key = steps.fresh(cycle)
            put = make(steps, cycle, key, body, label)
            keys.append(key if put is not None and put.succeeded and steps.sender.made(cycle.resource, key) else None)
        elif create is None or not steps.may_create(cycle) or not isinstance(body, dict):
            break
        else:
            chosen = steps.fresh(cycle) if cycle.chosen else None
            sent = steps.create(cycle, steps.keyed(create, dict(body), chosen), label)
            keys.append(steps.key_of(cycle, sent, chosen))
    return keys


def queries(behaviour: Behaviour | None) -> list[Parameter]:
    """The parameters in the query of an operation."""
    return [p for p in behaviour.operation.parameters if p.location == "query"] if behaviour is not None else []


def tell(steps: RecordSteps, sent: Sent, behaviour: Behaviour, flaws: Iterable[Flaw]) -> None:
    """Observe what is wrong with the list in an answer; a flaw's place is absolute, or a member of its records."""
    operation = sent.reading.operation if sent.reading else None
    for found in findings(flaws, sent.exchange, operation, behaviour):
        steps.sender.collector.observe(found)
