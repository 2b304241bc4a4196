"""What ends a proxy: a signal, or a time. The first signal ends what passes, not the report; a second one that too."""

from __future__ import annotations

import signal
from time import monotonic
from typing import TYPE_CHECKING

from contracts.errors import Interrupted

if TYPE_CHECKING:
    from types import FrameType

    from mock_server.openapi import JSON

SIGNALS = {signal.SIGINT: "Ctrl-C", signal.SIGTERM: "SIGTERM"}
if hasattr(signal, "SIGHUP"):  # not on Windows
    SIGNALS[signal.SIGHUP] = "SIGHUP"


class Ending:
    """Takes the signals while it is entered; ``seconds`` until it is over by itself, None for never."""

    def __init__(self, seconds: float | None) -> None:
        self._until = None if seconds is None else monotonic() + seconds
        self.why: str | None = None
        """The signal that came, in words."""
        self._before: dict[int, JSON] = {}

    def __enter__(self) -> Ending:
        self._before = {number: signal.signal(number, self._take) for number in SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    @property
    def is_due(self) -> bool:
        """Whether it is time to end."""
        return self.why is not None or (self._until is not None and monotonic() >= self._until)

    def _take(self, number: int, _: FrameType | None) -> None:
        again, self.why = self.why is not None, f"stopped by {SIGNALS[signal.Signals(number)]}"
        if again:
            raise Interrupted(self.why)
