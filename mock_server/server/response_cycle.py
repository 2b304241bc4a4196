"""One request and its answer on a connection: uvicorn's own, with an answer that is whole sent in one piece."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Protocol

from uvicorn.protocols.http.httptools_impl import (
    HEADER_RE,
    HEADER_VALUE_RE,
    STATUS_LINE,
    RequestResponseCycle,
)

from mock_server.server.asgi import BODY, SENT, WHOLE
from mock_server.server.first_step import first_step

if TYPE_CHECKING:
    import logging
    from collections.abc import Awaitable, Callable, Coroutine, Iterable

    from uvicorn.protocols.http.flow_control import FlowControl
    from uvicorn.server import ServerState

_FRAMING = (b"transfer-encoding", b"connection")
_LENGTH = b"content-length"
_BODILESS = (204, 304)
"""Statuses of answers that end with their head, and need not say a length (RFC 9112 section 6.3)."""
_MOST_LINES = 1_000
_LONGEST_LINE = 200
_LONGEST_BODY = 65_536

Head = tuple[bytes, bytes, int]
"""The status line, the lines of the fields that stand behind the server's own, the length of the body."""

_heads: dict[tuple[int, tuple[tuple[bytes, bytes], ...]], Head] = {}
_lines: dict[tuple[bytes, bytes], bytes] = {}
"""Fields of answers as they are written, those that came before: they need not be looked at again."""


class OpenConnection(Protocol):
    """What an answer goes out on."""

    transport: asyncio.Transport
    flow: FlowControl
    logger: logging.Logger
    own_lines: OwnLines

    @property
    def server_state(self) -> ServerState:
        """What its server's connections share: the fields of each answer."""

    def on_response_complete(self) -> None:
        """An answer has gone out."""


class OwnLines:
    """The server's own fields as they are written, ``octets`` those of ``fields``; they change once a second.

    ``head`` is that of the answer that went out last, with these ``headers`` and this ``status``: many are the same.
    """

    def __init__(self) -> None:
        self.fields: list[tuple[bytes, bytes]] | None = None
        self.octets = b""
        self.headers: object = None
        self.status = 0
        self.head: Head = (b"", b"", -1)

    def are_written(self, fields: list[tuple[bytes, bytes]]) -> bool:
        """Write these; False where one of them is none that can be sent."""
        lines = [line for field in fields if (line := _written(field)) is not None]
        if len(lines) < len(fields):
            return False
        self.fields, self.octets = fields, b"".join(lines)
        return True


class ResponseCycle(RequestResponseCycle):
    """Writes head and body of an answer together where it is told both at once (`send_whole`, or `WHOLE`).

    It is itself what the app sends through. ``status`` is that of the answer that began; ``on_start`` is called when
    one begins in parts.
    """

    access_log = False
    more_body = True
    chunked_encoding: bool | None = None
    expected_content_length = 0
    waiting_for_100_continue = False
    body: bytes | bytearray = b""  # type: ignore[assignment]
    status = 0
    on_start: Callable[[], None] | None = None
    _is_out: bool
    """Whether the body went with the head, and has not been sent again by those who can't know that."""
    _is_read = False

    def __init__(self, scope: Any, connection: OpenConnection, keep_alive: bool) -> None:
        """What is the same for each of them stands above, what is the connection's below.

        What each answer asks for is there from the beginning: what only the class has, Python seeks there each time.
        """
        self.scope = scope
        self.keep_alive = keep_alive
        self._connection = connection
        self.disconnected = self.response_started = self.response_complete = self._is_out = False
        self._event: asyncio.Event | None = None

    @property
    def transport(self) -> asyncio.Transport:  # type: ignore[override]
        """The connection's."""
        return self._connection.transport

    @property
    def flow(self) -> FlowControl:  # type: ignore[override]
        """The connection's."""
        return self._connection.flow

    @property
    def logger(self) -> logging.Logger:  # type: ignore[override]
        """The connection's."""
        return self._connection.logger

    @property
    def default_headers(self) -> list[tuple[bytes, bytes]]:  # type: ignore[override]
        """The fields of each answer."""
        return self._connection.server_state.default_headers

    def on_response(self) -> None:
        """The answer has gone out."""
        self._connection.on_response_complete()

    def begin(self, app: Callable[..., Awaitable[None]]) -> Coroutine[Any, Any, None] | None:
        """Let ``app`` answer, at once where the request is whole; what is left is for a task, which may wait."""
        if self.more_body:
            return self.run_asgi(lambda scope, receive, _: app(scope, receive, self))
        scope: Any = self.scope
        if BODY not in scope and not self.waiting_for_100_continue:
            scope[BODY] = bytes(self.body)
        return self.begin_whole(app)

    def begin_whole(self, app: Callable[..., Awaitable[None]]) -> Coroutine[Any, Any, None] | None:
        """Let ``app`` answer a request that is whole, as its scope says."""
        try:
            way = app(self.scope, self.receive, self)
        except BaseException as error:  # uvicorn tells of it
            way = _raised(error)
        if way is SENT and self.response_complete:
            return None
        return first_step(self.run_asgi(lambda *_: way))

    @property
    def message_event(self) -> asyncio.Event:  # type: ignore[override]
        """Set when `receive` has something to tell; made only where somebody waits for it."""
        if self._event is None:
            self._event = asyncio.Event()
            if self.body or self.disconnected or self.response_complete or not (self.more_body or self._is_read):
                self._event.set()
        return self._event

    def tell(self) -> None:
        """Wake who waits for what has come."""
        if self._event is not None:
            self._event.set()

    def take(self, part: bytes) -> None:
        """A part of the body; the whole of most bodies."""
        if not self.body:
            self.body = part
        elif isinstance(self.body, bytearray):
            self.body += part
        else:
            self.body = bytearray(self.body) + part
        self.tell()

    async def receive(self) -> Any:
        """The body, where it is whole and was not asked for; else wait for the next thing that happens."""
        if (
            self.more_body
            or self._is_read
            or self.disconnected
            or self.response_complete
            or self.waiting_for_100_continue
            or self._event is not None
        ):
            message = await super().receive()
            self._is_read = not self.more_body
            return message
        self._is_read = True
        self.flow.resume_reading()
        body, self.body = self.body, b""
        return {"type": "http.request", "body": bytes(body), "more_body": False}

    def send(self, message: Any) -> Awaitable[None]:  # type: ignore[override]
        """Send a part of the answer; what is sent at once needs no coroutine."""
        if self._is_out:  # the body, which went with the head
            self._is_out = False
            return SENT
        if WHOLE in message and self.send_whole(message["status"], message["headers"], message[WHOLE]):
            self._is_out = True
            return SENT
        if message["type"] == "http.response.start":
            self.status = message["status"]
            if self.on_start is not None:
                self.on_start()
        return super().send(message)

    __call__ = send

    def send_whole(self, status: int, headers: Any, body: bytes) -> bool:
        """Write a whole answer in one piece; False where that is left to uvicorn, which takes it in parts."""
        connection = self._connection
        if self.response_started or self.disconnected or connection.flow.write_paused:
            return False
        own, fields = connection.own_lines, connection.server_state.default_headers
        known: Head | None
        if own.headers is headers and own.status == status:
            known = own.head
        else:
            known = _heads.get((status, headers)) if type(headers) is tuple else None
            if known is None and (known := _head_of(status, headers)) is None:
                return False
            if type(headers) is tuple:
                own.headers, own.status, own.head = headers, status, known
        first, rest, length = known
        if length != len(body) and self.scope["method"] != "HEAD":
            return False
        if own.fields is not fields and not own.are_written(fields):
            return False
        self.status = status
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        if self.keep_alive:
            connection.transport.write(b"".join((first, own.octets, rest, b"\r\n", body)))
        else:
            connection.transport.write(b"".join((first, own.octets, rest, b"connection: close\r\n\r\n", body)))
            connection.transport.close()
        if self._event is not None:
            self._event.set()
        connection.on_response_complete()
        return True


async def _raised(error: BaseException) -> None:
    raise error


def _head_of(status: int, headers: Iterable[tuple[bytes, bytes]]) -> Head | None:
    """The head of an answer whose length is known; None where it has none, or is left to uvicorn."""
    content: list[bytes] = []
    length, is_new = 0 if status in _BODILESS else -1, False
    for field in headers:
        line = _lines.get(field)
        if line is None:
            line, is_new = _written(field), True
            if line is None:
                return None
        if field[0] == _LENGTH:
            length = int(field[1])
        content.append(line)
    if not 0 <= length <= _LONGEST_BODY:
        return None
    head = STATUS_LINE[status], b"".join(content), length
    if not is_new and type(headers) is tuple:  # one whose fields came before: it may well come again
        if len(_heads) >= _MOST_LINES:
            _heads.clear()
        _heads[status, headers] = head
    return head


def _written(field: tuple[bytes, bytes]) -> bytes | None:
    """The line of a field, None where it says how the message is framed, or is none that can be sent."""
    name, value = field[0].lower(), field[1]
    if name in _FRAMING or (name == _LENGTH and name != field[0]):
        return None
    if HEADER_RE.search(name) or HEADER_VALUE_RE.search(value):
        return None
    line = b"%b: %b\r\n" % (name, value)
    if len(line) <= _LONGEST_LINE:
        if len(_lines) >= _MOST_LINES:
            _lines.clear()
        _lines[field] = line
    return line
