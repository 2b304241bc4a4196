"""A service that is half built, and the document of the whole."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from email.message import Message

_TEXT = {"type": "string"}
_ERROR = {"type": "object", "required": ["problem"], "properties": {"problem": _TEXT}}
_CUSTOMER = {
    "type": "object",
    "required": ["ref", "name"],
    "properties": {"ref": {**_TEXT, "readOnly": True}, "name": _TEXT, "tier": {**_TEXT, "readOnly": True}},
}
_ORDER = {
    "type": "object",
    "required": ["no", "item"],
    "properties": {"no": {"type": "integer", "readOnly": True}, "item": _TEXT},
}


def _says(status: str, schema: dict[str, Any] | None = None, **others: Any) -> dict[str, Any]:
    content = {"content": {"application/json": {"schema": schema}}} if schema else {}
    return {"responses": {status: {"description": "d", **content}, **others}}


def _sends(schema: dict[str, Any]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


_MISSING = {"404": {"description": "none", "content": {"application/json": {"schema": _ERROR}}}}


def document() -> dict[str, Any]:
    """Customers, their orders, and operations beside them."""
    ref = {"name": "ref", "in": "path", "required": True, "schema": _TEXT}
    no = {"name": "no", "in": "path", "required": True, "schema": {"type": "integer"}}
    listed = {"type": "array", "items": _CUSTOMER}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Half built", "version": "1"},
        "servers": [{"url": "/v2"}],
        "security": [{"token": []}],
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer", "x-mock": {"keys": ["k"]}}}},
        "paths": {
            "/customers": {
                "get": {"operationId": "customers", **_says("200", listed)},
                "post": {"operationId": "addCustomer", **_sends(_CUSTOMER), **_says("201", _CUSTOMER)},
            },
            "/customers/{ref}": {
                "parameters": [ref],
                "get": {"operationId": "customer", **_says("200", _CUSTOMER, **_MISSING)},
                "delete": {"operationId": "dropCustomer", **_says("204", **_MISSING)},
            },
            "/customers/{ref}/orders": {
                "parameters": [ref],
                "get": {"operationId": "orders", **_says("200", {"type": "array", "items": _ORDER}, **_MISSING)},
                "post": {"operationId": "order", **_sends(_ORDER), **_says("201", _ORDER, **_MISSING)},
            },
            "/customers/{ref}/orders/{no}": {
                "parameters": [ref, no],
                "get": {"operationId": "oneOrder", **_says("200", _ORDER, **_MISSING)},
            },
            "/refunds": {"post": {"operationId": "refund", **_sends(_ORDER), **_says("201", _ORDER)}},
            "/prices": {"get": {"operationId": "prices", **_says("200", {"type": "array", "items": _TEXT})}},
            "/reports": {"get": {"operationId": "reports", **_says("200", {"type": "array", "items": _TEXT})}},
            "/echo": {"post": {"operationId": "echo", **_sends({}), **_says("200", {"type": "object"})}},
        },
    }


class HalfBuilt:
    """Customers and echo are built; refunds are on the way (501), prices fail in front, the others are not routed."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, str], bytes]] = []
        self.customers = {"c-9": {"ref": "c-9", "name": "Nina", "tier": "gold"}}

    def answer(self, method: str, target: str, headers: Message, body: bytes) -> tuple[int, Any, Mapping[str, str]]:
        """What is built."""
        self.asked.append((method, target, {name.lower(): value for name, value in headers.items()}, body))
        path, _, _ = target.partition("?")
        if path == "/api/customers" and method in ("GET", "HEAD"):
            packed = gzip.compress(json.dumps([*self.customers.values()]).encode())
            return 200, packed, {"Content-Type": "application/json; charset=utf-8", "Content-Encoding": "gzip"}
        if path.startswith("/api/customers/") and path.count("/") == 3:
            found = self.customers.get(path.rpartition("/")[2])
            if found is None:
                return 404, {"problem": "no such customer"}, {}
            if method == "DELETE":
                del self.customers[found["ref"]]
                return 204, None, {}
            return 200, found, {"X-Shard": "7", "Set-Cookie": "sid=1; Domain=service.example"}
        if path == "/api/echo":
            return 200, {"sent": body.decode("latin-1")}, {"Location": "https://elsewhere.example/"}
        if path == "/api/refunds":
            return 501, {"problem": "soon"}, {}
        if path == "/api/prices":
            return 502, b"<h1>Bad Gateway</h1>", {"Content-Type": "text/html"}
        if path == "/api/undocumented":
            return 418, {"tea": True}, {}
        return 404, b"<h1>No route</h1>", {"Content-Type": "text/html"}
