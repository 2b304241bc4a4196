"""Several processes at one store: of records changed together that alone is decided again which another changed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import StoreChanged, TinyStore
from tests.documents.asking import Mock, answering, document, mock, taking

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}
_SHOWN = {"id": _TEXT, "name": _TEXT, "note": _TEXT, "version": {"type": "integer", "readOnly": True}}
_TASK = {"type": "object", "required": ["id", "version"], "properties": _SHOWN}


def _tasks(folder: Path) -> Mock:
    """Two tasks, `a` and `b`, that are changed together."""
    many = {"type": "array", "items": _TASK}

    paths = {
        "/tasks": {"post": taking(_TASK, answering(_TASK, status="201")), "patch": taking(many, answering(many))},
        "/tasks/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": _TEXT}],
            "get": answering(_TASK),
        },
    }
    served = mock(folder, document(paths))
    for key in ("a", "b"):
        assert served.ask("POST", "/tasks", {"id": key, "name": "old", "note": "old"}).status == 201
    return served


class _Others:
    """Another process that changes the note of the record ``of`` so many ``times`` just before it is replaced."""

    def __init__(self) -> None:
        self.of = ""
        self.times = 0
        self.done: list[str] = []


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> _Others:
    """One that does nothing yet."""
    plain, other = TinyStore.replace, _Others()

    def replace(store: TinyStore, name: str, key: str, new: dict[str, Any]) -> bool:
        if name == "tasks" and key == other.of and other.times > 0:
            other.times -= 1
            plain(store, name, key, {**(store.read(name, key) or {}), "note": "theirs"})
            raise StoreChanged(f"{name}: {key} was changed by another process")
        other.done.extend([key] if name == "tasks" else [])
        return plain(store, name, key, new)

    monkeypatch.setattr(TinyStore, "replace", replace)
    return other


@pytest.mark.parametrize("of", ["a", "b"])
def test_each_is_changed_once(tmp_path: Path, others: _Others, of: str) -> None:
    """Whichever another process changes meanwhile: what that wrote stays beside what is changed here."""
    served = _tasks(tmp_path)
    before = {key: served.ask("GET", f"/tasks/{key}").json["version"] for key in ("a", "b")}
    others.of, others.times = of, 2
    assert served.ask("PATCH", "/tasks", [{"id": "a", "name": "new"}, {"id": "b", "name": "new"}]).status == 200
    assert others.done == ["a", "b"]
    for key in ("a", "b"):
        held = served.ask("GET", f"/tasks/{key}").json
        assert (held["name"], held["note"]) == ("new", "theirs" if key == of else "old")
        assert held["version"] == before[key] + 1


def test_where_others_always_come_first_that_is_told(tmp_path: Path, others: _Others) -> None:
    """It ends, and is no success."""
    served = _tasks(tmp_path)
    others.of, others.times = "b", 1000
    assert served.ask("PATCH", "/tasks", [{"id": "a", "name": "new"}, {"id": "b", "name": "new"}]).status >= 500
