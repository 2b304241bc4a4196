"""Agencies as Laravel and PostgreSQL keep them: empty texts are null, a NUL is refused, and codes are in upper case."""

from __future__ import annotations

import copy
import re
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes

_STATES = {"type": "string", "enum": ["pending", "active"]}
_NEW: dict[str, Any] = {
    "type": "object",
    "required": ["code", "name", "address"],
    "properties": {
        "code": {"type": "string", "pattern": "^[A-Za-z0-9_]{2,40}$",
                 "description": "The code of the agency, which is its key; kept in upper case"},
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "remark": {"type": ["string", "null"], "maxLength": 80},
        "phone": {"type": ["string", "null"], "pattern": "^[+0-9 ()-]{5,20}$",
                  "description": "Only digits and a leading plus are kept"},
        "address": {"type": "object", "required": ["country"], "properties": {
            "country": {"type": "string", "pattern": "^[A-Za-z]{2}$", "description": "Stored in upper case"},
            "town": {"type": ["string", "null"], "maxLength": 40}}},
    },
}  # fmt: skip
_AGENCY: dict[str, Any] = {
    "type": "object",
    "required": ["code", "name", "remark", "phone", "address", "state"],
    "properties": {**_NEW["properties"], "state": _STATES},
}
_WRONG = {"type": "object", "required": ["message"], "properties": {
    "message": {"type": "string"}, "errors": {"type": "object"}}}  # fmt: skip


class Agencies(Service):
    """The service; an agency is active from the second time on that a list shows it."""

    def __init__(self) -> None:
        super().__init__()
        self.checker = Checker(_NEW)
        rows = {code: _row({"code": code, "name": code, "address": {"country": "DE"}}) for code in ("NORD", "TEST")}
        self.begin({"agencies": {code: {**row, "state": "active"} for code, row in rows.items()}})

    def document(self) -> dict[str, Any]:
        """Words alone say what becomes of a code, a phone number and a country."""
        refused, body = {"404": says(_WRONG), "422": says(_WRONG)}, {"requestBody": takes(_NEW)}
        one = {"200": says(_AGENCY), **refused}
        return {
            "openapi": "3.1.0",
            "info": {"title": "Agencies", "version": "1"},
            "paths": {
                "/agencies": {
                    "get": {"operationId": "listAgencies", "parameters": [in_query("state", **_STATES)],
                            "responses": {"200": says({"type": "array", "items": _AGENCY}), "422": says(_WRONG)}},
                    "post": {"operationId": "addAgency", **body,
                             "responses": {"201": says(_AGENCY), "409": says(_WRONG), "422": says(_WRONG)}},
                },
                "/agencies/{code}": {
                    "parameters": [in_path("code", {"type": "string"})],
                    "get": {"operationId": "getAgency", "responses": one},
                    "put": {"operationId": "setAgency", **body, "responses": one},
                    "delete": {"operationId": "dropAgency", "responses": {"204": {"description": "gone"}, **refused}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The path, then the record, then the body."""
        parts, rows = asked.parts, self.rows["agencies"]
        if parts[0] != "agencies" or len(parts) > 2:
            return _refused(404)
        names = ("GET", "POST") if len(parts) == 1 else ("GET", "PUT", "DELETE")
        if asked.method not in names:
            return 405, {"message": "no such method"}, {"Allow": ", ".join(names)}
        row = rows.get(parts[1].upper()) if len(parts) > 1 else None
        if len(parts) > 1 and row is None:
            return _refused(404)
        if asked.method in ("POST", "PUT"):
            return self._write(asked, row)
        if row is None:
            return self._list(asked.query.get("state"))
        if asked.method == "DELETE":
            del rows[row["code"]]
            return 204, None, {}
        return 200, row, {}

    def _list(self, states: list[str] | None) -> Answer:
        if states is not None and (len(states) > 1 or states[0] not in _STATES["enum"]):
            return _refused(422)
        rows = self.rows["agencies"]
        shown = [copy.deepcopy(row) for row in rows.values() if states is None or row["state"] == states[0]]
        for row in shown:
            rows[row["code"]]["state"] = "active"
        return 200, shown, {}

    def _write(self, asked: Asked, row: dict[str, Any] | None) -> Answer:
        body, wrong = self.checker.read(asked.data if asked.json else b"")
        if body is None or wrong or _holds_nul(body):
            return 422, {"message": "The given data was invalid.", "errors": {key: ["is wrong"] for key in wrong}}, {}
        made = _row(self.checker.kept(body))
        if row is None and made["code"] in self.rows["agencies"]:
            return _refused(409)
        if row is None:
            self.rows["agencies"][made["code"]] = made
            return 201, made, {}
        row.update({**made, "code": row["code"], "state": row["state"]})
        return 200, row, {}


def _row(body: dict[str, Any]) -> dict[str, Any]:
    found = {"remark": None, "phone": None, **copy.deepcopy(body), "code": body["code"].upper(), "state": "pending"}
    found["remark"] = found["remark"] or None
    digits = re.sub(r"[^+0-9]|(?<=.)\+", "", found["phone"] or "")
    found["phone"] = digits if len(digits) >= 5 else found["phone"]  # a number of less would be none
    address = found["address"]
    found["address"] = {"country": address["country"].upper(), "town": address.get("town") or None}
    return found


def _holds_nul(body: dict[str, Any]) -> bool:
    texts = (value for value in (*body.values(), *body["address"].values()) if isinstance(value, str))
    return any("\0" in text for text in texts)


def _refused(status: int) -> Answer:
    return status, {"message": f"refused as {status}"}, {}
