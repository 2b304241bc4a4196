"""Records of which an address is all that a client says: it carries the run's name, and so they are the run's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_WRITTEN = {"url": {"type": "string", "format": "uri", "maxLength": 300}, "title": {"type": "string"}}
_BOOKMARK = {"type": "object", "required": ["url"], "properties": _WRITTEN}
_KEY = {"type": "object", "required": ["id"], "properties": {"id": {"type": "integer"}}}


class Bookmarks(Service):
    """Bookmarks that others made, and a create whose answer shows a key alone; the title is always that of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"bookmarks": {"1": {"id": 1, "url": "https://example.com/a?b=c"}}})
        self.checker = Checker(_BOOKMARK)
        self.last = 1

    def document(self) -> dict[str, Any]:
        """Nothing lists them."""
        key, no = in_path("bookmark", {"type": "integer"}), says(_ERROR)
        shown = {"allOf": [_KEY, _BOOKMARK]}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Bookmarks", "version": "1"},
            "paths": {
                "/bookmarks": {"post": {"operationId": "keep", "requestBody": takes(_BOOKMARK),
                                        "responses": {"201": says(_KEY), "400": no}}},
                "/bookmarks/{bookmark}": {
                    "parameters": [key],
                    "get": {"operationId": "look", "responses": {"200": says(shown), "400": no, "404": no}},
                    "delete": {"operationId": "drop", "responses": {
                        "204": {"description": "gone"}, "400": no, "404": no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        rows, parts = self.rows["bookmarks"], asked.parts
        if parts[0] != "bookmarks" or len(parts) > 2:
            return 404, {"error": "no such page"}, {}
        allowed = ("POST",) if len(parts) == 1 else ("GET", "DELETE")
        if asked.method not in allowed:
            return 405, {"error": "no such method"}, {"Allow": ", ".join(allowed)}
        if len(parts) == 2:
            if not parts[1].removeprefix("-").isdecimal():
                return 400, {"error": "bookmark: a number is wanted"}, {}
            if parts[1] not in rows:
                return 404, {"error": "no such bookmark"}, {}
            return (200, rows[parts[1]], {}) if asked.method == "GET" else (204, rows.pop(parts[1]) and None, {})
        body, wrong = self.checker.read(asked.data)
        if wrong or not asked.json:
            return 400, {"error": "url: an address is wanted"}, {}
        self.last += 1
        rows[str(self.last)] = {"id": self.last, "url": body["url"], "title": "Example"}
        return 201, {"id": self.last}, {}


def test_what_has_nothing_but_an_address_is_removed_again(tmp_path: Path) -> None:
    """A read shows the run's name in it, although another text is not as it was sent; what others made is left."""
    service = Bookmarks()
    report = checked(service, tmp_path, recombinations=0)
    assert {(drift.lead.law, drift.lead.place) for drift in report.drifts} == {("echo", "/title")}
    assert report.created == report.removed > 3
    assert not service.left
    assert service.unharmed
