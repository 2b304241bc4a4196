"""Records whose own removal is refused as forbidden, and which go with the record above them, are not left."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_SENT: dict[str, Any] = {
    "type": "object",
    "required": ["label"],
    "properties": {"label": {"type": "string", "minLength": 1, "maxLength": 60}},
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["id", "label"],
    "properties": {"id": {"type": "integer"}, **_SENT["properties"]},
}


class Shelves(Service):
    """Shelves with books that nobody may take off; with a shelf its books go, but ``kept`` ones keep their shelf."""

    def __init__(self, *, kept: bool) -> None:
        super().__init__()
        self.kept, self.numbers = kept, itertools.count(1)
        self.begin({"shelves": {}, "books": {}})

    def document(self) -> dict[str, Any]:
        """Both are made, read and removed."""
        no = {status: {"description": "no"} for status in ("400", "403", "404")}
        key, book = in_path("shelf", {"type": "integer"}), in_path("book", {"type": "integer"})
        create = {"requestBody": takes(_SENT), "responses": {"201": says(_SHOWN), **no}}
        one = {
            "get": {"responses": {"200": says(_SHOWN), **no}},
            "delete": {"responses": {"204": {"description": "gone"}, **no}},
        }
        return {
            "openapi": "3.1.0",
            "info": {"title": "Shelves", "version": "1"},
            "paths": {
                "/shelves": {"post": create},
                "/shelves/{shelf}": {"parameters": [key], **one},
                "/shelves/{shelf}/books": {"parameters": [key], "post": create},
                "/shelves/{shelf}/books/{book}": {"parameters": [key, book], **one},
            },
        }

    def answer(self, asked: Asked) -> Answer:
        """A book is known below its shelf alone."""
        parts, shelves, books = asked.parts, self.rows["shelves"], self.rows["books"]
        rows, is_one = books if "books" in parts else shelves, len(parts) % 2 == 0
        key = "/".join(parts[1::2])
        if parts[:1] != ["shelves"] or (is_one and key not in rows) or (len(parts) > 2 and parts[1] not in shelves):
            return 404, None, {}
        if asked.method == "POST" and not is_one:
            body, wrong = Checker(_SENT).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            number = next(self.numbers)
            new = f"{key}/{number}".lstrip("/")
            rows[new] = {"id": number, "label": body["label"]}
            return 201, rows[new], {}
        if asked.method == "GET" and is_one:
            return 200, rows[key], {}
        if asked.method != "DELETE" or not is_one:
            return 405, None, {"Allow": "GET, DELETE" if is_one else "POST"}
        below = [name for name in books if name.startswith(f"{key}/")]
        if rows is books or (self.kept and below):
            return 403, None, {}
        for name in below:
            del books[name]
        return 204, shelves.pop(key) and None, {}


@pytest.mark.parametrize("kept", [False, True])
def test_what_went_with_the_record_above_is_not_told_as_left(kept: bool, tmp_path: Path) -> None:
    """Its own removal was answered 403; where the record above stays too, both are told."""
    service = Shelves(kept=kept)
    report = some_journeys(service, tmp_path, "deactivation: shelves/{}/books|create: shelves/{}/books|books")
    assert told(report) == []
    assert len(report.leftovers) == len(service.rows["shelves"]) + len(service.rows["books"])
    assert bool(report.leftovers) == kept
