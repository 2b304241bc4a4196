"""A header section that came before is not read again: nobody can tell, but by its speed."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
import uvicorn
from uvicorn.server import ServerState

from mock_server.engine.answers import Answer
from mock_server.server.app import create_app
from mock_server.server.asgi import BODY as CAME_WITH
from mock_server.server.asgi import FIELDS, HEAD, LINE, SECTION, fields_of, respond
from mock_server.server.connections import Connections
from mock_server.server.hosts import Hosts
from mock_server.server.http_protocol import HttpProtocol
from mock_server.server.known_sections import KnownSections
from mock_server.settings import Settings
from tests.mock.test_response_cycle import Transport
from tests.mock.wire import request

if TYPE_CHECKING:
    from pathlib import Path


BODY = b'{"a": 1}'

ALIKE = {
    "a body": request(body=BODY, close=False),
    "no body": request("DELETE", "/a/b", close=False),
    "a query": request("GET", "/a?b=c%20d&e=/?", close=False),
    "an empty query": request("GET", "/a?", close=False),
    "a body that was left out": request("POST", "/a", b"", close=False),
    "kept alive in words": request("PUT", "/a", BODY, (b"connection", b"Keep-Alive"), close=False),
    "blanks": request("GET", "/a", None, (b"x-blank", b"\t b \t"), (b"X-None", b""), close=False),
    "octets beyond ASCII": request("GET", "/a", None, (b"x-name", b"J\xc3\xb6rg"), close=False),
}
"""Requests whose section is kept."""

APART = {
    "an end": request(body=BODY),
    "an old version": request(body=BODY, close=False, version="1.0"),
    "a field twice": request("GET", "/a", None, (b"x-a", b"1"), (b"x-a", b"2"), close=False),
    "chunks": request("POST", "/a", None, (b"transfer-encoding", b"chunked"), close=False) + b"2\r\n{}\r\n0\r\n\r\n",
    "an upgrade": request("GET", "/a", None, (b"upgrade", b"h2c"), (b"connection", b"upgrade"), close=False),
    "an expectation": request("POST", "/a", BODY, (b"expect", b"100-continue"), close=False),
    "another host": request("GET", "/a", close=False).replace(b"localhost", b"elsewhere.example"),
    "no host": request("GET", "/a", close=False).replace(b"Host: localhost\r\n", b""),
    "two requests": request("GET", "/a", close=False) * 2,
    "an encoded path": request("GET", "/a%2Fb", close=False),
    "a whole URL": request("GET", "http://localhost/a", close=False),
    "another method": request("BREW", "/a", close=False),
    "lines without returns": request("GET", "/a", close=False).replace(b"\r\n", b"\n"),
    "a folded field": request("GET", "/a", None, (b"x-a", b"1\r\n 2"), close=False),
    "a broken field": request("GET", "/a", None, (b"x a", b"1"), close=False),
    "two lengths": request("POST", "/a", BODY, (b"content-length", b"3"), close=False),
}
"""Requests that the parser has to read each time."""


class Server:
    """Connections of one server, whose app notes what it is told; ``sections`` are what it knows."""

    def __init__(self, app: Any = None) -> None:
        self.scopes: list[dict[str, Any]] = []
        self.sections = KnownSections()
        self._config = uvicorn.Config(app or self._app, log_config=None, ws="none", lifespan="off")
        self._config.load()
        self._config.loaded_app = app or self._app
        self._hosts = Hosts("127.0.0.1", "127.0.0.1", ())
        self._others = Connections(20.0, 100)

    def connect(self) -> tuple[HttpProtocol, list[bytes]]:
        """A connection, and what the server writes to it."""
        of_uvicorn = {"config": self._config, "server_state": ServerState(), "app_state": {}}
        made = HttpProtocol(_refused, self._hosts, self.sections, self._others, **of_uvicorn)
        transport: Any = _Transport()
        made.connection_made(transport)
        return made, transport.written

    def _app(self, scope: Any, _receive: Any, send: Any) -> Any:
        self.scopes.append(scope)
        said = b"%b %b %b" % (scope["method"].encode(), scope["raw_path"], scope.get(CAME_WITH, b"-"))
        return respond(scope, send, Answer(200, ((b"content-length", b"%d" % len(said)),), said))


class _Transport(Transport):
    def get_extra_info(self, name: str, _default: Any = None) -> Any:
        return {"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 8000)}.get(name)

    def get_write_buffer_size(self) -> int:
        return 0

    def resume_reading(self) -> None:
        pass

    pause_reading = write_eof = abort = resume_reading


def _refused(status: int, sentence: str) -> Answer:
    body = sentence.encode()
    return Answer(status, ((b"content-length", b"%d" % len(body)),), body)


async def turns() -> None:
    """Let the loop go round, as often as a task of an answer needs it."""
    for _ in range(8):
        await asyncio.sleep(0)


async def told(server: Server, octets: bytes) -> tuple[list[dict[str, Any]], list[bytes], bool]:
    """What the app hears of these octets on a connection of their own, what is written, whether it ended."""
    before = len(server.scopes)
    connection, written = server.connect()
    connection.data_received(octets)
    await turns()
    heard = [{**scope, "headers": list(scope["headers"])} for scope in server.scopes[before:]]
    return heard, list(written), connection.transport.is_closing()


@pytest.mark.parametrize("name", ALIKE)
def test_what_comes_again_is_heard_as_at_first(name: str) -> None:
    """The app is told the same, but for what is remembered of the section, and so is the client."""

    async def thrice() -> None:
        server, octets = Server(), ALIKE[name]
        first, second, third = [await told(server, octets) for _ in range(3)]
        known = third[0][0].pop(SECTION)
        assert third[0][0].pop(LINE) is None
        assert SECTION not in first[0][0]
        assert SECTION not in second[0][0]
        assert first == second == third
        assert third[0][0][HEAD] == octets
        assert known.fields == third[0][0][FIELDS] == fields_of(third[0][0]["headers"])

    asyncio.run(thrice())


@pytest.mark.parametrize("name", APART)
def test_what_says_how_the_rest_is_read_is_read_each_time(name: str) -> None:
    """Also where a request with the same fields came before, which passes."""

    async def often() -> None:
        server, octets = Server(), APART[name]
        for _ in range(3):
            await told(server, request("GET", "/a", close=False))
            await told(server, request("POST", "/a", BODY, close=False))
        first = await told(server, octets)
        assert [await told(server, octets) for _ in range(3)] == [first] * 3
        assert all(SECTION not in scope for scope in first[0])

    asyncio.run(often())


@pytest.mark.parametrize("extra", [-1, 1])
def test_a_body_of_another_length_than_was_said_is_left_to_the_parser(extra: int) -> None:
    """What is short is waited for; what is more begins the next request."""

    async def send() -> None:
        server = Server()
        octets = request("POST", "/a", BODY, close=False)
        for _ in range(3):
            await told(server, octets)
        connection, written = server.connect()
        if extra < 0:
            connection.data_received(octets[:extra])
            assert written == []
            connection.data_received(octets[extra:])
        else:
            connection.data_received(octets + octets[:extra])
            connection.data_received(octets[extra:])
        await turns()
        assert len(written) == max(1, 1 + extra)
        assert all(answer.endswith(b"POST /a " + (BODY if extra > 0 else b"-")) for answer in written)
        assert SECTION not in server.scopes[-1]

    asyncio.run(send())


def test_requests_take_turns_on_a_connection() -> None:
    """What the parser reads and what it does not, whole and in pieces: each has its own answer, in order."""

    async def send() -> None:
        server = Server()
        known, other = request("POST", "/a", BODY, close=False), request("GET", "/b", None, (b"x-b", b"1"), close=False)
        for _ in range(3):
            await told(server, known)
        connection, written = server.connect()
        pieces = [known, other, known, other[:9], other[9:], known, b"\r\n", known, known + known, known]
        for piece in pieces:
            connection.data_received(piece)
        await turns()
        said = [answer.rpartition(b"\r\n\r\n")[2].split()[1] for answer in written]
        assert said == [b"/a", b"/b", b"/a", b"/b", b"/a", b"/a", b"/a", b"/a", b"/a"]

    asyncio.run(send())


def test_sections_of_one_length_are_told_apart_on_a_connection() -> None:
    """Both are known; who is asked as whom is read of each request."""

    async def send() -> None:
        server = Server()
        one, other = (request("GET", "/a", None, (b"x-who", who), close=False) for who in (b"ann", b"bob"))
        for octets in (one, other) * 3:
            await told(server, octets)
        connection, _ = server.connect()
        for octets in (one, other, other, one):
            connection.data_received(octets)
        heard = server.scopes[-4:]
        assert all(SECTION in scope for scope in heard)
        assert [scope[FIELDS][b"x-who"] for scope in heard] == [b"ann", b"bob", b"bob", b"ann"]
        assert [dict(scope["headers"])[b"x-who"] for scope in heard] == [b"ann", b"bob", b"bob", b"ann"]

    asyncio.run(send())


DOCUMENT = """
openapi: 3.1.0
info: {title: Doors, version: "1"}
components:
  securitySchemes:
    one: {type: apiKey, in: header, name: x-one, x-mock: {keys: [first]}}
    other: {type: apiKey, in: header, name: x-other, x-mock: {keys: [second]}}
paths:
  /one: {get: {security: [{one: []}], responses: {"204": {description: in}}}}
  /other: {get: {security: [{other: []}], responses: {"204": {description: in}}}}
"""


def test_who_is_let_in_through_one_door_is_not_through_another(tmp_path: Path) -> None:
    """What is remembered of a section holds for the rule that it passed."""
    document = tmp_path / "doors.yaml"
    document.write_text(DOCUMENT)

    async def often() -> None:
        server = Server(create_app(Settings(spec=document)))
        for _ in range(4):
            for path, status in ("/one", b"204"), ("/other", b"401"):
                _, written, _ = await told(server, request("GET", path, None, (b"x-one", b"first"), close=False))
                assert written[0].split()[1] == status

    asyncio.run(often())


@pytest.mark.parametrize(("path", "key"), [("/one", b"first"), ("/one", b"wrong"), ("/none", b"first")])
def test_an_answer_to_a_page_of_another_origin_leaves_in_one_piece(path: str, key: bytes, tmp_path: Path) -> None:
    """As one to anybody else, with what lets the page read it; that is told by one write."""
    document = tmp_path / "doors.yaml"
    document.write_text(DOCUMENT)

    async def often() -> None:
        server, origin = Server(create_app(Settings(spec=document, cors=("http://a.example",)))), b"http://a.example"
        fields = ((b"x-one", key), (b"origin", origin))
        for _ in range(4):
            _, plain, _ = await told(server, request("GET", path, None, fields[0], close=False))
            _, marked, _ = await told(server, request("GET", path, None, *fields, close=False))
        (head, _, body), (whole,) = plain[0].partition(b"\r\n\r\n"), marked
        assert whole.startswith(head)
        assert whole.endswith(b"\r\n\r\n" + body)
        assert b"\r\naccess-control-allow-origin: " + origin + b"\r\n" in whole

    asyncio.run(often())


def test_only_so_many_are_kept() -> None:
    """Of sections that come once nothing is kept but a number, and all of that is bounded."""
    sections = KnownSections()
    for number in range(10_000):
        sections.is_again(b"host: %d" % number)
        sections.keep(b"host: %d" % number, [], {}, 0)
    assert len(sections._known) <= 256
    assert len(sections._once) <= 4_096
    assert not sections.is_again(b"x" * 5_000)
    assert not sections.is_again(b"x" * 5_000)
