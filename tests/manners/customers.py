"""Customers as payment services keep them: forms, a user without a password, and what is left of who was deleted."""

from __future__ import annotations

import base64
import re
from typing import Any
from urllib.parse import parse_qsl

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says
from tests.repeatable_keys import RepeatableKeys

_FIELDS: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 256},
        "note": {"type": "string", "maxLength": 350},
        "balance": {"type": "integer"},
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["id", "object"],
    "properties": {
        "id": {"type": "string"},
        "object": {"type": "string", "enum": ["customer"]},
        "balance": {"type": "integer"},
        "name": {"type": "string", "nullable": True},
        "note": {"type": "string", "nullable": True},
    },
}
_DELETED = {"type": "object", "required": ["id", "object", "deleted"], "properties": {
    "id": {"type": "string"},
    "object": {"type": "string", "enum": ["customer"]},
    "deleted": {"type": "boolean", "enum": [True]}}}  # fmt: skip
_ERROR = says({"type": "object", "required": ["error"], "properties": {
    "error": {"type": "object", "properties": {"message": {"type": "string"}}}}}, "error")  # fmt: skip


class Customers(Service):
    """The service; one key of a create stands for one body, and a deleted customer is shown as such for ever."""

    key = "sk_test_4eC39HqLyjWDarjtT1zdp7dc:"

    def __init__(self) -> None:
        super().__init__()
        self._keys = RepeatableKeys()
        self.checker, self.dead, self.known = Checker(_FIELDS), set[str](), dict[str, tuple[bytes, Any]]()
        self.begin({"customers": {key: _row(key, {"name": "Old"}) for key in ("cus_NffrFeUfNV2Hib", "cus_9s6XKzkNRi")}})

    @property
    def left(self) -> list[str]:
        """Who was not deleted."""
        return [key for key in super().left if key not in self.dead]

    def document(self) -> dict[str, Any]:
        """Each refusal is the default answer."""
        form = {"content": {"application/x-www-form-urlencoded": {"schema": _FIELDS}}}
        page = [in_query("limit", type="integer", minimum=1, maximum=100), in_query("starting_after", type="string")]
        listed = {"type": "object", "required": ["data", "has_more"], "properties": {
            "data": {"type": "array", "items": _SHOWN}, "has_more": {"type": "boolean"}}}  # fmt: skip
        once = {"name": "Idempotency-Key", "in": "header", "schema": {"type": "string", "maxLength": 255}}
        return {
            "openapi": "3.0.0",
            "info": {"title": "Customers", "version": "2023-10-16"},
            "security": [{"basic": []}],
            "components": {"securitySchemes": {"basic": {"type": "http", "scheme": "basic"}}},
            "paths": {
                "/customers": {
                    "get": {"operationId": "GetCustomers", "parameters": page,
                            "responses": {"200": says(listed), "default": _ERROR}},
                    "post": {"operationId": "PostCustomers", "parameters": [once], "requestBody": form,
                             "responses": {"200": says(_SHOWN), "default": _ERROR}},
                },
                "/customers/{customer}": {
                    "parameters": [in_path("customer", {"type": "string"})],
                    "get": {"operationId": "GetCustomer",
                            "responses": {"200": says({"anyOf": [_SHOWN, _DELETED]}), "default": _ERROR}},
                    "post": {"operationId": "PostCustomer", "requestBody": form,
                             "responses": {"200": says(_SHOWN), "default": _ERROR}},
                    "delete": {"operationId": "DeleteCustomer",
                               "responses": {"200": says(_DELETED), "default": _ERROR}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The user, then the path, then the body; whatever stands in place of a password is as good as none."""
        parts = asked.parts
        if parts[0] != "customers" or len(parts) > 2:
            return _error(404, "no such page")
        if _user(asked) != self.key.rstrip(":"):
            return _error(401, "no such user")
        names = ("GET", "POST") if len(parts) == 1 else ("GET", "POST", "DELETE")
        if asked.method not in names:
            return 405, {"error": {"message": "no such method"}}, {"Allow": ", ".join(names)}
        if len(parts) == 1:
            return self._list(asked) if asked.method == "GET" else self._create(asked)
        key, rows = parts[1], self.rows["customers"]
        if key not in rows or (key in self.dead and asked.method != "GET"):
            return _error(404, "no such customer")
        if asked.method == "DELETE":
            self.dead.add(key)
        if key in self.dead:
            return 200, {"id": key, "object": "customer", "deleted": True}, {}
        if asked.method == "POST":
            body = self._form(asked)
            if body is None:
                return _error(400, "wrong")
            rows[key].update(body)
        return 200, rows[key], {}

    def _form(self, asked: Asked) -> dict[str, Any] | None:
        """What a form says; an empty text is nothing."""
        if asked.data and asked.headers.get_content_type() != "application/x-www-form-urlencoded":
            return None
        try:
            body: dict[str, Any] = dict(parse_qsl(asked.data.decode("ascii"), keep_blank_values=True, errors="strict"))
        except ValueError:
            return None
        if re.fullmatch("-?[0-9]{1,18}", body.get("balance", "")):
            body["balance"] = int(body["balance"])
        if self.checker.wrong(body) or not body.keys() <= _FIELDS["properties"].keys():
            return None
        return {name: None if value == "" else value for name, value in body.items()}

    def _create(self, asked: Asked) -> Answer:
        once, body = asked.headers.get("Idempotency-Key"), self._form(asked)
        if body is None or len(once or "") > 255:
            return _error(400, "wrong")
        if once is not None and once in self.known:
            data, row = self.known[once]
            return (200, row, {}) if data == asked.data else _error(400, "another body had this key")
        key = f"cus_{self._keys.hexadecimal(7)}"
        self.rows["customers"][key] = row = _row(key, body)
        if once is not None:
            self.known[once] = asked.data, dict(row)
        return 200, row, {}

    def _list(self, asked: Asked) -> Answer:
        limit, after = asked.query.get("limit", ["10"])[-1], asked.query.get("starting_after", [""])[-1]
        rows = [row for key, row in reversed(self.rows["customers"].items()) if key not in self.dead]
        keys = [row["id"] for row in rows]
        if not re.fullmatch("[0-9]{1,3}", limit) or not 0 < int(limit) <= 100 or (after and after not in keys):
            return _error(400, "wrong page")
        rows = rows[keys.index(after) + 1 :] if after else rows
        return 200, {"data": rows[: int(limit)], "has_more": len(rows) > int(limit)}, {}


def _user(asked: Asked) -> str | None:
    kind, _, code = (asked.headers.get("Authorization") or "").partition(" ")
    try:
        return base64.b64decode(code, validate=True).decode().partition(":")[0] if kind == "Basic" else None
    except ValueError:
        return None


def _row(key: str, body: dict[str, Any]) -> dict[str, Any]:
    return {"id": key, "object": "customer", "balance": 0, "name": None, "note": None, **body}


def _error(status: int, message: str) -> Answer:
    return status, {"error": {"message": message}}, {}
