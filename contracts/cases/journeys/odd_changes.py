"""Changes by numbers at the limits of machines, where looks have just shown, twice, that nobody has such a key.

They are sent at the end, and only where a number of the run's that nobody has is refused as not there by the change
itself: it looks for the record before it changes anything. Their bodies are the least that will do. What is answered is
open; that the service fails is not, and at zero, which is no key to many languages, many do.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import changed_cycles, least_change
from contracts.cases.journeys.odd_removals import NUMBERS
from contracts.cases.probes.odd_reads import OPEN
from contracts.laws.leeway import ABSENT
from contracts.traffic.safety import Allowance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import Behaviour


def odd_changes(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each replace and merge of records that have a number in their path and are read by it."""
    for cycle, action in changed_cycles(steps):
        behaviour = cycle[action]
        if behaviour is not None and _takes_numbers(steps, cycle, behaviour) and not behaviour.creates:
            yield f"odd keys of {action} in {cycle.resource}", partial(changed, cycle=cycle, action=action)


def _takes_numbers(steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour) -> bool:
    if cycle["read"] is None or steps.sender.safety.read_only or behaviour.operation.response(201) is not None:
        return False
    own = (p for p in behaviour.operation.parameters if (p.location, p.name) == ("path", behaviour.key_parameter))
    return any(steps.schemas.types(parameter.schema) & {"integer", "number"} for parameter in own)


def changed(steps: RecordSteps, cycle: Lifecycle, action: str) -> None:
    """Change what nobody has: first by a number of the run's, then by each that is at a limit and that looks miss."""
    for kind, number in [("a number that nobody has", steps.names.number()), *NUMBERS.items()]:
        causes = (f"key {kind}",)
        with steps.sender.collector.leaving_open(OPEN):
            looks = [steps.act(cycle, "read", number, f"look at {kind}", causes, source="boundary") for _ in range(2)]
            missed = all(look is not None and look.status in ABSENT for look in looks)
            refused = _change(steps, cycle, action, number, causes) in ABSENT if missed else False
        if not refused and number not in NUMBERS.values():
            return


def _change(steps: RecordSteps, cycle: Lifecycle, action: str, number: str, causes: tuple[str, ...]) -> int | None:
    """How the change of a record that is not there is answered."""
    behaviour = cycle[action]
    body = least_change(steps, cycle, behaviour, number) if behaviour is not None else {}
    with steps.sender.safety.allowing(Allowance(change=steps.where(cycle, number))):
        label = f"{action} {causes[0].removeprefix('key ')}, which is not there"
        sent = steps.act(cycle, action, number, label, causes, body=body, source="boundary")
    return sent.status if sent is not None else None
