"""Sandboxes: each name has records, a sequence, a seed stream and a clock of its own."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import Mock, mock
from tests.live.shop import SECURED, shop

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.engine.sandboxes.sandboxes import Sandboxes

SEED = {"things": [{"id": "s1", "name": "seeded"}, {"id": "s2", "name": "too"}]}


@pytest.fixture
def seeded(tmp_path: Path) -> Mock:
    """A mock with two first records."""
    (tmp_path / "seed.json").write_text(json.dumps(SEED), "utf-8")
    return mock(tmp_path, shop(), seed_data=(tmp_path / "seed.json",))


def names(asked: Mock, path: str = "/things", **headers: str) -> list[str]:
    """The names of the things that are listed."""
    return [thing["name"] for thing in asked.ask("GET", path, headers=in_sandbox(**headers)).json]


def in_sandbox(sandbox: str = "", **headers: str) -> dict[str, str]:
    """Headers that name a sandbox."""
    return {"X-Mock-Sandbox": sandbox, **headers} if sandbox else headers


def test_what_one_does_no_other_sees(seeded: Mock) -> None:
    """A sandbox begins with the first records; its changes are its own, and those of the server's own state too."""
    seeded.ask("PUT", "/things/s1", {"name": "mine"}, in_sandbox("a"))
    seeded.ask("DELETE", "/things/s2", headers=in_sandbox("a"))
    seeded.ask("POST", "/things", {"name": "new"}, in_sandbox("a"))
    seeded.ask("POST", "/things", {"name": "own"})
    assert names(seeded, sandbox="a") == ["mine", "new"]
    assert names(seeded, sandbox="b") == ["seeded", "too"]
    assert names(seeded) == names(seeded, sandbox="default") == ["seeded", "too", "own"]
    assert seeded.ask("GET", "/things/s2", headers=in_sandbox("a")).status == 404


def test_a_sandbox_answers_as_a_freshly_started_server(seeded: Mock, tmp_path: Path) -> None:
    """With a seed the values of a sandbox are those of the first requests of a server, whoever came before."""
    wanted = [seeded.ask("POST", "/things", {"name": str(n)}).json["id"] for n in range(5)]
    for n in range(5):
        for sandbox in ("a", "b"):
            made = seeded.ask("POST", "/things", {"name": str(n)}, in_sandbox(sandbox)).json
            assert made["id"] == wanted[n]
    other = mock(tmp_path, shop(), seed_data=(tmp_path / "seed.json",))
    assert other.ask("POST", "/things", {"name": "0"}, in_sandbox("z")).json["id"] == wanted[0]


@pytest.mark.parametrize(
    ("baggage", "sandbox"),
    [
        ("mock-sandbox=a", "a"),
        ("user=1, mock-sandbox=a;ttl=5,x=mock-sandbox", "a"),
        ("mock-sandbox = a%2Db ", "a-b"),
        ("other-mock-sandbox=a", ""),
    ],
)
def test_baggage_names_a_sandbox(seeded: Mock, baggage: str, sandbox: str) -> None:
    """The member mock-sandbox of W3C Baggage, which an instrumented service hands on."""
    seeded.ask("POST", "/things", {"name": "carried"}, {"baggage": baggage})
    assert "carried" in names(seeded, sandbox=sandbox)
    assert ("carried" in names(seeded)) == (not sandbox)


def test_the_header_comes_before_baggage_and_path(seeded: Mock) -> None:
    """Of several places the header counts, then the baggage, then the path."""
    seeded.ask("POST", "/__sandbox/c/things", {"name": "one"}, {"x-mock-sandbox": "a", "baggage": "mock-sandbox=b"})
    seeded.ask("POST", "/__sandbox/c/things", {"name": "two"}, {"baggage": "mock-sandbox=b"})
    seeded.ask("POST", "/__sandbox/c/things", {"name": "three"})
    found = {sandbox: names(seeded, sandbox=sandbox)[2:] for sandbox in ("a", "b", "c")}
    assert found == {"a": ["one"], "b": ["two"], "c": ["three"]}


def test_a_path_keeps_its_prefix_in_what_is_answered(tmp_path: Path) -> None:
    """`Location` leads back into the sandbox, below the base path of the document too."""
    tree = shop(servers=[{"url": "http://x.example/api/v1"}])
    asked = mock(tmp_path, tree)
    made = asked.ask("POST", "/__sandbox/a%62/api/v1/things", {"name": "x"}, {"host": "h"})
    assert made.status == 201
    assert made.headers["location"] == f"http://h/__sandbox/ab/api/v1/things/{made.json['id']}"
    path = made.headers["location"].removeprefix("http://h")
    assert asked.ask("GET", path).json["name"] == "x"
    assert asked.ask("GET", path.replace("/ab/", "/ac/")).json["name"] != "x"
    assert asked.ask("GET", "/api/v1/things", headers=in_sandbox("ab")).json[0]["name"] == "x"


def test_a_documents_own_paths_win(tmp_path: Path) -> None:
    """Where the document has paths below /__sandbox, they are the document's."""
    tree = shop()
    tree["paths"]["/__sandbox/{id}/things"] = tree["paths"].pop("/things/{id}")
    asked = mock(tmp_path, tree)
    assert asked.ask("GET", "/__sandbox/x/things").status == 200
    assert asked.ask("POST", "/__sandbox/x/things", {"name": "a"}).status == 405
    assert asked.ask("POST", "/things", {"name": "a"}, in_sandbox("x")).status == 201


@pytest.mark.parametrize(
    ("scheme", "sent"),
    [
        ({"type": "http", "scheme": "bearer"}, {"authorization": "Bearer KEY"}),
        ({"type": "apiKey", "in": "header", "name": "X-Key"}, {"x-key": "KEY"}),
        ({"type": "apiKey", "in": "cookie", "name": "sid"}, {"cookie": "sid=KEY"}),
    ],
)
@pytest.mark.parametrize(("keys", "key"), [(["k1", "k2"], "k2"), (None, "any")])
def test_a_credential_names_a_sandbox(
    tmp_path: Path, scheme: dict[str, Any], sent: dict[str, str], keys: list[str] | None, key: str
) -> None:
    """key+NAME is the key, in the sandbox; where every credential is accepted the key is ``any``."""
    extended = {**scheme, **({"x-mock": {"keys": keys}} if keys else {})}
    asked = mock(tmp_path, shop(security=[{"key": []}], components={"securitySchemes": {"key": extended}}))

    def as_(credential: str) -> dict[str, str]:
        return {name: value.replace("KEY", credential) for name, value in sent.items()}

    made = asked.ask("POST", "/things", {"name": "apart"}, as_(f"{key}+one.1"))
    assert made.status == 201
    assert "apart" not in names(asked, **as_(key))
    assert names(asked, **as_(f"{key}+one.1")) == names(asked, sandbox="one.1", **as_(key)) == ["apart"]
    assert names(asked, sandbox="one.1", **as_(f"{key}+two")) == ["apart"]
    wrong = 401 if keys else 200
    assert asked.ask("GET", "/things", headers=as_("k9+one.1")).status == wrong
    assert asked.ask("GET", "/things", headers=as_(f"{key}+no/name")).status == wrong


def test_basic_credentials_name_a_sandbox(tmp_path: Path) -> None:
    """user:password+NAME, or user+NAME where there is no password."""
    import base64

    scheme = {"type": "http", "scheme": "basic", "x-mock": {"keys": ["ann:pw", "bob"]}}
    asked = mock(tmp_path, shop(security=[{"key": []}], components={"securitySchemes": {"key": scheme}}))
    for number, pair in enumerate((b"ann:pw+one", b"bob+one:")):
        header = {"authorization": "Basic " + base64.b64encode(pair).decode()}
        assert asked.ask("POST", "/things", {"name": "x"}, header).status == 201
        assert len(names(asked, **header)) == number + 1
    assert "x" not in names(asked, authorization="Basic " + base64.b64encode(b"ann:pw").decode())


@pytest.mark.parametrize("name", ["a b", "-a", "a/b", "é", "x" * 65, "", "a,b"])
def test_a_name_is_letters_digits_dots_and_hyphens(tmp_path: Path, name: str) -> None:
    """What is no name is refused with one sentence, in the form of the document's errors, and changes nothing."""
    asked = mock(tmp_path, shop(**SECURED))
    reply = asked.ask("POST", "/things", {"name": "x"}, {"x-mock-sandbox": name, "authorization": "Bearer k1"})
    assert reply.status == 400
    assert "sandbox" in reply.body.decode()
    assert asked.app.sandboxes.all() == []


def test_two_names_are_refused(seeded: Mock) -> None:
    """A request is for one sandbox."""
    reply = seeded.ask("GET", "/things", headers={"baggage": "mock-sandbox=a,mock-sandbox=b"})
    assert (reply.status, reply.json["message"]) == (400, "The request names 2 sandboxes; name one")
    assert seeded.ask("GET", "/__sandbox//things").status == 400


class Time:
    """Seconds that a test decides on."""

    now = 0.0

    def __call__(self) -> float:
        """The seconds."""
        return self.now


def timed(sandboxes: Sandboxes) -> Time:
    """The time by which sandboxes are idle."""
    time = Time()
    sandboxes._now = time
    return time


def test_idle_ones_end(seeded: Mock) -> None:
    """After ten minutes without a request a sandbox is gone; one that is named meanwhile stays."""
    time = timed(seeded.app.sandboxes)
    for sandbox in ("a", "b"):
        seeded.ask("POST", "/things", {"name": "x"}, in_sandbox(sandbox))
    time.now += 400
    assert "x" in names(seeded, sandbox="b")
    time.now += 400
    assert [sandbox.name for sandbox in seeded.app.sandboxes.all()] == ["b"]
    assert "x" in names(seeded, sandbox="b")
    time.now += 601
    assert "x" not in names(seeded, sandbox="b")


def test_there_are_a_thousand_at_the_most(seeded: Mock) -> None:
    """One more is refused with a sentence that says what to do; the others and the server go on."""
    time = timed(seeded.app.sandboxes)
    for number in range(1_000):
        seeded.app.sandboxes.named(f"s{number}")
    reply = seeded.ask("GET", "/things", headers=in_sandbox("more"))
    assert reply.status == 429
    assert "1,000 sandboxes" in reply.json["message"]
    assert "10 minutes" in reply.json["message"]
    assert names(seeded, sandbox="s1") == names(seeded) == ["seeded", "too"]
    time.now += 601
    assert names(seeded, sandbox="more") == ["seeded", "too"]
    assert [sandbox.name for sandbox in seeded.app.sandboxes.all()] == ["more"]


def test_a_durable_store_keeps_none_of_it(tmp_path: Path) -> None:
    """Sandboxes are in memory also where the server's own records are in a file."""
    from mock_server import Settings, create_app

    (tmp_path / "openapi.json").write_text(json.dumps(shop()), "utf-8")
    settings = Settings(spec=tmp_path / "openapi.json", store=f"{tmp_path}/a.journal", log_level="error")
    asked = Mock(create_app(settings))
    asked.ask("POST", "/things", {"name": "kept"})
    asked.ask("POST", "/things", {"name": "lost"}, in_sandbox("a"))
    asked.app.store.close()
    again = Mock(create_app(settings))
    assert names(again) == ["kept"]
    assert "lost" not in names(again, sandbox="a")
    again.app.store.close()
    assert b"lost" not in (tmp_path / "a.journal").read_bytes()


def test_handlers_get_the_sandboxs_own_store(tmp_path: Path) -> None:
    """A user's function sees and changes what the request's sandbox has, also after it has waited."""
    (tmp_path / "handlers.py").write_text(
        "import asyncio\n\n"
        "async def create(call, store):\n"
        "    await asyncio.sleep(0)\n"
        "    store.create('things', call.body['name'], {'id': call.body['name'], 'name': store.name})\n"
        "    return NotImplemented\n"
    )
    asked = mock(tmp_path, shop(), handlers=tmp_path / "handlers.py")
    asked.ask("POST", "/things", {"name": "h"}, in_sandbox("a"))
    assert asked.app.sandboxes.named("a").store.holds("things", "h")
    assert names(asked, sandbox="a") == ["memory:", "h"]
    assert "h" not in names(asked)


@pytest.mark.slow
def test_heavy_values_are_a_sandboxs_own_too(tmp_path: Path) -> None:
    """What is made on another thread is of the stream of whoever asked, whatever others ask meanwhile."""
    import asyncio

    def drawn(order: str, count: int = 450) -> dict[str, Any]:
        many = {f"m{n}": {"type": "string", "format": "uuid", "readOnly": True} for n in range(count)}
        tree = shop()
        created = tree["paths"]["/things"]["post"]["responses"]["201"]["content"]["application/json"]
        large = {"type": "object", "required": [*many], "properties": many}
        created["schema"] = {"type": "object", "required": ["big"], "properties": {"big": large}}
        asked = mock(tmp_path, tree)
        found: dict[str, Any] = {}

        async def together() -> None:
            await posted(asked, "first")
            await asyncio.gather(*map(one, order))

        async def one(sandbox: str) -> None:
            found[sandbox] = await posted(asked, sandbox)

        asyncio.run(together())
        return found

    drawn("a", count=3)  # what is loaded once takes time that is no heavy value's own
    several, alone = drawn("abc"), drawn("c")
    assert len({*several.values(), alone["c"]}) == 1, "each sandbox has the same values"


async def posted(asked: Mock, sandbox: str) -> bytes:
    """The body of the answer to a create."""
    body, sent = b'{"name": "n"}', list[Any]()
    scope = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/things", "raw_path": b"/things",
        "query_string": b"", "scheme": "http", "root_path": "", "client": ("127.0.0.1", 1), "server": ("mock", 80),
        "headers": [(b"x-mock-sandbox", sandbox.encode()), (b"content-type", b"application/json")],
    }  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await asked.app(scope, receive, send)
    assert sent[0]["status"] == 201
    return b"".join(message.get("body", b"") for message in sent[1:])
