"""A change that is sent as a form is read back as one that is sent as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import pytest

from tests.contracts.some_journeys import some_journeys
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_FORM = "application/x-www-form-urlencoded"
_SENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 80},
        "size": {"type": "integer", "minimum": 1, "maximum": 99},
    },
}
_SHOWN: dict[str, Any] = {"type": "object", "properties": {"badge": {"type": "string"}, **_SENT["properties"]}}


class Badges(Service):
    """Badges that a form changes; ``lost`` is the member that it does not change."""

    def __init__(self, lost: str) -> None:
        super().__init__()
        self.lost, self.count = lost, 0
        self.begin({"badges": {}})

    def document(self) -> dict[str, Any]:
        """The document."""
        no = {status: {"description": "no"} for status in ("400", "404")}
        form = {"required": True, "content": {_FORM: {"schema": _SENT}}}
        item = {
            "parameters": [in_path("badge", {"type": "string"})],
            "get": {"operationId": "show", "responses": {"200": says(_SHOWN), **no}},
            "patch": {"operationId": "change", "requestBody": form, "responses": {"200": says(_SHOWN), **no}},
            "delete": {"operationId": "drop", "responses": {"204": {"description": "gone"}, **no}},
        }
        post = {"operationId": "make", "requestBody": takes(_SENT), "responses": {"201": says(_SHOWN), **no}}
        paths = {"/badges": {"post": post}, "/badges/{badge}": item}
        return {"openapi": "3.1.0", "info": {"title": "Badges", "version": "1"}, "paths": paths}

    def answer(self, asked: Asked) -> Answer:
        """One answer."""
        rows, parts = self.rows["badges"], asked.parts
        if parts == ["badges"] and asked.method == "POST":
            body, wrong = Checker(_SENT).read(asked.data if asked.json else b"")
            if body is None or wrong:
                return 400, None, {}
            self.count += 1
            rows[f"b{self.count}"] = {"badge": f"b{self.count}", **Checker(_SENT).kept(body)}
            return 201, rows[f"b{self.count}"], {}
        row = rows.get(parts[1]) if len(parts) == 2 else None
        if row is None:
            return 404, None, {}
        if asked.method == "DELETE":
            return 204, rows.pop(parts[1]) and None, {}
        return self._change(asked, row) if asked.method == "PATCH" else (200, row, {})

    def _change(self, asked: Asked, row: dict[str, Any]) -> Answer:
        given = {name: texts[-1] for name, texts in parse_qs(asked.data.decode(), keep_blank_values=True).items()}
        text, size = given.get("text", "a"), given.get("size", "1")
        if asked.headers.get_content_type() != _FORM or not 0 < len(text) <= 80:
            return 400, None, {}
        if not (size.isascii() and size.isdecimal() and 0 < int(size) < 100):
            return 400, None, {}
        said: dict[str, Any] = {name: given[name] for name in ("text",) if name in given}
        said |= {"size": int(size)} if "size" in given else {}
        row |= {name: value for name, value in said.items() if name != self.lost}
        return 200, row, {}


@pytest.mark.parametrize("lost", ["text", "size", ""])
def test_a_member_that_a_form_does_not_change_is_told(lost: str, tmp_path: Path) -> None:
    """One that is lost alone is told, none where both are kept."""
    service = Badges(lost)
    report = some_journeys(service, tmp_path, "^merge in")
    assert {drift.lead.place for drift in report.drifts} == ({f"/{lost}"} if lost else set())
    assert service.left == []
