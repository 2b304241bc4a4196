"""What operations made that are no part of a record's life: it is told where nothing removes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.manners.serving import Answer, Asked, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_NOTICE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "maxLength": 80}}}


class Notices(Service):
    """Notices that nothing shows or removes, and flags that a PUT sets."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"notices": {}, "flags": {}})

    def document(self) -> dict[str, Any]:
        """No answer shows what was made."""
        done, text = {"204": {"description": "done"}}, {"type": "string"}
        return {
            "openapi": "3.0.3",
            "info": {"title": "Notices", "version": "1"},
            "paths": {
                "/notices": {"post": {"operationId": "addNotice", "requestBody": takes(_NOTICE),
                                      "responses": {"200": says({"type": "object"})}}},
                "/notices/search": {"post": {"operationId": "searchNotices", "requestBody": takes(_NOTICE),
                                             "responses": {"200": says({"type": "object"})}}},
                "/flags/{name}/on": {"put": {"operationId": "turnOn", "parameters": [in_path("name", text)],
                                             "responses": done}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Whatever is sent is taken."""
        if asked.path == "/notices/search":
            return 200, {}, {}
        if asked.path == "/notices" and asked.method == "POST":
            self.rows["notices"][str(len(self.rows["notices"]))] = asked.data
            return 200, {}, {}
        if asked.parts[:1] == ["flags"] and asked.method == "PUT":
            self.rows["flags"][asked.parts[1]] = True
            return 204, None, {}
        return 404, None, {}


def test_what_nothing_removes_is_told(tmp_path: Path) -> None:
    """A POST that says that it adds, and a PUT on a name that nobody had; a search makes nothing."""
    service = Notices()
    report = checked(service, tmp_path)
    told = {left.operation: int(left.what.split()[0]) for left in report.leftovers}
    assert told == {"addNotice": len(service.rows["notices"]), "turnOn": len(service.rows["flags"])}
    assert report.created == len(service.left) > 1
