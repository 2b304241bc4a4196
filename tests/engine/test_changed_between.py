"""Several processes at one store: what another one writes between an effect and what follows undoes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from mock_server.store import StoreChanged, TinyStore, open_store, put
from tests.documents.asking import Mock, answering, document, mock, record, taking

if TYPE_CHECKING:
    from pathlib import Path

_KEY = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_PLAIN = {"type": "string"}


def _articles(folder: Path) -> Mock:
    article = record(comments_count={"type": "integer", "readOnly": True})
    comment = {"type": "object", "required": ["id", "text"], "properties": {"id": _PLAIN, "text": _PLAIN}}
    named = {"type": "object", "properties": {"name": _PLAIN}}
    gone = {"responses": {"204": {"description": "gone"}, "404": {"description": "none"}}}
    below = {"name": "comment_id", "in": "path", "required": True, "schema": _PLAIN}
    paths = {
        "/articles": {"post": taking(named, answering(article, status="201"))},
        "/articles/{id}": {"parameters": [_KEY], "get": answering(article)},
        "/articles/{id}/comments": {
            "parameters": [_KEY],
            "get": answering({"type": "array", "items": comment}),
            "post": taking(comment, answering(comment, status="201")),
        },
        "/articles/{id}/comments/{comment_id}": {"parameters": [_KEY, below], "delete": gone},
    }
    return mock(folder, document(paths))


@pytest.fixture
def others(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often another process changes a record of a collection between its reading and its replacement."""
    plain, left = TinyStore.replace, dict[str, int]()

    def replace(store: TinyStore, name: str, key: str, new: dict[str, Any]) -> bool:
        held = store.read(name, key)
        if held is not None and left.get(name, 0) > 0:
            left[name] -= 1
            plain(store, name, key, {**held, "comments_count": held["comments_count"] + 10})
            raise StoreChanged(f"{name}: {key} was changed by another process")
        return plain(store, name, key, new)

    monkeypatch.setattr(TinyStore, "replace", replace)
    return left


def test_a_count_that_others_change_meanwhile_makes_no_second_record(tmp_path: Path, others: dict[str, int]) -> None:
    """A create with a client's key is not refused by itself, a removal does not miss its own record; none is lost."""
    served = _articles(tmp_path)
    article = f"/articles/{served.ask('POST', '/articles', {'name': 'a'}).json['id']}"
    others["articles"] = 2
    assert served.ask("POST", f"{article}/comments", {"id": "c1", "text": "t"}).status == 201
    assert [one["id"] for one in served.ask("GET", f"{article}/comments").json] == ["c1"]
    assert served.ask("GET", article).json["comments_count"] == 21
    others["articles"] = 1
    assert served.ask("DELETE", f"{article}/comments/c1").status == 204
    assert served.ask("GET", article).json["comments_count"] == 30


def test_where_others_always_come_first_the_effect_stands(tmp_path: Path, others: dict[str, int]) -> None:
    """What was done is answered; the number alone is that of the others."""
    served = _articles(tmp_path)
    article = f"/articles/{served.ask('POST', '/articles', {'name': 'a'}).json['id']}"
    others["articles"] = 1000
    assert served.ask("POST", f"{article}/comments", {"id": "c1", "text": "t"}).status == 201
    assert [one["id"] for one in served.ask("GET", f"{article}/comments").json] == ["c1"]


def test_what_is_kept_beside_an_effect_is_kept_whoever_comes_between(others: dict[str, int]) -> None:
    """A content that was uploaded, or a record set aside: the last one counts."""
    store = open_store("memory:")
    put(store, "files", "f1", {"comments_count": 1})
    others["files"] = 1
    put(store, "files", "f1", {"comments_count": 2})
    assert list(store.records("files")) == [("f1", {"comments_count": 2})]
