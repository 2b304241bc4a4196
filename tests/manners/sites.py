"""Sites as FastAPI keeps them with the types of Pydantic: values in one spelling, sets in any order, PUTs of a part."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from tests.manners.serving import Answer, Asked, Checker, Service, in_path, in_query, number, says, takes

_MAYBE_TEXT: dict[str, Any] = {"anyOf": [{"type": "string", "maxLength": 100}, {"type": "null"}]}
_PARTS: dict[str, Any] = {
    "name": {"type": "string", "minLength": 1, "maxLength": 60},
    "url": {"type": "string", "format": "uri", "minLength": 1, "maxLength": 500},
    "owner": {"type": "string", "format": "email"},
    "price": {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string"}]},
    "labels": {"type": "array", "items": {"type": "string"}, "uniqueItems": True, "maxItems": 8},
    "about": _MAYBE_TEXT,
}
_SITE = {"type": "object", "required": ["name", "url", "owner", "price"], "properties": _PARTS}
_CHANGE = {
    "type": "object",
    "properties": {n: p if n == "about" else {"anyOf": [p, {"type": "null"}]} for n, p in _PARTS.items()},
}
_SHOWN = {
    "type": "object",
    "required": ["id", "name", "url", "owner", "price", "labels"],
    "properties": {"id": {"type": "integer"}, **_PARTS, "price": {"type": "string"}},
}
_WRONG = {
    "type": "object",
    "properties": {
        "detail": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["loc", "msg"],
                "properties": {
                    "loc": {"type": "array", "items": {"anyOf": [{"type": "string"}, {"type": "integer"}]}},
                    "msg": {"type": "string"},
                },
            },
        }
    },
}
_PRICE = re.compile(r"\d{1,20}(?:\.\d{1,20})?", re.ASCII)


class Sites(Service):
    """The service: a price is a decimal, a URL and an address have one spelling, null is nothing."""

    def __init__(self) -> None:
        super().__init__()
        old = {"name": "Old", "url": "https://example.org/", "owner": "old@example.org", "price": "1.50"}
        self.begin({"sites": {"1": {"id": 1, **old, "labels": ["b", "a"], "about": None}}})
        self.last = 1
        self.whole, self.part = Checker(_SITE), Checker(_CHANGE)

    def document(self) -> dict[str, Any]:
        """A replacement may leave out what every site has."""
        wrong, none = {"422": says(_WRONG)}, {"404": says({"type": "object"})}
        pages = [
            in_query("offset", type="integer", minimum=0, maximum=1_000_000),
            in_query("limit", type="integer", minimum=1, maximum=100),
        ]
        return {
            "openapi": "3.1.0",
            "info": {"title": "Sites", "version": "1"},
            "paths": {
                "/sites": {
                    "get": {"operationId": "list_sites", "parameters": pages,
                            "responses": {"200": says({"type": "array", "items": _SHOWN}), **wrong}},
                    "post": {"operationId": "create_site", "requestBody": takes(_SITE),
                             "responses": {"200": says(_SHOWN), **wrong}},
                },
                "/sites/{site_id}": {
                    "parameters": [in_path("site_id", {"type": "integer", "minimum": 1})],
                    "get": {"operationId": "read_site", "responses": {"200": says(_SHOWN), **none, **wrong}},
                    "put": {"operationId": "update_site", "requestBody": takes(_CHANGE),
                            "responses": {"200": says(_SHOWN), **none, **wrong}},
                    "delete": {"operationId": "delete_site",
                               "responses": {"200": says({"type": "object"}), **none, **wrong}},
                },
            },
        }  # fmt: skip

    def answer(self, asked: Asked) -> Answer:
        """The body is read before the record is looked for."""
        parts, method = asked.parts, "GET" if asked.method == "HEAD" else asked.method
        methods = {1: ("GET", "POST"), 2: ("GET", "PUT", "DELETE")}.get(len(parts), ())
        if parts[0] != "sites" or not methods:
            return 404, {"detail": "Not Found"}, {}
        if method not in methods:
            return 405, {"detail": "Method Not Allowed"}, {"Allow": ", ".join(methods)}
        wrong = [] if len(parts) == 1 or number(parts[1]) else [["path", "site_id"]]
        body: dict[str, Any] = {}
        if method in ("POST", "PUT"):
            checker = self.whole if method == "POST" else self.part
            found, named = checker.read(asked.data if asked.json else b"")
            if found is None:
                return 422, _told([["body", 1]]), {}
            wrong += [["body", name] for name in named if name]
            body = {name: value for name, value in found.items() if name in _PARTS}
            price = body.get("price")
            if isinstance(price, str) and not _PRICE.fullmatch(price) and ["body", "price"] not in wrong:
                wrong.append(["body", "price"])
        if wrong:
            return 422, _told(wrong), {}
        rows = self.rows["sites"]
        if len(parts) == 1:
            return self._made(body) if method == "POST" else self._listed(asked)
        if parts[1] not in rows:
            return 404, {"detail": "Site not found"}, {}
        if method == "PUT":
            given = {n: v for n, v in body.items() if v is not None or n == "about"}
            rows[parts[1]] = {**rows[parts[1]], **_spelled(given)}
        shown = rows[parts[1]] if method != "DELETE" else {"ok": bool(rows.pop(parts[1]))}
        return 200, shown, {}

    def _made(self, body: dict[str, Any]) -> Answer:
        self.last += 1
        site = {"id": self.last, "labels": [], "about": None, **_spelled(body)}
        self.rows["sites"][str(self.last)] = site
        return 200, site, {}

    def _listed(self, asked: Asked) -> Answer:
        texts = asked.query.get("offset", ["0"])[-1], asked.query.get("limit", ["20"])[-1]
        first, most = 0 if texts[0] == "0" else number(texts[0]), number(texts[1])
        wrong = [["query", "offset"]] if first is None or first > 1_000_000 else []
        wrong += [["query", "limit"]] if most is None or most > 100 else []
        if first is None or most is None or wrong:
            return 422, _told(wrong), {}
        return 200, list(self.rows["sites"].values())[first : first + most], {}


def _told(places: list[list[Any]]) -> dict[str, Any]:
    return {"detail": [{"loc": place, "msg": "Input is invalid"} for place in places]}


def _spelled(body: dict[str, Any]) -> dict[str, Any]:
    """Values in the one spelling in which they are kept."""
    kept = dict(body)
    if "url" in kept:
        parts = urlsplit(kept["url"])
        kept["url"] = parts._replace(netloc=parts.netloc.lower(), path=parts.path or "/").geturl()
    if "owner" in kept:
        local, _, domain = kept["owner"].partition("@")
        kept["owner"] = f"{local}@{domain.lower()}"
    if "price" in kept:
        kept["price"] = format(Decimal(str(kept["price"])).normalize(), "f")
    if "labels" in kept:
        kept["labels"] = sorted(kept["labels"], reverse=True)
    return kept
