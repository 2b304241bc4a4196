"""A place for one of the journeys that are under way: on which thread it runs, and what it waits for."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.traffic.effects import Effect
    from contracts.traffic.journey_plan import Planned
    from mock_server.openapi import JSON


@dataclass(slots=True, eq=False)
class JourneySlot:
    """One of the journeys that are under way, and the thread on which it runs."""

    go: threading.Lock = field(default_factory=threading.Lock)
    journey: Planned | None = None
    thread: threading.Thread | None = None
    parked: bool = True
    held: Effect | None = None
    """What it wants to send while it may not."""
    operation: str = ""
    """The operation of that."""
    waits: bool = False
    """Whether its answer has not come yet."""
    aside: bool = False
    """Whether that is the answer of a slow operation: others go on without it."""
    wants: bool = False
    """Whether it waits to make what others need too."""
    context: JSON = None
    error: BaseException | None = None

    def __post_init__(self) -> None:
        self.go.acquire()

    def is_apart(self, other: JourneySlot) -> bool:
        """Whether the two journeys work on records of different families."""
        mine, its = (place.journey.family if place.journey is not None else "" for place in (self, other))
        return "" not in (mine, its) and mine != its
