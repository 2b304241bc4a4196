"""A POST that reads a list gives a mark, with which another one goes on (`/list_folder/continue`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_FIRST: dict[str, Any] = {
    "type": "object",
    "required": ["path"],
    "properties": {
        "path": {"type": "string", "description": "A path, or the empty text for the root."},
        "limit": {"type": "integer", "minimum": 1, "maximum": 100},
    },
}


class Folders(Service):
    """Three files, of which the list shows as many as it is asked for; ``way`` is how the mark is taken."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.way, self.taken, self.sent = way, 0, Checker(_FIRST)
        self.begin({"files": {}})

    def document(self) -> dict[str, Any]:
        """Where a mark names the list by its description alone, the path does not."""
        mark = {"type": "string", "minLength": 1, "description": "The cursor that list_folder returned."}
        files = {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}
        members = {"entries": files, "cursor": {"type": "string"}, "has_more": {"type": "boolean"}}
        shown = says({"type": "object", "required": [*members], "properties": members})
        no = {"description": "no"}
        body = {"type": "object", "required": ["cursor"], "properties": {"cursor": mark}}
        answers = {"200": shown, "400": no, "409": no}
        first = {"operationId": "list_folder", "requestBody": takes(_FIRST), "responses": answers}
        on = {"operationId": "list_more", "requestBody": takes(body), "responses": answers}
        later = "/files/list_more" if self.way == "told" else "/files/list_folder/continue"
        paths = {"/files/list_folder": {"post": first}, later: {"post": on}}
        return {"openapi": "3.1.0", "info": {"title": "Files", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """A page, by a path or by a mark."""
        if asked.method != "POST" or asked.parts[0] != "files":
            return 404 if asked.parts[0] != "files" else 405, None, {"Allow": "POST"}
        if asked.parts[1:] == ["list_folder"]:
            body, wrong = self.sent.read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            return (409, None, {}) if body["path"] else self._page(0, body.get("limit", 2))
        body, wrong = Checker({"type": "object", "required": ["cursor"]}).read(asked.data if asked.json else b"")
        if body is None or wrong or not isinstance(body["cursor"], str) or not body["cursor"]:
            return 400, None, {}
        start = body["cursor"].removeprefix("m")
        if not start.isdecimal() or self.way == "refused":
            return 409, None, {}
        self.taken += 1
        return self._page(0 if self.way == "again" else int(start), 1)

    def _page(self, start: int, size: int) -> Answer:
        shown = [{"name": f"file {n}"} for n in range(3)][start : start + size]
        end = start + len(shown)
        return 200, {"entries": shown, "cursor": f"m{end}", "has_more": end < 3}, {}


@pytest.mark.parametrize(("way", "message"), [("path", 0), ("told", 0), ("refused", 1), ("again", 1)])
def test_a_mark_is_handed_on(way: str, message: int, tmp_path: Path) -> None:
    """It is taken, and leads to other files, whether the path or a description says what gives it."""
    service = Folders(way)
    found = told(some_journeys(service, tmp_path, "goes on"))
    assert [(law, operation) for law, operation, _ in found] == [("list", "list_more")] * message
    assert service.taken or way == "refused"
