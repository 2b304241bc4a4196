"""What a parent and its workers show as one: admin calls that the parent answers, for whichever worker they reached."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import Counter
from typing import TYPE_CHECKING, Any

from mock_server.engine.sandboxes.sandboxes import SandboxError
from mock_server.server.asgi import ENDING, FIELDS, fields_of
from mock_server.server.workers.gathered_journal import GatheredJournal
from mock_server.server.workers.process_link import ProcessLink, ProcessLinkClosedError
from mock_server.server.workers.remote_admin import CALL, DONE, ENDS, GATHER, GONE, MESSAGE, READY, STATE
from mock_server.server.workers.shared_state import ENDED, State, state_of
from mock_server.store import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.server.app import MockApp

log = logging.getLogger("mock_server")

_ANSWER_SECONDS = 10.0
_LEFT = {"type": "http.disconnect"}
_NOTHING = {"type": "http.request", "body": b"", "more_body": False}


class OneState:
    """Gathers what the workers know before an admin call is answered, and shares what it changed before it ends."""

    def __init__(self, app: MockApp) -> None:
        self._app = app
        self._links: dict[int, ProcessLink] = {}
        self._shared: State = {}
        self._events: list[tuple[str, str]] = []
        self._late: list[dict[str, Any]] = []
        self._lock = asyncio.Lock()
        self._tasks: set[asyncio.Future[Any]] = set()
        app.sandboxes.ended.append(lambda name: self._events.append((ENDED, name)))
        if isinstance(app.live.journal, GatheredJournal):
            app.live.journal.gather = self.gather

    def now(self) -> State:
        """The state that a new worker begins with."""
        return state_of(self._app.live)

    def join(self, index: int, link: ProcessLink, ready: Callable[[int], None]) -> None:
        """Listen to a worker for as long as it is there."""
        self._beside(self._listen(index, link, ready))

    async def gather(self) -> None:
        """Take in what the workers know by now."""
        await asyncio.shield(self._beside(self._gather()))

    async def hear(self) -> None:
        """Learn which sandboxes the workers are asked for, so that none of these ends; what they keep stays there."""
        async with self._lock:
            self._know(await self._asked(GATHER, value=False))

    async def share(self) -> None:
        """Have all workers take over the state, where it is another than they have."""
        journal = self._app.live.journal
        async with self._lock:
            if isinstance(journal, GatheredJournal) and journal.forgotten:
                self._events += [("forgotten", name) for name in journal.forgotten]
                journal.forgotten.clear()
            state = self.now()
            if state == self._shared and not self._events:
                return
            events, self._events = self._events, []
            self._shared = state
            await self._asked(STATE, (state, events))

    async def _gather(self) -> None:
        async with self._lock:
            parts = await self._asked(GATHER, value=True)
            self._know(parts)
            if isinstance(self._app.live.journal, GatheredJournal):
                self._app.live.journal.admit([*self._late, *parts], self._app.live.apis)
                self._late.clear()

    def _know(self, parts: list[dict[str, Any]]) -> None:
        """Have the sandboxes that the workers have, but for those that have just ended, with what is under way."""
        sandboxes, ended = self._app.sandboxes, {name for kind, name in self._events if kind == ENDED}
        busy: Counter[str] = Counter()
        for name, (count, idle) in (told for part in parts for told in part["sandboxes"].items()):
            busy[name] += count
            if name not in ended:
                with contextlib.suppress(SandboxError, StoreError):
                    sandboxes.heard(name, idle)
        for sandbox in (sandboxes.default, *sandboxes.all()):
            sandbox.busy = busy[sandbox.name]

    async def _asked(self, kind: str, value: Any) -> list[Any]:
        """What the workers tell; nothing of one that has ended or does not answer."""
        return [
            part
            for part in await asyncio.gather(*(self._told(link, kind, value) for link in list(self._links.values())))
            if part is not None
        ]

    async def _told(self, link: ProcessLink, kind: str, value: Any) -> Any:
        """What one worker tells. One that does not take over the state ends, and another takes its place that does.

        It keeps nothing of what it tells of requests, so that is taken in later where it comes too late.
        """
        try:
            return await link.ask(kind, value, _ANSWER_SECONDS, self._late.append if kind == GATHER and value else None)
        except ProcessLinkClosedError as error:
            if kind == STATE:
                log.error("a worker did not take over what the admin API set: %s", error)
                link.close()
            return None

    async def _listen(self, index: int, link: ProcessLink, ready: Callable[[int], None]) -> None:
        calls: dict[int, _Call] = {}
        try:
            async for number, kind, value in link.messages():
                if kind == CALL:
                    calls[number] = _Call(value)
                    self._beside(self._answer(link, number, calls[number]))
                elif kind == READY:
                    self._beside(self._let_in(index, link, ready))
                elif number in calls:
                    calls[number].told(kind, value)
                    if kind == GONE:
                        del calls[number]
        finally:
            if self._links.get(index) is link:
                del self._links[index]
            for call in calls.values():
                call.told(GONE, None)

    async def _let_in(self, index: int, link: ProcessLink, ready: Callable[[int], None]) -> None:
        async with self._lock:
            self._links[index] = link
            try:
                await link.ask(STATE, (self.now(), []), _ANSWER_SECONDS)
            except ProcessLinkClosedError:
                return
        ready(index)

    async def _answer(self, link: ProcessLink, number: int, call: _Call) -> None:
        async def send(message: Any) -> None:
            if message["type"] == "http.response.start":
                await self.share()
                fields = [(bytes(name), bytes(value)) for name, value in message["headers"]]
                message = {**message, "headers": fields}
            await link.send(number, MESSAGE, message)

        try:
            await self.gather()
            if self._app.admin is not None:
                await self._app.admin(call.scope, call.receive, send)
        except Exception:
            log.exception("an admin call was not answered")
        finally:
            await link.send(number, DONE)

    def _beside(self, work: Any) -> asyncio.Future[Any]:
        task: asyncio.Future[Any] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _Call:
    """An admin call on its way: its scope, and what comes of the client."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._came: asyncio.Queue[Any] = asyncio.Queue()
        self.scope: dict[str, Any] = {**told, "type": "http", "asgi": {"version": "3.0"}, "state": {}}
        self.scope[FIELDS] = fields_of(told["headers"])
        self.receive = self._came.get

    def told(self, kind: str, value: Any) -> None:
        if kind == ENDS:
            self.scope[ENDING] = True
        self._came.put_nowait({MESSAGE: value, ENDS: _NOTHING, GONE: _LEFT}[kind])
