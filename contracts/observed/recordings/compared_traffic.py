"""Traffic of others, passing or recorded, judged by what each exchange shows and by a mock that learns beside it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.observed.recordings.learning_mock.learning_mock import LearningMock
from contracts.observed.recordings.learning_mock.noise import Noise

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from contracts.observed.recordings.judged_traffic import JudgedTraffic

_LEARNT = 4000
"""Exchanges after which a learning mock forgets, so that endless traffic takes no endless memory."""


class ComparedTraffic:
    """Takes exchanges in the order of their ends; ``traffic`` is what judges each, ``spec`` its document's file."""

    def __init__(self, traffic: JudgedTraffic, spec: Path, overlays: tuple[Path, ...] = ()) -> None:
        self.traffic = traffic
        self._spec, self._overlays = spec, overlays
        self._learning: LearningMock | None = LearningMock(traffic.judge, spec, overlays)
        self._noise = Noise()

    def add(
        self, exchange: Exchange, number: int, *, alone: bool, moment: float, told: bool = True
    ) -> tuple[tuple[Finding, bool], ...] | None:
        """Judge an exchange: each finding, and whether it is the first of its kind; None where no operation covers it.

        ``alone`` tells that nothing that may have changed something was under way meanwhile, ``moment`` when it ended,
        in seconds, ``told`` that its answer is the service's own at that time, which that of a cache is not.
        """
        if not told:
            return self.traffic.add(exchange, number)
        if self._learning is not None and self._learning.learnt >= _LEARNT:
            self.lose()
        return self.traffic.add(exchange, number, partial(self._beside, alone, moment))

    def missed(self, exchange: Exchange) -> None:
        """What came of this exchange nobody knows."""
        if self._learning is not None:
            self._learning.missed(exchange)

    def lose(self) -> None:
        """A change is not known: begin anew, unless it was stopped."""
        if self._learning is not None:
            self._learning.close()
            self._learning = LearningMock(self.traffic.judge, self._spec, self._overlays)

    def stop(self) -> None:
        """Judge each exchange by itself from now on, as where some are not known."""
        learning, self._learning = self._learning, None
        if learning is not None:
            learning.close()

    def notices(self) -> Iterator[str]:
        """What the service answers differently each time, a sentence an operation."""
        return self._noise.notices()

    def _beside(self, alone: bool, moment: float, exchange: Exchange) -> list[Finding]:
        """What the learning mock has against an exchange, but for what is noise."""
        operation = self.traffic.operation(exchange)
        self._noise.take(exchange, operation, alone=alone)
        found = self._learning.findings(exchange, alone=alone, moment=moment) if self._learning is not None else []
        return [item for item in found if (operation, item.place) not in self._noise.places]
