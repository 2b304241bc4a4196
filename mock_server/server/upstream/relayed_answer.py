"""An answer of the real service on its way to the client."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from typing import TYPE_CHECKING

from mock_server.openapi.codec.content_codings import (
    BrokenCodingError,
    TooLargeError,
    UnknownCodingError,
    decoded,
)
from mock_server.openapi.reading.media_types import is_sequence
from mock_server.server.asgi import ENDING, HALF_CLOSED, STREAMING, one_line
from mock_server.server.upstream.request_octets import ClientLeft
from mock_server.server.upstream.service import hop_by_hop

if TYPE_CHECKING:
    from starlette.types import Scope, Send

    from mock_server.server.upstream.request_octets import RequestOctets
    from mock_server.server.upstream.service import RawHeaders, ServiceAnswer

log = logging.getLogger("mock_server")

_CONTENTLESS = (204, 304)
_PAUSE_SECONDS = 0.5


class RelayedAnswer:
    """Sends the answer as it comes, and keeps its first ``limit`` octets; ``body`` are those, ``is_whole`` says all."""

    def __init__(self, answer: ServiceAnswer, begun: bytes, limit: int) -> None:
        self.answer = answer
        self.headers = _passed_on(answer)
        self._begun = begun
        self.limit = limit
        self.is_whole = False
        self.body = bytearray()

    def header(self, name: bytes) -> str:
        """The first value of a field; empty where there is none."""
        return next((value.decode("latin-1") for key, value in self.headers if key.lower() == name), "")

    async def send(self, scope: Scope, request: RequestOctets, send: Send, more: RawHeaders) -> None:
        """Send all of it, with ``more`` fields; stop when the client has left, or the server stops in a stream."""
        if is_sequence(self.header(b"content-type")):
            scope[STREAMING] = True
        await send({"type": "http.response.start", "status": self.answer.status, "headers": [*self.headers, *more]})
        if self.answer.whole is not None:
            self.body += self.answer.whole[: self.limit + 1]
            self.is_whole = len(self.body) <= self.limit
            await send({"type": "http.response.body", "body": self.answer.whole, "more_body": False})
            return
        if self._begun:
            await self._part(send, self._begun)
        over = asyncio.ensure_future(_over(scope, request))
        try:
            while True:
                coming = asyncio.ensure_future(anext(self.answer.chunks, None))
                await asyncio.wait((coming, over), return_when=asyncio.FIRST_COMPLETED)
                if not coming.done():
                    coming.cancel()
                    with contextlib.suppress(asyncio.CancelledError, Exception):
                        await coming
                    break
                part = coming.result()
                if part is None:
                    self.is_whole = len(self.body) <= self.limit
                    break
                await self._part(send, part)
        except ClientLeft:
            return
        except Exception as error:
            log.warning("%s %s: the service's answer broke off: %s", scope["method"], one_line(scope["path"]), error)
            return
        finally:
            over.cancel()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _part(self, send: Send, part: bytes) -> None:
        if len(self.body) <= self.limit:
            self.body += part
        await send({"type": "http.response.body", "body": part, "more_body": True})


async def _over(scope: Scope, request: RequestOctets) -> None:
    """Return when the client has left, or the server stops, or the client says no more, and the answer is a stream."""
    left = asyncio.ensure_future(request.left())
    try:
        while not left.done() and ENDING not in scope and HALF_CLOSED not in scope:
            await asyncio.wait((left,), timeout=_PAUSE_SECONDS)
    finally:
        left.cancel()


def _passed_on(answer: ServiceAnswer) -> RawHeaders:
    """The fields without those of the connection; without Content-Length where there is no content."""
    own = hop_by_hop(answer.headers)
    if answer.status in _CONTENTLESS:
        own |= {b"content-length"}
    own |= {b"date"}  # which the server writes itself
    return [(name, value) for name, value in answer.headers if name.lower() not in own]


def decoded_body(relayed: RelayedAnswer) -> bytes | None:
    """The whole body without its content codings; None where it is not whole, too large, or coded otherwise."""
    if not relayed.is_whole:
        return None
    body = bytes(relayed.body)
    codings = [value for name, value in relayed.headers if name.lower() == b"content-encoding"]
    try:
        return decoded(body, codings, relayed.limit)
    except (UnknownCodingError, TooLargeError, BrokenCodingError):
        return None
