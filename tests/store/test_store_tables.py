"""What a request does to the store is done by TinyDB's own tables and documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tinydb.table import Document, Table

from mock_server.embedded import EmbeddedMock
from mock_server.store import TinyStore, open_store

if TYPE_CHECKING:
    from collections.abc import Callable

SPEC = Path(__file__).parents[2] / "openapi.yaml"
CALLS = ("insert", "get", "update", "remove", "__iter__", "__len__")


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of TinyDB's table methods, as they are called."""
    seen: list[str] = []

    def watched(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def wrapper(*given: Any, **named: Any) -> Any:
            seen.append(name)
            return method(*given, **named)

        return wrapper

    for name in CALLS:
        monkeypatch.setattr(Table, name, watched(name, getattr(Table, name)))
    return seen


def test_each_operation_is_tinydbs(called: list[str], tmp_path: Path) -> None:
    """Create, read, replace, delete and list go through `Table`; what is read is a `Document`."""
    store = open_store(f"{tmp_path}/a.journal")
    assert isinstance(store, TinyStore)
    assert store.create("books", "b1", {"title": "Emma"})
    assert isinstance(store.read("books", "b1"), Document)
    assert store.replace("books", "b1", {"title": "Persuasion"})
    assert dict(store.records("books")) == {"b1": {"title": "Persuasion"}}
    assert store.count("books") == 1
    assert store.delete("books", "b1")
    store.close()
    assert [name for name in called if name != "__len__"] == ["insert", "get", "update", "__iter__", "remove"]
    assert "__len__" in called


def test_a_request_reaches_tinydb(called: list[str]) -> None:
    """A create and a delete over the app are an insert and a remove of TinyDB's."""
    with EmbeddedMock(SPEC, seed=1) as mock:
        headers = {"Authorization": f"Bearer {mock.key}"}
        assert mock.ask("POST", "/clients", json={"id": "a", "name": "A"}, headers=headers).status == 201
        assert "insert" in called
        assert mock.ask("DELETE", "/clients/a?hard=true", headers=headers).status == 200
        assert "remove" in called


def test_asking_for_nothing_makes_no_table(tmp_path: Path) -> None:
    """Reads of resources without records leave nothing behind, however many there are."""
    store = open_store("memory:")
    assert isinstance(store, TinyStore)
    for number in range(100):
        assert store.read(f"r{number}", "k") is None
        assert not store.delete(f"r{number}", "k")
        assert store.count(f"r{number}") == 0
        assert list(store.records(f"r{number}")) == []
    assert store.database.tables() == set()
    assert len(store.database._tables) == 0


def test_a_list_is_what_was_there_when_it_began() -> None:
    """Writing while somebody iterates changes nothing of what the iteration gives."""
    store = open_store("memory:")
    for key in "abc":
        store.create("r", key, {"k": key})
    records = iter(store.records("r"))
    assert next(iter(records)) == ("a", {"k": "a"})
    store.delete("r", "b")
    store.create("r", "d", {})
    assert [key for key, _ in records] == ["b", "c"]


def test_a_record_replaced_by_its_like_is_a_write(tmp_path: Path) -> None:
    """Each accepted write counts, also one that leaves the record as it was."""
    for location in ("memory:", f"{tmp_path}/a.journal"):
        store = open_store(location)
        assert store.create("books", "b1", {})
        assert store.replace("books", "b1", {})
        assert store.sequence == 2
        store.close()
    reopened = open_store(f"{tmp_path}/a.journal")
    assert reopened.sequence == 2
    reopened.close()
