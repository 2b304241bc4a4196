"""Journeys side by side: each has its turn, in an order that no clock decides but for operations that answer late.

A fixed number of journeys is under way. Each runs on a thread of its own up to its next request, and then the next one
has its turn; when the turn comes back, its answer is there or is waited for. So all that the check knows (ledger, mock,
findings) has one owner at a time and is written in one order, and the same requests come of the same answers whether
one connection carries them or eight: how many requests are on the wire is the target's business alone. The exception
are answers that take seconds (`slow_operations`): others go on without them, and what is left out is told.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager, suppress
from math import inf
from queue import Empty, SimpleQueue
from time import perf_counter
from typing import TYPE_CHECKING, Protocol, TypeVar

from contracts.errors import Interrupted
from contracts.traffic.effects import Effect
from contracts.traffic.journey_plan import JourneyPlan
from contracts.traffic.journey_slot import JourneySlot
from contracts.traffic.pace import Pace
from contracts.traffic.slow_operations import SlowOperations

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.traffic.journey_plan import Planned
    from mock_server.openapi import JSON

Answered = TypeVar("Answered")

JOURNEYS = 12
"""How many journeys are under way; the same for every number of connections, so that the order is."""
MOST_WRITING = 8
"""How many requests that may create something are without an answer."""
_PATIENCE = 0.05
"""Seconds between two looks at a journey that is to end."""


class Wire(Protocol):
    """What the requests go to."""

    shared: bool

    def abort(self) -> None:
        """End every request that is under way."""


class HaltedJourney(Interrupted):
    """The run is over for this journey, since another one ended it."""


class JourneyScheduler:
    """Gives journeys their turns; ``swap`` takes a journey's context (what is observed of it) and gives the last one's.

    ``workers`` is the most requests that are on the wire at once, ``seconds`` the time that the run has.
    """

    def __init__(self, wire: Wire, workers: int, swap: Callable[[JSON], JSON], seconds: float = inf) -> None:
        self.wire = wire
        self.pace = Pace(workers)
        self._swap = swap
        self._places = [JourneySlot() for _ in range(JOURNEYS)]
        self._under_way: dict[JourneySlot, tuple[Effect, str]] = {}
        self._holding: list[JourneySlot] = []
        self._owner: JourneySlot | None = None
        self._running: JourneySlot | None = None
        self._back: SimpleQueue[JourneySlot] = SimpleQueue()
        self._halted = False
        self.spare: Callable[[], bool] = lambda: False
        """A piece of work that waits for nobody and on which no order depends; whether there was one to be done."""
        self.slow = SlowOperations(seconds)
        """Operations with one connection each, for whose answers nobody waits who need not."""

    def run(self, journeys: Iterator[Planned]) -> None:
        """Run them all; what one of them raises ends all of them, each at its next request, and is raised again."""
        self.wire.shared = True
        try:
            self._rounds(journeys)
        except BaseException as error:
            if isinstance(error, Interrupted | KeyboardInterrupt) and any(not p.parked for p in self._places):
                self.wire.abort()  # a second signal: nothing is waited for any more
            self._halt()
            raise
        finally:
            self.wire.shared = False

    def close(self) -> None:
        """End the threads."""
        for place in self._places:
            if place.thread is not None:
                place.journey = None
                place.go.release()
                place.thread = None

    def wait(self, effect: Effect, operation: str = "") -> None:
        """Let others go first while what is under way, or has waited longer, clashes with such a request.

        One that goes alone lets nobody go first who is not under way.
        """
        place = self._running
        if place is None:
            return
        place.held, place.operation = effect, operation
        while not self._halted and not self._free(place):
            if place not in self._holding:
                self._holding.insert(0 if effect is Effect.ALONE else len(self._holding), place)
            self._park(place)
        place.held = None
        if place in self._holding:
            self._holding.remove(place)

    def send(self, effect: Effect, ask: Callable[[], Answered], operation: str = "") -> Answered:
        """What ``ask`` gives, the answer to a request that has waited; meanwhile other journeys have their turns."""
        place = self._running
        if place is None:  # nobody is beside it
            return ask()
        if self._halted:
            raise HaltedJourney("another journey ended the run", sent=False)
        self._under_way[place] = effect, operation
        answer: Answered | None = None
        error: BaseException | None = None
        place.aside = self.pace.most > 1 and self.slow.is_slow(operation)
        place.waits = several = self.pace.sends() or place.aside
        if several:
            self._give_back(place)
        started = perf_counter()
        try:
            answer = ask()
        except BaseException as raised:  # it is raised again when its turn has come
            error = raised
        seconds, place.waits = perf_counter() - started, False
        if not several:
            self.pace.answered(seconds)
            self._give_back(place)
        place.go.acquire()
        if several:
            self.pace.answered_beside(seconds)
        del self._under_way[place]
        if error is not None:
            raise error
        return answer  # type: ignore[return-value]

    def writing(self, operation: str = "") -> int:
        """How many requests that may create something, by this operation or by any, are without an answer."""
        return sum(e is Effect.WRITE and operation in ("", name) for e, name in self._under_way.values())

    @contextmanager
    def making(self) -> Iterator[None]:
        """Make something that other journeys need too: they wait until it is there."""
        place = self._running
        if place is None:
            yield
            return
        while self._owner not in (None, place) and not self._halted:
            place.wants = True
            self._park(place)
        place.wants = False
        before, self._owner = self._owner, place
        try:
            yield
        finally:
            self._owner = before

    def _free(self, place: JourneySlot) -> bool:
        effect = place.held
        if effect is None:
            return True
        if effect is Effect.WRITE and self.writing() >= MOST_WRITING:
            return False
        if self.slow.is_slow(place.operation) and any(name == place.operation for _, name in self._under_way.values()):
            return False
        others = [(other, under_way) for other, (under_way, _) in self._under_way.items()]
        for waiting in self._holding:
            if waiting is place:
                break
            if waiting.held is not None:
                others.append((waiting, waiting.held))
        return not any(
            effect.clashes(under_way) and (Effect.ALONE in (effect, under_way) or not place.is_apart(other))
            for other, under_way in others
        )

    def _ready(self, place: JourneySlot) -> bool:
        if self._halted:
            return True
        return self._owner is None if place.wants else self._free(place)

    def _give_back(self, place: JourneySlot) -> None:
        self._running = None
        place.parked = True
        self._back.put(place)

    def _park(self, place: JourneySlot) -> None:
        self._give_back(place)
        place.go.acquire()

    def _resume(self, place: JourneySlot) -> None:
        """Give the turn to a journey, until its next request or its end; raises what it raised."""
        if place.thread is None:
            place.thread = threading.Thread(target=self._work, args=(place,), daemon=True, name="journey")
            place.thread.start()
        outer = self._swap(place.context)
        place.parked, self._running = False, place
        try:
            place.go.release()
            while self._back.get() is not place:
                pass
        finally:
            place.context = self._swap(outer)
        if place.error is not None:
            error, place.error = place.error, None
            raise error

    def _work(self, place: JourneySlot) -> None:
        while True:
            place.go.acquire()
            if place.journey is None:
                return
            try:
                place.journey.run()
            except BaseException as raised:  # it is raised again where the turns are given
                place.error = raised
            place.journey = None
            self._give_back(place)

    def _rounds(self, journeys: Iterator[Planned]) -> None:
        plan, patient = JourneyPlan(journeys, self._context), False
        while True:
            went = False
            for place in self._places:
                aside = place.aside and place.waits and not patient
                if (journey := place.journey) is not None and not aside and self._ready(place):
                    while place.waits and self.spare():
                        pass
                    self._resume(place)
                    went, patient = True, False
                    if place.journey is None:
                        plan.ended(journey)
                while place.journey is None and (begun := plan.begin()) is not None:
                    place.journey, place.context = begun
                    self._resume(place)
                    went = True
                    if place.journey is None:
                        plan.ended(begun[0])
            patient = not went  # nobody else can go on: a slow operation is waited for
            if not any(place.journey for place in self._places):
                alone = plan.alone()
                if alone is None:
                    return
                alone.run()

    def _context(self) -> JSON:
        """The context that the plan has set for the journey that it gave last."""
        context = self._swap(None)
        self._swap(context)
        return context

    def _halt(self) -> None:
        """Let every journey end at its next request; answers that are under way are waited for and written down."""
        self._halted = True
        while left := [place for place in self._places if not place.parked or place.journey is not None]:
            for place in left:
                try:
                    self._end(place)
                except (Interrupted, KeyboardInterrupt):
                    self.wire.abort()
        self._halted, self._owner = False, None
        self._holding.clear()

    def _end(self, place: JourneySlot) -> None:
        if place.parked and place.journey is not None:
            place.parked, self._running = False, place
            outer = self._swap(place.context)
            place.go.release()
        else:
            outer = self._swap(place.context)
        try:
            while not place.parked:
                with suppress(Empty):
                    self._back.get(timeout=_PATIENCE)
        finally:
            place.context, place.error = self._swap(outer), None
