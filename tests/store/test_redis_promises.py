"""What docs/store.md says of Redis besides: how long things stay, TLS, how often a request waits, no secret there."""

from __future__ import annotations

import json
import socketserver
import threading
from typing import TYPE_CHECKING, Any

import pytest
import redis

from mock_server import Settings, create_app
from mock_server.engine.missing_records import mark_of_created
from mock_server.store import Image, Shared, StoreUnavailable, open_store
from mock_server.store.redis_connection import RedisConnection
from tests.certificates import made
from tests.documents.asking import Mock, document
from tests.free_port import free_port
from tests.live.shop import THING, json_of, shop
from tests.redis_server import running_redis

if TYPE_CHECKING:
    from pathlib import Path

    from tests.redis_server import RedisServer


def _keys(server: RedisServer, prefix: str) -> dict[str, int]:
    """How many seconds each key of a store stays, -1 for always."""
    client = redis.Redis(port=server.port)
    found = {key.decode(): int(client.ttl(key)) for key in client.keys(f"{{{prefix}}}:*")}  # type: ignore[union-attr]
    client.close()
    return found


def test_what_is_a_sandboxes_goes_by_itself(redis_server: RedisServer) -> None:
    """After eleven minutes without use; a write's id after one, what rules counted after an hour; records stay."""
    store = open_store(f"{redis_server.url}?timeout=20&prefix=stays")
    assert isinstance(store, Shared)
    store.create("books", "a", {})
    apart = store.apart("box", Image())
    apart.create("books", "b", {})
    apart.create("books", "e", {}, ("marks", "books"))
    apart.create_all("films", [("c", {}), ("d", {})])
    store.tally("run", "box", forgets=True).count(b"what", lasting=True)
    stays = {key.removeprefix("{stays}:"): seconds for key, seconds in _keys(redis_server, "stays").items()}
    boxed = {key: seconds for key, seconds in stays.items() if key.startswith("sandbox:box:") and ":write:" not in key}
    assert {
        "sandbox:box:records:books",
        "sandbox:box:order:films",
        "sandbox:box:order:marks",
        "sandbox:box:names",
    } <= boxed.keys()
    assert all(600 < seconds <= 660 for seconds in boxed.values())
    assert all(0 < seconds <= 60 for key, seconds in stays.items() if ":write:" in key or key.startswith("write:"))
    assert [3500 < seconds <= 3600 for key, seconds in stays.items() if key.startswith("count:")] == [True]
    assert {stays[key] for key in ("records:books", "order:books", "names", "sequence")} == {-1}
    store.close()


@pytest.mark.parametrize("use", ["read", "records", "listing"])
def test_a_sandbox_that_is_used_stays(redis_server: RedisServer, use: str) -> None:
    """Whichever way: one whose lists alone are asked for is in use as well."""
    store = open_store(f"{redis_server.url}?timeout=20&prefix=used-{use}")
    assert isinstance(store, Shared)
    apart = store.apart("box", Image())
    apart.create("books", "b", {})
    client = redis.Redis(port=redis_server.port)
    records = f"{{used-{use}}}:sandbox:box:records:books"
    client.expire(records, 50)
    vars(apart)["_renewed"] = float("-inf")  # it was told long ago
    getattr(apart, use)(*("books", "b")[: 2 if use == "read" else 1])
    assert int(client.ttl(records)) > 600
    client.close()
    store.close()


def test_a_tally_is_of_all_and_is_forgotten_by_one(redis_server: RedisServer) -> None:
    """Counts and windows go on from process to process; only the one whose right it is begins anew."""
    stores = [open_store(f"{redis_server.url}?timeout=20&prefix=tally") for _ in range(2)]
    one, other = (
        store.tally("r", "s", forgets=at == 0) for at, store in enumerate(stores) if isinstance(store, Shared)
    )
    assert [one.count(b"x", lasting=True), other.count(b"x", lasting=True), one.count(b"x", lasting=False)] == [1, 2, 1]
    assert one.take(b"w", 100.5, 10, 2, lasting=False) == (100.5, 1, False)
    assert other.take(b"w", 101.0, 10, 2, lasting=False) == (100.5, 2, False)
    assert one.take(b"w", 102.0, 10, 2, lasting=False) == (100.5, 2, True)
    assert other.take(b"w", 110.5, 10, 2, lasting=False) == (110.5, 1, False)
    other.forget(lasting=True)
    assert one.count(b"x", lasting=True) == 3
    one.forget(lasting=True)
    assert (other.count(b"x", lasting=True), one.count(b"x", lasting=False)) == (1, 2)
    for store in stores:
        store.close()


@pytest.fixture
def ways(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The ways to Redis and back, as they are gone."""
    gone: list[str] = []
    run, command = RedisConnection.run, RedisConnection.command

    def counted_run(self: RedisConnection, *words: Any) -> Any:
        gone.append("script")
        return run(self, *words)

    def counted_command(self: RedisConnection, *words: Any) -> Any:
        gone.append(words[0])
        return command(self, *words)

    monkeypatch.setattr(RedisConnection, "run", counted_run)
    monkeypatch.setattr(RedisConnection, "command", counted_command)
    return gone


def _asked(redis_server: RedisServer, folder: Path, api: dict[str, Any], prefix: str) -> Mock:
    """A mock of the document over a store of its own."""
    spec = folder / "openapi.json"
    spec.write_text(json.dumps(api))
    url = f"{redis_server.url}?timeout=20&prefix={prefix}"
    return Mock(create_app(Settings(spec=spec, store=url, log_level="warning")))


def test_a_create_waits_once_where_the_client_names_the_key(
    redis_server: RedisServer, ways: list[str], tmp_path: Path
) -> None:
    """The record and the mark that clients create here are one step, the first time and later; a taken key is told."""
    api = shop()
    text = {"type": "string"}
    sent = {"type": "object", "required": ["id"], "properties": {"id": text, "name": text}}
    post = api["paths"]["/things"]["post"]
    post["requestBody"] = json_of(sent, required=True)
    post["responses"] = {"201": json_of(THING), "409": json_of({"type": "object"})}
    mock = _asked(redis_server, tmp_path, api, "once")
    for key in ("a", "b"):
        ways.clear()
        assert mock.ask("POST", "/things", {"id": key, "name": key}).status == 201
        assert ways == ["script"]
    assert mock.app.store.holds(*mark_of_created("things"))
    assert mock.ask("POST", "/things", {"id": "a", "name": "a"}).status == 409
    mock.app.store.close()


def test_a_request_waits_two_to_six_times(redis_server: RedisServer, ways: list[str], tmp_path: Path) -> None:
    """A create, a read, a change, a list and a deletion of a record; counted are the ways to Redis and back."""
    mock = _asked(redis_server, tmp_path, shop(), "waits")
    first = mock.ask("POST", "/things", {"name": "a"}).json["id"]
    mock.ask("GET", f"/things/{first}")
    asked = [("POST", "/things"), ("GET", f"/things/{first}"), ("PUT", f"/things/{first}"), ("GET", "/things"),
             ("DELETE", f"/things/{first}")]  # fmt: skip
    counts = {}
    for method, path in asked:
        ways.clear()
        answer = mock.ask(method, path, {"name": "b"} if method in ("POST", "PUT") else None)
        assert answer.status < 300
        counts[method, path.count("/")] = len(ways)
    assert all(2 <= count <= 6 for count in counts.values()), counts
    mock.app.store.close()


def test_a_secret_is_not_there_as_it_is(redis_server: RedisServer, tmp_path: Path) -> None:
    """A member that is kept as a hash is nowhere in Redis in clear, the ids of writes included."""
    secret = {"type": "string", "x-mock": {"secret": "hash"}}
    item = {
        "type": "object",
        "required": ["name", "token"],
        "properties": {"name": {"type": "string"}, "token": secret},
    }
    body = {"content": {"application/json": {"schema": item}}}
    shown = {"description": "d", **body}
    name = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/users": {"post": {"requestBody": body, "responses": {"201": shown}}},
        "/users/{name}": {"parameters": [name], "get": {"responses": {"200": shown}}},
    }
    spec = tmp_path / "openapi.json"
    spec.write_text(json.dumps(document(paths)))
    mock = Mock(
        create_app(Settings(spec=spec, store=f"{redis_server.url}?timeout=20&prefix=secret", log_level="warning"))
    )
    assert mock.ask("POST", "/users", {"name": "ann", "token": "in-clear-9f2"}).status == 201
    mock.app.store.close()
    client = redis.Redis(port=redis_server.port)
    held = b"".join(client.dump(key) or b"" for key in client.keys("{secret}:*"))
    client.close()
    assert b"ann" in held
    assert b"in-clear-9f2" not in held


def test_tls_is_spoken_with_whom_the_system_trusts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`rediss://` to a server whose certificate an authority vouches for; to another one not."""
    files = made(tmp_path)
    port = free_port()
    words = ["--tls-port", str(port), "--tls-cert-file", str(files.server), "--tls-key-file", str(files.server),
             "--tls-ca-cert-file", str(files.authority), "--tls-auth-clients", "no"]  # fmt: skip
    with running_redis(*words):
        monkeypatch.setenv("SSL_CERT_FILE", str(files.authority))
        store = open_store(f"rediss://127.0.0.1:{port}")
        assert store.create("books", "a", {"n": 1})
        assert store.read("books", "a") == {"n": 1}
        store.close()
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none.pem"))
        with pytest.raises(StoreUnavailable, match="can't be reached"):
            open_store(f"rediss://127.0.0.1:{port}")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "what answers there is no Redis"),
        (b"$-7\r\n", "what answers there is no Redis"),
        (b"-MOVED 1 10.0.0.1:6379\r\n", "one of a cluster; write cluster=yes"),
        (b"-ERR unknown command\r\n", "refuses what is asked of it: unknown command"),
    ],
)
def test_what_can_not_hold_a_store_is_told(answer: bytes, said: str) -> None:
    """A port of something else, a node of a cluster, a server that lacks a command: one sentence at the start."""

    class Other(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            while self.request.recv(65536):
                self.request.sendall(answer * 3)  # one each: the name of the client takes two

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Other) as server:
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        server.daemon_threads = True
        try:
            with pytest.raises(StoreUnavailable, match=said):
                open_store(f"redis://127.0.0.1:{server.server_address[1]}?timeout=20")
        finally:
            server.shutdown()
