"""The only source of randomness and time in the mock server."""

from __future__ import annotations

import base64
import os
import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mock_server.clock import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator


class Values:
    """Random values and the time of day; the same seed and clock give the same values in the same order.

    ``seed``: an integer, or None for a seed from the operating system. ``clock`` gives seconds since 1970-01-01 UTC
    (RFC 3339's epoch), or is a `Clock`. Whoever holds the values may get those of somebody else for a while: ``random``
    and ``clock`` are those that are meant now.
    """

    __slots__ = (
        "_salt", "_second", "_seed", "_shared", "_written", "clock", "random",
    )  # fmt: skip

    def __init__(self, seed: int | None = None, clock: Callable[[], float] | Clock = time.time) -> None:
        self._seed = seed
        self.clock = clock if isinstance(clock, Clock) else Clock(clock)
        self._second, self._written = (-1, ""), (-1, "")  # a moment and its text, set together: other threads look too
        self.random = new_random(seed)
        self._shared: str | None = None
        self._salt = os.urandom(16).hex() if seed is None else seed

    def milliseconds(self) -> int:
        """Milliseconds since the epoch; never less than what was handed out before."""
        return self.clock.milliseconds()

    def timestamp(self) -> str:
        """The time of day as RFC 3339 section 5.6 has it, in UTC with milliseconds: ``2024-03-21T18:42:15.291Z``."""
        now = self.clock.milliseconds()
        moment, text = self._written
        if now != moment:  # several requests come within one, where many come
            second, milli = divmod(now, 1000)
            known, until = self._second
            if second != known:
                until = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))
                self._second = second, until
            text = f"{until}.{milli:03d}Z"
            self._written = now, text
        return text

    def uuid(self) -> str:
        """A random UUID, version 4 (RFC 9562 section 5.4)."""
        return uuid4(self.random)

    def apart(self, seed: int) -> Values:
        """Values of another seed by the same clock; what is shared is the same."""
        other = Values(seed, self.clock)
        other._salt = self._salt
        return other

    @contextmanager
    def shared(self, text: str) -> Iterator[None]:
        """For what is made once and shown to all: it depends on this text and the seed, not on who asks first."""
        before, self.random = self.random, random.Random(f"{self._salt}|{text}")
        around, self._shared = self._shared, text
        try:
            yield
        finally:
            self.random, self._shared = before, around

    @property
    def stream(self) -> Hashable:
        """What tells the values that are drawn now from those of others: the text of what is shared, else the source.

        A source of what is shared is another one each time, though it gives the same; and none is told by its place
        in memory, which the next may get.
        """
        return self.random if self._shared is None else self._shared

    def number_for(self, text: str) -> int:
        """A number of 64 bits for what is made once; it depends on this text and the seed alone."""
        with self.shared(text):
            return self.random.getrandbits(64)

    def reseed(self, sequence: int) -> None:
        """Continue where a store with ``sequence`` writes left off.

        A seeded run that is started again over a store that already holds records would hand out the same keys once
        more; with the store's write sequence mixed into the seed it does not, and is reproducible all the same.
        Zero writes leave the seed as it is, and a run without a seed needs no mixing.
        """
        if self._seed is not None:
            self.random.seed(self._seed if sequence == 0 else f"{self._seed}:{sequence}")


def new_random(seed: int | str | None = None) -> random.Random:
    """A source of chance of its own; of the operating system's where there is no seed."""
    return random.Random(int.from_bytes(os.urandom(32)) if seed is None else seed)


def unguessable() -> str:
    """A secret of about 192 random bits from the operating system, in letters, digits, ``-`` and ``_``.

    It begins with none of the two signs, so that it can be typed behind an option.
    """
    while True:
        text = base64.urlsafe_b64encode(os.urandom(24)).decode()
        if text[0].isalnum():
            return text


def seconds_of_day() -> float:
    """The machine's own time, in seconds since the epoch, whatever a clock says."""
    return time.time()


def cpu_seconds() -> float:
    """The CPU time that this thread has taken, in seconds from some moment."""
    return time.thread_time()


def uuid4(source: random.Random) -> str:
    """A random UUID, version 4, drawn from ``source``."""
    digits = f"{source.getrandbits(128):032x}"
    variant = "89ab"[int(digits[16], 16) & 3]
    return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:]}"
