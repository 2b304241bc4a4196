"""An answer on a connection: the same octets as uvicorn would write, those of a whole answer in one piece."""

from __future__ import annotations

import asyncio
import logging
from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from mock_server.engine.answers import Answer
from mock_server.server import response_cycle
from mock_server.server.asgi import SENT, WHOLE, respond
from mock_server.server.journal.received_request import ReceivedRequest
from mock_server.server.response_cycle import OwnLines, ResponseCycle

DATE = [(b"date", b"Thu, 26 Nov 2026 06:00:00 GMT")]
JSON = (b"content-type", b"application/json")


class Transport:
    """Notes what is written and whether it is closed."""

    def __init__(self) -> None:
        self.written: list[bytes] = []
        self.closed = False

    def write(self, data: bytes) -> None:
        """Note the octets."""
        self.written.append(bytes(data))

    def close(self) -> None:
        """Note the end."""
        self.closed = True

    def is_closing(self) -> bool:
        """Whether it has ended."""
        return self.closed


class Flow:
    """No client is slow."""

    write_paused = False

    def resume_reading(self) -> None:
        """Nothing was paused."""


class Connection:
    """One that notes what is written to it; ``fields`` are in each of its answers."""

    def __init__(self, fields: list[tuple[bytes, bytes]] = DATE) -> None:
        self.transport = Transport()
        self.flow = Flow()
        self.logger = logging.getLogger("tests")
        self.own_lines = OwnLines()
        self.server_state = SimpleNamespace(default_headers=fields)

    def on_response_complete(self) -> None:
        """Nothing follows."""


def cycle(method: str, keep_alive: bool) -> tuple[ResponseCycle, Transport]:
    """One of ours, and what it writes to."""
    connection: Any = Connection()
    return ResponseCycle({"method": method}, connection, keep_alive), connection.transport


def uvicorns(method: str, keep_alive: bool) -> tuple[RequestResponseCycle, Transport]:
    """One of uvicorn's, and what it writes to."""
    transport: Any = Transport()
    flow: Any = Flow()
    scope: Any = {"method": method}
    log = logging.getLogger("tests")
    event = asyncio.Event()
    return RequestResponseCycle(
        scope, transport, flow, log, log, False, DATE, event, False, keep_alive, lambda: None
    ), transport


async def answer(
    made: Any, status: int, headers: Any, body: bytes, *, whole: bool = False, at_once: bool = False
) -> None:
    """Send it."""
    start = {"type": "http.response.start", "status": status, "headers": headers}
    body = b"" if made.scope["method"] == "HEAD" else body
    if at_once and made.send_whole(status, headers, body):
        return
    await made.send({**start, WHOLE: body} if whole else start)
    await made.send({"type": "http.response.body", "body": body})


ANSWERS: dict[str, tuple[str, int, list[tuple[bytes, bytes]], bytes]] = {
    "json": ("POST", 201, [JSON, (b"content-length", b"2")], b"{}"),
    "head": ("HEAD", 200, [JSON, (b"content-length", b"2")], b"{}"),
    "no length": ("GET", 200, [JSON], b"{}"),
    "no content": ("DELETE", 204, [], b""),
    "not changed": ("GET", 304, [(b"etag", b'"1"')], b""),
    "close": ("GET", 200, [(b"connection", b"close"), (b"content-length", b"0")], b""),
    "chunks": ("GET", 200, [(b"transfer-encoding", b"chunked")], b"{}"),
    "large": ("GET", 200, [JSON, (b"content-length", b"70000")], b"x" * 70_000),
    "capitals": ("GET", 200, [(b"Content-Length", b"2"), (b"X-One", b"1")], b"{}"),
}


@pytest.mark.parametrize("keep_alive", [True, False])
@pytest.mark.parametrize("name", ANSWERS)
def test_the_octets_are_those_of_uvicorn(name: str, keep_alive: bool) -> None:
    """Each more than once, since what was written once is remembered."""
    method, status, headers, body = ANSWERS[name]

    async def both() -> None:
        for at_once in (False, False, True, True):
            (ours, mine), (theirs, other) = cycle(method, keep_alive), uvicorns(method, keep_alive)
            await answer(ours, status, tuple(headers), body, whole=True, at_once=at_once)
            await answer(theirs, status, headers, body)
            assert ours.status == status
            assert b"".join(mine.written) == b"".join(other.written)
            assert (mine.closed, ours.response_complete) == (other.closed, theirs.response_complete)
            assert len(mine.written) == (
                1 if name in ("json", "head", "no content", "not changed") else len(other.written)
            )

    asyncio.run(both())


def test_what_a_connection_has_just_sent_is_sent_again_as_it_is() -> None:
    """The same fields with another status, another length, or for a HEAD are an answer of their own, in any order."""
    two, none = (JSON, (b"content-length", b"2")), ((b"content-length", b"0"),)
    kinds = [("GET", 200, two, b"{}"), ("GET", 404, two, b"{}"), ("HEAD", 200, two, b"{}"), ("PUT", 200, none, b""),
             ("GET", 200, two, b"{}x"), ("GET", 204, two, b"")]  # fmt: skip

    async def send() -> None:
        connection: Any = Connection()
        for pair in product(kinds, kinds):
            for method, status, headers, body in pair:
                ours, (theirs, other) = ResponseCycle({"method": method}, connection, True), uvicorns(method, True)
                connection.transport.written.clear()
                problems: list[str] = []
                for made in (ours, theirs):
                    try:
                        await answer(made, status, headers, body, at_once=made is ours)
                    except RuntimeError as error:
                        problems.append(str(error))
                assert len(problems) in (0, 2)
                assert len(set(problems)) < 2
                assert b"".join(connection.transport.written) == b"".join(other.written)

    asyncio.run(send())


@pytest.mark.parametrize("name", ["json", "large", "no length"])
def test_an_answer_is_looked_at_once_whether_it_may_go_in_one_piece(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that may not is sent in parts, with the same octets as ever."""
    method, status, headers, body = ANSWERS[name]
    looks: list[int] = []

    def counted(status: int, headers: Any) -> Any:
        looks.append(status)
        return head_of(status, headers)

    head_of = response_cycle._head_of
    monkeypatch.setattr(response_cycle, "_head_of", counted)
    monkeypatch.setattr(response_cycle, "_heads", {})

    async def send() -> None:
        (ours, mine), (theirs, other) = cycle(method, True), uvicorns(method, True)
        await respond({"method": method}, ours, Answer(status, tuple(headers), body))
        await answer(theirs, status, headers, body)
        assert b"".join(mine.written) == b"".join(other.written)

    asyncio.run(send())
    assert looks == [status]


@pytest.mark.parametrize("field", [(b"x-a", b"1\r\nset-cookie: a=b"), (b"x a", b"1"), (b"x-a\r\n", b"1")])
def test_a_field_that_would_be_two_is_sent_by_nobody(field: tuple[bytes, bytes]) -> None:
    """Uvicorn's own refusal stands."""

    async def send() -> None:
        made, transport = cycle("GET", True)
        with pytest.raises(RuntimeError):
            await answer(made, 200, [field, (b"content-length", b"0")], b"", whole=True)
        assert transport.written == []

    asyncio.run(send())


def test_a_body_that_went_with_its_head_is_not_sent_again() -> None:
    """Who stands between and hands both parts on can't know; what comes behind it is one part too many, as ever."""

    async def send() -> None:
        made, transport = cycle("GET", True)
        start = {"type": "http.response.start", "status": 200, "headers": (JSON, (b"content-length", b"2"))}
        rest = {"type": "http.response.body", "body": b"{}"}
        assert made.send({**start, WHOLE: b"{}"}) is SENT
        await made.send(rest)
        assert len(transport.written) == 1
        assert transport.written[0].endswith(b"\r\n\r\n{}")
        with pytest.raises(RuntimeError):
            await made.send(rest)

    asyncio.run(send())


def test_who_asks_is_told_when_an_answer_begins_in_parts() -> None:
    """Once, before its first octet, with its status; one that is whole is known when it is sent."""

    async def send() -> None:
        made, transport = cycle("GET", True)
        begun: list[tuple[int, int]] = []
        made.on_start = lambda: begun.append((made.status, len(transport.written)))
        await answer(made, 200, [JSON], b"{}")
        assert begun == [(200, 0)]
        again, _ = cycle("GET", True)
        again.on_start = made.on_start
        assert again.send_whole(404, (JSON, (b"content-length", b"2")), b"{}")
        assert (again.status, len(begun)) == (404, 1)

    asyncio.run(send())


def test_the_servers_own_fields_are_those_of_the_moment() -> None:
    """They are written anew when they change, and left to uvicorn where they can't be sent."""
    made, transport = cycle("GET", True)
    connection: Any = made._connection
    for fields in (DATE, [(b"date", b"later"), (b"x-own", b"1")], DATE):
        connection.server_state.default_headers = fields
        assert ResponseCycle({"method": "GET"}, connection, True).send_whole(200, ((b"content-length", b"0"),), b"")
        assert all(b"%b: %b\r\n" % field in transport.written[-1] for field in fields)
        assert (b"x-own" in transport.written[-1]) is (len(fields) > 1)
    connection.server_state.default_headers = [(b"x a", b"1")]
    assert not ResponseCycle({"method": "GET"}, connection, True).send_whole(200, ((b"content-length", b"0"),), b"")


def test_a_body_of_another_length_than_was_said_is_an_error() -> None:
    """As with uvicorn; the head is out by then."""

    async def send() -> None:
        made, transport = cycle("GET", True)
        with pytest.raises(RuntimeError):
            await answer(made, 200, [(b"content-length", b"3")], b"{}", whole=True)
        assert transport.written[0].startswith(b"HTTP/1.1 200")
        assert not made.response_complete

    asyncio.run(send())


def test_the_head_of_an_entry_is_read_alike_as_it_came_and_as_it_is_written() -> None:
    """Names in lower case, values without the blanks around them, nothing of the body."""
    came = b"\r\nPOST /a?b=1 HTTP/1.1\r\nHost: x\r\nX-Tags:a: b \r\nx-none:\r\nHOST: \ty\r\n\r\nname: no field\r\n"
    fields = [(b"host", b"x"), (b"x-tags", b"a: b"), (b"x-none", b""), (b"host", b"y")]
    scope = {"method": "POST", "raw_path": b"/a", "query_string": b"b=1", "headers": fields}

    for read in (ReceivedRequest.read(came, 16, 0), ReceivedRequest.of(scope, b"name: no field\r\n", 16, 0)):
        assert read.headers == fields
        assert (read.method, read.path, read.query) == ("POST", b"/a", b"b=1")
        assert (read.body, read.sent) == (b"name: no field\r\n", 16)
    assert ReceivedRequest.of({**scope, "headers": []}, b"", 0, 0).headers == []
    absolute = ReceivedRequest.read(b"GET http://x:80/a/b?c=/d?e HTTP/1.1\r\n\r\n", 0, 0)
    assert (absolute.path, absolute.query, absolute.body) == (b"/a/b", b"c=/d?e", b"")
    assert ReceivedRequest.read(b"OPTIONS * HTTP/1.1\r\n\r\n", 0, 0).path == b"*"
    assert ReceivedRequest.read(b"GET //x/y HTTP/1.1\r\n\r\n", 0, 0).path == b"//x/y"
