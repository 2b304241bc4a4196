"""Collections that are named in the plural while the path of a record has the singular."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi import behaviours, load_document

if TYPE_CHECKING:
    from pathlib import Path

MUTE = {"type": "object", "required": ["reason"], "properties": {"reason": {"type": "string"}}}
SHOWN = {"type": "object", "properties": {"id": {"type": "string"}, **MUTE["properties"]}}  # type: ignore[dict-item]
MADE = {"type": "object", "properties": {"muteID": {"type": "string"}}}
PATH = {"name": "muteID", "in": "path", "required": True, "schema": {"type": "string"}}


def _answers(schema: Any) -> dict[str, Any]:
    return {"200": {"description": "it", "content": {"application/json": {"schema": schema}}}}


def _document(folder: Path, *more: str) -> Any:
    taken = {"content": {"application/json": {"schema": MUTE}}}
    record = {"parameters": [PATH], "get": {"operationId": "read", "responses": _answers(SHOWN)},
              "delete": {"operationId": "remove", "responses": {"200": {"description": "gone"}}}}  # fmt: skip
    post = {"operationId": "make", "requestBody": taken, "responses": _answers(MADE)}
    get = {"operationId": "list", "responses": _answers({"type": "array", "items": SHOWN})}
    paths: dict[str, Any] = {"/mutes": {"post": post, "get": get}, "/mute/{muteID}": record}
    for number, path in enumerate(more):
        paths[path] = {"post": {**post, "operationId": f"other{number}"}}
    file = folder / "mutes.json"
    file.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "Mutes", "version": "1"}, "paths": paths}))
    return behaviours(load_document(file))


def test_a_plural_path_makes_and_lists_the_records_of_the_singular_one(tmp_path: Path) -> None:
    """``POST /mutes`` makes what ``/mute/{muteID}`` reads and removes; the answer's ``muteID`` is its key."""
    found = _document(tmp_path)
    actions = {name: found[name].action for name in found}
    assert actions == {"make": "create", "list": "list", "read": "read", "remove": "delete"}
    assert len({found[name].resource for name in found}) == 1
    assert (found["make"].key, found["make"].property) == (None, "muteID")


@pytest.mark.parametrize("other", ["/mute", "/Mutes"])
def test_two_collections_of_one_word_are_not_paired(other: str, tmp_path: Path) -> None:
    """Where the singular path is a collection itself, or two plural ones are there, nobody knows which is meant."""
    found = _document(tmp_path, other)
    assert found["make"].resource != found["read"].resource
