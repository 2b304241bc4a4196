"""Faults that one request wishes, and rules beside what else answers can be: streams, handlers, other origins."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from mock_server.command_line.fault_options import PROFILE_NAMES
from mock_server.engine.faults.profiles import PROFILES
from mock_server.engine.faults.rule_reading import read_rule
from tests.documents.asking import mock
from tests.faults.served import RESET, asked, raw, served, things

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.embedded import ServedMock

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedMock]:
    """A mock of things and of a stream without any rule."""
    tree = things()
    item = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
    ticks = {"description": "Ticks", "content": {"application/jsonl": {"itemSchema": item}}}
    stream = {"stream": {"every": "5ms", "count": "endless"}}
    tree["paths"]["/ticks"] = {"get": {"x-mock": stream, "responses": {"200": ticks}}}
    with served(tmp_path_factory.mktemp("wished"), tree) as running:
        yield running


@pytest.mark.parametrize(
    ("wish", "begins", "made"),
    [
        ("reset", RESET, False),
        ('"reset after effect"', RESET, True),
        ("empty", b"", False),
        ('"hang for 1ms"', b"", False),
        ("garbage", b"\0", False),
        ("truncate", b"HTTP/1.1 201", False),
        ('"truncate, after effect"', b"HTTP/1.1 201", True),
        ('"504, retry-after 2"', b"HTTP/1.1 504", False),
        ('"5ms..6ms"', b"HTTP/1.1 201", True),
        ("bandwidth", b"HTTP/1.1 201", True),
        ('"bandwidth 9KB/s"', b"HTTP/1.1 201", True),
        ("CONNECTION_RESET_BY_PEER", RESET, False),
    ],
)
def test_wishes(plain: ServedMock, wish: str, begins: bytes, made: bool) -> None:
    """Each is what the rule of the same words does; what can't be read is no wish."""
    name = re.sub("[^a-z0-9]", "", wish.lower())
    got = raw(plain, "POST", "/things", {"id": name, "name": "n"}, f"Prefer: fault={wish}")
    assert got.startswith(begins)
    assert begins or not got
    assert any(thing["id"] == name for thing in asked(plain, "GET", "/things")[2]) is made


def test_wishes_come_after_validation(plain: ServedMock) -> None:
    """A request that breaks the document is refused."""
    assert asked(plain, "POST", "/things", {}, "Prefer: fault=reset")[0] == 400


def test_streams_are_cut_and_lost(plain: ServedMock) -> None:
    """An endless answer that is cut ends without a last chunk; one that is lost is not waited for."""
    cut = raw(plain, "GET", "/ticks", None, "Prefer: fault=truncate")
    assert cut.startswith(b"HTTP/1.1 200")
    assert b"\r\n0\r\n\r\n" not in cut
    assert raw(plain, "GET", "/ticks", None, 'Prefer: fault="empty, after effect"') == b""


def test_handlers(tmp_path: Path) -> None:
    """A user's own function is not called before the effect, and is called where its answer is lost after it."""
    handlers = tmp_path / "handlers.py"
    handlers.write_text(
        "def makeThing(call, store):\n    store.create('made', call.body['id'], {})\n    return 200, {}\n", "utf-8"
    )
    rules = ("key=a: 503", "key=b: 202", "key=c: 503 after effect", "key=d: 202 after effect")
    asking = mock(tmp_path, things(), faults=rules, handlers=handlers)
    for name, status in zip("abcde", (503, 202, 503, 202, 200), strict=True):
        assert asking.ask("POST", "/things", {"id": name, "name": "n"}).status == status
    assert [key for key, _ in asking.app.store.records("made")] == ["c", "d", "e"]


def test_pages_of_other_origins_read_faults(tmp_path: Path) -> None:
    """A status by rule carries the headers of other answers, so that a page sees it as one, and may read the limits."""
    asking = mock(tmp_path, things("POST: 503", "limit 9/1m"))
    origin = {"Origin": "http://localhost:5173"}
    reply = asking.ask("POST", "/things", {"id": "a", "name": "n"}, origin)
    assert (reply.status, reply.headers["access-control-allow-origin"]) == (503, origin["Origin"])
    assert "ratelimit" in reply.headers["access-control-expose-headers"]
    asking = mock(tmp_path, things("503"))
    preflight = {**origin, "Access-Control-Request-Method": "POST"}
    assert asking.ask("OPTIONS", "/things", headers=preflight).status == 204


def test_profiles_are_the_same_everywhere() -> None:
    """The option, the admin API and the page name the same profiles, with the rules that they stand for."""
    document: Any = yaml.safe_load((ROOT / "mock_server/server/admin/admin.openapi.yaml").read_text("utf-8"))
    body = document["paths"]["/faults"]["put"]["requestBody"]["content"]["application/json"]["schema"]
    assert set(PROFILE_NAMES) == set(PROFILES) == set(body["properties"]["profile"]["enum"])
    page = (ROOT / "docs/live.md").read_text("utf-8")
    for name, lines in PROFILES.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{name}` |"))
        assert all(f"`{line}`" in row for line in lines)
        assert all(read_rule(line).given for line in lines)
