"""What an item of a sequence is, by what a document of each version says of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi import load_document
from mock_server.openapi.codec.decoders import decode
from mock_server.openapi.codec.encoders import write_body
from mock_server.openapi.schema.schemas import Schemas
from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

    from mock_server.openapi import MediaType

ROW: dict[str, Any] = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}}
EVENT: dict[str, Any] = {"type": "object", "properties": {"event": {"type": "string"}, "data": {
    "type": "string", "contentSchema": ROW}}}  # fmt: skip
LIST = {"type": "array", "items": ROW}


def media_type(folder: Path, name: str, version: str, **raw: Any) -> tuple[MediaType, Schemas]:
    """The media type of an answer, as it is read."""
    path = folder / "openapi.json"
    answers = {"200": {"description": "Done", "content": {name: raw}}}
    tree = document(
        {"/a": {"get": {"responses": answers}}}, version, components={"schemas": {"Row": ROW, "List": LIST}}
    )
    path.write_text(json.dumps(tree), "utf-8")
    found = load_document(path)
    return found.operations[0].responses[0].content[0], Schemas(found)


@pytest.mark.parametrize(
    ("name", "version", "raw", "item", "listed", "documented"),
    [
        ("application/jsonl", "3.2.0", {"itemSchema": ROW}, ROW, ROW, True),
        ("application/jsonl", "3.1.0", {"schema": LIST}, ROW, ROW, True),
        ("application/x-ndjson", "3.0.3", {"schema": {"$ref": "#/components/schemas/List"}}, ROW, ROW, True),
        ("application/x-ndjson", "3.0.3", {"schema": ROW}, ROW, ROW, False),
        ("text/event-stream", "3.2.0", {"itemSchema": EVENT}, EVENT, ROW, True),
        ("text/event-stream", "3.1.0", {"schema": {"oneOf": [EVENT, EVENT]}}, {"oneOf": [EVENT, EVENT]}, ROW, False),
        ("text/event-stream", "3.1.0", {"schema": ROW}, ROW, ROW, False),
        ("multipart/mixed", "3.2.0", {"itemSchema": ROW}, ROW, ROW, True),
        ("multipart/mixed", "3.1.0", {"schema": LIST}, ROW, ROW, True),
    ],
)
def test_items(
    name: str, version: str, raw: dict[str, Any], item: Any, listed: Any, documented: bool, tmp_path: Path
) -> None:
    """By `itemSchema`, else by the array or the single item that `schema` is; what an event carries is its data."""
    media, schemas = media_type(tmp_path, name, version, **raw)
    assert media.items is not None
    whole = schemas.follow(media.items.listed)
    assert isinstance(whole, dict)
    assert (media.items.schema, whole["items"], media.items.documented) == (item, listed, documented)
    assert media.item_schema == (item if documented else None)


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("application/json", {"schema": LIST}),
        ("application/x-ndjson", {"schema": {"type": "string"}}),
        ("text/event-stream", {}),
        ("multipart/mixed", {"schema": ROW}),
        ("multipart/form-data", {"schema": LIST}),
    ],
)
def test_no_items(name: str, raw: dict[str, Any], tmp_path: Path) -> None:
    """Where a document says nothing of them, or means the whole text, or parts by their names."""
    assert media_type(tmp_path, name, "3.1.0", **raw)[0].items is None


@pytest.mark.parametrize("name", ["application/jsonl", "application/json-seq", "text/event-stream", "multipart/mixed"])
def test_items_are_read_as_they_are_written(name: str, tmp_path: Path) -> None:
    """Also data that has members named as the fields of an event."""
    own = {"type": "object", "properties": {"id": {"type": "integer"}, "note": {"type": "string"}}}
    media, schemas = media_type(tmp_path, name, "3.2.0", itemSchema=own)
    items = [{"id": 1, "note": "a\nb"}, {"id": 2}]
    body, kind = write_body(items, media, schemas)
    assert decode(media, kind, body, schemas) == items


def test_a_body_that_is_a_sequence_by_its_schema_alone_is_taken(tmp_path: Path) -> None:
    """Documents of 3.0 describe an item, or the text, of the lines that are sent."""
    content = {"application/x-ndjson": {"schema": ROW}, "application/jsonl": {"schema": {"type": "string"}}}
    operation = {**answering({"type": "object"}), "requestBody": {"required": True, "content": content}}
    asked = mock(tmp_path, document({"/a": {"post": operation}}, "3.0.3"))
    for kind, data, status in (
        ("application/x-ndjson", b'{"n": 1}\n{"n": 2}\n', 200),
        ("application/x-ndjson", b'{"n": "x"}\n', 400),
        ("application/jsonl", b'{"n": 1}\n', 200),
    ):
        reply = asked.ask("POST", "/a", data=data, headers={"content-type": kind})
        assert reply.status == status, (kind, data, reply.body)


def test_a_text_of_lines_is_sent_line_by_line(tmp_path: Path) -> None:
    """An example of a text that is such a sequence is not wrapped once more."""
    text = '{"n": 1}\n{"n": 2}\n'
    operation = answering({"type": "string", "example": text}, media="application/x-ndjson")
    assert mock(tmp_path, document({"/a": {"get": operation}}, "3.0.3")).ask("GET", "/a").body == text.encode()
