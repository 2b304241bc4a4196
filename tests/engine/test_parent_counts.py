"""A number that counts what is below its record follows whatever makes or removes some of that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import StoreChanged, TinyStore
from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from tests.documents.asking import Mock

_TEXT = {"type": "string"}
_ISSUE = {"type": "object", "required": ["id"], "properties": {"id": _TEXT, "notes_count": {"type": "integer"}}}
_NOTE = {"type": "object", "required": ["id"], "properties": {"id": _TEXT, "text": _TEXT}}
_HERE = "/issues/i/notes"


def _taking(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"content": {"application/json": {"schema": schema}}}}


def _place(name: str, where: str = "path", schema: dict[str, Any] = _TEXT) -> dict[str, Any]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


@pytest.fixture
def served(tmp_path: Path) -> Mock:
    """A service of issues and their notes."""
    return _service(tmp_path)


def _service(folder: Path, end: str = "") -> Mock:
    """A service with one issue, `i`, below which notes are made, replaced, removed and restored.

    The path of a note ends in ``end``.
    """
    gone = {"responses": {"204": {"description": "Gone"}}}
    many, keys = {"type": "array", "items": _NOTE}, _place("ids", "query", {"type": "array", "items": _TEXT})
    above, here = _place("id"), _place("noteId")
    paths = {
        "/issues": {"post": {**answering(_ISSUE, status="201"), **_taking(_NOTE)}},
        "/issues/{id}": {"parameters": [above], "get": answering(_ISSUE)},
        "/issues/{id}/notes": {
            "parameters": [above],
            "post": {**answering(_NOTE, status="201"), **_taking(_NOTE)},
            "get": answering(many),
            "delete": {"parameters": [{**keys, "explode": False}], **gone},
        },
        "/issues/{id}/notes/bulk": {
            "parameters": [above],
            "post": {**answering(many, status="201"), **_taking(many)},
            "put": {**answering(many), **_taking(many)},
        },
        f"/issues/{{id}}/notes/{{noteId}}{end}": {
            "parameters": [above, here],
            "put": {"responses": {**answering(_NOTE)["responses"], **answering(_NOTE, status="201")["responses"]},
                    **_taking(_NOTE)},
            "delete": gone,
        },
        "/issues/{id}/notes/{noteId}:undelete": {"parameters": [above, here], "post": answering(_NOTE)},
    }  # fmt: skip
    found = mock(folder, document(paths))
    assert found.ask("POST", "/issues", {"id": "i"}).json["notes_count"] == 0
    return found


def _counted(served: Mock, method: str, target: str, body: Any = None) -> int:
    """The number after a request, which is that of the list."""
    assert served.ask(method, target, body).status < 300
    found: int = served.ask("GET", "/issues/i").json["notes_count"]
    return found


def test_each_of_several_is_counted(served: Mock) -> None:
    """Several that are made or removed at once are as many as they are."""
    assert _counted(served, "POST", f"{_HERE}/bulk", [{"id": "a"}, {"id": "b"}, {"id": "c"}]) == 3
    assert _counted(served, "DELETE", f"{_HERE}?ids=a,c,x") == 1
    assert _counted(served, "DELETE", f"{_HERE}?ids=x") == 1


def test_a_replacement_that_makes_is_counted(served: Mock) -> None:
    """A PUT of what is not there makes it, and the next one replaces it."""
    for text in ("x", "y"):
        assert _counted(served, "PUT", f"{_HERE}/a", {"id": "a", "text": text}) == 1


def test_what_is_made_twice_is_counted_once(served: Mock) -> None:
    """A create of a key that is there replaces the record where no conflict is documented."""
    for text in ("x", "y"):
        assert _counted(served, "POST", _HERE, {"id": "a", "text": text}) == len(served.ask("GET", _HERE).json)


def test_what_is_restored_is_counted(served: Mock) -> None:
    """A removal takes one off, also of one that is gone, and what is brought back counts again."""
    assert _counted(served, "POST", _HERE, {"id": "a"}) == 1
    assert _counted(served, "DELETE", f"{_HERE}/a") == 0
    assert _counted(served, "POST", f"{_HERE}/a:undelete") == 1
    assert _counted(served, "POST", f"{_HERE}/a:undelete") == 1


@pytest.mark.parametrize("end", ["", "/"])
def test_what_others_make_meanwhile_they_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str) -> None:
    """Of two processes that make one note each at the same moment each counts its own."""
    plain = TinyStore.create

    def create(store: TinyStore, name: str, key: str, *rest: Any) -> bool:
        if key == "a":
            plain(store, name, "b", {"id": "b"})
        return plain(store, name, key, *rest)

    monkeypatch.setattr(TinyStore, "create", create)
    served = _service(tmp_path, end)
    assert _counted(served, "PUT", f"{_HERE}/a{end}", {"id": "a"}) == 1
    assert len(served.ask("GET", _HERE).json) == 2


def test_what_was_made_counts_where_another_one_of_several_was_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Others always come first at the second one: the first one is there, and is counted."""
    plain = TinyStore.create

    def create(store: TinyStore, name: str, key: str, *rest: Any) -> bool:
        if key == "b":
            raise StoreChanged("notes: b was changed by another process")
        return plain(store, name, key, *rest)

    monkeypatch.setattr(TinyStore, "create", create)
    served = _service(tmp_path)
    assert served.ask("PUT", f"{_HERE}/bulk", [{"id": "a"}, {"id": "b"}]).status >= 500
    assert [one["id"] for one in served.ask("GET", _HERE).json] == ["a"]
    assert served.ask("GET", "/issues/i").json["notes_count"] == 1
