"""Heavy values are made beside the event loop: who asks for one is asked again once it is there.

An answer is decided without waiting, and what it changes comes after it. So a decision may be given up where a value
takes too many steps, and be made again with that value at hand. Counts say what is heavy, the same in each run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mock_server.openapi.generator.effort import STEPS, Exhausted

if TYPE_CHECKING:
    from collections.abc import Hashable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema

LIGHT = 2_000
"""The steps that a value may take where others wait, about 20 ms; those of real documents take a few hundred."""
_KEPT = 1000

Make = Callable[[int, bool], Any]
"""Makes a value in so many steps; where they are not enough it gives the nearest, or raises Exhausted."""


class Deferred(Exception):  # noqa: N818 - a turn on the way, no error of the user's
    """A value is too heavy to be waited for; ``run`` makes it elsewhere and gives the steps that it took."""

    def __init__(self, run: Callable[[int], int]) -> None:
        super().__init__("a value is made elsewhere")
        self.run = run


class Deferral:
    """Decides for each value whether it is made at once, with few steps, or deferred; outside decisions none is.

    A decision is ``active`` until it has ended, in whichever way; ``hurried`` once what was decided begins to be done:
    it can't be made again, so nothing is deferred from then on.
    """

    def __init__(self) -> None:
        self.active = False
        self.hurried = False
        self._taken: list[tuple[Hashable, JSON]] = []
        self._heavy: dict[Hashable, Schema] = {}
        self._made: dict[Hashable, list[JSON]] = {}

    def begin(self, *, hurried: bool = False) -> None:
        """A decision begins; in a ``hurried`` one nothing is deferred, and what is heavy is made of few steps."""
        self.active, self.hurried = True, hurried
        if self._taken:
            self._taken.clear()

    def value(
        self,
        key: Hashable,
        schema: Schema,
        make: Make,
        apart: Callable[[], tuple[Make, Callable[[], int]]],
        whose: Hashable = None,
    ) -> JSON:
        """The value of this ``key``, which holds the identity of ``schema``; raises Deferred.

        ``make`` makes it at once; ``apart`` gives another maker, for another thread, and the steps that it took. What
        is made for a decision is for those of ``whose`` alone.
        """
        if not self.active:
            return make(STEPS, True)
        own = (key, whose)
        ready = self._made.get(own)
        if ready:
            value = ready.pop()
            if not ready:
                del self._made[own]
            self._taken.append((own, value))
            return value
        if self.hurried:
            return make(LIGHT, True)
        if key not in self._heavy:
            try:
                return make(LIGHT, False)
            except Exhausted:
                if len(self._heavy) >= _KEPT:
                    self._heavy.clear()
                    self._made.clear()
                self._heavy[key] = schema
        while self._taken:  # for the decision that is made again
            taken, value = self._taken.pop()
            self._made.setdefault(taken, []).append(value)
        elsewhere, spent = apart()

        def run(steps: int) -> int:
            self._made.setdefault(own, []).append(elsewhere(steps, True))
            return spent()

        raise Deferred(run)
