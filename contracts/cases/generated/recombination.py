"""Recombined cases: values from the pools put together at random, by the seed, cheaply and in numbers.

The pools are drawn once for each schema; a case picks a few fields and a value for each. The compiled schema says
afterwards whether the case is valid, so each costs microseconds.
"""

from __future__ import annotations

import random
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.probes.created_fields import fields
from contracts.cases.records.independence import independent
from contracts.traffic.journey_scheduler import JOURNEYS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.cases.values.odd_values import Kinds

GROUP = 10
"""Cases that share a key until one of them is taken; fewer towards the end, so that no long journey is waited for."""
_LEAST = 2


class Recombination:
    """The recombined creates of one resource; what a group of them is depends on its number alone."""

    def __init__(self, steps: RecordSteps, cycle: Lifecycle, seed: int) -> None:
        self.steps = steps
        self.cycle = cycle
        self.seed = seed
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

    def groups(self, count: int) -> Iterator[tuple[int, Journey]]:
        """Journeys that send ``count`` cases in all, each with how many it sends."""
        first = 0
        while first < count and self.pools:
            size = min(max(_LEAST, (count - first) // JOURNEYS), GROUP, count - first)
            last = first + size == count
            yield size, partial(recombined, cycle=self.cycle, source=self, first=first, size=size, last=last)
            first += size


@independent
def recombined(
    steps: RecordSteps, cycle: Lifecycle, source: Recombination, first: int, size: int, *, last: bool
) -> None:
    """Send a group of cases; after the last of all, a rightful create where the last one was refused."""
    group = _Group(steps, cycle, source.pools, random.Random(f"{source.seed}/{cycle.resource}/{first}"))
    for _ in range(size):
        if not steps.may_create(cycle):
            return
        group.one()
    group.end(last=last)


class _Group:
    """The cases of one group, and the key that they share."""

    def __init__(
        self, steps: RecordSteps, cycle: Lifecycle, pools: dict[str, tuple[Kinds, Kinds]], drawn: random.Random
    ) -> None:
        self.steps = steps
        self.cycle = cycle
        self.pools = pools
        self.random = drawn
        self._key: str | None = None

    def end(self, *, last: bool) -> None:
        """Show that what was refused last made nothing, or leave its key to the next group."""
        if self._key is None:
            return
        if not last:
            self.steps.give_back(self.cycle, self._key)
        elif self.cycle.chosen:
            self._create(self._key, {}, ("after a refusal",))

    def one(self) -> None:
        """Send one case, and remove what it makes."""
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
            self._key = self.steps.unused(self.cycle)
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
