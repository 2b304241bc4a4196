"""Removals by numbers at the limits of machines, where a look has just shown, twice, that nobody has such a key.

They are sent only once everything else has shown that removals of this resource are exact, and where its list, walked
to its end, shows nothing but the run's own: a service that takes zero for no key at all may remove every record. What
is answered is open; that the service fails is not, and at a number that its store can't hold many do.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.list_pages import ListPages
from contracts.cases.probes.odd_reads import OPEN
from contracts.laws.told_failures import ABSENT
from contracts.traffic.safety import Allowance

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle

NUMBERS = {"zero": "0", "minus one": "-1", "a number of 64 bits": "9223372036854775808"}
"""Keys at the limits of machines."""
_NOBODYS = (400, 422, *ABSENT)
"""What says of a key that no record has it."""


def odd_removals(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource with such keys."""
    for cycle in steps.cycles.values():
        if _takes_numbers(steps, cycle):
            yield f"odd keys of {cycle.resource}", partial(removed, cycle=cycle)


def _takes_numbers(steps: RecordSteps, cycle: Lifecycle) -> bool:
    """Whether records are read and removed by a number in the path, and nothing shows that removals are not exact."""
    read, delete = cycle["read"], cycle["delete"]
    if read is None or delete is None or not steps.sender.safety.plain_keys:
        return False
    name = delete.key_parameter
    schemas = (p.schema for p in delete.operation.parameters if (p.location, p.name) == ("path", name))
    return any(steps.schemas.types(schema) & {"integer", "number"} for schema in schemas)


def is_the_runs_alone(steps: RecordSteps, cycle: Lifecycle) -> bool:
    """Whether the list of the whole resource is there to be walked, and shows no record of anybody else."""
    behaviour = cycle["list"]
    if behaviour is None or behaviour.operation.path_names:
        return False
    walk = ListPages(steps, behaviour, {}).walk("look for records of others")
    return walk.whole and all(steps.sender.made(cycle.resource, key) for key in walk.keys)


def removed(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Look at each number twice, and remove by it what is not there."""
    if not is_the_runs_alone(steps, cycle):
        return
    for kind, number in NUMBERS.items():
        causes = (f"key {kind}",)
        with steps.sender.collector.leaving_open(OPEN):
            looks = [steps.act(cycle, "read", number, f"look at {kind}", causes, source="boundary") for _ in range(2)]
            if any(look is None or look.status not in _NOBODYS for look in looks):
                continue
            with steps.sender.safety.allowing(Allowance(removal=steps.where(cycle, number))):
                steps.delete(cycle, number, f"remove {kind}, which is not there", causes, source="boundary")
