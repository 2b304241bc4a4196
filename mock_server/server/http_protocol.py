"""HTTP/1.1 on a connection, where uvicorn's own protocol would answer with a text of its own or lose a body.

Given to uvicorn through ``http=``. What is no HTTP is refused in the API's error shape; a method that the parser does
not know reaches the app, which answers 405; an upgrade that is not offered is ignored and the request carried out
(RFC 9110 section 7.8); a client that has sent its request may close its side and still gets the answer (RFC 9112
section 9.6); what follows a malformed request on the same connection is not read. Header sections are bounded while
they come, and clients are waited for no longer than `Connections` says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT

from mock_server.server import request_head
from mock_server.server.head_protocol import LONGEST_KEPT
from mock_server.server.refusing_protocol import RefusingProtocol
from mock_server.server.request_head import LONGEST_METHOD, LONGEST_SECTION, MOST_FIELDS, Fault

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Coroutine

    from mock_server.engine.answers import Answer
    from mock_server.server.connections import Connections, Waiting
    from mock_server.server.hosts import Hosts
    from mock_server.server.known_sections import KnownSections

_LINGER_SECONDS = 2.0
_MOST_IGNORED = 64 * 1024 * 1024


class HttpProtocol(RefusingProtocol):
    """One connection; ``refuse(status, sentence)`` gives the answer to what is no HTTP."""

    def __init__(
        self,
        refuse: Callable[[int, str], Answer],
        hosts: Hosts,
        sections: KnownSections,
        others: Connections,
        **uvicorn: Any,
    ) -> None:
        super().__init__(refuse, hosts, sections, **uvicorn)
        self._others = others
        self._unsent = 0
        self._held = b""  # the beginning of a method, till the rest of it comes

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A client is there."""
        super().connection_made(transport)
        self._stays = self._others.stay
        self._others.opened(cast("set[Waiting]", self.connections), self.loop)

    def data_received(self, data: bytes) -> None:
        """Parse what came."""
        before = self.cycle
        if (
            self._between
            and (before is None or before.response_complete)
            and not (self._held or self._ended)
            and len(data) <= LONGEST_KEPT
            and (cycle := self._came_before(data)) is not None
        ):
            if (rest := cycle.begin_whole(self.app)) is not None:
                self._go_on_with(rest)
            return
        data, self._held = self._held + data if self._held else data, b""
        self._length = length = len(data)
        if self._ended:
            self._octets += length
            if self._octets > _MOST_IGNORED:
                self.transport.abort()
            return
        self._now = self.loop.time()
        self._fresh, self._begun = self._between, 0
        if not self._between:
            self._octets += length
        elif length <= LONGEST_METHOD and request_head.is_cut(data):
            self._held, self._since = data, self._now
            return
        self._whole = data if self._between else b""
        try:
            self.parser.feed_data(data)
        except (httptools.HttpParserUpgrade, httptools.HttpParserError) as stop:
            self._go_on(data, stop)
        self._whole = b""
        if not self._between and (self._octets > LONGEST_SECTION or len(self.headers) > MOST_FIELDS):
            self._bound()
        if self._next is not None:
            cycle, self._next = self._next, None
            if (rest := cycle.begin(self.app)) is not None:
                self._go_on_with(rest)

    def eof_received(self) -> bool:  # type: ignore[override]
        """Answer what was asked before the client closed its side."""
        if self.cycle is None or self.cycle.response_complete or self._in_body:
            return False
        if not self._last_words:
            self.cycle.keep_alive = False
        return True

    def on_body(self, body: bytes) -> None:
        """A part of a body."""
        self._since, self._octets = self._now, 0
        cycle = self.cycle
        if not cycle.response_complete and not self.parser.should_upgrade():
            cycle.take(body)
            if len(cycle.body) > HIGH_WATER_LIMIT:
                self.flow.pause_reading()

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._between, self._in_body = True, False
        cycle = self.cycle
        if not self.parser.should_upgrade() and not cycle.response_complete:
            cycle.more_body = False
            cycle.tell()
            if self._section is not None:
                self._keep_section()

    def on_response_complete(self) -> None:
        """The next request of a pipeline, or what is to be said at last."""
        self._since = self.loop.time()
        if not (self.pipeline or self._last_words or self.flow.read_paused) or self.transport.is_closing():
            return
        self.flow.resume_reading()
        if self.pipeline:
            cycle, app = self.pipeline.pop()
            self._start_asgi_task(cycle, app)
        elif self._last_words:
            self._say(self._last_words)

    def look(self, now: float) -> None:
        """End what has been waited for too long: answers that are not read, headers, bodies, the next request."""
        unsent = self.transport.get_write_buffer_size()
        if unsent != self._unsent:
            self._unsent, self._since = unsent, now
            return
        overdue = now - self._since > self._others.seconds
        if self._ended and not self._last_words:
            if overdue or now - self._since > _LINGER_SECONDS:
                self.transport.abort()
        elif not overdue:
            return
        elif unsent or self.transport.is_closing():
            self.transport.abort()
        elif self._answering():
            if self._in_body and not self.flow.read_paused and not self.pipeline:
                self._reject(Fault(408, f"The body did not move on for {self._others.seconds:g} seconds"))
        elif (self._between and not self._held) or self._in_body:
            self.transport.close()
        else:
            self._reject(Fault(408, f"The header was not whole after {self._others.seconds:g} seconds"))

    def waiting_since(self) -> float | None:
        """Since when the client is waited for; None where an answer is owed."""
        if self._ended or self.transport.is_closing():
            return None if self._last_words else self._since
        return None if self._answering() and not self._in_body else self._since

    def drop(self) -> None:
        """End the connection at once."""
        self.transport.abort()

    def is_listening(self) -> bool:
        """Whether what the client sends next is read, and no answer is owed before it."""
        return not (self._answering() or self._ended or self.transport.is_closing())

    def is_expecting(self) -> bool:
        """Whether the first request is to come, or the rest of one."""
        return self.cycle is None or not self._between or bool(self._held)

    def _go_on_with(self, rest: Coroutine[Any, Any, None]) -> None:
        """Let a task do what could not be done at once."""
        task = self.loop.create_task(rest)
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)

    def _should_upgrade(self) -> bool:
        """Let the parser stop at every upgrade, also at those that uvicorn would not take."""
        return True

    def _go_on(self, data: bytes | memoryview, stop: Exception) -> None:
        """Parse on where the parser stopped: at an upgrade that is not offered, or a method that it does not know."""
        left: list[bytes | memoryview] = []
        self._whole = b""
        while True:
            if self._fault is not None:
                self._reject(self._fault)
            elif isinstance(stop, httptools.HttpParserUpgrade):
                self._method = "CONNECT" if self.scope["method"] == "CONNECT" else ""
                left += [memoryview(data)[stop.args[0] :], request_head.without_upgrade(self.scope, self.url)]
                self._renew()
            elif isinstance(stop, httptools.HttpParserInvalidMethodError):
                token, space, rest = bytes(data).lstrip(b"\r\n").partition(b" ")
                if self._fresh and self._begun <= 1 and space and request_head.METHOD.fullmatch(token):
                    self._method, self._between = token.decode(), True
                    left.append(b"PUT " + rest)
                    self._renew()
                else:
                    self._malformed("the method can't be read")
            else:
                is_url = isinstance(stop, httptools.HttpParserCallbackError)
                self._malformed("the URL can't be read" if is_url else str(stop))
            if self._ended:
                return
            try:
                while left:
                    data = left.pop()
                    self._fresh, self._begun, self._length = self._between, 0, len(data)
                    self.parser.feed_data(data)
                return
            except (httptools.HttpParserUpgrade, httptools.HttpParserError) as another:
                stop = another

    def _renew(self) -> None:
        self.parser = httptools.HttpRequestParser(self)
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
