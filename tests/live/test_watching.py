"""A change of a file is never lost: what was read is compared with what is there, whatever the watch was told of."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import time
from typing import TYPE_CHECKING, Any

import pytest
import watchfiles

from mock_server import Settings
from mock_server.server.app import MockApp, create_app
from mock_server.server.watching import watch
from tests.live.shop import json_of, shop

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

pytestmark = pytest.mark.anyio
WITHIN = 120.0


@pytest.fixture
def anyio_backend() -> str:
    """The server's own event loop."""
    return "asyncio"


def written(path: Path, value: Any) -> Path:
    """A file in the place of the old one."""
    path.parent.mkdir(exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_text(value if isinstance(value, str) else json.dumps(value), "utf-8")
    return new.replace(path)


def saying(word: str) -> dict[str, Any]:
    """A path item whose operation says a word."""
    return {"get": {"operationId": "say", "responses": {"200": json_of({"const": word})}}}


def spec_with(path: Path, **paths: Any) -> Path:
    """The shop's document in a file, with further paths."""
    described = shop()
    return written(path, {**described, "paths": {**described["paths"], **{f"/{n}": p for n, p in paths.items()}}})


@contextlib.asynccontextmanager
async def watched(app: MockApp) -> AsyncIterator[Callable[[Callable[[], bool]], Any]]:
    """The app with its files watched; gives what waits until something is so."""
    watching = asyncio.ensure_future(watch(app.live.reloader))

    async def until(so: Callable[[], bool]) -> None:
        end = time.monotonic() + WITHIN
        while not so():
            assert time.monotonic() < end, "the change was lost"
            assert not watching.done(), watching
            await asyncio.sleep(0.02)

    try:
        yield until
    finally:
        watching.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watching


def says(app: MockApp, word: str) -> Callable[[], bool]:
    """Whether the app serves a document that says this word."""
    return lambda: f'{{"const": "{word}"}}' in json.dumps(app.apis[0].document.tree)


async def test_a_change_before_the_watch_stands_is_seen(tmp_path: Path) -> None:
    """Between the reading of the files and the watch over them there is time for anything."""
    spec = spec_with(tmp_path / "openapi.json", say=saying("one"))
    app = create_app(Settings(spec=spec, watch=True))
    spec_with(spec, say=saying("two"))
    async with watched(app) as until:
        await until(says(app, "two"))


@pytest.mark.slow
async def test_a_change_in_a_folder_that_is_watched_only_from_now_on_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A document that has begun to refer to another folder: what happens there before that is watched too."""
    spec, part = spec_with(tmp_path / "openapi.json", say=saying("one")), tmp_path / "parts" / "say.json"
    app = create_app(Settings(spec=spec, watch=True))
    real = watchfiles.awatch

    async def late(*folders: Path, **more: Any) -> Any:
        if part.parent in folders:
            written(part, saying("three"))
        async for changes in real(*folders, **more):
            yield changes

    monkeypatch.setattr(watchfiles, "awatch", late)
    async with watched(app) as until:
        written(part, saying("two"))
        spec_with(spec, say={"$ref": "parts/say.json"})
        await until(says(app, "three"))


@pytest.mark.slow
async def test_a_file_that_kept_a_document_from_being_served_is_followed(tmp_path: Path) -> None:
    """It may be in a folder of which what is served knows nothing."""
    spec, part = spec_with(tmp_path / "openapi.json", say=saying("one")), tmp_path / "parts" / "say.json"
    app = create_app(Settings(spec=spec, watch=True, strict=True))
    reloader = app.live.reloader
    async with watched(app) as until:
        part.parent.mkdir()
        part.symlink_to(part.name)  # a file that leads to itself can't be read
        spec_with(spec, say={"$ref": "parts/say.json"})
        await until(lambda: bool(reloader.failure))
        part.unlink()
        written(part, "{")
        assert says(app, "one")()
        written(part, saying("two"))
        await until(says(app, "two"))
        assert reloader.failure == ""


@pytest.mark.slow
async def test_a_folder_that_goes_and_comes_back_is_followed(tmp_path: Path) -> None:
    """As where a branch is checked out: its watch has ended with it."""
    spec, part = tmp_path / "openapi.json", written(tmp_path / "parts" / "say.json", saying("one"))
    spec_with(spec, say={"$ref": "parts/say.json"})
    app = create_app(Settings(spec=spec, watch=True))
    async with watched(app) as until:
        shutil.rmtree(part.parent)
        await until(lambda: not says(app, "one")())
        written(part, saying("two"))
        await until(says(app, "two"))
        written(part, saying("three"))
        await until(says(app, "three"))


@pytest.mark.slow
async def test_files_that_cannot_be_watched_are_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a file system that tells of nothing, or where the system's number of watches is used up."""
    spec = spec_with(tmp_path / "openapi.json", say=saying("one"))
    app = create_app(Settings(spec=spec, watch=True))

    def none_left(*_: Any, **__: Any) -> Any:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(watchfiles, "awatch", none_left)
    async with watched(app) as until:
        spec_with(spec, say=saying("two"))
        await until(says(app, "two"))


@pytest.mark.slow
async def test_handlers_of_the_same_second_and_size_are_read_again(tmp_path: Path) -> None:
    """Python's cache of compiled files tells them apart by nothing else, and leaves no folder beside them."""
    spec = spec_with(tmp_path / "openapi.json", say=saying("one"))
    handlers = written(tmp_path / "handlers.py", "def say(call, store):\n    return 'one'\n")
    os.utime(handlers, (1_700_000_000, 1_700_000_000))
    app = create_app(Settings(spec=spec, handlers=handlers))
    written(handlers, "def say(call, store):\n    return 'two'\n")
    os.utime(handlers, (1_700_000_000, 1_700_000_000))
    await app.live.reloader.reload()
    say: Any = app.apis[0].handlers["say"]
    assert say(None, None) == "two"
    assert not (tmp_path / "__pycache__").exists()


@pytest.mark.slow
async def test_a_folder_of_first_records_is_followed(tmp_path: Path) -> None:
    """A file that changes in it, and one that comes."""
    spec, seed = spec_with(tmp_path / "openapi.json"), tmp_path / "seed"
    written(seed / "things.json", [{"id": "a", "name": "A"}])
    app = create_app(Settings(spec=spec, watch=True, seed_data=(seed,)))
    written(seed / "things.json", [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}])
    async with watched(app) as until:
        await until(lambda: app.store.count("things") == 2)
        written(seed / "more.json", {"things": [{"id": "c", "name": "C"}]})
        await until(lambda: app.store.count("things") == 3)
