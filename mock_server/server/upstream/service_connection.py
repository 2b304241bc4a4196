"""One connection to the real service: a request at a time, and its answer as it comes.

httptools reads the answer; what it takes off is the coding of the transfer alone. Who reads slowly slows the service.
An answer may begin before the request is whole: the rest of that goes on to the service while the answer is read.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, cast

import httptools

from mock_server.server.asgi import FRAMING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from mock_server.server.upstream.service import RawHeaders

_MOST_HEAD = 256 * 1024
"""Octets of header sections, and between two parts of a body: of trailers, and of what stands beside chunks."""
_MOST_WAITING = 256 * 1024
"""Octets of a body that may wait for their reader."""


class ServiceConnection(asyncio.Protocol):
    """The connection; ``is_free`` when another request may follow."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._writable = asyncio.Event()
        self._writable.set()
        self._closed = False
        self._fresh()

    def _fresh(self) -> None:
        self._parser: Any = None
        self.is_free = False
        self.status, self.headers = 0, cast("RawHeaders", [])
        self._size = self._waiting = 0
        self._method = ""
        self._begun = self._complete = self._framed = self._kept = False
        self._fault = ""
        self._parts: deque[bytes] = deque()
        self._sending: asyncio.Future[None] | None = None
        self._unsent: BaseException | None = None
        self._turn: asyncio.Future[None] | None = None

    @property
    def is_closed(self) -> bool:
        """Whether the service has closed it, or said something unasked."""
        return self._closed

    @property
    def is_touched(self) -> bool:
        """Whether any octet of the answer came."""
        return self._begun or self._size > 0

    async def ask(self, method: str, head: bytes, body: bytes | AsyncIterator[bytes], *, chunked: bool) -> None:
        """Send a request and wait for the head of its answer; raises ConnectionError, and what ``body`` raises."""
        self._fresh()
        self._method = method
        self._parser = httptools.HttpResponseParser(self)
        if isinstance(body, bytes):
            self._transport.write(head + body)
        else:
            self._transport.write(head)
            self._sending = asyncio.ensure_future(self._send(body, chunked=chunked))
            self._sending.add_done_callback(self._sent)
        while not self._begun:
            await self._more()

    async def _send(self, body: AsyncIterator[bytes], *, chunked: bool) -> None:
        async for part in body:
            if self._closed:
                return
            if part:
                self._transport.write(b"%x\r\n%b\r\n" % (len(part), part) if chunked else part)
            await self._writable.wait()
        if chunked:
            self._transport.write(b"0\r\n\r\n")

    def _sent(self, sending: asyncio.Future[None]) -> None:
        """The request is whole, or it can't be: its client left."""
        self._unsent = None if sending.cancelled() else sending.exception()
        self._wake()

    @property
    def whole(self) -> bytes | None:
        """The body, where all of it has come and nothing of it was taken yet."""
        return b"".join(self._parts) if self._complete else None

    async def chunks(self) -> AsyncIterator[bytes]:
        """The body as it comes; raises ConnectionError where it breaks off."""
        while True:
            while self._parts:
                part = self._parts.popleft()
                self._waiting -= len(part)
                if not self._closed and self._waiting < _MOST_WAITING // 2:
                    self._transport.resume_reading()
                yield part
            if self._complete:
                return
            await self._more()

    def release(self) -> None:
        """The answer is no longer of interest: another request may follow where it was whole, else this is the end."""
        is_sent = self._sending is None or self._sending.done()
        self.is_free = self._complete and self._kept and is_sent and not self._closed
        if self.is_free:
            self._parts.clear()
            self._transport.resume_reading()  # what nobody took may have stopped it
        else:
            self.close()

    def close(self) -> None:
        """End it, and what is still sent of a request."""
        if self._sending is not None:
            self._sending.cancel()
        if not self._closed:
            self._closed = True
            self._transport.abort()

    async def _more(self) -> None:
        """Wait for what comes next; raises ConnectionError where nothing does, or why the request can't be sent."""
        if self._unsent is not None:
            raise self._unsent
        if self._fault or self._closed:
            raise ConnectionError(self._fault or "the connection was closed")
        self._turn = asyncio.get_running_loop().create_future()
        try:
            await self._turn
        finally:
            self._turn = None

    def _wake(self) -> None:
        if self._turn is not None and not self._turn.done():
            self._turn.set_result(None)

    # asyncio.Protocol

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is there."""
        self._transport = cast("asyncio.Transport", transport)

    def pause_writing(self) -> None:
        """The service reads slowly."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Octets of an answer; unasked ones end the connection."""
        if self._parser is None or self._complete:
            self.close()
            return
        self._size += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            if not self._complete:
                self._fault = f"it answered what is no HTTP/1.1: {error}"
            self._kept = False
        if self._size > _MOST_HEAD and not self._complete:
            where = "what is no content of its body" if self._begun else "its header section"
            self._fault = f"{where} is larger than {_MOST_HEAD // 1024} KB"
            self.close()
        if self._waiting > _MOST_WAITING and not self._closed:
            self._transport.pause_reading()
        self._wake()

    def connection_lost(self, error: Exception | None) -> None:
        """The service has closed it: the end of a body that has no other one, else a fault."""
        self._closed = True
        self._writable.set()
        if self._begun and not self._framed and error is None and not self._fault:
            self._complete = True
        elif not self._complete:
            where = "in the middle of its answer" if self._begun else "without an answer"
            self._fault = self._fault or f"the connection was closed {where}"
        self._wake()

    # httptools

    def on_message_begin(self) -> None:
        """Forget an interim answer (1xx); what begins behind the answer was not asked for."""
        if not self._begun:
            self.headers, self._framed = [], False
        elif self._complete:
            self._kept = False

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a field; trailers are none."""
        if not self._begun:
            self.headers.append((name, value))
            self._framed = self._framed or name.lower() in FRAMING

    def on_headers_complete(self) -> None:
        """The head is whole; an answer to HEAD ends with it."""
        if self._complete:
            self._kept = False
            return
        status = self._parser.get_status_code()
        if status < 200:
            return
        self.status, self._begun = status, True
        self._kept = self._parser.should_keep_alive()
        if self._method == "HEAD":
            self._complete = True
            self._kept = False  # the parser waits for a body that does not come

    def on_body(self, data: bytes) -> None:
        """A part of the body."""
        if self._complete:
            self._kept = False
            return
        self._size = 0
        self._parts.append(data)
        self._waiting += len(data)

    def on_message_complete(self) -> None:
        """The answer has ended, unless it was an interim one."""
        self._complete = self._complete or self._begun
