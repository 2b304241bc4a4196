"""Changes by numbers at the limits of machines, where looks have just shown, twice, that nobody has such a key.

They are sent at the end, and only where a number of the run's that nobody has is refused as not there by the change
itself: it looks for the record before it changes anything. Zero, which is no key to many languages, comes last, and
only where the whole list shows the run's own records alone: a service may take it for all of them. Their bodies are the
least that will do. What is answered is open; that the service fails is not.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import changed_cycles, least_change
from contracts.cases.journeys.odd_removals import NUMBERS, is_the_runs_alone
from contracts.cases.probes.odd_reads import OPEN
from contracts.laws.told_failures import ABSENT
from contracts.traffic.safety import Allowance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
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
    """Change what nobody has: by each number at a limit, once one of the run's was refused as not there.

    No more of them once one succeeded: the change looks for no record there.
    """
    first = _try(steps, cycle, action, "a number that nobody has", steps.names.number())
    if first is None or first.status not in ABSENT:
        return
    for kind, number in reversed(NUMBERS.items()):
        if int(number) == 0 and not is_the_runs_alone(steps, cycle):
            return
        sent = _try(steps, cycle, action, kind, number)
        if sent is not None and sent.succeeded:
            return


def _try(steps: RecordSteps, cycle: Lifecycle, action: str, kind: str, number: str) -> Sent | None:
    """The answer to the change where two looks say that the record is not there; where it does not, a third tells why.

    None where nothing was sent.
    """
    behaviour, causes = cycle[action], (f"key {kind}",)
    with steps.sender.collector.leaving_open(OPEN):
        looks = [steps.act(cycle, "read", number, f"look at {kind}", causes, source="boundary") for _ in range(2)]
        if behaviour is None or any(look is None or look.status not in ABSENT for look in looks):
            return None
        body, label = least_change(steps, cycle, behaviour, number), f"{action} {kind}, which is not there"
        with steps.sender.safety.allowing(Allowance(change=steps.where(cycle, number))):
            sent = steps.act(cycle, action, number, label, causes, body=body, source="boundary")
        if sent is not None and sent.status not in ABSENT:
            steps.act(cycle, "read", number, f"look again at {kind}", causes, source="boundary")
        return sent
