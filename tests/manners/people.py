"""People as ASP.NET keeps them: normalised as its document says, null for what is absent, ids of two spellings, 409."""

from __future__ import annotations

import re
import unicodedata
import uuid
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes
from tests.repeatable_keys import RepeatableKeys

_PERSON: dict[str, Any] = {
    "type": "object",
    "required": ["email", "name"],
    "properties": {
        "email": {"type": "string", "format": "email", "maxLength": 90},
        "name": {"type": "string", "pattern": r"^[A-Za-z]([A-Za-z ]*[A-Za-z])?$", "maxLength": 50},
        "birthday": {"type": "string", "format": "date", "nullable": True},
        "rate": {"type": "number", "minimum": 0, "maximum": 10000, "multipleOf": 0.25, "nullable": True},
        "role": {"type": "string", "enum": ["reader", "writer", "owner"], "default": "reader"},
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["id", "email", "name", "createdAt"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "createdAt": {"type": "string", "format": "date-time"},
        **_PERSON["properties"],
    },
}
_PROBLEM = {
    "description": "refused",
    "content": {
        "application/problem+json": {
            "schema": {
                "type": "object",
                "required": ["title", "status"],
                "properties": {
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "traceId": {"type": "string"},
                    "errors": {
                        "type": "object",
                        "additionalProperties": {"type": "array", "items": {"type": "string"}},
                    },
                },
            }
        }
    },
}
_GUID = re.compile(r"(?i)\{?([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\}?")


class People(Service):
    """The service; an address is there once, whatever its case, and times have an offset."""

    key = "5d6f-7a8b"

    def __init__(self) -> None:
        super().__init__()
        self._keys = RepeatableKeys()
        old = [self._row({"email": f"p{n}@example.org", "name": f"Person {'ab'[n]}"}) for n in (0, 1)]
        self.begin({"people": {row["id"]: row for row in old}})
        self.full = Checker(_loose(_PERSON))
        self.part = Checker(_loose({"type": "object", "properties": _PERSON["properties"]}))

    def document(self) -> dict[str, Any]:
        """Skip and take; a query `role` filters."""
        refused = dict.fromkeys(("400", "401", "415"), _PROBLEM)
        one = {**refused, "404": _PROBLEM}
        pages = [
            in_query("skip", type="integer", minimum=0, maximum=999_999_999),
            in_query("take", type="integer", minimum=1, maximum=50),
        ]
        role = in_query("role", **{k: v for k, v in _PERSON["properties"]["role"].items() if k != "default"})
        part = {"type": "object", "properties": _PERSON["properties"]}
        return {
            "openapi": "3.0.3",
            "info": {"title": "People", "version": "1"},
            "security": [{"key": []}],
            "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "api_key"}}},
            "paths": {
                "/People": {
                    "get": {"operationId": "People_List", "parameters": [*pages, role],
                            "responses": {"200": says({"type": "array", "items": _SHOWN}), **refused}},
                    "post": {"operationId": "People_Add", "requestBody": takes(_PERSON),
                             "responses": {"201": says(_SHOWN), **refused, "409": _PROBLEM}},
                },
                "/People/{id}": {
                    "parameters": [in_path("id", {"type": "string", "format": "uuid"})],
                    "get": {"operationId": "People_Get", "responses": {"200": says(_SHOWN), **one}},
                    "put": {"operationId": "People_Set", "requestBody": takes(_PERSON),
                            "responses": {"204": {"description": "changed"}, **one, "409": _PROBLEM}},
                    "patch": {"operationId": "People_Change", "requestBody": takes(part),
                              "responses": {"200": says(_SHOWN), **one, "409": _PROBLEM}},
                    "delete": {"operationId": "People_Drop", "responses": {"200": says(_SHOWN), **one}},
                },
            },
        }  # fmt: skip

    def _row(self, body: dict[str, Any], known: dict[str, Any] | None = None) -> dict[str, Any]:
        empty = {"birthday": None, "rate": None, "role": "reader"}
        now = datetime.now(timezone(timedelta(hours=2))).isoformat(timespec="seconds")
        known = known or {"id": self._keys.uuid(), "createdAt": now}
        return {"id": known["id"], "createdAt": known["createdAt"], **empty, **body}

    def answer(self, asked: Asked) -> Answer:
        """A wrong id is 404, as where a route takes GUIDs alone."""
        parts = [*asked.parts[:-1], *(p for p in asked.parts[-1:] if p)]
        if not parts or parts[0].lower() != "people" or len(parts) > 2:
            return 404, None, {}
        if asked.query.get("api_key", [""])[0] != self.key:
            return _problem(401, "Unauthorized")
        names = ("GET", "POST") if len(parts) == 1 else ("GET", "PUT", "PATCH", "DELETE")
        if asked.method not in names:
            return 405, None, {"Allow": ", ".join(names)}
        key = _GUID.fullmatch(parts[1]) if len(parts) == 2 else None
        row = self.rows["people"].get(key[1].lower()) if key is not None else None
        if len(parts) == 2 and row is None:
            return _problem(404, "Not Found")
        if asked.method in ("POST", "PUT", "PATCH"):
            return self._write(asked, row)
        if row is None:
            return self._list(asked)
        if asked.method == "DELETE":
            del self.rows["people"][row["id"]]
        return 200, row, {}

    def _list(self, asked: Asked) -> Answer:
        skip, take = (asked.query.get(name, [usual])[-1] for name, usual in (("skip", "0"), ("take", "50")))
        role = asked.query.get("role", [None])[-1]
        wrong = [] if re.fullmatch("[0-9]{1,9}", skip) else ["skip"]
        wrong += [] if re.fullmatch("[0-9]{1,9}", take) and 1 <= int(take) <= 50 else ["take"]
        wrong += [] if role is None or role in _PERSON["properties"]["role"]["enum"] else ["role"]
        if wrong:
            return _problem(400, "One or more validation errors occurred.", wrong)
        rows = [row for row in self.rows["people"].values() if role in (None, row["role"])]
        return 200, rows[int(skip) : int(skip) + int(take)], {}

    def _write(self, asked: Asked, row: dict[str, Any] | None) -> Answer:
        if not asked.json:
            return _problem(415, "Unsupported Media Type")
        checker = self.part if asked.method == "PATCH" else self.full
        body, wrong = checker.read(asked.data)
        if body is None or wrong:
            return _problem(400, "One or more validation errors occurred.", [n[:1].upper() + n[1:] for n in wrong])
        body = checker.kept(body)
        mail = unicodedata.normalize("NFC", body.get("email", "")).lower()
        if any(other is not row and other["email"].lower() == mail for other in self.rows["people"].values()):
            return _problem(409, "The address is taken")
        if row is None:
            row = self._row(body)
            self.rows["people"][row["id"]] = row
            return 201, row, {"Location": f"/people/{row['id'].upper()}"}
        row.update(body if asked.method == "PATCH" else self._row(body, row))
        return (200, row, {}) if asked.method == "PATCH" else (204, None, {})


def _problem(status: int, title: str, fields: list[str] | None = None) -> Answer:
    told: dict[str, Any] = {"title": title, "status": status, "traceId": f"00-{uuid.uuid4().hex}-01"}
    if fields:
        told["errors"] = {name or "$": ["is invalid"] for name in fields}
    now = datetime.now(UTC).strftime("%a, %d %b %Y %H:%M:%S GMT")
    return status, told, {"Content-Type": "application/problem+json; charset=utf-8", "X-Served": now}


def _loose(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema of OpenAPI 3.0 as one of JSON Schema, where `nullable` adds a type."""
    members = {
        name: {**item, "type": [item["type"], "null"]} if item.get("nullable") else item
        for name, item in schema["properties"].items()
    }
    return {**schema, "properties": members}
