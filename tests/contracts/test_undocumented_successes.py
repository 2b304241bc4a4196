"""Each operation that succeeds with a status of its own is told, also where the one before it did."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.manners.serving import Answer, Asked, Checker, Service, checked, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_ERROR = {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}
_POST = {
    "type": "object",
    "required": ["id", "text"],
    "properties": {"id": {"type": "integer", "readOnly": True}, "text": {"type": "string", "minLength": 1}},
}


class Board(Service):
    """Posts on a board; ``made`` and ``gone`` are the statuses of a create and of a removal, which say 200."""

    def __init__(self, made: int, gone: int) -> None:
        super().__init__()
        self.begin({"posts": {}})
        self.made, self.gone, self.last = made, gone, 0
        self.checker = Checker(_POST | {"required": ["text"]})

    def document(self) -> dict[str, Any]:
        """Every success is 200."""
        key, no = in_path("post", {"type": "integer"}), says(_ERROR)
        many = says({"type": "array", "items": _POST})
        return {
            "openapi": "3.1.0",
            "info": {"title": "Board", "version": "1"},
            "paths": {
                "/posts": {
                    "get": {"operationId": "posts", "responses": {"200": many}},
                    "post": {"operationId": "pin", "requestBody": takes(_POST),
                             "responses": {"200": says(_POST), "400": no}}},
                "/posts/{post}": {
                    "parameters": [key],
                    "get": {"operationId": "post", "responses": {"200": says(_POST), "400": no, "404": no}},
                    "delete": {"operationId": "unpin",
                               "responses": {"200": {"description": "gone"}, "400": no, "404": no}}},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """A careful service but for its statuses."""
        rows, parts = self.rows["posts"], asked.parts
        if parts[0] != "posts" or len(parts) > 2:
            return 404, {"error": "no such page"}, {}
        allowed = ("GET", "POST") if len(parts) == 1 else ("GET", "DELETE")
        if asked.method not in allowed:
            return 405, {"error": "no such method"}, {"Allow": ", ".join(allowed)}
        if len(parts) == 2:
            if not parts[1].removeprefix("-").isdecimal():
                return 400, {"error": "post: a number is wanted"}, {}
            if parts[1] not in rows:
                return 404, {"error": "no such post"}, {}
            return (200, rows[parts[1]], {}) if asked.method == "GET" else (self.gone, rows.pop(parts[1]) and None, {})
        if asked.method == "GET":
            return 200, [*rows.values()], {}
        body, wrong = self.checker.read(asked.data)
        if wrong or not asked.json:
            return 400, {"error": "text: a text is wanted"}, {}
        self.last += 1
        rows[str(self.last)] = {**self.checker.kept(body), "id": self.last}
        return self.made, rows[str(self.last)], {}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(("made", "gone"), [(200, 200), (200, 204), (201, 204)])
def test_a_removal_with_another_status_is_told_beside_such_a_create(made: int, gone: int, tmp_path: Path) -> None:
    """The sides part over a record whose create is not answered as documented; its removal's status is told too."""
    service = Board(made, gone)
    report = checked(service, tmp_path, recombinations=0)
    found = {(drift.lead.law, drift.lead.operation, drift.lead.observed) for drift in report.drifts}
    expected = {("status-documented", "pin", "201")} if made == 201 else set()
    assert found == expected | ({("status-documented", "unpin", "204")} if gone == 204 else set())
    assert not service.left
