"""Ends a run by signals: Ctrl-C, SIGTERM and SIGHUP end its requests, never its report and its files."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

from contracts.errors import Interrupted
from contracts.observed.proxy.ending import SIGNALS

if TYPE_CHECKING:
    from types import FrameType

    from contracts.traffic.target import Target
    from mock_server.openapi import JSON


class Stopping:
    """Takes the signals while it is entered, in a thread that may.

    The first one ends the requests of the run; the answer to one that is under way is waited for, since it tells what
    was made, unless another signal comes. One that comes while records are removed ends that before the next request,
    and what is left is told. Files are written to their end.
    """

    def __init__(self) -> None:
        self.target: Target | None = None
        """What is being checked, once there is something."""
        self._before: dict[int, JSON] = {}

    def __enter__(self) -> Stopping:
        if threading.current_thread() is threading.main_thread():
            self._before = {number: signal.signal(number, self._stop) for number in SIGNALS}
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _stop(self, number: int, _: FrameType | None) -> None:
        why, target = f"stopped by {SIGNALS[signal.Signals(number)]}", self.target
        if target is None:
            raise Interrupted(why)
        again, target.stop = target.stop is not None, why
        if target.interruptible and (again or not (target.busy or target.shared)):
            target.interruptible = False
            raise Interrupted(why)
