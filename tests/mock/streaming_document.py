"""The document of many streams, and what its parts are made of."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.documents.asking import document

if TYPE_CHECKING:
    from pathlib import Path

NUMBER: dict[str, Any] = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
EVENT: dict[str, Any] = {
    "type": "object",
    "required": ["event", "data"],
    "properties": {
        "event": {"const": "tick"},
        "data": {"type": "string", "contentMediaType": "application/json", "contentSchema": NUMBER},
    },
}
THING: dict[str, Any] = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
}


def answers(content: dict[str, Any], **stream: Any) -> dict[str, Any]:
    """A path whose GET answers in these media types, in a declared manner."""
    operation: dict[str, Any] = {"responses": {"200": {"description": "A stream", "content": content}}}
    return {"get": {**operation, "x-mock": {"stream": stream}} if stream else operation}


def things(**stream: Any) -> dict[str, Any]:
    """Paths of a collection that is listed as JSON, as lines and as events."""
    media = {"schema": THING}
    page = {"type": "object", "properties": {"data": {"type": "array", "items": THING}}}
    carrying = {"event": {"type": "string"}, "data": {"type": "string", "contentSchema": THING}}
    listed = {
        "application/json": {"schema": page},
        "application/x-ndjson": {"itemSchema": THING},
        "text/event-stream": {"itemSchema": {"type": "object", "required": ["data"], "properties": carrying}},
    }
    one = {"responses": {"200": {"description": "One", "content": {"application/json": media}}}}
    made = {
        "requestBody": {"content": {"application/json": media}},
        "responses": {"201": {"description": "Made", "content": {"application/json": media}}},
    }
    key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    return {"/things": {**answers(listed, **stream), "post": made}, "/things/{id}": {"get": one, "parameters": [key]}}


EVENTS: dict[str, Any] = {"text/event-stream": {"itemSchema": NUMBER}}
LINES: dict[str, Any] = {"application/jsonl": {"itemSchema": NUMBER}}
NAMED: dict[str, Any] = {
    "type": "object",
    "required": ["id", "data"],
    "properties": {"id": {"type": "string", "pattern": "^e-[a-z]{8}$"}, "data": {"type": "string"}},
}
JSON_PARTS = {"itemSchema": NUMBER, "itemEncoding": {"contentType": "application/json"}}
PICTURES = {"itemSchema": {}, "itemEncoding": {"contentType": "image/png"}}
WRITTEN = {"itemSchema": NUMBER, "example": 'id: a\ndata: {"n": 1}\n\ndata: {"n": 2}\n\n'}
LISTED = {"itemSchema": NUMBER, "example": [{"n": 1}, {"n": 2}]}
PATHS: dict[str, Any] = {
    "/events": answers({"text/event-stream": {"itemSchema": EVENT}}, every="150ms", count=3),
    "/feed": answers(EVENTS, every=10, count="endless"),
    "/idle": answers(EVENTS, every=0, count=1, end="open"),
    "/chat": answers({"application/json": {"schema": NUMBER}, **EVENTS}, every=0, count=2, end="[DONE]"),
    "/last": answers(LINES, every=0, count=2, end={"n": -1}),
    "/lines": answers(LINES, every=0, count=4),
    "/records": answers({"application/json-seq": {"itemSchema": NUMBER}}, every=0),
    "/parts": answers({"multipart/mixed": JSON_PARTS}, every=0),
    "/pictures": answers({"multipart/mixed": PICTURES}, every=0),
    "/named": answers({"text/event-stream": {"itemSchema": NAMED}}, every=0, count=3),
    "/shown": answers({"text/event-stream": WRITTEN}, every=0),
    "/array": answers({"application/x-ndjson": LISTED}, every=0),
    **things(every=10, count="endless"),
}


def written(folder: Path, **more: Any) -> Path:
    """The document of all these streams, and of ``more`` paths, in a file."""
    path = folder / "openapi.json"
    path.write_text(json.dumps(document({**PATHS, **more}, "3.2.0")), "utf-8")
    return path
