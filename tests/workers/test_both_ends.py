"""What a parent and a worker do when the other is idle, lost or not to be started; without processes."""

from __future__ import annotations

import asyncio
import errno
import os
import signal
import socket
from typing import TYPE_CHECKING, Any, cast

import pytest

from mock_server.errors import MockServerError
from mock_server.server.app import create_app
from mock_server.server.workers import parent as parent_module
from mock_server.server.workers.one_state import OneState
from mock_server.server.workers.remote_admin import GATHER, STATE
from mock_server.server.workers.shared_state import ENDED, TakenState, state_of
from mock_server.server.workers.worker import Worker
from mock_server.settings import Settings
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mock_server.server.app import MockApp
    from mock_server.server.workers.process_link import ProcessLink


class Told:
    """In place of a link: a worker with the sandbox `busy`, in which nobody asked it for ``idle`` seconds."""

    def __init__(self) -> None:
        self.idle = 5.0
        self.events: list[tuple[str, str]] = []

    async def ask(self, kind: str, value: Any, *_: Any) -> Any:
        """What a worker tells."""
        if kind == STATE:
            self.events += value[1]
        return {"entries": [], "counts": [], "dropped": 0, "sandboxes": {"default": (0, 0.0), "busy": (0, self.idle)}}


@pytest.fixture
def app() -> MockApp:
    """A mock in memory."""
    return create_app(Settings(spec=DOCUMENT, store="memory:", log_level="error"))


def test_a_sandbox_that_a_worker_is_asked_for_does_not_end(app: MockApp) -> None:
    """Its clock and its rules stay, though nobody calls the admin API; once nobody names it, it ends for all."""

    async def run() -> None:
        now, told, state = [1000.0], Told(), OneState(app)
        app.sandboxes._now = lambda: now[0]
        state._links[0] = cast("ProcessLink", told)
        for _ in range(3):
            await state.hear()
            await state.share()
            assert app.sandboxes.is_there("busy")
            now[0] += 400
        now[0], told.idle = now[0] + 400, 700.0
        await state.hear()
        await state.share()
        assert told.events == [(ENDED, "busy")]

    asyncio.run(run())


def test_a_sandbox_that_was_idle_here_takes_nothing_over(app: MockApp) -> None:
    """It has ended in this process by then; the rest of the state is taken all the same."""
    now = [1000.0]
    app.sandboxes._now = lambda: now[0]
    taken = TakenState(app.live, "0.1")
    app.sandboxes.named("idle")
    state = state_of(app.live)
    state["sandboxes"]["default"]["begun"] = 4
    now[0] += 601
    asyncio.run(taken.take(state, []))
    assert not app.sandboxes.is_there("idle")
    assert taken._taken.keys() == {"default"}


def test_what_can_not_be_read_again_keeps_nothing_else_away(app: MockApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file was half written when this worker read it: clocks are taken over, and it is read at the next occasion."""
    tries: list[int] = []

    async def reload() -> None:
        tries.append(1)
        if len(tries) == 1:
            raise MockServerError("the file is cut off")

    monkeypatch.setattr(app.live.reloader, "reload", reload)
    taken = TakenState(app.live, "0.1")
    app.sandboxes.default.clock.state = (5000, None)
    state = {**state_of(app.live), "reloads": 1}
    app.sandboxes.default.clock.state = (0, None)
    with pytest.raises(MockServerError, match="cut off"):
        asyncio.run(taken.take(state, []))
    assert app.sandboxes.default.clock.state == (5000, None)
    for _ in range(2):
        asyncio.run(taken.take(state, []))
    assert len(tries) == 2


def test_a_worker_that_can_not_follow_its_parent_ends(app: MockApp, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another takes its place; one that stayed would answer by what was set long ago."""
    killed: list[int] = []
    monkeypatch.setattr(os, "kill", lambda _, number: killed.append(number))

    class Broken:
        async def messages(self) -> AsyncIterator[tuple[int, str, Any]]:
            yield 1, GATHER, False

        async def send(self, *_: object) -> None:
            raise ValueError("unmarshallable object")

    worker = Worker(app, cast("Any", None), TakenState(app.live, "0.1"))
    asyncio.run(worker._listen(cast("ProcessLink", Broken()), asyncio.Event()))
    assert killed == [signal.SIGTERM]


def test_workers_are_asked_for_their_sandboxes_beside_what_is_shared(
    app: MockApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each so many looks at the state, before it is shared."""
    monkeypatch.setattr(parent_module, "_LOOK_SECONDS", 0.0)
    monkeypatch.setattr(parent_module, "_HEAR_LOOKS", 3)
    calls: list[str] = []

    class State:
        async def hear(self) -> None:
            calls.append("hear")

        async def share(self) -> None:
            calls.append("share")
            if calls.count("share") == 4:
                raise EOFError

    parent = parent_module.Parent(app, [], [], lambda: None)
    parent._state = cast("Any", State())
    with pytest.raises(EOFError):
        asyncio.run(parent._tend())
    assert calls == ["share", "share", "hear", "share", "share"]


def test_a_worker_that_can_not_be_started_is_one_that_ended(
    app: MockApp, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The system may have no more processes: it is told, counted among those that died, and tried again."""

    async def refused(*_: object, **__: object) -> None:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(asyncio, "create_subprocess_exec", refused)
    with socket.socket() as port:
        parent = parent_module.Parent(app, [port], [], lambda: None)
        waits = iter((0.0, None))
        monkeypatch.setattr(parent._restarts, "next", lambda: next(waits))
        assert asyncio.run(parent.run()) == 3
    assert "worker 1 could not be started (Resource temporarily unavailable); another takes its place" in caplog.text
