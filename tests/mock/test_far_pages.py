"""Pages of a list that are farther away than any machine counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.embedded import EmbeddedMock

if TYPE_CHECKING:
    from pathlib import Path

FAR = (2**31, 2**63, 10**30)


@pytest.mark.parametrize("far", FAR)
def test_a_page_far_away_is_empty(far: int, tmp_path: Path) -> None:
    """An offset, and a page's number with a limit, that no list reaches; a limit that large gives all there is."""
    note: Any = {"type": "object", "properties": {"id": {"type": "string"}, "text": {"type": "string"}}}
    body = {"content": {"application/json": {"schema": note}}}
    many = {"content": {"application/json": {"schema": {"type": "array", "items": note}}}}
    places = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("offset", "limit", "page")]
    one = [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
    paths = {
        "/notes": {
            "post": {"requestBody": body, "responses": {"201": {"description": "made", **body}}},
            "get": {"parameters": places, "responses": {"200": {"description": "all", **many}}},
        },
        "/notes/{id}": {"get": {"parameters": one, "responses": {"200": {"description": "one", **body}}}},
    }
    spec = tmp_path / "notes.json"
    spec.write_text(json.dumps({"openapi": "3.1.0", "info": {"title": "N", "version": "1"}, "paths": paths}), "utf-8")
    with EmbeddedMock(spec, seed=1) as mock:
        assert mock.ask("POST", "/notes", json={"text": "a"}).status == 201
        for query, count in (
            (f"offset={far}", 0),
            (f"offset={far}&limit=2", 0),
            (f"page={far}&limit=2", 0),
            (f"limit={far}", 1),
        ):
            answer = mock.ask("GET", f"/notes?{query}")
            assert (answer.status, len(answer.json())) == (200, count), query
