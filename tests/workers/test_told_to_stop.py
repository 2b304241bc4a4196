"""What a parent tells its workers when it is told to stop, once and twice; without processes."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from typing import TYPE_CHECKING, Any, cast

import pytest

from mock_server.server.app import create_app
from mock_server.server.workers import parent as parent_module
from mock_server.settings import Settings
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Callable

_PATIENCE = 60


class Busy:
    """In place of a worker's process: it ends when it is killed, and when it is asked to only if it is ``willing``."""

    pid = 0

    def __init__(self, *, willing: bool, asked: Callable[[], None]) -> None:
        self.told: list[int] = []
        self._willing, self._asked = willing, asked
        self._ended = asyncio.Event()

    def send_signal(self, number: int) -> None:
        """Note what is told."""
        if number not in self.told:
            self.told.append(number)
            self._asked()
        if self._willing or number == signal.SIGKILL:
            self._ended.set()

    async def wait(self) -> int:
        """Until it has ended."""
        await self._ended.wait()
        return 0


def ended(number: int, *, willing: bool = False, times: int = 1) -> tuple[int, list[list[int]]]:
    """The exit code of a parent of two that gets so many signals, and what each of its workers was told."""
    processes: list[Busy] = []

    async def begin(_: int) -> Any:
        processes.append(Busy(willing=willing, asked=again))
        if len(processes) == 2:
            os.kill(os.getpid(), number)
        return processes[-1]

    sent = [number] * (times - 1)

    def again() -> None:
        if sent:
            os.kill(os.getpid(), sent.pop())

    with socket.socket() as one, socket.socket() as other:
        app = create_app(Settings(spec=DOCUMENT, store="memory:", log_level="error"))
        parent = parent_module.Parent(app, [one, other], [], lambda: None)
        cast("Any", parent)._begin = begin
        code = asyncio.run(asyncio.wait_for(parent.run(), _PATIENCE))
        assert (one.fileno(), other.fileno()) == (-1, -1), "no more connections are taken"
    return code, [process.told for process in processes]


_SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGHUP]


@pytest.mark.parametrize("number", _SIGNALS)
def test_each_worker_is_asked_to_end(number: int) -> None:
    """By SIGTERM, whichever the parent got; who has answered what was under way is not killed."""
    assert ended(number, willing=True) == (0, [[signal.SIGTERM]] * 2)


@pytest.mark.parametrize("number", _SIGNALS)
def test_a_second_signal_ends_all_at_once(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for what a worker is still answering."""
    monkeypatch.setattr(parent_module, "_STOP_SECONDS", 100 * _PATIENCE)
    assert ended(number, times=2) == (0, [[signal.SIGTERM, signal.SIGKILL]] * 2)


def test_a_worker_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    """After its time, so that a stop has an end."""
    monkeypatch.setattr(parent_module, "_STOP_SECONDS", 0.01)
    assert ended(signal.SIGTERM) == (0, [[signal.SIGTERM, signal.SIGKILL]] * 2)
