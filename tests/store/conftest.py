"""What several tests of the store need: a journal without its thread, and a camera for the disk."""

from __future__ import annotations

import itertools
import os
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import TinyStore, compaction, open_store
from mock_server.store.journal import Journal
from mock_server.store.storage import RowStorage
from tests.redis_server import RedisServer, running_redis

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mock_server.store import Store

_PREFIXES = itertools.count()
CALLS = ("open", "write", "replace", "unlink", "ftruncate", "fsync", "fdatasync", "close")


class Bare:
    """A store over a journal that nobody syncs or compacts but the test."""

    def __init__(self, path: Path, always: bool = False) -> None:
        self.journal = Journal(str(path), always)
        self.store = TinyStore(str(path), RowStorage(self.journal, self.journal.close))


@pytest.fixture(scope="session")
def redis_server() -> Iterator[RedisServer]:
    """A server for all tests of this process; each uses a prefix of its own."""
    with running_redis() as server:
        yield server


@pytest.fixture
def redis_url(redis_server: RedisServer) -> str:
    """A store that nobody else uses."""
    return f"{redis_server.url}?timeout=20&prefix=t{next(_PREFIXES)}"


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Callable[..., Bare]]:
    """Open bare stores, at ``tmp_path / "a.journal"`` if not told otherwise; they are closed at the end."""
    opened: list[Bare] = []

    def one(path: Path = tmp_path / "a.journal", always: bool = False) -> Bare:
        opened.append(Bare(path, always))
        return opened[-1]

    yield one
    for each in opened:
        each.store.close()


@pytest.fixture
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spare a test that asks what is in the file the wait for the disk."""
    for name in ("journal.sync", "journal.sync_directory", "compaction.sync"):
        monkeypatch.setattr(f"mock_server.store.{name}", lambda _: None)


@pytest.fixture
def descriptors() -> Callable[[], int | None]:
    """Count this process's open files, where the system tells (Linux)."""
    listing = Path("/proc/self/fd")
    return lambda: len(list(listing.iterdir())) if listing.exists() else None


@pytest.fixture
def at_every_call(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Call ``look(name)`` before every system call that changes a file, and in the middle of every write."""

    @contextmanager
    def watching(look: Callable[[str], None]) -> Iterator[None]:
        real = {name: getattr(os, name) for name in CALLS if hasattr(os, name)}
        looking = False

        def seen(name: str) -> None:
            nonlocal looking
            if not looking:
                looking = True
                try:
                    look(name)
                finally:
                    looking = False

        def watched(name: str) -> Callable[..., Any]:
            def call(*args: Any, **options: Any) -> Any:
                seen(name)
                return real[name](*args, **options)

            return call

        def write(fd: int, data: bytes) -> int:
            seen("write")
            half = int(real["write"](fd, bytes(data)[: len(data) // 2]))
            seen("half a write")
            return half + int(real["write"](fd, bytes(data)[half:]))

        with monkeypatch.context() as patched:
            for name in real:
                patched.setattr(os, name, write if name == "write" else watched(name))
            patched.setattr("mock_server.store.disk._data_sync", os.fdatasync)
            yield

    return watching


@pytest.fixture
def early_compaction(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compact small files too."""
    monkeypatch.setattr(compaction, "MIN_GARBAGE", 20)


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compact in so small steps that a small file takes several."""
    monkeypatch.setattr(compaction, "_STEP_RECORDS", 3)
    monkeypatch.setattr(compaction, "_STEP_BYTES", 100)
    monkeypatch.setattr(compaction, "_TAIL_BYTES", 1)


@pytest.fixture
def stores(redis_url: str) -> Iterator[tuple[Store, Store]]:
    """Two processes' views of one store."""
    opened = open_store(redis_url), open_store(redis_url)
    yield opened
    for store in opened:
        store.close()
