"""A server that is told to stop answers what has come by then, also what waits with the system; in this process."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import sys
from typing import TYPE_CHECKING

import pytest

from mock_server.server import last_requests
from mock_server.server.app import create_app
from mock_server.server.listening import listen
from mock_server.server.uvicorn_server import server
from mock_server.settings import Settings
from tests.mock.wire import CLIENTS, SECONDS, answers, connect, received, request
from tests.running import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

_MANY = 30
ASKED = request("DELETE", f"{CLIENTS}/nobody", close=False)


class Stopping:
    """A server that does nothing by itself between what a test does and its stop: the loop does not turn there."""

    def __init__(self, opened: contextlib.ExitStack, *, is_uvicorns: bool) -> None:
        settings = Settings(spec=DOCUMENT, store="memory:", log_level="error")
        self._opened = opened
        self._listener = opened.enter_context(listen("127.0.0.1", 0))
        self._address = self._listener.getsockname()
        self._server = server(create_app(settings), settings, self._listener)
        self._factory = self._server.config.get_loop_factory() if is_uvicorns else asyncio.SelectorEventLoop

    def connected(self) -> socket.socket:
        """A connection that the system has taken, and nobody else."""
        return self._opened.enter_context(connect(self._address))

    def knocks(self) -> socket.socket | None:
        """A connection with a request, where the system takes it at once."""
        connection = self._opened.enter_context(socket.socket())
        connection.setblocking(False)
        connection.connect_ex(self._address)
        try:
            connection.send(ASKED)
        except OSError:
            return None
        connection.settimeout(SECONDS)
        return connection

    def stopped(self, before: Callable[[], Awaitable[None] | None]) -> None:
        """Serve, do this, and stop."""

        async def serve() -> None:
            self._server.config.load()
            self._server.lifespan = self._server.config.lifespan_class(self._server.config)
            await self._server.startup(sockets=[self._listener])
            doing = before()
            if doing is not None:
                await doing
            await self._server.shutdown(sockets=[self._listener])

        with asyncio.Runner(loop_factory=self._factory) as runner:
            runner.run(serve())


@pytest.fixture(params=[True, False], ids=["loop of uvicorn", "loop of asyncio"])
def stopping(request: pytest.FixtureRequest) -> Iterator[Stopping]:
    """One on the loop that uvicorn takes, and one on that of the standard library."""
    with contextlib.ExitStack() as opened:
        yield Stopping(opened, is_uvicorns=request.param)


def said(connection: socket.socket) -> list[tuple[int, str]]:
    """Status and `Connection` of each answer until the end; raises ConnectionResetError where it was cut."""
    return [(answer.status, answer.header("connection")) for answer in answers(received(connection), "DELETE")]


def test_what_nobody_has_accepted_is_answered(stopping: Stopping) -> None:
    """As the last of its connection: the system would reset all that its queue holds."""
    connections: list[socket.socket] = []

    def ask() -> None:
        for _ in range(_MANY):
            connections.append(stopping.connected())
            connections[-1].sendall(ASKED)

    stopping.stopped(ask)
    assert [said(one) for one in connections] == [[(404, "close")]] * _MANY


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere a port is shut with what it holds")
def test_whoever_gets_in_meanwhile_is_answered(stopping: Stopping) -> None:
    """Clients come in each turn of the loop; where one is too late, it never gets a connection."""
    connections: list[socket.socket | None] = [None] * _MANY

    def ask() -> None:
        loop = asyncio.get_running_loop()

        def next_one(number: int) -> None:
            connections[number] = stopping.knocks()
            if number:
                loop.call_soon(next_one, number - 1)

        next_one(_MANY - 1)

    stopping.stopped(ask)
    assert {status for one in connections if one is not None for status, _ in said(one)} == {404}


def test_what_nobody_has_read_is_answered(stopping: Stopping) -> None:
    """A request on a connection that had its answers before."""
    connections: list[socket.socket] = []

    async def ask() -> None:
        connections.append(stopping.connected())
        for _ in range(3):
            connections[0].sendall(ASKED)
            connections[0].setblocking(False)
            await asyncio.get_running_loop().sock_recv(connections[0], 65_536)
        connections[0].setblocking(True)
        connections[0].sendall(ASKED)

    stopping.stopped(ask)
    assert said(connections[0]) == [(404, "close")]


def test_who_has_just_connected_may_ask(stopping: Stopping) -> None:
    """The first request follows a connection by a moment."""
    connections: list[socket.socket] = []

    def ask() -> None:
        connections.append(stopping.connected())
        asyncio.get_running_loop().call_later(last_requests.PATIENCE_SECONDS / 10, connections[0].sendall, ASKED)

    stopping.stopped(ask)
    assert said(connections[0]) == [(404, "close")]


def test_who_never_asks_is_not_waited_for(stopping: Stopping, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser connects before it knows what for."""
    monkeypatch.setattr(last_requests, "PATIENCE_SECONDS", 0.0)
    connections: list[socket.socket] = []
    stopping.stopped(lambda: connections.append(stopping.connected()))
    assert said(connections[0]) == []
