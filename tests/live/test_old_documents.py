"""Documents that are served no more: what they told of requests stays, they themselves go, and nobody waits for it."""

from __future__ import annotations

import asyncio
import gc
import json
import weakref
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from mock_server.server import gc_while_serving, old_documents
from mock_server.server.app import create_app
from mock_server.settings import Settings
from tests.live.shop import json_of, shop

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from mock_server.server.app import MockApp

TOKEN = "the-token-of-this-test"
SECRET = {"type": "object", "properties": {"pin": {"type": "string", "format": "password"}}}


def described(number: int) -> dict[str, Any]:
    """One of several documents that follow each other."""
    tree = shop()
    tree["info"]["title"] = f"Number {number}"
    login = {"requestBody": json_of(SECRET), "responses": {"200": json_of({"const": "in"})}}
    tree["paths"]["/logins"] = {"post": login}
    return tree


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """The document's file."""
    path = tmp_path / "openapi.json"
    write(path, described(0))
    return path


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """One item for each search for what nobody holds; looks for a quiet moment are short."""
    found: list[int] = []
    monkeypatch.setattr(gc_while_serving, "search", lambda: found.append(gc.collect()))
    monkeypatch.setattr(old_documents, "_LOOK_SECONDS", 0.02)
    return found


def run(spec: Path, do: Callable[[MockApp, httpx.AsyncClient], Awaitable[None]]) -> None:
    """Do something with a mock in this process."""
    app = create_app(Settings(spec=spec, admin="on", admin_token=TOKEN, log_level="error"))

    async def all_of_it() -> None:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            await do(app, client)
        app.live.reloader.close()

    asyncio.run(all_of_it())


async def admin(client: httpx.AsyncClient, path: str) -> Any:
    """What the admin API answers."""
    return (await client.get(f"/__admin/{path}", headers={"authorization": f"Bearer {TOKEN}"})).json()


def write(spec: Path, tree: Any) -> None:
    """Put a document in the place of the one before."""
    spec.write_text(json.dumps(tree), "utf-8")


async def reload(app: MockApp, spec: Path, number: int) -> None:
    """Serve another document."""
    write(spec, described(number))
    await app.live.reloader.reload()


async def until(found: Callable[[], Any]) -> None:
    """Wait for something to come about."""
    for _ in range(5_000):
        if found():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came")


def test_what_a_document_told_of_requests_outlives_it(spec: Path, searches: list[int]) -> None:
    """The list, each why, HAR and what is found are the same afterwards; secrets that it marked stay hidden."""

    async def do(app: MockApp, client: httpx.AsyncClient) -> None:
        await client.post("/things", json={"name": "a"})
        await client.post("/things", json={"name": 1})
        await client.post("/logins", json={"pin": "4711-0815"})
        await client.get("/things/none")
        await client.get("/nothing")

        async def shown() -> list[Any]:
            entries = [await admin(client, f"requests/{number}") for number in range(1, 6)]
            return [entries, await admin(client, "requests"), await admin(client, "requests.har")]

        before = await shown()
        assert "4711-0815" not in json.dumps(before)
        for number in range(1, 4):
            if number == 2:
                await until(lambda: searches)
            await reload(app, spec, number)
            assert await shown() == before
        await until(lambda: len(searches) > 1)
        assert await shown() == before
        assert [step["step"] for step in before[0][1]["why"]] == ["routed", "let in", "read", "answered"]
        journal = app.live.journal
        assert journal is not None
        assert journal.held == sum(entry.size for entry in journal.entries())

    run(spec, do)


def test_old_documents_go_though_the_journal_has_their_requests(spec: Path, searches: list[int]) -> None:
    """None is left of those that came before, whatever was asked of them."""

    async def do(app: MockApp, client: httpx.AsyncClient) -> None:
        old = []
        for number in range(1, 4):
            made = (await client.post("/things", json={"name": "a"})).json()
            await client.get(f"/things/{made['id']}")
            await client.post("/things", json={"name": 1})
            await client.get("/things/none")
            old.append(weakref.ref(app.apis[0].document))
            await reload(app, spec, number)
            await admin(client, "requests/1")
        await until(lambda: [document() for document in old] == [None, None, None])
        assert app.apis[0].document.title == "Number 3"

    run(spec, do)


@pytest.mark.slow
def test_nobody_waits_for_the_search(spec: Path, searches: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left to a moment in which nobody asks, unless there are too many by then."""
    monkeypatch.setattr(old_documents, "_LOOK_SECONDS", 0.2)  # in which something is asked on a busy machine too
    monkeypatch.setattr(old_documents, "_MOST_LOOKS", 10_000)

    async def do(app: MockApp, client: httpx.AsyncClient) -> None:
        asked = 0

        async def ask() -> None:
            nonlocal asked
            while True:
                await client.get("/nothing")
                asked += 1
                await asyncio.sleep(0.001)

        asking = asyncio.ensure_future(ask())
        for number in range(1, 4):
            await reload(app, spec, number)
        enough = asked + 100
        await until(lambda: asked > enough)
        assert searches == []
        asking.cancel()
        await until(lambda: searches)
        asking = asyncio.ensure_future(ask())
        for number in range(4, 12):
            await reload(app, spec, number)
        await until(lambda: len(searches) > 1)
        asking.cancel()

    run(spec, do)


def test_requests_are_answered_while_records_are_looked_at(spec: Path, searches: list[int]) -> None:
    """What no longer fits is found in small steps, which grow in number with the document and not in length."""

    async def do(app: MockApp, client: httpx.AsyncClient) -> None:
        await client.post("/things", json={"name": "a"})
        tree = described(1)
        for number in range(60):
            tree["paths"][f"/p{number}"] = {"get": {"responses": {"200": json_of({"const": number})}}}
        write(spec, tree)
        await app.live.reloader.reload()
        steps = 0

        async def count() -> None:
            nonlocal steps
            while True:
                steps += 1
                await asyncio.sleep(0)

        write(spec, described(2))
        reloading, counting = asyncio.ensure_future(app.live.reloader.reload()), asyncio.ensure_future(count())
        serve, served = app.serve, 0

        def serving(apis: Any) -> None:
            nonlocal served
            serve(apis)
            served = steps

        app.serve = serving  # type: ignore[method-assign]
        await reloading
        counting.cancel()
        assert steps - served >= 60

    run(spec, do)
