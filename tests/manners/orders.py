"""Orders as Spring serves them: Location without a body, PUT that creates, versions, page objects from nought."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, datetime
from typing import Any

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, says, takes

_LINE = {
    "type": "object",
    "required": ["item", "count"],
    "properties": {
        "item": {"type": "string", "minLength": 1, "maxLength": 40},
        "count": {"type": "integer", "minimum": 1, "maximum": 999},
    },
}
_ORDER: dict[str, Any] = {
    "type": "object",
    "required": ["customer", "lines"],
    "properties": {
        "customer": {"type": "string", "minLength": 1, "maxLength": 60},
        "lines": {"type": "array", "items": _LINE, "minItems": 1, "maxItems": 10},
        "express": {"type": "boolean", "default": False},
        "discount": {"type": "number", "minimum": 0, "maximum": 1, "nullable": True},
    },
}
_SHOWN: dict[str, Any] = {
    "type": "object",
    "required": ["orderId", "customer", "lines", "express", "updatedAt"],
    "properties": {
        "orderId": {"type": "string", "format": "uuid"},
        "updatedAt": {"type": "string", "format": "date-time"},
        **_ORDER["properties"],
    },
}
_ERROR: dict[str, Any] = {
    "type": "object",
    "required": ["timestamp", "status", "error", "path"],
    "properties": {
        "timestamp": {"type": "string", "format": "date-time"},
        "status": {"type": "integer"},
        "error": {"type": "string"},
        "path": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object", "properties": {"field": {"type": "string"}}}},
    },
}
_UUID = re.compile(r"(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


class Orders(Service):
    """The service; a wrong body is told before a missing order, and null takes a discount away."""

    base = "/api/v3"
    key = "agent:9d27"

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.checker = Checker(_ORDER)
        lines = [{"item": "bolt", "count": 2}]
        old = [self._row(self._new(), {"customer": f"customer {n}", "lines": lines}) for n in (1, 2)]
        self.begin({"orders": {row["orderId"]: row for row in old}})

    def _new(self) -> str:
        self.count += 1
        digits = hashlib.sha256(f"order {self.count}".encode()).hexdigest()
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-a{digits[17:20]}-{digits[20:32]}"

    def _row(self, key: str, body: dict[str, Any]) -> dict[str, Any]:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "+0000")
        known = {"orderId": key, "updatedAt": f"{now[:-2]}:{now[-2:]}", "express": False, **body}
        return {name: value for name, value in known.items() if value is not None}

    def document(self) -> dict[str, Any]:
        """PUT has 200 and 201; versions in `ETag`, asked for with `If-Match` and `If-None-Match`."""
        page = {"type": "object", "required": ["content", "totalElements", "number", "size"], "properties": {
            "content": {"type": "array", "items": _SHOWN}, "totalElements": {"type": "integer"},
            "number": {"type": "integer"}, "size": {"type": "integer"}, "last": {"type": "boolean"}}}  # fmt: skip
        refused = {status: says(_ERROR) for status in ("400", "401", "415")}
        one = {**refused, "404": says(_ERROR)}
        numbers = [in_query("page", type="integer", minimum=0, maximum=999_999_999, default=0),
                   in_query("size", type="integer", minimum=1, maximum=100, default=20)]  # fmt: skip
        tag = {"headers": {"ETag": {"schema": {"type": "string"}}}}
        asks = [{"name": name, "in": "header", "schema": {"type": "string"}} for name in ("If-Match", "If-None-Match")]
        return {
            "openapi": "3.0.3",
            "info": {"title": "Orders", "version": "1"},
            "servers": [{"url": "/api/v3"}],
            "security": [{"login": []}],
            "components": {"securitySchemes": {"login": {"type": "http", "scheme": "basic"}}},
            "paths": {
                "/orders": {
                    "get": {"operationId": "findAll", "parameters": numbers,
                            "responses": {"200": says(page), **refused}},
                    "post": {"operationId": "create", "requestBody": takes(_ORDER), "responses": {
                        "201": {"description": "made", "headers": {"Location": {"schema": {"type": "string"}}}},
                        **refused}},
                },
                "/orders/{orderId}": {
                    "parameters": [in_path("orderId", {"type": "string", "format": "uuid"})],
                    "get": {"operationId": "findById", "parameters": asks[1:], "responses": {
                        "200": says(_SHOWN) | tag, "304": {"description": "the same"}, **one}},
                    "put": {"operationId": "save", "parameters": asks[:1], "requestBody": takes(_ORDER), "responses": {
                        "200": says(_SHOWN) | tag, "201": says(_SHOWN) | tag, "412": says(_ERROR), **one}},
                    "delete": {"operationId": "deleteById", "responses": {"204": {"description": "gone"}, **one}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """Credentials, method, then the body, then the record."""
        parts = asked.parts
        if parts[:3] != ["api", "v3", "orders"] or len(parts) > 4 or asked.path.endswith("/"):
            return self._error(asked, 404)
        scheme, _, given = asked.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "basic" or given.strip() != "YWdlbnQ6OWQyNw==":
            return self._error(asked, 401, headers={"WWW-Authenticate": 'Basic realm="Realm"'})
        names = ("GET", "HEAD", "POST") if len(parts) == 3 else ("GET", "HEAD", "PUT", "DELETE")
        if asked.method == "OPTIONS":
            return 200, None, {"Allow": ", ".join((*names, "OPTIONS"))}
        if asked.method not in names:
            return self._error(asked, 405, headers={"Allow": ", ".join(names)})
        if len(parts) == 4 and _UUID.fullmatch(parts[3]) is None:
            return self._error(asked, 400)
        body: dict[str, Any] = {}
        if asked.method in ("POST", "PUT"):
            if not asked.json:
                return self._error(asked, 415, headers={"Accept": "application/json"})
            read, wrong = self.checker.read(_nulls_out(asked.data, self.checker))
            if read is None or wrong:
                return self._error(asked, 400, wrong)
            body = self.checker.kept(read)
        return self._many(asked, body) if len(parts) == 3 else self._one(asked, parts[3].lower(), body)

    def _many(self, asked: Asked, body: dict[str, Any]) -> Answer:
        rows = self.rows["orders"]
        if asked.method == "POST":
            key = self._new()
            rows[key] = self._row(key, body)
            return 201, None, {"Location": f"http://{asked.headers.get('Host')}/api/v3/orders/{key}"}
        page, size = (asked.query.get(name, [usual])[-1] for name, usual in (("page", "0"), ("size", "20")))
        wrong = [] if re.fullmatch("[0-9]{1,9}", page) else ["page"]
        wrong += [] if re.fullmatch("[0-9]{1,9}", size) and 1 <= int(size) <= 100 else ["size"]
        if wrong:
            return self._error(asked, 400, wrong)
        at, most = int(page), int(size)
        shown = [*rows.values()][at * most : (at + 1) * most]
        last = (at + 1) * most >= len(rows)
        return 200, {"content": shown, "totalElements": len(rows), "number": at, "size": most, "last": last}, {}

    def _one(self, asked: Asked, key: str, body: dict[str, Any]) -> Answer:
        rows = self.rows["orders"]
        row = rows.get(key)
        wanted = asked.headers.get("If-Match")
        if asked.method == "PUT":
            if wanted is not None and (row is None or (wanted.strip() != "*" and _tag(row) not in wanted)):
                return self._error(asked, 412)
            rows[key] = self._row(key, body)
            return 201 if row is None else 200, rows[key], {"ETag": _tag(rows[key])}
        if row is None:
            return self._error(asked, 404)
        if asked.method == "DELETE":
            del rows[key]
            return 204, None, {}
        if _tag(row) in asked.headers.get("If-None-Match", ""):
            return 304, None, {"ETag": _tag(row)}
        return 200, row, {"ETag": _tag(row)}

    def _error(
        self, asked: Asked, status: int, fields: list[str] | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        told = {"timestamp": now, "status": status, "error": "Refused", "path": asked.path}
        if fields:
            told["errors"] = [{"field": name} for name in fields]
        return status, told, headers or {}


def _nulls_out(data: bytes, checker: Checker) -> bytes:
    """A body without the nulls that the document allows."""
    try:
        body = json.loads(data)
    except (ValueError, RecursionError):
        return data
    properties = checker.schema["properties"]
    if isinstance(body, dict) and any(v is None and properties.get(n, {}).get("nullable") for n, v in body.items()):
        kept = {n: v for n, v in body.items() if v is not None or not properties.get(n, {}).get("nullable")}
        return json.dumps(kept).encode()
    return data


def _tag(row: dict[str, Any]) -> str:
    return f'"{hashlib.sha256(json.dumps(row, sort_keys=True).encode()).hexdigest()[:16]}"'
