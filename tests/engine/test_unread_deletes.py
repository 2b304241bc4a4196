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


@pytest.mark.parametrize(
    ("success", "reads"), [({"204": {"description": "gone"}}, 0), ({"200": _SHOWN}, 1)], ids=["unseen", "shown"]
)
def test_a_delete_reads_what_it_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, success: dict[str, Any], reads: int
) -> None:
    """It is removed once either way, and missed from then on; what is shown of it is what was kept."""
    key = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
    body = {"content": {"application/json": {"schema": _BOOK}}}
    paths = {
        "/books": {"post": {"requestBody": body, "responses": {"201": _SHOWN}}},
        "/books/{id}": {
            "parameters": [key],
            "get": {"responses": {"200": _SHOWN, "404": _NONE}},
            "delete": {"responses": {**success, "404": _NONE}},
        },
    }
    served = mock(tmp_path, document(paths))
    for name in ("b1", "b2"):
        assert served.ask("POST", "/books", {"id": name, "title": "Emma"}).status == 201
    assert served.ask("DELETE", "/books/b1").status == int(next(iter(success)))
    counted = DecodedRecords(monkeypatch)
    gone = served.ask("DELETE", "/books/b2")
    assert (gone.status, counted.taken()) == (int(next(iter(success))), reads)
    assert not reads or (gone.json["id"], gone.json["title"]) == ("b2", "Emma")
    assert [served.ask(method, "/books/b2").status for method in ("GET", "DELETE")] == [404, 404]
