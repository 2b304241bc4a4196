"""What one value may cost: a count of steps, the same in each run, and CPU time that only cuts where counts did not."""

from __future__ import annotations

from mock_server.values import cpu_seconds

STEPS = 60_000
"""How many schemas may be entered and asked for one value."""
SECONDS = 0.2
_PACE = 100


class Exhausted(Exception):  # noqa: N818 - a turn on the way, no error of the user's
    """The value has cost all that it may."""


class Effort:
    """Counts the steps of one value at a time; ``is_cut`` says that time ended the last one."""

    __slots__ = ("_begun", "_more", "_until", "is_cut", "left")

    def __init__(self) -> None:
        self.left = 0
        self.is_cut = False
        self._begun = 0
        self._more: int | None = None  # without bound until a value begins
        self._until: float | None = None

    def begin(self, steps: int = STEPS) -> None:
        """Begin a value that may take so many steps."""
        self.left = min(steps, _PACE)
        self._more = steps - self.left
        self._begun = steps
        self._until = None
        self.is_cut = False

    @property
    def spent(self) -> int:
        """The steps of the value so far."""
        return self._begun - (self._more or 0) - max(self.left, 0)

    def spend(self, steps: int = 1) -> None:
        """Count steps; raises Exhausted after the last."""
        self.left -= steps
        while self.left < 0:
            self.renew()

    def renew(self) -> None:
        """Go on after a few steps; raises Exhausted where no more are left, or time is up."""
        if self._more is None:
            self.left += _PACE
            return
        now = cpu_seconds()
        if self._until is None:
            self._until = now + SECONDS
        self.is_cut = self.is_cut or now > self._until
        if self.is_cut or self._more <= 0:
            raise Exhausted
        given = min(self._more, _PACE)
        self.left += given
        self._more -= given
