"""The body of a request that may have two readers: the real service, and the mock in its place."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from mock_server.server.asgi import GONE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.types import Message, Receive

_PAUSE_SECONDS = 0.05


class RequestOctets:
    """Keeps a body of at most ``limit`` octets, so that it can be received ``again``; a larger one passes by.

    ``whole`` is the body, None where it is larger.
    """

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._kept: list[bytes] = []
        self._is_told = False
        self.whole: bytes | None = None

    async def read(self) -> bytes | AsyncIterator[bytes]:
        """The body, as it comes where it is large; GONE where the client left."""
        size = 0
        while size <= self._limit:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                return GONE
            self._kept.append(message.get("body", b""))
            size += len(self._kept[-1])
            if not message.get("more_body"):
                self.whole = b"".join(self._kept)
                return self.whole
        return self._rest()

    async def _rest(self) -> AsyncIterator[bytes]:
        """What was read, then what comes; a client that leaves ends the request without an end."""
        for part in self._kept:
            yield part
        self._kept.clear()
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise ClientLeft
            yield message.get("body", b"")
            if not message.get("more_body"):
                return

    async def again(self) -> Message:
        """Receive the kept body, then whatever comes after it: an ASGI ``receive``."""
        if self._is_told:
            return await self._receive()
        self._is_told = True
        return {"type": "http.request", "body": self.whole or b"", "more_body": False}

    async def left(self) -> None:
        """Return when the client has left; of a body that is still read, nobody else may ask that."""
        if self.whole is None:
            await asyncio.Event().wait()
        while (await self._receive())["type"] != "http.disconnect":  # noqa: ASYNC110 - it waits in between
            await asyncio.sleep(_PAUSE_SECONDS)


class ClientLeft(Exception):  # noqa: N818 - nobody is told
    """The client left within its body."""
