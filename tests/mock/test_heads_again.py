"""A head that comes again and again on one connection is not read: each request is told as if it were the first."""

from __future__ import annotations

import asyncio
from itertools import product

import pytest

from mock_server.server.asgi import BODY as CAME_WITH
from mock_server.server.asgi import FIELDS, HEAD, SECTION
from tests.mock.test_known_sections import ALIKE, BODY, Server, told, turns
from tests.mock.wire import request


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
            assert {key: value for key, value in last.items() if key != SECTION} == first
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
            (plain,), _, _ = await told(Server(), octets)
            assert {key: value for key, value in heard[octets].items() if key != SECTION} == plain
        connection, written = server.connect()
        for one, two in product(kinds, kinds):
            for octets in (one, one, one, two, one):
                connection.data_received(octets)
                assert server.scopes[-1] == heard[octets]
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
