"""What a check is about to do, in numbers and words, before the first request."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.cases.probes.created_fields import fields
from contracts.cases.probes.credential_probes import bad
from contracts.settings import recombined_cases
from contracts.traffic.creations import MOST_UNREMOVABLE
from contracts.traffic.harmful_reads import harms_by_get, stops_service
from contracts.traffic.operation_purpose import changing_reads

NOWHERE = (
    "the key is sent nowhere, since no operation of the document asks for a security scheme;"
    " --header 'Name: value' sends a credential all the same"
)

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.settings import Settings


@dataclass(frozen=True)
class CheckPlan:
    """The plan: lines of what is created and deleted, and about how many requests it takes."""

    target: str
    host: str
    operations: tuple[str, ...]
    requests: int
    creates: tuple[str, ...]
    notes: tuple[str, ...]

    @classmethod
    def of(cls, steps: RecordSteps, settings: Settings) -> CheckPlan:
        """The plan of a run; an estimate, nothing is sent."""
        operations = steps.judge.document.operations
        choice = steps.sender.safety.choice
        wanted = choice.chosen(operations) if choice is not None else operations
        used = [o for o in wanted if not settings.read_only or o.is_safe]
        creates, requests = [], 3 * len(used)
        resources = sum(cycle["create"] is not None and cycle.removable for cycle in steps.cycles.values())
        cases = recombined_cases(resources) if settings.recombinations is None else settings.recombinations
        for cycle in steps.cycles.values():
            create = cycle["create"] or cycle.puts
            if create is None or create.operation not in used or steps.sender.safety.keeps_back(create):
                continue
            taken = fields(steps, create)
            values = sum(len(steps.pools.values(item, name)) for name, item in taken.items())
            probes = len(bad(steps.sender.credentials, create.operation)) if create.operation.security else 0
            mine = values + 6 * len(taken) + 2 * probes + 120 + (2 * cases if cycle.removable else 0)
            requests += mine + (6 * settings.fuzz_cases if settings.fuzz else 0)
            if cycle.removable:
                creates.append(
                    f"{create.operation.method} {create.operation.path}: some {mine // 3} records, each removed again"
                    f" where its answer proves that it is new; at most {MOST_UNREMOVABLE} are left otherwise"
                )
            else:
                creates.append(f"{create.operation}: at most {MOST_UNREMOVABLE} records, never removed")
        notes = [f"everything it creates is named {steps.names.tag}… or has a key that the target assigns"]
        if settings.read_only:
            notes = ["only reading: nothing is created, changed or deleted"]
        elif settings.ledger is not None:
            notes.append(
                f"what it creates is written to {settings.ledger} first; `contracts clean` finishes an interrupted run"
            )
        told = {operation.id for operation in changing_reads(used)}
        for operation in used:
            held = operation.is_safe and harms_by_get(operation)
            if held or operation.id in told:
                what = "stopped the service" if stops_service(operation) else "changed something"
                name = shlex.quote(operation.id)
                then = f"--include {name} alone sends it" if held else f"leave it out with --exclude {name}"
                notes.append(f"{operation} sounds as if it {what}; {then}")
        notes += [f"{o} is not called: {why}" for o in operations if choice and (why := choice.forbids(o))]
        names = tuple(f"{o.method} {o.path}" for o in used)
        return cls(steps.sender.target.url, steps.sender.target.host, names, requests, tuple(creates), tuple(notes))
