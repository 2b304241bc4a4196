"""A head that comes again and again on one connection is not read: each request is told as if it were the first."""

from __future__ import annotations

import asyncio
from itertools import product
from typing import TYPE_CHECKING

import pytest

from mock_server.engine.faults.rule_reading import read_rule
from mock_server.server.app import create_app
from mock_server.server.asgi import BODY as CAME_WITH
from mock_server.server.asgi import FIELDS, HEAD, LINE, SECTION
from mock_server.server.known_lines import KnownLine
from mock_server.settings import Settings
from tests.mock.test_known_sections import ALIKE, BODY, Server, told, turns
from tests.mock.wire import request

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = (SECTION, LINE)
"""What a request is told besides, where its head or a part of it came before."""


@pytest.mark.parametrize("name", ALIKE)
def test_each_of_several_alike_is_told_as_the_first(name: str) -> None:
    """The app hears the same of the fifth on a connection as of the first on another, in a scope of its own."""

    async def send() -> None:
        server, octets = Server(), ALIKE[name]
        (first,), _, _ = await told(server, octets)
        await told(server, octets)
        connection, written = server.connect()
        for _ in range(5):
            connection.data_received(octets)
            last = server.scopes[-1]
            assert {key: value for key, value in last.items() if key not in KNOWN} == first
            assert SECTION in last
            last["headers"].append((b"x-added", b"by the app"))  # as an app may, which owns its scope
            last["state"]["added"] = last["added"] = True
        assert connection._again is not None
        assert octets.startswith(connection._again.octets)
        assert len(written) == 5
        assert len(set(written)) == 1

    asyncio.run(send())


def test_heads_alike_take_turns_with_others() -> None:
    """Whatever came before, path, method, query, fields and body are those of the request."""
    first, second = (request("POST", "/a", body, close=False) for body in (b'{"a": 1}', b'{"b": 2}'))
    longer = request("POST", "/a", b'{"a": 100}', close=False)
    put, asked = request("PUT", "/a", BODY, close=False), request("POST", "/a?b=c", BODY, close=False)
    other, named = request("POST", "/b", BODY, close=False), request("POST", "/a", BODY, (b"x-a", b"1"), close=False)
    kinds = (first, second, longer, put, asked, other, named)

    async def send() -> None:
        server = Server()
        heard = {}
        for octets in kinds:
            for _ in range(3):
                (heard[octets],), _, _ = await told(server, octets)
            del heard[octets][LINE]
            (plain,), _, _ = await told(Server(), octets)
            assert {key: value for key, value in heard[octets].items() if key not in KNOWN} == plain
        connection, written = server.connect()
        for one, two in product(kinds, kinds):
            for octets in (one, one, one, two, one):
                connection.data_received(octets)
                scope = {key: value for key, value in server.scopes[-1].items() if key != LINE}
                assert scope == heard[octets]
                assert server.scopes[-1][FIELDS] is server.scopes[-1][SECTION].fields
        await turns()
        assert len(written) == 5 * len(kinds) ** 2

    asyncio.run(send())


@pytest.mark.parametrize("cut", [1, len(BODY), len(BODY) + 3, 60])
def test_a_request_in_pieces_after_some_alike_is_waited_for(cut: int) -> None:
    """Its head may be whole or not, and its body too: what is not all there the parser reads."""

    async def send() -> None:
        server, octets = Server(), request("POST", "/a", BODY, close=False)
        for _ in range(2):
            await told(server, octets)
        connection, written = server.connect()
        for _ in range(4):
            connection.data_received(octets)
        connection.data_received(octets[:-cut])
        connection.data_received(octets[-cut:])
        connection.data_received(octets + octets)
        await turns()
        connection.data_received(octets)
        await turns()
        assert len(written) == 8
        assert {answer.rpartition(b"\r\n\r\n")[2][:8] for answer in written} == {b"POST /a "}
        assert server.scopes[-1][CAME_WITH] == BODY
        assert server.scopes[-1][HEAD] == octets

    asyncio.run(send())


@pytest.mark.parametrize("between", ["another line", "other fields", "the parser", "nothing"])
def test_a_head_is_known_that_came_twice_in_turn(between: str) -> None:
    """All of it is alike, and nothing came in between; what is kept of it does not hold itself."""
    head, line = request("GET", "/a", close=False), request("GET", "/b", close=False)
    fields = request("GET", "/a", None, (b"x-a", b"1"), close=False)
    others = {"another line": line, "other fields": fields, "the parser": head.replace(b"/a", b"/%61"), "nothing": b""}

    async def send() -> None:
        server = Server()
        for octets in (head, line, fields) * 3:
            await told(server, octets)
        connection, _ = server.connect()
        for octets in (head, others[between], head):
            if octets:
                connection.data_received(octets)
                await turns()
        again = connection._again
        assert (again is not None) is (between == "nothing")
        for octets in (head, head, line, head, line):
            connection.data_received(octets)
            await turns()
        assert connection._again is not None
        assert type(connection._again.scope[LINE]) is KnownLine
        assert connection._again.scope[HEAD] == connection._again.octets == head

    asyncio.run(send())


DOCUMENT = """
openapi: 3.1.0
info: {title: Doors, version: "1"}
paths:
  PATH: {get: {responses: {"204": {description: in}, "503": {description: not now}}}}
"""


def test_what_was_found_for_a_head_is_of_the_document_and_the_rules_at_hand(tmp_path: Path) -> None:
    """The operation is the one of what is served by now, and what breaks answers breaks the next one."""
    apps = []
    for name, path in ("door", "/door"), ("wall", "/wall"):
        document = tmp_path / f"{name}.yaml"
        document.write_text(DOCUMENT.replace("PATH", path))
        apps.append(create_app(Settings(spec=document, journal=False)))
    app, other = apps

    async def send() -> None:
        server = Server(app)
        connection, written = server.connect()

        async def statuses() -> set[bytes]:
            before = len(written)
            for _ in range(4):
                connection.data_received(request("GET", "/door", close=False))
                await turns()
            assert len(written) >= before + 4
            return {answer.split()[1] for answer in written[before:] if answer.startswith(b"HTTP/")}

        assert await statuses() == {b"204"}
        door, faults = app.apis, app.apis[0].faults
        faults.replace([read_rule({"status": 503})])
        assert await statuses() == {b"503"}
        faults.replace([read_rule({"status": 503, "match": {"path": "/wall"}})])
        assert await statuses() == {b"204"}
        app.serve(other.apis)
        assert await statuses() == {b"404"}
        again = connection._again
        assert again is not None
        line = again.scope[LINE]
        assert (line.router, line.plan, line.api) == (None, None, None)
        app.serve(door)
        faults.replace([])
        assert await statuses() == {b"204"}

    asyncio.run(send())
