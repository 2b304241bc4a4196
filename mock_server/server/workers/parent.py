"""The process that starts the workers on one port, starts another for one that dies, and ends with all of them.

It keeps the port open meanwhile, so that connections wait for a worker that is to come instead of being refused.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import logging
import os
import signal
import socket
import sys
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from mock_server.server.watching import watch
from mock_server.server.workers.one_state import OneState
from mock_server.server.workers.process_link import ProcessLink, framed
from mock_server.server.workers.shared_state import count_together
from mock_server.server.workers.worker import VARIABLE
from mock_server.values import unguessable

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from mock_server.server.app import MockApp

MOST = 10
WITHIN_SECONDS = 60.0
_FIRST = 0.1
_LONGEST = 3.2
log = logging.getLogger("mock_server")

_STOP_SECONDS = 10.0
"""What a worker may take to answer what it has begun; its own server takes less."""
_LOOK_SECONDS = 0.25
"""How often is looked whether the state is another, where nobody called the admin API: files were read again."""
_HEAR_LOOKS = 240
"""After how many looks the workers are asked for their sandboxes: often enough that none in use ends as idle."""
_CANNOT_RUN = 3


class Restarts:
    """Counts those of the last minute: the first comes at once, each further one later, and then there is none."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._last: deque[float] = deque()

    def next(self) -> float | None:
        """After how many seconds to start one again; None where too many have died."""
        now = self._now()
        while self._last and now - self._last[0] > WITHIN_SECONDS:
            self._last.popleft()
        count = len(self._last)
        if count >= MOST:
            return None
        self._last.append(now)
        return 0.0 if count == 0 else min(_LONGEST, _FIRST * 2.0 ** (count - 1))


class Parent:
    """Runs one worker for each of ``ports``, sockets that listen; ``words`` are those of the command line.

    ``ready`` is called once all of them answer.
    """

    def __init__(
        self, app: MockApp, ports: Sequence[socket.socket], words: Sequence[str], ready: Callable[[], None]
    ) -> None:
        self._app = app
        self._ports = ports
        self._words = words
        self._ready = ready
        self._state = OneState(app)
        self._restarts = Restarts()
        self._processes: dict[int, asyncio.subprocess.Process] = {}
        self._waiting = set(range(len(ports)))
        self._stopping = False
        self._started = 0
        self._run = unguessable()[:12]
        count_together(app.sandboxes, self._run, forgets=True)

    async def run(self) -> int:
        """Serve until SIGINT, SIGTERM or SIGHUP, or until too many workers have died; returns the exit code."""
        loop = asyncio.get_running_loop()
        self._over: asyncio.Future[int] = loop.create_future()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop)
        keeping = [asyncio.ensure_future(self._keep(index)) for index in range(len(self._ports))]
        beside = [asyncio.ensure_future(self._tend())]
        if self._app.live.settings.watch:
            beside.append(asyncio.ensure_future(watch(self._app.live.reloader)))
        try:
            return await self._over
        finally:
            await self._end(keeping)
            for task in beside:
                task.cancel()
            if self._app.service is not None:
                await self._app.service.close()
            self._app.store.close()

    def _stop(self) -> None:
        """End; whoever asks twice does not want to wait."""
        if self._stopping:
            self._tell(signal.SIGKILL)
        self._stopping = True
        if not self._over.done():
            self._over.set_result(0)

    async def _end(self, keeping: Sequence[asyncio.Future[None]]) -> None:
        self._stopping = True
        for port in self._ports:
            port.close()
        self._tell(signal.SIGTERM)
        _, late = await asyncio.wait(keeping, timeout=_STOP_SECONDS)
        if late:
            self._tell(signal.SIGKILL)
            await asyncio.wait(late)

    def _tell(self, number: int) -> None:
        for process in self._processes.values():
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(number)

    async def _keep(self, index: int) -> None:
        """Have a worker on one of the ports, until all end."""
        while not self._stopping:
            how = await self._life(index)
            if self._stopping:
                return
            seconds = self._restarts.next()
            if seconds is None:
                log.error("worker %d %s; %d were started again within a minute, and no more are:"
                          " the lines above say why they ended", index + 1, how, MOST)  # fmt: skip
                if not self._over.done():
                    self._over.set_result(_CANNOT_RUN)
                return
            when = f" in {seconds:g} s" if seconds else ""
            log.warning("worker %d %s; another takes its place%s", index + 1, how, when)
            await asyncio.wait((self._over,), timeout=seconds)

    async def _life(self, index: int) -> str:
        """Have one worker on a port; how it ended."""
        try:
            process = self._processes[index] = await self._begin(index)
        except OSError as error:  # the system has no more processes, or descriptors, at the moment
            return f"could not be started ({error.strerror or error})"
        if self._stopping:  # which was said while it was started
            self._tell(signal.SIGTERM)
        code = await process.wait()
        del self._processes[index]
        how = f"by signal {-code}" if code < 0 else f"with exit code {code}"
        return f"(process {process.pid}) ended {how}"

    async def _begin(self, index: int) -> asyncio.subprocess.Process:
        ours, theirs = socket.socketpair()
        with theirs, contextlib.ExitStack() as until_started:
            until_started.callback(ours.close)
            self._started += 1
            ours.sendall(framed((0, "hello", self._hello(index))))
            ours.setblocking(False)
            numbers = (self._ports[index].fileno(), theirs.fileno())
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "mock_server", *self._words),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=numbers,
                env={**os.environ, VARIABLE: ":".join(map(str, numbers))},
                process_group=0,  # what a terminal sends goes to the parent, which passes it on
            )
            until_started.pop_all()
        link = await ProcessLink.over(ours)
        self._state.join(index, link, self._joined)
        return process

    def _hello(self, index: int) -> dict[str, Any]:
        token = self._app.admin.token if self._app.admin is not None else ""
        return {
            "index": index + 1,
            "token": token,
            "run": self._run,
            "chance": f"{index}.{self._started}",
            "state": self._state.now(),
        }

    def _joined(self, index: int) -> None:
        self._waiting.discard(index)
        if not self._waiting:
            self._ready()
            self._ready = lambda: None

    async def _tend(self) -> None:
        for look in itertools.count(1):
            await asyncio.sleep(_LOOK_SECONDS)
            if look % _HEAR_LOOKS == 0:
                await self._state.hear()
            await self._state.share()
