"""A request line that came before is not read again, nor what it means sought: nobody can tell, but by its speed."""

from __future__ import annotations

import asyncio
import random
import socket
from typing import TYPE_CHECKING, Any

from mock_server.server.app import create_app
from mock_server.server.asgi import CALL, FIELDS, LINE, PLAN, VALUES
from mock_server.server.known_lines import KnownLines, read
from mock_server.server.known_sections import KnownSections
from mock_server.server.middleware.request_reading import RequestReading
from mock_server.server.uvicorn_server import server
from mock_server.settings import Settings
from tests.mock.test_known_sections import Server, turns
from tests.mock.wire import request

if TYPE_CHECKING:
    from pathlib import Path

DOCUMENT = """
openapi: 3.1.0
info: {title: Things, version: "1"}
paths:
  /things:
    get:
      parameters:
        - {name: most, in: query, schema: {type: integer, minimum: 1, default: 3}}
        - {name: kind, in: query, schema: {type: array, items: {type: string}}}
      responses: {"200": {$ref: "#/components/responses/List"}, "400": {description: Wrong}}
  /things/own:
    get: {responses: {"200": {$ref: "#/components/responses/Thing"}}}
  /things/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string, pattern: "^[a-z]{1,3}$"}}]
    get:
      parameters: [{name: x-mode, in: header, schema: {enum: [full, short]}}]
      responses: {"200": {$ref: "#/components/responses/Thing"}, "404": {description: No}, "400": {description: Wrong}}
    put:
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
      responses: {"200": {$ref: "#/components/responses/Thing"}, "400": {description: Wrong}}
    delete:
      parameters: [{name: hard, in: query, schema: {type: boolean}}]
      responses: {"204": {description: Gone}, "404": {description: None}, "400": {description: Wrong}}
  /pairs/{one}/{two}:
    get:
      parameters:
        - {name: one, in: path, required: true, schema: {type: integer}}
        - {name: two, in: path, required: true, schema: {type: integer}}
      responses: {"200": {$ref: "#/components/responses/Thing"}, "400": {description: Wrong}}
components:
  schemas:
    Thing: {type: object, required: [id], properties: {id: {type: string}, name: {type: string, example: One}}}
  responses:
    Thing: {description: It, content: {application/json: {schema: {$ref: "#/components/schemas/Thing"}}}}
    List:
      description: They
      content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Thing"}}}}
"""
TARGETS = (
    "/things", "/things?most=1", "/things?most=0", "/things?kind=a&kind=b", "/things?most=x&kind=a", "/things/own",
    "/things/abc", "/things/abd", "/things/toolong", "/things/a1", "/things/abc?hard=true", "/things/abd?hard=perhaps",
    "/pairs/1/2", "/pairs/1/x", "/nothing", "/_mock/sandbox/one/things/abc", "/things/",
)  # fmt: skip
METHODS = ("GET", "GET", "HEAD", "DELETE", "PUT", "PATCH", "OPTIONS")
MODES = ((b"x-mode", b"full"), (b"x-mode", b"short"), (b"x-mode", b"other"))


def _requests() -> list[tuple[bytes, bytes]]:
    """Requests as they are, and as ones of which no header section comes twice."""
    chance, found = random.Random(14), []
    for number in range(900):
        method, target, mode = chance.choice(METHODS), chance.choice(TARGETS), chance.choice(MODES)
        body = b'{"id": "abc", "name": "Two"}' if method == "PUT" else None
        fields = (mode,) if target == "/things/abc" else ()
        fresh = (b"x-number", b"%d" % number)
        found.append(
            (request(method, target, body, *fields, close=False),
             request(method, target, body, *fields, fresh, close=False))
        )  # fmt: skip
    return found


def test_what_comes_again_is_answered_as_what_comes_once(tmp_path: Path) -> None:
    """Whatever was asked before on whichever connection, lines that are known get the answers of those that are not."""
    apps = []
    for name in ("known", "read"):
        document = tmp_path / f"{name}.yaml"
        document.write_text(DOCUMENT)
        apps.append(create_app(Settings(spec=document, seed=1, admin="off")))

    async def send() -> None:
        known, plain = Server(apps[0]), Server(apps[1])
        connections, (other, answered) = [known.connect() for _ in range(2)], plain.connect()
        for number, (usual, fresh) in enumerate(_requests()):
            connection, written = connections[number % 2]
            written.clear()
            answered.clear()
            connection.data_received(usual)
            other.data_received(fresh)
            await turns()
            assert written
            assert b"".join(written) == b"".join(answered), usual
        lines = known.sections.lines._known.values()
        assert sum(line.plan is not None for line in lines) > len(TARGETS)
        assert sum(line.given is not None for line in lines) > len(TARGETS) / 2
        assert not plain.sections.lines._known

    asyncio.run(send())


def test_values_that_were_read_before_are_each_requests_own(tmp_path: Path) -> None:
    """What one request's action does to its parameters the next one does not see; lists are read each time."""
    document = tmp_path / "a.yaml"
    document.write_text(DOCUMENT)
    api = create_app(Settings(spec=document, journal=False)).apis[0]
    calls: list[Any] = []

    async def onward(scope: Any, _receive: Any, _send: Any) -> None:
        calls.append(scope[CALL])

    async def ask(target: str) -> Any:
        octets = b"GET %b HTTP/1.1\r\n" % target.encode()
        said = read(octets)
        assert said is not None
        line = KnownLines().kept(octets, said)
        method, path, _, query = said
        plans, values = api.router.match(path, method)
        assert plans is not None
        line.found(None, plans[method], api, values)
        scope = {"type": "http", "method": method, "path": path, "query_string": query, "headers": [], FIELDS: {}}
        first: tuple[dict[str, Any], ...] = ()
        for _ in range(4):
            await RequestReading(onward)({**scope, PLAN: line.plan, VALUES: values, LINE: line}, None, None)  # type: ignore[arg-type]
            call = calls[-1]
            first = first or ({**call.path}, {**call.query}, {})
            assert (call.path, call.query, call.header) == first
            call.path["added"] = call.query["added"] = call.header["added"] = True
        calls.clear()
        return line.given

    assert asyncio.run(ask("/pairs/1/2")) == ({"one": 1, "two": 2}, {})
    assert asyncio.run(ask("/things?most=2")) == ({}, {"most": 2})
    assert asyncio.run(ask("/things?kind=a")) is None
    assert asyncio.run(ask("/things/abc")) is None  # a field of its header says more


def test_what_is_asked_of_the_admin_api_makes_no_line_unknown(tmp_path: Path) -> None:
    """Whoever looks at the journal between two requests leaves the cache of the mock as it is."""
    document = tmp_path / "a.yaml"
    document.write_text(DOCUMENT)
    app = create_app(Settings(spec=document, admin="on"))
    assert app.admin is not None
    health = f"{app.admin.prefix}/health"

    async def send() -> None:
        served = Server(app)
        connection, written = served.connect()
        for target in ["/things"] * 4 + [health] * 4 + ["/things", health]:
            written.clear()
            connection.data_received(request("GET", target, None, close=False))
            for _ in range(50):
                await turns()
                if written:
                    break
            assert b" 200 " in b"".join(written), target
        lines = served.sections.lines._known
        assert len(lines) == 2
        assert [line.plan is not None for line in lines.values()] == [True, False]

    asyncio.run(send())


def test_lines_that_are_not_kept_are_let_go_of_too() -> None:
    """A long one, or one of before the others were cleared, lives on in its connection: not what was found for it."""
    lines = KnownLines()
    octets = b"GET /%b HTTP/1.1\r\n" % (b"a" * 600)
    said = read(octets)
    assert said is not None
    old, new = object(), object()
    long = lines.kept(octets, said)
    lines.found_by(old)
    long.found(old, "plan", "api", {})
    lines.found_by(old)
    assert long.plan == "plan"
    lines.found_by(new)
    assert (long.router, long.plan, long.api) == (None, None, None)


def test_a_document_that_is_served_no_more_is_let_go_of_at_once(tmp_path: Path) -> None:
    """No request has to come after a reload: what was found by the old router is forgotten."""
    document = tmp_path / "a.yaml"
    document.write_text(DOCUMENT)
    settings = Settings(spec=document, journal=False)
    app, octets = create_app(settings), b"GET /things HTTP/1.1\r\n"
    said = read(octets)
    assert said is not None
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made: Any = server(app, settings, listener).config.http
    lines = next(each for each in made.args if isinstance(each, KnownSections)).lines
    line = lines.kept(octets, said)
    line.sought_by(router := object())
    line.found(router, "plan", app.apis[0], {})
    app.serve(app.apis)
    assert (line.router, line.plan, line.api) == (None, None, None)


def test_only_so_many_are_kept() -> None:
    """Of lines that come once nothing is kept but a number; those that come again, and their marks, are bounded."""
    lines = KnownLines()
    for number in range(5_000):
        octets = b"GET /%d HTTP/1.1\r\n" % number
        said = read(octets)
        assert said is not None
        lines.came(octets, said)
        assert lines.get(octets) is None
        lines.came(octets, said)
        assert lines.get(octets) is not None
    assert len(lines._known) <= 1_024
    assert len(lines._once) <= 4_096
    long = b"GET /%b HTTP/1.1\r\n" % (b"a" * 600)
    said = read(long)
    assert said is not None
    for _ in range(3):
        lines.came(long, said)
    assert lines.get(long) is None
