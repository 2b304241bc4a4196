"""The death of the process, at any moment, loses no acknowledged write."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
OPERATIONS = """
import random

def operations(seed):
    "Yield writes, the same for the same seed: method, resource, key and record."
    draw = random.Random(seed)
    for number in range(200_000):
        resource, key = draw.choice(("books", "films")), f"k{draw.randrange(60)}"
        method = draw.choices(("create", "replace", "delete", "clear"), (10, 10, 5, 0.02))[0]
        yield method, resource, key, {"number": number, "text": "x" * draw.randrange(300)}

def perform(store, method, resource, key, record):
    if method == "clear":
        store.clear()
    elif method == "delete":
        store.delete(resource, key)
    else:
        getattr(store, method)(resource, key, record)
"""
WRITER = (
    OPERATIONS
    + """
import os, sys
from mock_server.store import compaction, open_store
compaction.MIN_GARBAGE = 40
store = open_store(sys.argv[1] + "?interval=0.001")
for operation in operations(int(sys.argv[2])):
    perform(store, *operation)
    os.write(1, b".")
"""
)
_names: dict[str, Any] = {}
exec(OPERATIONS, _names)

Model = dict[str, dict[str, dict[str, Any]]]


class Mirror:
    """A store made of dictionaries."""

    def __init__(self, content: Model) -> None:
        self.content = content

    def create(self, resource: str, key: str, record: dict[str, Any]) -> None:
        """Keep a record, if the key is free."""
        self.content.setdefault(resource, {}).setdefault(key, record)

    def replace(self, resource: str, key: str, record: dict[str, Any]) -> None:
        """Replace a record, if there is one."""
        if key in self.content.get(resource, {}):
            self.content[resource][key] = record

    def delete(self, resource: str, key: str) -> None:
        """Remove a record, if there is one."""
        self.content.get(resource, {}).pop(key, None)

    def clear(self) -> None:
        """Remove everything."""
        self.content.clear()


def content(path: Path) -> tuple[Model, int]:
    """Open the store, and return what is in it and its sequence."""
    store = open_store(str(path))
    try:
        return {name: dict(store.records(name)) for name in ("books", "films")}, store.sequence
    finally:
        store.close()


def after(start: Model, seed: int, count: int) -> Model:
    """Return what the writer's first ``count`` operations make of ``start``."""
    mirror = Mirror({name: dict(rows) for name, rows in start.items()})
    for operation in islice(_names["operations"](seed), count):
        _names["perform"](mirror, *operation)
    return {name: mirror.content.get(name, {}) for name in ("books", "films")}


@contextlib.contextmanager
def killed(path: Path, seed: int, acknowledged: int) -> Iterator[list[int]]:
    """Run a writer and kill it (SIGKILL) once it has acknowledged so many writes; fills in how many it did."""
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(seed)],
        stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    total: list[int] = []
    with process:
        assert process.stdout is not None
        seen = len(process.stdout.read(acknowledged))
        process.kill()
        total.append(seen + len(process.stdout.read()))
    yield total


@pytest.mark.slow
def test_kill_dash_nine_loses_no_acknowledged_write(tmp_path: Path) -> None:
    """Twelve rounds on one file, with compaction going on all the time: every acknowledged write is there."""
    path = tmp_path / "a.journal"
    state: Model = {"books": {}, "films": {}}
    sequence, draw = 0, random.Random(7)
    for seed in range(12):
        with killed(path, seed, draw.randrange(1, 4000)) as acknowledged:
            found, reached = content(path)
        # The write in hand when the process died may be there: it was not acknowledged.
        assert found in [after(state, seed, acknowledged[0] + one) for one in (0, 1)]
        assert reached > sequence
        state, sequence = found, reached
    assert path.stat().st_size < 1_000_000, "twelve rounds of garbage should have been compacted away"


@pytest.mark.parametrize("options", ["?interval=0.001", "?fsync=always"])
def test_a_process_that_just_ends_loses_nothing(tmp_path: Path, options: str) -> None:
    """Leaving without a close, by an error or by os._exit, is no loss either."""
    path = tmp_path / "a.journal"
    code = "import os, sys; from mock_server.store import open_store; s = open_store(sys.argv[1])"
    for key, end in enumerate(("; os._exit(1)", "; 1 / 0", "")):
        subprocess.run(
            [sys.executable, "-c", f"{code}; s.create('books', '{key}', {{}}){end}", f"{path}{options}"],
            check=False, capture_output=True, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
    assert list(content(path)[0]["books"]) == ["0", "1", "2"]
