"""Recombined cases: values from the pools put together at random, by the seed, cheaply and in numbers.

The pools are drawn once for each schema; a case picks a few fields and a value for each. The compiled schema says
afterwards whether the case is valid, so each costs microseconds.
"""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from contracts.cases.boundaries import fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.lifecycle import Lifecycle
    from contracts.cases.pools import Kinds
    from contracts.cases.record_steps import RecordSteps


class Recombination:
    """An endless source of recombined creates for one resource."""

    def __init__(self, steps: RecordSteps, cycle: Lifecycle, seed: int) -> None:
        self.steps = steps
        self.cycle = cycle
        self.random = random.Random(f"{seed}/{cycle.resource}")
        create = cycle["create"]
        part = create.key_place if create is not None else None
        own = part.names[-1] if part is not None and part.location == "body" else None
        self.pools: dict[str, tuple[Kinds, Kinds]] = {}
        for name, item in fields(steps, create).items() if create is not None else ():
            if name != own:
                values = steps.pools.values(item, name)
                good = [(kind, value) for kind, value in values if steps.samples.valid(item, value)]
                bad = [(kind, value) for kind, value in values if not steps.samples.valid(item, value)]
                self.pools[name] = (good, bad)
        self._key: str | None = None

    def run(self, count: int) -> Iterator[None]:
        """Send ``count`` cases, giving way after each."""
        for _ in range(count):
            if not self.pools or not self.steps.may_create(self.cycle):
                return
            self._one()
            yield
        if self.cycle.chosen and self._key is not None:
            self._create(self._key, {}, ("after a refusal",))

    def _one(self) -> None:
        chosen = {name for name in self.pools if self.random.random() < 0.35}
        broken = self.random.random() < 0.5 or not self.cycle.removable
        fields, causes = {}, []
        for name in self.pools:
            good = self.pools[name][0]
            if name in chosen and good:
                fields[name] = self.random.choice(good)[1]
        if broken:
            name = self.random.choice([name for name, (_, bad) in self.pools.items() if bad] or [""])
            if not name:
                return
            kind, fields[name] = self.random.choice(self.pools[name][1])
            causes = [f"field {name}", kind]
        if self._key is None and self.cycle.chosen:
            self._key = self.steps.fresh(self.cycle)
        if self._create(self._key, fields, tuple(causes)):
            self._key = None

    def _create(self, key: str | None, fields: dict[str, object], causes: tuple[str, ...]) -> bool:
        """Create; if it was taken, create again, and remove it one way or another."""
        steps, cycle = self.steps, self.cycle
        body = steps.body(cycle, key)
        if not isinstance(body, dict):
            return False
        body = {**body, **fields}
        sent = steps.create(cycle, body, "a recombination of values", causes, source="boundary")
        if sent is None or not sent.succeeded:
            return False
        found = steps.key_of(cycle, sent, key)
        if found is None or not cycle.removable:
            return True
        if cycle.chosen and self.random.random() < 0.2:
            steps.create(cycle, body, "the same recombination again", source="boundary")
        ways = steps.ways(cycle)
        way, query = self.random.choice(ways)
        steps.delete(cycle, found, f"{way} delete of a recombination", query=query, source="boundary")
        if way != "hard":
            steps.delete(cycle, found, "remove a recombination", source="boundary")
        return True


def sent_already(_: RecordSteps) -> None:
    """The journey of a case that has sent its requests."""
