"""Wares as careful shops keep them: normalised as the document says, with a number for good, and a life of states."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, says, takes

_NEW: dict[str, Any] = {
    "type": "object",
    "required": ["number", "title"],
    "properties": {
        "number": {"type": "string", "minLength": 1, "maxLength": 40},
        "title": {"type": "string", "maxLength": 60, "description": "White space around it is trimmed"},
        "contact": {"type": "string", "format": "email", "description": "Kept in lower case"},
        "price": {"type": "string", "pattern": r"^[0-9]{1,8}(\.[0-9]{1,4})?$", "description": "Rounded to two places"},
        "tags": {"type": "array", "uniqueItems": True, "maxItems": 6, "description": "Sorted",
                 "items": {"type": "string", "pattern": "^[a-z0-9-]{1,20}$"}},
    },
}  # fmt: skip
_WARE: dict[str, Any] = {
    "type": "object",
    "required": ["id", "state"],
    "properties": {
        "id": {"type": "string"},
        "state": {"type": "string", "enum": ["draft", "ordered", "cancelled"]},
        **_NEW["properties"],
    },
}
_WRONG = says({"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}, "refused")


class Wares(Service):
    """The service; what is ordered can't be removed before it is cancelled."""

    def __init__(self) -> None:
        super().__init__()
        self.checker, self.serial = Checker(_NEW), 0
        self.begin({"wares": {}})
        for number in ("A1", "test"):
            self._make({"number": number, "title": "Old"})
        self.begin(self.rows)

    def document(self) -> dict[str, Any]:
        """Nothing but words says what becomes of a value, or that a number stays."""
        one = {"200": says(_WARE), "404": _WRONG}
        body = {"requestBody": takes(_NEW)}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Wares", "version": "1"},
            "paths": {
                "/wares": {
                    "get": {"operationId": "listWares",
                            "responses": {"200": says({"type": "array", "items": _WARE})}},
                    "post": {"operationId": "makeWare", **body, "responses": {"201": says(_WARE), "422": _WRONG}},
                },
                "/wares/{id}": {
                    "parameters": [in_path("id", {"type": "string"})],
                    "get": {"operationId": "readWare", "responses": one},
                    "put": {"operationId": "setWare", **body, "responses": {**one, "422": _WRONG}},
                    "delete": {"operationId": "dropWare", "responses": {
                        "204": {"description": "gone"}, "404": _WRONG, "409": _WRONG}},
                },
                **{f"/wares/{{id}}/{word}": {
                    "parameters": [in_path("id", {"type": "string"})],
                    "post": {"operationId": word, "responses": {**one, "409": _WRONG}},
                } for word in ("order", "cancel")},
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The path, then the record, then the body."""
        parts, rows = asked.parts, self.rows["wares"]
        if parts[0] != "wares" or len(parts) > 3 or (len(parts) == 3 and parts[2] not in ("order", "cancel")):
            return _refused(404)
        names = (("GET", "POST"), ("GET", "PUT", "DELETE"), ("POST",))[len(parts) - 1]
        if asked.method not in names:
            return 405, {"error": "no such method"}, {"Allow": ", ".join(names)}
        row = rows.get(parts[1]) if len(parts) > 1 else None
        if len(parts) > 1 and row is None:
            return _refused(404)
        if asked.method == "PUT" or (asked.method == "POST" and row is None):
            return self._write(asked, row)
        if row is None:
            return 200, list(rows.values()), {}
        if len(parts) == 3:
            return self._move(row, parts[2])
        if asked.method == "DELETE":
            if row["state"] == "ordered":
                return _refused(409)
            del rows[row["id"]]
            return 204, None, {}
        return 200, row, {}

    def _move(self, row: dict[str, Any], word: str) -> Answer:
        if row["state"] == "cancelled" or (word == "order" and row["state"] != "draft"):
            return _refused(409)
        row["state"] = {"order": "ordered", "cancel": "cancelled"}[word]
        return 200, row, {}

    def _write(self, asked: Asked, row: dict[str, Any] | None) -> Answer:
        body, wrong = self.checker.read(asked.data if asked.json else b"")
        if body is None or wrong or (row is not None and body["number"] != row["number"]):
            return _refused(422)
        if row is None:
            return 201, self._make(self.checker.kept(body)), {}
        kept = {"id": row["id"], "state": row["state"]}
        row.clear()
        row.update(_normal(self.checker.kept(body)) | kept)
        return 200, row, {}

    def _make(self, body: dict[str, Any]) -> dict[str, Any]:
        self.serial += 1
        key = f"w_{self.serial:08d}"
        self.rows["wares"][key] = row = {"id": key, "state": "draft", **_normal(body)}
        return row


def _normal(body: dict[str, Any]) -> dict[str, Any]:
    found = {**body, "title": body["title"].strip()}
    if "contact" in body:
        found["contact"] = body["contact"].lower()
    if "price" in body:
        found["price"] = str(Decimal(body["price"]).quantize(Decimal("0.01"), ROUND_HALF_UP))
    if "tags" in body:
        found["tags"] = sorted(body["tags"])
    return found


def _refused(status: int) -> Answer:
    return status, {"error": f"refused as {status}"}, {}
