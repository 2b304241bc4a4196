"""Any sequence of operations, restarts and crashes does to a store what it does to a dictionary."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from mock_server.store import TinyStore, compaction, open_store

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
KEYS = st.sampled_from(["", "a", "a/b", "a\nb", "ü"]) | TEXT
RESOURCES = st.sampled_from(["books", "films", "\t"])
RECORDS = st.dictionaries(
    TEXT,
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


class StoreMachine(RuleBasedStateMachine):
    """A journal beside a dictionary of dictionaries."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = Path(tempfile.mkdtemp())
        self.path = self.directory / "a.journal"
        self.model: dict[str, dict[str, Any]] = {}
        self.sequence = 0
        self.last: tuple[dict[str, dict[str, Any]], int] | None = None
        self.reopen()

    def reopen(self) -> None:
        """Open the store, with an eye on its warnings."""
        store = open_store(f"{self.path}?interval=0.001")
        assert isinstance(store, TinyStore)
        self.store: TinyStore = store

    def note(self, accepted: bool) -> None:
        """Remember the state before a write that is about to be accepted."""
        if accepted:
            self.last = {name: dict(rows) for name, rows in self.model.items()}, self.sequence
            self.sequence += 1

    @rule(resource=RESOURCES, key=KEYS, record=RECORDS)
    def create(self, resource: str, key: str, record: dict[str, Any]) -> None:
        """Create, also where the key is taken."""
        free = key not in self.model.get(resource, {})
        self.note(free)
        assert self.store.create(resource, key, record) is free
        self.model.setdefault(resource, {}).setdefault(key, record)

    @rule(resource=RESOURCES, key=KEYS, record=RECORDS)
    def replace(self, resource: str, key: str, record: dict[str, Any]) -> None:
        """Replace, also what isn't there."""
        there = key in self.model.get(resource, {})
        self.note(there)
        assert self.store.replace(resource, key, record) is there
        if there:
            self.model[resource][key] = record

    @rule(resource=RESOURCES, key=KEYS)
    def delete(self, resource: str, key: str) -> None:
        """Delete, also what isn't there."""
        there = key in self.model.get(resource, {})
        self.note(there)
        assert self.store.delete(resource, key) is there
        self.model.get(resource, {}).pop(key, None)

    @rule()
    def clear(self) -> None:
        """Remove everything."""
        self.note(True)
        self.store.clear()
        self.model.clear()

    @rule(resource=RESOURCES, record=RECORDS)
    def tinydb_insert(self, resource: str, record: dict[str, Any]) -> None:
        """Insert through TinyDB, which chooses the key."""
        self.note(True)
        key: Any = self.store.database.table(resource).insert(record)
        assert key not in self.model.get(resource, {})
        self.model.setdefault(resource, {})[key] = record

    @rule()
    def restart(self) -> None:
        """Close and open, perhaps with a compaction on the way."""
        self.store.close()
        self.reopen()
        assert self.store.warnings == ()
        self.last = None

    @rule()
    def crash(self) -> None:
        """Die without a close: what is in the file is all there is."""
        rest = self.path.read_bytes()
        self.store.close()
        self.path.write_bytes(rest)
        self.reopen()
        assert self.store.warnings == ()

    @precondition(lambda self: self.last is not None)
    @rule(part=st.floats(0.001, 0.999))
    def crash_within_the_last_write(self, part: float) -> None:
        """Die while the last line is being written: it was never acknowledged."""
        whole = self.path.read_bytes()
        start = whole.rfind(b"\n", 0, -1) + 1
        self.store.close()
        if start and whole[start + 9 : start + 10] != b"*":  # a header or a compaction's line is no write of its own
            self.path.write_bytes(whole[: start + 1 + int(part * (len(whole) - start - 1))])
            assert self.last is not None
            self.model, self.sequence = self.last
        self.last = None
        self.reopen()

    @invariant()
    def same(self) -> None:
        """The store says what the dictionary says, in its order."""
        for resource in ("books", "films", "\t"):
            rows = self.model.get(resource, {})
            assert list(self.store.records(resource)) == list(rows.items())
            assert self.store.count(resource) == len(rows)
        assert self.store.sequence == self.sequence

    def teardown(self) -> None:
        """Remove the files."""
        self.store.close()
        shutil.rmtree(self.directory)


@pytest.fixture(autouse=True)
def _early(monkeypatch: pytest.MonkeyPatch, unsynced: None) -> None:
    """Compact so early that a short sequence meets it."""
    monkeypatch.setattr(compaction, "MIN_GARBAGE", 6)


StoreMachine.TestCase.settings = settings(
    database=None,
    deadline=None,
    max_examples=40,
    stateful_step_count=30,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
TestStoreModel = StoreMachine.TestCase
