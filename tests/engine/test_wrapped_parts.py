"""What is made below a record and has a path of its own, where the request wraps it in its name as Rails does."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi import behaviours, load_document

if TYPE_CHECKING:
    from pathlib import Path

WRITTEN = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
SHOWN = {"type": "object", "properties": {"id": {"type": "integer"}, **WRITTEN["properties"]}}  # type: ignore[dict-item]


def _says(schema: Any) -> dict[str, Any]:
    return {"description": "it", "content": {"application/json": {"schema": schema}}}


@pytest.mark.parametrize("sent", [WRITTEN, {"type": "object", "properties": {"comment": WRITTEN}}])
def test_a_wrapped_record_is_one_of_the_collection_beside(sent: Any, tmp_path: Path) -> None:
    """``POST /posts/{post_id}/comments`` makes what ``/comments/{id}`` reads and removes, wrapped or not."""
    number = {"in": "path", "required": True, "schema": {"type": "integer"}}
    below = {
        "parameters": [{"name": "post_id", **number}],
        "post": {"operationId": "make", "requestBody": _says(sent), "responses": {"201": _says(SHOWN)}},
        "get": {"operationId": "list", "responses": {"200": _says({"type": "array", "items": SHOWN})}},
    }
    item = {
        "parameters": [{"name": "id", **number}],
        "get": {"operationId": "read", "responses": {"200": _says(SHOWN)}},
        "delete": {"operationId": "remove", "responses": {"204": {"description": "gone"}}},
    }
    paths = {"/posts/{post_id}/comments": below, "/comments/{id}": item}
    file = tmp_path / "posts.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Posts", "version": "1"}, "paths": paths}))
    found = behaviours(load_document(file))
    assert {name: found[name].action for name in found} == {
        "make": "create", "list": "list", "read": "read", "remove": "delete"
    }  # fmt: skip
    assert {found[name].resource for name in found} == {"comments"}
