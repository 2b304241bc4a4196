"""Assets of a tenant as Spring and MongoDB have them: pages with their number, keys that begin with the time.

A name is trimmed and stands but once, a cost is a decimal as a text, and what was not given is absent.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes

_OWN = {"type": "string", "readOnly": True}
_KINDS = ["laptop", "phone", "desk"]
_ASSET: dict[str, Any] = {
    "type": "object",
    "required": ["name", "kind"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60, "description": "Trimmed; no two are the same"},
        "kind": {"type": "string", "enum": _KINDS},
        "cost": {"type": "string", "maxLength": 40},
        "weight": {"type": "integer", "minimum": 0, "maximum": 90000},
        "id": {**_OWN, "pattern": "^[0-9a-f]{24}$"},
        "tenantId": {**_OWN, "format": "uuid"},
        "createdAt": {**_OWN, "format": "date-time"},
        "expiresAt": {**_OWN, "format": "date-time"},
    },
}
_NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["text"],
    "properties": {
        "text": {"type": "string", "minLength": 1, "maxLength": 90},
        "id": {"type": "integer", "readOnly": True},
    },
}
_NOTES = {"type": "array", "items": _NOTE}
_NUMBER = {"type": "integer"}
_PAGE = {
    "type": "object",
    "required": ["content", "totalElements", "totalPages", "number", "size", "last"],
    "properties": {
        "content": {"type": "array", "items": _ASSET},
        **dict.fromkeys(("totalElements", "totalPages", "number", "size"), _NUMBER),
        "last": {"type": "boolean"},
    },
}
_ERROR = {
    "type": "object",
    "required": ["status", "error", "path"],
    "properties": {"status": _NUMBER, "error": {"type": "string"}, "path": {"type": "string"}},
}


class Assets(Service):
    """The service; its counter goes on from where the seconds of its start ended."""

    def __init__(self) -> None:
        super().__init__()
        self.begin({"assets": {}, "notes": {}})
        self.checker, self.note = Checker(_ASSET), Checker(_NOTE)
        self.count = itertools.count(0x1A2B3C)
        self.moved = 0

    def document(self) -> dict[str, Any]:
        """Every refusal has the one form."""
        no = {status: says(_ERROR) for status in ("400", "404", "409")}
        key, of = in_path("id", {"type": "string"}), in_path("noteId", _NUMBER)
        asked = [
            in_query("page", type="integer", minimum=0, default=0),
            in_query("size", type="integer", minimum=1, maximum=50, default=20),
            in_query("kind", type="string", enum=_KINDS),
        ]
        gone = {"204": {"description": "gone"}, **no}
        return {
            "openapi": "3.0.1",
            "info": {"title": "Assets", "version": "v0"},
            "paths": {
                "/assets": {
                    "get": {"operationId": "assets", "parameters": asked, "responses": {"200": says(_PAGE), **no}},
                    "post": {"operationId": "addAsset", "requestBody": takes(_ASSET),
                             "responses": {"201": says(_ASSET), **no}},
                },
                "/assets/{id}": {
                    "parameters": [key],
                    "get": {"operationId": "asset", "responses": {"200": says(_ASSET), **no}},
                    "put": {"operationId": "setAsset", "requestBody": takes(_ASSET),
                            "responses": {"200": says(_ASSET), **no}},
                    "delete": {"operationId": "dropAsset", "responses": gone},
                },
                "/assets/{id}/notes": {
                    "parameters": [key],
                    "get": {"operationId": "notes", "responses": {"200": says(_NOTES), **no}},
                    "post": {"operationId": "addNote", "requestBody": takes(_NOTE),
                             "responses": {"201": says(_NOTE), **no}},
                },
                "/assets/{id}/notes/{noteId}": {
                    "parameters": [key, of],
                    "delete": {"operationId": "dropNote", "responses": gone},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The path first, then the body, then what is there."""
        parts = asked.parts
        if parts[0] != "assets" or len(parts) > 4 or parts[2:3] not in ([], ["notes"]):
            return self._no(404, asked)
        names = {1: ("GET", "POST"), 2: ("GET", "PUT", "DELETE"), 3: ("GET", "POST"), 4: ("DELETE",)}[len(parts)]
        if asked.method not in names:
            return 405, self._no(405, asked)[1], {"Allow": ", ".join(names)}
        body: dict[str, Any] = {}
        if asked.method in ("POST", "PUT"):
            checker = self.checker if len(parts) < 3 else self.note
            found, wrong = checker.read(asked.data if asked.json else b"")
            if wrong or not self._kept(found, body, checker):
                return self._no(400, asked)
        if len(parts) == 1:
            return self._list(asked) if asked.method == "GET" else self._set(asked, None, body)
        row = self.rows["assets"].get(parts[1])
        if row is None:
            return self._no(404, asked)
        if len(parts) > 2:
            return self._notes(asked, parts[1], body)
        if asked.method == "PUT":
            return self._set(asked, row, body)
        if asked.method == "DELETE":
            del self.rows["assets"][parts[1]]
            self.rows["notes"] = {k: n for k, n in self.rows["notes"].items() if n["of"] != parts[1]}
            return 204, None, {}
        return 200, row, {}

    def _kept(self, found: dict[str, Any], body: dict[str, Any], checker: Checker) -> bool:
        """Whether what was sent may stay, which ``body`` gets then: a trimmed name, a cost that is a decimal."""
        body.update(checker.kept(found))
        if "name" in body:
            body["name"] = body["name"].strip()
        cost = body.get("cost", "0")
        return body.get("name") != "" and cost.lstrip("-").replace(".", "", 1).isdecimal() and cost.isascii()

    def _set(self, asked: Asked, old: dict[str, Any] | None, body: dict[str, Any]) -> Answer:
        if any(row["name"] == body["name"] and row is not old for row in self.rows["assets"].values()):
            self.moved += old is not None
            return self._no(409, asked)
        now = datetime.now(UTC)
        made = old or {
            "id": f"{int(now.timestamp()):08x}7d3f09c1ab{next(self.count):06x}",
            "createdAt": now.isoformat(timespec="milliseconds"),
        }
        row = {n: made[n] for n in ("id", "createdAt")} | body
        row |= {"tenantId": "0d2a4c5e-9f10-4a53-8b1f-64c1f0a7e2d3", "expiresAt": "2199-12-31T00:00:00Z"}
        self.rows["assets"][row["id"]] = row
        return 200 if old else 201, row, {} if old else {"Location": f"/assets/{row['id']}"}

    def _list(self, asked: Asked) -> Answer:
        found = {name: asked.query.get(name, [text])[0] or text for name, text in (("page", "0"), ("size", "20"))}
        kind = asked.query.get("kind", [""])[0]
        if not all(text.isascii() and text.isdecimal() and len(text) < 99 for text in found.values()):
            return self._no(400, asked)
        page, size = int(found["page"]), int(found["size"])
        if not 1 <= size <= 50 or kind not in ("", *_KINDS):
            return self._no(400, asked)
        rows = [row for row in self.rows["assets"].values() if kind in ("", row["kind"])]
        pages = -(-len(rows) // size)
        shown = {"content": rows[page * size : page * size + size], "totalElements": len(rows), "totalPages": pages,
                 "number": page, "size": size, "last": page >= pages - 1}  # fmt: skip
        link = urlencode({"page": page + 1, "size": size, **({"kind": kind} if kind else {})})
        return 200, shown, {} if shown["last"] else {"Link": f'</assets?{link}>; rel="next"'}

    def _notes(self, asked: Asked, key: str, body: dict[str, Any]) -> Answer:
        notes = self.rows["notes"]
        if len(asked.parts) == 4:
            note = notes.get(asked.parts[3])
            if note is None or note["of"] != key:
                return self._no(404, asked)
            del notes[asked.parts[3]]
            return 204, None, {}
        if asked.method == "GET":
            return 200, [{n: note[n] for n in ("id", "text")} for note in notes.values() if note["of"] == key], {}
        number = next(self.count)
        notes[str(number)] = {"id": number, "text": body["text"], "of": key}
        return 201, {"id": number, "text": body["text"]}, {}

    @staticmethod
    def _no(status: int, asked: Asked) -> Answer:
        words = {400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed", 409: "Conflict"}
        return status, {"status": status, "error": words[status], "path": asked.path}, {}
