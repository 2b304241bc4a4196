"""One of several processes on a port: answers requests as a mock alone does, and hands admin calls to its parent."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from mock_server.errors import MockServerError
from mock_server.server.app import assemble
from mock_server.server.loading import load
from mock_server.server.log_handler import LogHandler
from mock_server.server.uvicorn_server import run
from mock_server.server.workers.gathered_journal import drained
from mock_server.server.workers.process_link import ProcessLink, ProcessLinkClosedError, received
from mock_server.server.workers.remote_admin import DONE, GATHER, MESSAGE, READY, STATE, RemoteAdmin
from mock_server.server.workers.shared_state import TakenState, count_together
from mock_server.store import StoreUnavailable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mock_server.engine.api import Api
    from mock_server.engine.sandboxes.sandboxes import Sandboxes
    from mock_server.server.app import MockApp
    from mock_server.settings import Settings

VARIABLE = "MOCK_SERVER_WORKER"
"""The environment variable by which a process learns that it is a worker: the descriptors of its port and its link."""

log = logging.getLogger("mock_server")

_PAUSE_SECONDS = 1.0


def work(settings: Settings, place: str) -> int:
    """Serve until the parent says so, or is gone; returns the exit code. ``place`` is what ``VARIABLE`` said."""
    port, end = (socket.socket(fileno=int(number)) for number in place.split(":"))
    try:
        _, _, hello = received(end)
    except ProcessLinkClosedError:
        return 0
    admin = {"admin": "on", "admin_token": hello["token"]} if hello["token"] else {"admin": "off"}
    settings = replace(settings, **admin, watch=False)
    apis, sandboxes = _loaded(settings, end)
    count_together(sandboxes, hello["run"], forgets=False)
    app = assemble(apis, sandboxes, settings, port.getsockname()[0], RemoteAdmin)
    logging.basicConfig(handlers=[LogHandler(sys.stderr, app.keys, f"[{hello['index']}] ")], force=True)
    app.live.reloader.count = hello["state"]["reloads"]
    worker = Worker(app, end, TakenState(app.live, hello["chance"]))
    worker.state.begin(hello["state"])
    app.beside = worker.linked
    return run(app, port, settings)


def _loaded(settings: Settings, end: socket.socket) -> tuple[tuple[Api, ...], Sandboxes]:
    """The documents and their store; where that can't be reached, once it can: the other workers wait for it too."""
    while True:
        try:
            return load(settings, joins=True)
        except StoreUnavailable as error:
            if _is_gone(end):
                raise
            log.error("%s", error)
            time.sleep(_PAUSE_SECONDS)


def _is_gone(end: socket.socket) -> bool:
    """Whether the parent is there no more."""
    try:
        return not end.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False


class Worker:
    """Tells the parent what it asks, and takes over the state that it sends."""

    def __init__(self, app: MockApp, end: socket.socket, state: TakenState) -> None:
        self._app = app
        self._end = end
        self.state = state

    @contextlib.asynccontextmanager
    async def linked(self) -> AsyncIterator[None]:
        """Be of the parent's for as long as requests are answered."""
        link, is_ready = await ProcessLink.over(self._end), asyncio.Event()
        if isinstance(self._app.admin, RemoteAdmin):
            self._app.admin.link = link
        listening = asyncio.ensure_future(self._listen(link, is_ready))
        await link.send(0, READY)
        waiting = asyncio.ensure_future(is_ready.wait())
        await asyncio.wait((listening, waiting), return_when=asyncio.FIRST_COMPLETED)
        try:
            yield
        finally:
            waiting.cancel()
            listening.cancel()
            link.close()

    async def _listen(self, link: ProcessLink, is_ready: asyncio.Event) -> None:
        admin = self._app.admin
        try:
            async for number, kind, value in link.messages():
                if kind in (MESSAGE, DONE) and isinstance(admin, RemoteAdmin):
                    admin.told(number, value)
                elif kind == STATE:
                    await self._take(value)
                    is_ready.set()
                    await link.send(number, "told")
                elif kind == GATHER:
                    await link.send(number, "told", self._gathered(journal=value))
        except Exception:
            log.exception("what the parent says can't be followed, so this worker ends")
        finally:
            if isinstance(admin, RemoteAdmin):
                admin.parent_ended()
        os.kill(os.getpid(), signal.SIGTERM)  # the parent has gone, or starts another: end as it would ask for

    async def _take(self, value: Any) -> None:
        try:
            await self.state.take(*value)
        except MockServerError as error:
            log.error("%s", error)

    def _gathered(self, *, journal: bool) -> dict[str, Any]:
        live = self._app.live
        told: dict[str, Any] = {"entries": [], "counts": [], "dropped": 0}
        if journal and live.journal is not None:
            told = drained(live.journal, live.apis)
        sandboxes = live.sandboxes
        every = (sandboxes.default, *sandboxes.all())
        return {**told, "sandboxes": {one.name: (one.busy, sandboxes.idle(one)) for one in every}}
