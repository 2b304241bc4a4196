"""A record that is removed is read only where somebody sees it: for an answer that shows none its key is enough."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.decoded_records import DecodedRecords
from tests.documents.asking import document, mock

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string"}
_BOOK = {"type": "object", "properties": {"id": _TEXT, "title": _TEXT, "deleted": {"type": "boolean"}}}
_SHOWN = {"description": "d", "content": {"application/json": {"schema": _BOOK}}}
_NONE = {"description": "none"}


_TOLD = {"type": "object", "required": ["hard"], "properties": {"hard": {"type": "boolean"}}}
_ECHO = {"description": "d", "content": {"application/json": {"schema": _TOLD}}}
_GONE = {"204": {"description": "gone"}}
_BACK = {"post": {"operationId": "restoreBook", "responses": {"200": _SHOWN, "404": _NONE}}}


@pytest.mark.parametrize(
    ("success", "more", "reads"),
    [(_GONE, {}, 0), ({"200": _SHOWN}, {}, 1), ({"200": _ECHO}, {}, 0), (_GONE, {"restore": _BACK}, 1)],
    ids=["unseen", "shown", "echoed", "kept aside"],
)
def test_a_delete_reads_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, success: dict[str, Any], more: dict[str, Any], reads: int
) -> None:
    """It is removed once either way, and missed from then on; what is shown of it is what was kept."""
    key = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
    hard = {"name": "hard", "in": "query", "schema": {"type": "boolean"}}
    body = {"content": {"application/json": {"schema": _BOOK}}}
    paths = {
        "/books": {"post": {"requestBody": body, "responses": {"201": _SHOWN}}},
        "/books/{id}": {
            "parameters": [key],
            "get": {"responses": {"200": _SHOWN, "404": _NONE}},
            "delete": {"parameters": [hard], "responses": {**success, "404": _NONE}},
        },
    }
    paths |= {f"/books/{{id}}/{name}": {"parameters": [key], **item} for name, item in more.items()}
    served = mock(tmp_path, document(paths))
    for name in ("b1", "b2"):
        assert served.ask("POST", "/books", {"id": name, "title": "Emma"}).status == 201
    assert served.ask("DELETE", "/books/b1").status == int(next(iter(success)))
    counted = DecodedRecords(monkeypatch)
    gone = served.ask("DELETE", "/books/b2?hard=true")
    assert (gone.status, counted.taken()) == (int(next(iter(success))), reads)
    assert success != {"200": _SHOWN} or (gone.json["id"], gone.json["title"]) == ("b2", "Emma")
    assert success != {"200": _ECHO} or gone.json == {"hard": True}
    assert [served.ask(method, "/books/b2").status for method in ("GET", "DELETE")] == [404, 404]
