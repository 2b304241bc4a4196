"""The cases that are drawn at random by the seed: how many there are, in which order, and what time cut.

All numbers are counts, so the same seed sends the same requests in the same order to a slow target and to a fast one,
but for operations whose answers take seconds while others do not (`slow_operations`). Every resource gets its first
cases before any gets more; time only ends what comes last, and that is told.
"""

from __future__ import annotations

import threading
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from contracts.cases.generated.recombination import Recombination
from contracts.cases.records.independence import independent
from contracts.settings import FIRST_SHARE, GENERATED, MOST_GENERATED, RECOMBINATIONS, Settings, recombined_cases

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.generated.fuzz import Fuzz
    from contracts.cases.records.record_steps import Journey, RecordSteps


SEQUENCE_PARTS = 2
"""In how many journeys the sequences over links run side by side."""


def _load() -> None:
    """Load the generators beside the journeys that come before them; whoever needs them tells what is wrong."""
    with suppress(Exception):  # Python 3.11 fails now and then where two threads build syntax trees
        from contracts.cases.generated.fuzz import load

        load()


class DrawnCases:
    """The drawn cases of one run, as journeys; each source goes on where it was left."""

    def __init__(self, steps: RecordSteps, settings: Settings) -> None:
        self.steps = steps
        self.settings = settings
        asked = settings.recombinations
        cycles = [c for c in steps.cycles.values() if c["create"] is not None and c.removable]
        count = asked if asked is not None else recombined_cases(len(cycles))
        self.first = asked if asked is not None else min(count, RECOMBINATIONS // FIRST_SHARE)
        self._recombined = [Recombination(steps, cycle, settings.seed).groups(count) for cycle in cycles]
        operations = len(steps.judge.document.operations)
        self.generated = min(max(GENERATED, 12 * operations), MOST_GENERATED)
        self._begun: Fuzz | None = None
        self._draws = settings.fuzz > 0 and not settings.read_only
        self._cases = self._generated()
        self._loading = threading.Thread(target=_load, daemon=True, name="loading")
        if self._draws:
            self._loading.start()
            if steps.sender.asking.turns is not None:
                steps.sender.asking.turns.spare = self._ahead

    def recombinations(self) -> Iterator[tuple[str, Journey]]:
        """The first recombined cases of each resource."""
        for groups in self._recombined:
            sent = 0
            while sent < self.first and (group := next(groups, None)) is not None:
                sent += group[0]
                yield "recombinations", group[1]

    def sequences(self) -> Iterator[tuple[str, Journey]]:
        """Sequences over the document's links: long journeys, so they begin before many others."""
        for part in range(SEQUENCE_PARTS if self._fuzz is not None else 0):
            yield "sequences", partial(self._sequences, part=part)

    def generated_cases(self) -> Iterator[tuple[str, Journey]]:
        """The first generated cases."""
        for case in islice(self._cases, self.generated // FIRST_SHARE + 1):
            yield "a generated case", case

    def more(self) -> Iterator[tuple[str, Journey]]:
        """The rest, of each source and resource in turn."""
        recombined = list(self._recombined)
        while recombined:
            for groups in list(recombined):
                group = next(groups, None)
                if group is None:
                    recombined.remove(groups)
                    continue
                yield "more recombinations", group[1]
                for case in islice(self._cases, group[0]):
                    yield "one more case", case
        for case in self._cases:
            yield "one more case", case

    def notices(self) -> list[str]:
        """What is to be told of the generators."""
        return self._begun.notices if self._begun is not None else []

    def shortfalls(self) -> tuple[list[str], list[str]]:
        """What time took away of what was wanted, and of what comes beyond it or was bounded by the caller."""
        fuzz = self._begun
        if fuzz is None:
            return [], []
        bounded = self.settings.fuzz < Settings.fuzz or fuzz.sent > self.generated // FIRST_SHARE
        return ([], fuzz.shortfalls) if bounded else (fuzz.shortfalls, [])

    @independent
    def _sequences(self, steps: RecordSteps, part: int) -> None:
        if self._fuzz is not None:
            self._fuzz.sequences(steps, part)

    def _ahead(self) -> bool:
        """Draw a case while answers are waited for; whether there was one to draw."""
        return not self._loading.is_alive() and self._fuzz is not None and self._fuzz.draw_ahead()

    @property
    def _fuzz(self) -> Fuzz | None:
        """The generators, loaded when they are first needed; None where there are to be none."""
        if self._begun is None and self._draws:
            from contracts.cases.generated.fuzz import Fuzz

            given, first = self.settings, self.generated // FIRST_SHARE
            self._begun = Fuzz(self.steps, given.seed, given.fuzz_cases, given.fuzz, self.generated, first)
        return self._begun

    def _generated(self) -> Iterator[Journey]:
        if self._fuzz is not None:
            yield from self._fuzz.run()
