"""Notes as Rails keeps them: an envelope, 422 with lists of errors, shallow paths, slugs in any case, soft deletes."""

from __future__ import annotations

import re
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, number, says, takes

_NOTE: dict[str, Any] = {
    "type": "object",
    "required": ["title"],
    "properties": {
        "slug": {"type": "string", "readOnly": True},
        "title": {"type": "string", "minLength": 1, "maxLength": 60},
        "text": {"type": "string", "maxLength": 500},
        "pinned": {"type": "boolean", "default": False},
    },
}
_REMARK: dict[str, Any] = {
    "type": "object",
    "required": ["words"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "note": {"type": "string", "readOnly": True, "description": "Slug of the note"},
        "words": {"type": "string", "minLength": 1, "maxLength": 100},
    },
}
_ERRORS = {
    "type": "object",
    "required": ["errors"],
    "properties": {
        "errors": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}
    },
}


def _in(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [name], "properties": {name: schema}}


class Notes(Service):
    """The service; a title is there once, and what was removed is hidden, not gone."""

    key = "b0a7"

    def __init__(self) -> None:
        super().__init__()
        old = {"text": "", "pinned": False}
        self.begin({
            "notes": {f"note-{n}": {"slug": f"note-{n}", "title": f"Note {n}", **old} for n in (1, 2)},
            "remarks": {"7": {"id": 7, "note": "note-1", "words": "first"}},
        })  # fmt: skip
        self.last = 7
        self.hidden: set[str] = set()
        self.note, self.part = Checker(_NOTE), Checker({"type": "object", "properties": _NOTE["properties"]})
        self.remark = Checker(_REMARK)

    @property
    def left(self) -> list[str]:
        """What is hidden is removed."""
        return [key for key in super().left if key not in self.hidden]

    @property
    def unharmed(self) -> bool:
        """Nothing from before is hidden either."""
        return super().unharmed and not self.hidden & self.first["notes"].keys()

    def document(self) -> dict[str, Any]:
        """Members of a note lie below `note`; remarks are made below their note, and found by themselves."""
        note, remark = {**_NOTE, "required": ["slug", "title"]}, {**_REMARK, "required": ["id", "note", "words"]}
        wrong, denied = {"422": says(_ERRORS), "400": {"description": "unreadable"}}, {"401": {"description": "no"}}
        none = {"404": {"description": "none"}, **denied}
        slug, key = in_path("slug", {"type": "string"}), in_path("id", {"type": "integer", "minimum": 1})
        pages = [in_query("page", type="integer", minimum=1), in_query("per_page", type="integer", minimum=1)]
        link = {"headers": {"Link": {"schema": {"type": "string"}}, "X-Total": {"schema": {"type": "integer"}}}}
        part = _in("note", {"type": "object", "properties": _NOTE["properties"]})
        return {
            "openapi": "3.0.3",
            "info": {"title": "Notes", "version": "1"},
            "security": [{"bearer": []}],
            "components": {"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}},
            "paths": {
                "/notes": {
                    "get": {"operationId": "notes#index", "parameters": pages, "responses": {
                        "200": says({"type": "array", "items": note}) | link, **denied, "400": {"description": "no"}}},
                    "post": {"operationId": "notes#create", "requestBody": takes(_in("note", _NOTE)),
                             "responses": {"201": says(_in("note", note)), **wrong, **denied}},
                },
                "/notes/{slug}": {
                    "parameters": [slug],
                    "get": {"operationId": "notes#show", "responses": {"200": says(_in("note", note)), **none}},
                    "patch": {"operationId": "notes#update", "requestBody": takes(part),
                              "responses": {"200": says(_in("note", note)), **wrong, **none}},
                    "delete": {"operationId": "notes#destroy", "responses": {"204": {"description": "gone"}, **none}},
                },
                "/notes/{slug}/remarks": {
                    "parameters": [slug],
                    "get": {"operationId": "remarks#index",
                            "responses": {"200": says({"type": "array", "items": remark}), **none}},
                    "post": {"operationId": "remarks#create", "requestBody": takes(_REMARK),
                             "responses": {"201": says(remark), **wrong, **none}},
                },
                "/remarks/{id}": {
                    "parameters": [key],
                    "get": {"operationId": "remarks#show", "responses": {"200": says(remark), **none, **wrong}},
                    "delete": {"operationId": "remarks#destroy",
                               "responses": {"204": {"description": "gone"}, **none, **wrong}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Credentials, then the record, then the body."""
        parts = [part for part in asked.parts if part]
        names = {("notes", 1): ("GET", "POST"), ("notes", 2): ("GET", "PATCH", "DELETE"), ("notes", 3): ("GET", "POST"),
                 ("remarks", 2): ("GET", "DELETE")}.get((parts[0] if parts else "", len(parts)))  # fmt: skip
        if names is None or (len(parts) == 3 and parts[2] != "remarks"):
            return 404, None, {}
        scheme, _, token = asked.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or token.strip() != self.key:
            return 401, None, {"WWW-Authenticate": "Bearer"}
        method = "GET" if asked.method == "HEAD" else asked.method
        if method not in names:
            return 405, None, {"Allow": ", ".join(names)}
        if parts[0] == "remarks":
            return self._remark(method, parts[1])
        return self._notes(asked, method) if len(parts) == 1 else self._note(asked, method, parts)

    def _notes(self, asked: Asked, method: str) -> Answer:
        if method == "POST":
            return self._write(asked, None, self.note)
        given = [asked.query.get(name, [usual])[-1] for name, usual in (("page", "1"), ("per_page", "5"))]
        at, size = (number(text) for text in given)
        if at is None or size is None:
            return 400, None, {}
        size = min(size, 100)
        rows = [row for key, row in self.rows["notes"].items() if key not in self.hidden]
        fields = {"X-Total": str(len(rows))}
        if at * size < len(rows):
            fields["Link"] = f'</notes?page={at + 1}&per_page={size}>; rel="next"'
        return 200, rows[(at - 1) * size : at * size], fields

    def _note(self, asked: Asked, method: str, parts: list[str]) -> Answer:
        key = parts[1].lower()
        row = self.rows["notes"].get(key)
        if row is None or key in self.hidden:
            return 404, None, {}
        remarks = self.rows["remarks"]
        if len(parts) == 3:
            if method == "GET":
                return 200, [remark for remark in remarks.values() if remark["note"] == key], {}
            body, wrong = self.remark.read(asked.data if asked.json else b"")
            if body is None:
                return 400, None, {}
            if wrong:
                return 422, {"errors": {name or "base": ["is invalid"] for name in wrong}}, {}
            self.last += 1
            remarks[str(self.last)] = {"id": self.last, "note": key, "words": body["words"]}
            return 201, remarks[str(self.last)], {"Location": f"/remarks/{self.last}"}
        if method == "DELETE":
            self.hidden.add(key)
            for number_ in [n for n, remark in remarks.items() if remark["note"] == key]:
                del remarks[number_]
            return 204, None, {}
        return (200, {"note": row}, {}) if method == "GET" else self._write(asked, row, self.part)

    def _remark(self, method: str, key: str) -> Answer:
        if number(key) is None:
            return 400, None, {}
        if key not in self.rows["remarks"]:
            return 404, None, {}
        if method == "GET":
            return 200, self.rows["remarks"][key], {}
        del self.rows["remarks"][key]
        return 204, None, {}

    def _write(self, asked: Asked, row: dict[str, Any] | None, checker: Checker) -> Answer:
        outer, wrong = Checker(_in("note", {"type": "object"})).read(asked.data if asked.json else b"")
        if outer is None or wrong:
            return 400, None, {}
        body, wrong = outer["note"], checker.wrong(outer["note"])
        if wrong:
            return 422, {"errors": {name or "base": ["is invalid"] for name in wrong}}, {}
        body = checker.kept(body)
        rows = self.rows["notes"]
        taken = [k for k, other in rows.items() if other is not row and k not in self.hidden and
                 other["title"].lower() == body.get("title", "").lower()]  # fmt: skip
        if taken:
            return 422, {"errors": {"title": ["has already been taken"]}}, {}
        if row is None:
            slug = stem = re.sub(r"[^a-z0-9]+", "-", body["title"].lower()).strip("-") or "note"
            for count in range(2, 10_000):
                if slug not in rows:
                    break
                slug = f"{stem}-{count}"
            rows[slug] = {"slug": slug, "text": "", "pinned": False, **body}
            return 201, {"note": rows[slug]}, {"Location": f"/notes/{slug}"}
        row.update(body)
        return 200, {"note": row}, {}
