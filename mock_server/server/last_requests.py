"""What a server that is told to stop still answers: all that has come by then, whether anybody has read it or not."""

from __future__ import annotations

import asyncio
import selectors
from typing import TYPE_CHECKING, cast

import uvicorn

from mock_server.server.listening import let_in, shut_out

if TYPE_CHECKING:
    import socket
    from collections.abc import Collection, Iterable

    from mock_server.server.connections import Connections
    from mock_server.server.http_protocol import HttpProtocol

PATIENCE_SECONDS = 0.3
"""How long a client may take that has just connected, or whose request has begun to come."""
_LONGEST_SECONDS = 2.0
_PAUSE_SECONDS = 0.002
_TURNS = 4
"""Of the loop, from a connection that waits to its protocol, which it has to get before the port is closed."""
_MOST_TURNS = 1_000


class Server(uvicorn.Server):
    """Uvicorn's, which closes its port and its connections together with what they hold.

    The system resets connections that nobody has accepted, and those with octets that nobody has read: their clients
    would not know whether what they asked for was done.
    """

    def __init__(self, config: uvicorn.Config, others: Connections) -> None:
        super().__init__(config)
        self._others = others

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Answer what has come, then stop as uvicorn does."""
        ports = sockets or []
        connections = cast("set[HttpProtocol]", self.server_state.connections)
        self._others.stay = False
        for connection in connections:
            connection.end_next()
        await self._accept(ports)
        for server in self.servers:
            server.close()
        for port in ports:
            port.close()
        await self._hear(connections)
        await super().shutdown(sockets)

    async def _accept(self, ports: Collection[socket.socket]) -> None:
        """Let the loop accept what waits; where more may come meanwhile, only what waits now."""
        is_shut, quiet = all(shut_out(port) for port in ports), 0
        for _ in range(_MOST_TURNS if is_shut else _TURNS):
            quiet = 0 if _have_more(ports) else quiet + 1
            if quiet >= _TURNS or self.force_exit:
                break
            await asyncio.sleep(0)
        for port in ports:
            let_in(port)  # a parent may keep it, for who comes next

    async def _hear(self, connections: Collection[HttpProtocol]) -> None:
        """Let the loop read, and answer, what has come on open connections, and what is about to come on new ones."""
        loop = asyncio.get_running_loop()
        begun = loop.time()
        while not self.force_exit and loop.time() - begun < _LONGEST_SECONDS:
            listening = [one for one in connections if one.is_listening()]
            if _have_more(one.transport.get_extra_info("socket") for one in listening):
                await asyncio.sleep(0)
            elif loop.time() - begun < PATIENCE_SECONDS and any(one.is_expecting() for one in listening):
                await asyncio.sleep(_PAUSE_SECONDS)
            else:
                return


def _have_more(sockets: Iterable[socket.socket]) -> bool:
    """Whether the system has connections, or octets, for any of these."""
    with selectors.DefaultSelector() as selector:
        for one in sockets:
            selector.register(one, selectors.EVENT_READ)
        return bool(selector.get_map()) and bool(selector.select(0))
