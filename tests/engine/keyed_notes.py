"""A mock of notes whose creates take an idempotency key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.documents.asking import Mock, Reply, answering, document, mock, record

if TYPE_CHECKING:
    from pathlib import Path

KEY = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string"}}
_NOTE = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "size": {"type": "number"}}}
_ERROR = {"description": "e", "content": {"application/json": {"schema": {"type": "object"}}}}


def notes(
    folder: Path, *parameters: dict[str, Any], refusals: tuple[str, ...] = (), settings: Any = None, **more: Any
) -> Mock:
    """Notes whose create has these parameters; ``more`` are members of the document."""
    made = answering(record(size={"type": "number"}), status="201")
    made["responses"].update(dict.fromkeys(refusals, _ERROR))
    body = {"required": True, "content": {"application/json": {"schema": _NOTE}}}
    key = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    counted = answering(record(size={"type": "number"}), status="200")
    paths = {
        "/notes": {
            "post": {**made, "parameters": [*parameters], "requestBody": body},
            "get": answering({"type": "array", "items": record()}),
        },
        "/notes/{id}": {"parameters": key, "get": counted, "delete": {"responses": {"204": {"description": "gone"}}}},
    }
    return mock(folder, document(paths, **more), **(settings or {}))


def post(served: Mock, key: str | None, name: str = "one", **headers: str) -> Reply:
    """The answer to a create with this key, None for one without."""
    return served.ask("POST", "/notes", {"name": name}, headers | ({} if key is None else {"Idempotency-Key": key}))


def listed(served: Mock) -> list[str]:
    """The names of all notes."""
    return [note["name"] for note in served.ask("GET", "/notes").json]
