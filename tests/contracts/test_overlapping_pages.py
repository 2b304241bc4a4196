"""Pages that show a record of the page before once more, whatever their size."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_BUOY: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 60}},
}
_SHOWN = {**_BUOY, "properties": {"id": {"type": "integer"}, **_BUOY["properties"]}}


class Buoys(Service):
    """Buoys by marks; a page of more than ``least`` records begins ``back`` records too early."""

    def __init__(self, back: int, least: int = 0) -> None:
        super().__init__()
        self.begin({"buoys": {}})
        self.back, self.least = back, least
        self.count, self.checker = itertools.count(1), Checker(_BUOY)

    def document(self) -> dict[str, Any]:
        """A list by marks, and its records."""
        no = {"400": {"description": "wrong"}, "404": {"description": "none"}}
        page = {"items": {"type": "array", "items": _SHOWN}, "next_cursor": {"type": "string"}}
        limit = in_query("limit", type="integer", minimum=1, maximum=100, default=50)
        asked = [limit, in_query("cursor", type="string")]
        listed = says({"type": "object", "required": ["items"], "properties": page})
        return {
            "openapi": "3.1.0",
            "info": {"title": "Buoys", "version": "1"},
            "paths": {
                "/buoys": {
                    "get": {"operationId": "list", "parameters": asked, "responses": {"200": listed, **no}},
                    "post": {
                        "operationId": "add",
                        "requestBody": takes(_BUOY),
                        "responses": {"201": says(_SHOWN), **no},
                    },
                },
                "/buoys/{id}": {
                    "parameters": [in_path("id", {"type": "integer"})],
                    "get": {"operationId": "read", "responses": {"200": says(_SHOWN), **no}},
                    "delete": {"operationId": "remove", "responses": {"204": {"description": "gone"}, **no}},
                },
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, key = self.rows["buoys"], "/".join(asked.parts[1:])
        if asked.method == "POST":
            body, wrong = self.checker.read(asked.data)
            if body is None or wrong:
                return 400, None, {}
            number = next(self.count)
            rows[str(number)] = {"id": number, **body}
            return 201, rows[str(number)], {}
        if not key:
            return self._page([*rows.values()], asked.query)
        if key not in rows:
            return 404, None, {}
        return (204, rows.pop(key) and None, {}) if asked.method == "DELETE" else (200, rows[key], {})

    def _page(self, rows: list[Any], query: dict[str, list[str]]) -> Answer:
        limit, start = int(query.get("limit", ["50"])[0]), int(query.get("cursor", ["0"])[0])
        end = start + limit
        mark = {"next_cursor": str(end - (self.back if limit > self.least else 0))} if end < len(rows) else {}
        return 200, {"items": rows[start:end], **mark}, {}


@pytest.mark.parametrize(("back", "least", "wrong"), [(0, 0, []), (1, 1, [("list", "list", "/items")])])
def test_no_page_shows_a_record_of_the_page_before(back: int, least: int, wrong: list[Any], tmp_path: Path) -> None:
    """Where pages of one record are right, pages of more are looked at as well."""
    service = Buoys(back, least)
    assert told(some_journeys(service, tmp_path, "pages of")) == wrong
    assert service.left == []
