"""The journeys that are still to be run: which may begin now, which wait for another one, which run alone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.openapi import JSON

MOST_HELD = 256
"""How many journeys wait for others of their lane before nothing more is taken from the plan."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A journey that is to be run: ``beside`` others, or alone because it looks at what others change.

    Those of one ``lane`` run one after the other, in the order of the plan, beside those of other lanes and of none.
    """

    run: Callable[[], None]
    beside: bool = False
    lane: str = ""


class JourneyPlan:
    """Gives out the journeys one by one; ``context`` tells what goes with the one that the plan gave last."""

    def __init__(self, journeys: Iterator[Planned], context: Callable[[], JSON]) -> None:
        self._journeys = journeys
        self._context = context
        self._next: Planned | None = None
        self._held: deque[tuple[Planned, JSON]] = deque()
        self._lanes: set[str] = set()
        """The lanes on which a journey is under way."""

    def begin(self) -> tuple[Planned, JSON] | None:
        """The next that may run beside those under way, and its context; None where none may, or is left."""
        for index, held in enumerate(self._held):
            if held[0].lane not in self._lanes:
                del self._held[index]
                self._lanes.add(held[0].lane)
                return held
        while len(self._held) < MOST_HELD and (found := self._peek()) is not None and found.beside:
            self._next = None
            if not found.lane:
                return found, self._context()
            if found.lane not in self._lanes:
                self._lanes.add(found.lane)
                return found, self._context()
            self._held.append((found, self._context()))
        return None

    def ended(self, journey: Planned) -> None:
        """A journey has ended, so the next of its lane may begin."""
        self._lanes.discard(journey.lane)

    def alone(self) -> Planned | None:
        """The next, where it is to run alone and all before it has begun."""
        found = self._peek() if not self._held else None
        if found is None or found.beside:
            return None
        self._next = None
        return found

    def _peek(self) -> Planned | None:
        if self._next is None:
            self._next = next(self._journeys, None)
        return self._next
