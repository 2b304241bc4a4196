"""A document of ships with a key that the server assigns, and its judge: what the laws leave open is tried on it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from contracts.laws.judging import Judge
from mock_server.openapi.reading.document import load_document

if TYPE_CHECKING:
    from pathlib import Path

SHIP = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string", "maxLength": 9}}}


def responses(*statuses: str) -> dict[str, Any]:
    """Documented answers without a body."""
    return {status: {"description": status} for status in statuses}


def operation(name: str, *statuses: str, body: bool = False) -> dict[str, Any]:
    """An operation of this name, with these statuses; ``body`` where it takes a ship."""
    content = {"application/json": {"schema": SHIP}}
    return {
        "operationId": name,
        "responses": responses(*statuses),
        **({"requestBody": {"content": content}} if body else {}),
    }


MOORED = {"type": "object", "properties": {"id": {"type": "integer", "minimum": 1}, "name": {"type": "string"}}}


def harbour_judge(folder: Path, answered: dict[str, Any] = MOORED) -> Judge:
    """The judge of the document, which is written into a folder; a create answers what is ``answered``."""
    moor = operation("moor", "200", "201", "400", "409", "422", body=True)
    for status in ("200", "201"):
        moor["responses"][status]["content"] = {"application/json": {"schema": answered}}
    number = {"name": "id", "in": "path", "required": True, "schema": answered["properties"]["id"]}
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Harbour", "version": "1"},
        "paths": {
            "/ships": {"post": moor, "get": operation("fleet", "200")},
            "/berths": {
                "parameters": [{"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}}],
                "get": operation("berths", "200", "400", "404"),
            },
            "/crews": {"post": operation("hire", "200", "400", "404", body=True)},
            "/shoals": {"get": operation("shoals", "400", "404")},
            "/ships/{id}": {
                "parameters": [number],
                "get": operation("ship", "200", "400", "404", "410", "501"),
                "put": {**operation("refit", "200", "400", "404", "422", body=True), "security": [{"key": []}]},
                "delete": operation("sink", "204", "404"),
            },
        },
    }
    path = folder / "harbour.json"
    path.write_text(json.dumps(document))
    return Judge(load_document(path))
