"""Sheets whose changes and removals have to say which content is meant, by what was last shown of it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string", "minLength": 1, "maxLength": 60}
_SHA = {**_TEXT, "description": "Required if you are updating a sheet. The SHA of the sheet being replaced."}
_TAG = {"type": "object", "required": ["name"], "properties": {"name": _TEXT, "colour": {"type": "string"}}}
_SENT: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": _TEXT, "tags": {"type": "array", "items": _TEXT, "maxItems": 5}, "sha": _SHA},
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["name", "sha", "tags"],
    "properties": {"name": _TEXT, "sha": _TEXT, "text": _TEXT, "tags": {"type": "array", "items": _TAG}},
}
_MOVE: dict[str, Any] = {"type": "object", "properties": {"new_name": _TEXT, "text": _TEXT}}
_GONE = {"description": "gone"}
_NO = {status: {"description": "no"} for status in ("400", "404", "409")}


class Sheets(Service):
    """Answers to changes leave the text out, reads show it; what is ``lost`` is shown by neither.

    One that ``forgets`` leaves it out of every second answer alone.
    """

    def __init__(self, *, lost: bool = False, heeds: bool = True, forgets: bool = False) -> None:
        super().__init__()
        self.lost, self.heeds, self.forgets, self.moved = lost, heeds, forgets, list[str]()
        self.changes = 0
        self.begin({"sheets": {"first": {"text": "one", "tags": [], "sha": "0"}}})
        self.whole, self.part = Checker(_SENT), Checker(_MOVE)

    def document(self) -> dict[str, Any]:
        """With a removal that requires a sha."""
        sha = {"name": "sha", "in": "query", "required": True, "schema": _TEXT}
        one = {
            "parameters": [in_path("name", _TEXT)],
            "get": {"operationId": "read", "responses": {"200": says(_SHOWN), **_NO}},
            "put": {"operationId": "put", "requestBody": takes(_SENT),
                    "responses": {"200": says(_SHOWN), "201": says(_SHOWN), **_NO}},
            "patch": {"operationId": "move", "requestBody": takes(_MOVE), "responses": {"200": says(_SHOWN), **_NO}},
            "delete": {"operationId": "drop", "parameters": [sha], "responses": {"204": _GONE, **_NO}},
        }  # fmt: skip
        return {"openapi": "3.1.0", "info": {"title": "S", "version": "1"}, "paths": {"/sheets/{name}": one}}

    def _shown(self, name: str, *, whole: bool) -> dict[str, Any]:
        row = self.rows["sheets"][name]
        text = {"text": row["text"]} if whole and not self.lost else {}
        return {"name": name, "sha": row["sha"], **text, "tags": [{"name": tag, "colour": ""} for tag in row["tags"]]}

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        rows, name = self.rows["sheets"], asked.parts[-1]
        if asked.parts[0] != "sheets" or len(asked.parts) != 2 or not 0 < len(name) <= 60:
            return 404, None, {}
        row = rows.get(name)
        if asked.method not in ("GET", "PUT", "PATCH", "DELETE"):
            return 405, None, {"Allow": "GET, PUT, PATCH, DELETE"}
        if row is None and asked.method != "PUT":
            return 404, None, {}
        if asked.method == "GET":
            return 200, self._shown(name, whole=True), {}
        if asked.method == "DELETE":
            sha = asked.query.get("sha", [""])[-1]
            return (204, rows.pop(name) and None, {}) if row and sha == row["sha"] else (409 if sha else 400, None, {})
        body, wrong = (self.whole if asked.method == "PUT" else self.part).read(asked.data if asked.json else b"")
        if body is None or wrong or (row is not None and asked.method == "PUT" and "sha" not in body):
            return 400, None, {}
        if asked.method == "PUT" and self.heeds and body.get("sha") != (row["sha"] if row else None):
            return 409, None, {}
        self.moved += [body["new_name"]] if "new_name" in body else []
        rows[name] = new = {"tags": [], **(row or {}), **{n: v for n, v in body.items() if n in ("text", "tags")}}
        self.changes += 1
        new["sha"] = hashlib.sha1(f"{new['text']} {new.get('sha')}".encode()).hexdigest()
        return (200 if row else 201), self._shown(name, whole=self.forgets and self.changes % 2 == 0), {}


def test_what_was_shown_leads_to_the_removal(tmp_path: Path) -> None:
    """Nothing is left, no record gets another name, and answers that are a summary, or show tags in full, are right."""
    service = Sheets()
    report = some_journeys(service, tmp_path, "")
    assert told(report) == []
    assert service.unharmed
    assert not service.left
    assert not service.moved


@pytest.mark.parametrize(
    ("options", "law"), [({"lost": True}, "echo"), ({"forgets": True}, "echo"), ({"heeds": False}, "preconditions")]
)
def test_what_no_read_shows_and_what_is_not_heeded_is_told(options: Any, law: str, tmp_path: Path) -> None:
    """A text that is lost, or shown at times alone, and an old version that is taken."""
    service = Sheets(**options)
    assert law in {found[0] for found in told(some_journeys(service, tmp_path, ""))}
    assert not service.left
