"""Journeys without a service: what they ask and hear is written down in the order of their turns."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from contracts.judging.collector import Collector
from contracts.traffic.journey_scheduler import JourneyScheduler

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.traffic.effects import Effect
    from contracts.traffic.journey_plan import Planned


class Wire:
    """Counts what is on it; ``pause`` in seconds an answer."""

    def __init__(self, pause: float = 0.0) -> None:
        self.pause = pause
        self.shared = False
        self.aborted = threading.Event()
        self.most = self.now = 0
        self._lock = threading.Lock()

    def abort(self) -> None:
        """End what is under way."""
        self.aborted.set()

    def ask(self) -> str:
        """An answer, after a while."""
        with self._lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.aborted.wait(self.pause)
        with self._lock:
            self.now -= 1
        return "answer"


class Book:
    """Journeys that write down, in the order in which they have their turns, what they ask and what they are told."""

    def __init__(self, workers: int, pause: float = 0.0, *, wide: bool = False) -> None:
        self.wire = Wire(pause)
        self.collector = Collector()
        self.turns = JourneyScheduler(self.wire, workers, self.collector.swap)
        if wide:
            self.turns.pace.sends = lambda: True  # type: ignore[method-assign]
        self.lines: list[str] = []

    def journey(self, name: str, *effects: Effect) -> Callable[[], None]:
        """A journey of these requests."""

        def walk() -> None:
            for number, effect in enumerate(effects):
                self.turns.wait(effect)
                self.lines.append(f"{name} asks {number}")
                self.turns.send(effect, self.wire.ask)
                self.lines.append(f"{name} hears {number}")

        return walk

    def run(self, *planned: Planned) -> list[str]:
        """The lines of these journeys."""
        try:
            self.turns.run(iter(planned))
        finally:
            self.turns.close()
        return self.lines
