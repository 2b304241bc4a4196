"""A clock that goes backwards under a running server: what it hands out never does."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from mock_server import values
from mock_server.server import loading
from tests.documents.asking import document, mock

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

STAMP = {"type": "string", "format": "date-time", "readOnly": True}
NOTE = {
    "type": "object",
    "required": ["id", "text", "created_at", "updated_at"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "text": {"type": "string"},
        "created_at": STAMP,
        "updated_at": STAMP,
    },
}
CONTENT = {"application/json": {"schema": NOTE}}
PATHS = {
    "/notes": {
        "post": {
            "requestBody": {"required": True, "content": CONTENT},
            "responses": {"201": {"description": "Kept", "content": CONTENT}},
        }
    },
    "/notes/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}],
        "get": {"responses": {"200": {"description": "It", "content": CONTENT}}},
        "put": {
            "requestBody": {"required": True, "content": CONTENT},
            "responses": {"200": {"description": "Replaced", "content": CONTENT}},
        },
    },
}


def test_no_record_is_changed_before_it_was_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock is set back an hour after a create: a later one is not older, a change is not before the making."""
    now = 1_700_000_000.0
    monkeypatch.setattr(loading, "Values", partial(values.Values, clock=lambda: now))
    notes = mock(tmp_path, document(PATHS))
    first = notes.ask("POST", "/notes", {"text": "a"}).json
    now -= 3_600
    second = notes.ask("POST", "/notes", {"text": "b"}).json
    changed = notes.ask("PUT", f"/notes/{first['id']}", {"text": "c"}).json
    assert second["created_at"] >= first["created_at"]
    assert changed["updated_at"] >= changed["created_at"] == first["created_at"]
    now += 7_200
    assert notes.ask("POST", "/notes", {"text": "d"}).json["created_at"] > second["created_at"]
