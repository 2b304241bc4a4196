"""A flag that leaves a part out of the answer leaves no record out: it filters by flags and times of removal alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path

TIME = {"type": ["string", "null"], "format": "date-time"}
MEMBERS: dict[str, Any] = {
    "id": {"type": "string"},
    "total": {"type": "number"},
    "author": {"type": "string"},
    "comments": {"type": "array", "items": {"type": "string"}},
    "created_at": TIME,
    "deleted_at": TIME,
    "hidden": {"type": ["boolean", "null"]},
}


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("include_total=false", ["a", "b"]),
        ("exclude_author=true", ["a", "b"]),
        ("with_comments=false", ["a", "b"]),
        ("show_created=false", ["a", "b"]),
        ("include_deleted=false", ["a"]),
        ("include_deleted=true", ["a", "b"]),
        ("hide_hidden=true", ["b"]),
    ],
)
def test_a_flag_of_a_part_leaves_all_records(query: str, kept: list[str], tmp_path: Path) -> None:
    """Where the member is no flag, and no time at which the record was removed."""
    record = {"type": "object", "required": ["id"], "properties": MEMBERS}
    body = {"requestBody": {"content": {"application/json": {"schema": record}}}}
    flag = {"name": query.partition("=")[0], "in": "query", "schema": {"type": "boolean"}}
    path = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
    paths = {
        "/orders": {
            "post": {**answering(record, status="201"), **body},
            "get": {**answering({"type": "array", "items": record}), "parameters": [flag]},
        },
        "/orders/{id}": {"parameters": [path], "get": answering(record)},
    }
    served, time = mock(tmp_path, document(paths)), "2026-01-02T03:04:05Z"
    full = {"total": 59.9, "author": "ann", "comments": ["x"], "created_at": time}
    assert served.ask("POST", "/orders", {"id": "a", **full, "deleted_at": None, "hidden": True}).status == 201
    assert served.ask("POST", "/orders", {"id": "b", **full, "deleted_at": time, "hidden": False}).status == 201
    assert [order["id"] for order in served.ask("GET", f"/orders?{query}").json] == kept
