"""The journeys that are still to be run: which may begin now, which wait for another one, which run alone."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mock_server.openapi import JSON

MOST_HELD = 256
"""How many journeys wait for others of their lane before nothing more is taken from the plan."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A journey that is to be run: ``beside`` others, or alone because it looks at what others change.

    Those of one ``lane`` run one after the other, in the order of the plan, beside those of other lanes and of none.
    One that works on records of one ``family`` alone touches none of another's; a ``sole`` one runs beside no other
    of its family, nor of an unknown one (``""``).
    """

    run: Callable[[], None]
    beside: bool = False
    lane: str = ""
    family: str = ""
    sole: bool = False


class _Taken:
    """What journeys that are under way, or that come earlier, keep from others."""

    def __init__(self, journeys: Iterable[Planned]) -> None:
        self._lanes: set[str] = set()
        self._families: set[str] = set()
        self._sole: set[str] = set()
        for journey in journeys:
            self.add(journey)

    def add(self, journey: Planned) -> None:
        """Keep from others what this one needs."""
        self._lanes |= {journey.lane} if journey.lane else set()
        self._families.add(journey.family)
        self._sole |= {journey.family} if journey.sole else set()

    def leaves(self, journey: Planned) -> bool:
        """Whether this one may run beside all of them."""
        if journey.lane in self._lanes:
            return False
        if journey.sole and (journey.family in self._families or "" in self._families):
            return False
        return not self._sole or bool(journey.family and journey.family not in self._sole)


class JourneyPlan:
    """Gives out the journeys one by one; ``context`` tells what goes with the one that the plan gave last."""

    def __init__(self, journeys: Iterator[Planned], context: Callable[[], JSON]) -> None:
        self._journeys = journeys
        self._context = context
        self._next: Planned | None = None
        self._held: deque[tuple[Planned, JSON]] = deque()
        self._begun: list[Planned] = []
        """Those that are under way."""
        self._waits = False
        """Whether no journey may begin before one that is under way has ended, or one has run alone."""

    def begin(self) -> tuple[Planned, JSON] | None:
        """The next that may run beside those under way, and its context; None where none may, or is left."""
        if self._waits:
            return None
        taken = _Taken(self._begun)
        for index, held in enumerate(self._held):
            if taken.leaves(held[0]):
                del self._held[index]
                self._begun.append(held[0])
                return held
            taken.add(held[0])
        while len(self._held) < MOST_HELD and (found := self._peek()) is not None and found.beside:
            self._next = None
            if taken.leaves(found):
                self._begun.append(found)
                return found, self._context()
            self._held.append((found, self._context()))
            taken.add(found)
        self._waits = True
        return None

    def ended(self, journey: Planned) -> None:
        """A journey has ended, so the next of its lane, or of its family, may begin."""
        self._begun.remove(journey)
        self._waits = False

    def alone(self) -> Planned | None:
        """The next, where it is to run alone and all before it has begun."""
        found = self._peek() if not self._held else None
        if found is None or found.beside:
            return None
        self._next, self._waits = None, False
        return found

    def _peek(self) -> Planned | None:
        if self._next is None:
            self._next = next(self._journeys, None)
        return self._next
