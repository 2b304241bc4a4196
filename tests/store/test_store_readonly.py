"""A folder or a file system that becomes read-only under a running server: what can go on does, the rest is told."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import StoreError, StoreUnreadable, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("early_compaction")


@pytest.fixture
def read_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Makes the folder read-only for this process, also for a superuser: nothing can be made, renamed or removed."""
    real = os.open

    def opened(path: Any, flags: int, *more: Any, **options: Any) -> int:
        if flags & os.O_CREAT and not Path(path).exists():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(path, flags, *more, **options)

    def refused(*_: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    def apply() -> None:
        monkeypatch.setattr(os, "open", opened)
        for name in ("replace", "rename", "unlink"):
            monkeypatch.setattr(os, name, refused)

    return apply


def test_writes_go_on_in_a_folder_that_becomes_read_only(
    tmp_path: Path, read_only: Callable[[], None], caplog: pytest.LogCaptureFixture
) -> None:
    """The file is open: all that is acknowledged is kept; that it can't be made smaller is told at the end."""
    path = tmp_path / "a.journal"
    store = open_store(f"{path}?fsync=always")
    store.create("books", "b1", {"title": "Emma"})
    read_only()
    for number in range(60):
        store.replace("books", "b1", {"edition": number})
    assert store.create("books", "b2", {})
    store.close()
    assert f"{path} could not be made smaller" in caplog.text
    again = open_store(str(path))
    assert list(again.records("books")) == [("b1", {"edition": 59}), ("b2", {})]
    assert len(again.warnings) == 1
    again.close()


def test_a_file_that_cannot_be_made_there_is_told(tmp_path: Path, read_only: Callable[[], None]) -> None:
    """At the start, in one sentence that says what to do."""
    read_only()
    with pytest.raises(StoreUnreadable, match=r"a\.journal can't be opened .*Permission denied.*--store"):
        open_store(f"{tmp_path}/a.journal")


def test_a_file_system_that_becomes_read_only_refuses_writes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is acknowledged, reading goes on, and the sentence does not ask for room."""
    store = open_store(f"{tmp_path}/a.journal?fsync=always")
    store.create("books", "b1", {"title": "Emma"})

    def refused(*_: Any) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", refused)
        with pytest.raises(StoreError, match=r"Read-only file system.*see that it can be written to"):
            store.create("books", "b2", {})
        assert store.read("books", "b1") == {"title": "Emma"}
        assert store.read("books", "b2") is None
    assert store.create("books", "b2", {})
    store.close()
