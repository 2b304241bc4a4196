"""A small service of parcels that has moved on since its document was released, compatibly or not."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.json_server import answering, sent_json
from tests.manners.serving import says

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from email.message import Message

KEY = "parcel-key-7c20"


def released() -> dict[str, Any]:
    """The document that was released: parcels that are made, listed, read and removed."""
    members: dict[str, Any] = {
        "label": {"type": "string", "minLength": 1, "maxLength": 30},
        "size": {"type": "string", "enum": ["s", "m", "l"]},
        "fragile": {"type": "boolean", "default": False},
    }
    parcel = {
        "type": "object",
        "required": ["id", "label", "size", "fragile"],
        "additionalProperties": False,
        "properties": {"id": {"type": "integer"}, **members},
    }
    new = {"type": "object", "required": ["label", "size"], "properties": copy.deepcopy(members)}
    wrong, locked = {"description": "wrong"}, {"description": "no key"}
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    size = {"name": "size", "in": "query", "schema": {"type": "string", "enum": ["s", "m", "l"]}}
    listed = says({"type": "array", "items": parcel})
    make = {
        "operationId": "makeParcel",
        "requestBody": {"required": True, "content": {"application/json": {"schema": new}}},
        "responses": {"201": says(parcel), "400": wrong, "401": locked},
    }
    read = {"operationId": "readParcel", "responses": {"200": says(parcel), "401": locked, "404": wrong, "400": wrong}}
    drop = {
        "operationId": "dropParcel",
        "responses": {"204": {"description": "gone"}, "401": locked, "404": wrong, "400": wrong},
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "Parcels", "version": "1"},
        "security": [{"key": []}],
        "components": {"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        "paths": {
            "/parcels": {
                "get": {
                    "operationId": "parcels",
                    "security": [],
                    "parameters": [size],
                    "responses": {"200": listed, "400": wrong},
                },
                "post": make,
            },
            "/parcels/{id}": {"parameters": [number], "get": read, "delete": drop},
        },
    }


def current(*changes: str) -> dict[str, Any]:
    """The document of today, with these changes."""
    document = released()
    for change in changes:
        CHANGES[change](document)
    return document


def _schemas(document: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The schema of what is sent and that of a parcel."""
    make = document["paths"]["/parcels"]["post"]
    sent = make["requestBody"]["content"]["application/json"]["schema"]
    return sent, next(iter(make["responses"].values()))["content"]["application/json"]["schema"]


def _more(document: dict[str, Any]) -> None:
    """A longer label, an optional member, another operation, a parameter, a status, an open door."""
    sent, parcel = _schemas(document)
    for schema in (sent, parcel):
        schema["properties"]["label"]["maxLength"] = 40
    parcel["properties"]["colour"] = sent["properties"]["colour"] = {"type": "string"}
    paths = document["paths"]
    paths["/carriers"] = {"get": {"operationId": "carriers", "security": [], "responses": {"200": says({})}}}
    paths["/parcels"]["get"]["parameters"].append({"name": "colour", "in": "query", "schema": {"type": "string"}})
    one = paths["/parcels/{id}"]
    one["get"]["security"] = []
    one["get"]["responses"]["410"] = one["delete"]["responses"]["410"] = {"description": "gone for good"}


def _sender(document: dict[str, Any]) -> None:
    sent, _ = _schemas(document)
    sent["properties"]["sender"] = {"type": "string"}
    sent["required"].append("sender")


def _shorter(document: dict[str, Any]) -> None:
    _schemas(document)[0]["properties"]["label"]["maxLength"] = 20


def _less(document: dict[str, Any]) -> None:
    sent, parcel = _schemas(document)
    parcel["required"].remove("fragile")
    del parcel["properties"]["fragile"], sent["properties"]["fragile"]


def _status(document: dict[str, Any]) -> None:
    responses = document["paths"]["/parcels"]["post"]["responses"]
    document["paths"]["/parcels"]["post"]["responses"] = {"200": responses.pop("201"), **responses}


def _locked(document: dict[str, Any]) -> None:
    listing = document["paths"]["/parcels"]["get"]
    listing["responses"]["401"] = {"description": "no key"}
    del listing["security"]


def _filter(document: dict[str, Any]) -> None:
    document["paths"]["/parcels"]["get"]["parameters"] = []


def _unread(document: dict[str, Any]) -> None:
    del document["paths"]["/parcels/{id}"]["get"]


def _turned(document: dict[str, Any]) -> None:
    for schema in _schemas(document):
        schema["properties"]["fragile"]["default"] = True


CHANGES: dict[str, Callable[[dict[str, Any]], None]] = {
    "more": _more,
    "sender-required": _sender,
    "label-shorter": _shorter,
    "fragile-removed": _less,
    "status-changed": _status,
    "list-locked": _locked,
    "filter-removed": _filter,
    "read-removed": _unread,
    "default-changed": _turned,
}
"""What a new document may change, by name; the service does the same."""


class Parcels:
    """The service, with ``changes`` of the table and perhaps a fault that no document describes."""

    def __init__(self, *changes: str, fault: str = "") -> None:
        self.changes = set(changes)
        self.fault = fault
        self.parcels: dict[int, dict[str, Any]] = {}
        self.last = 0

    def running(self) -> AbstractContextManager[str]:
        """The URL under which it answers."""
        return answering(self._answer)

    def _answer(self, method: str, target: str, fields: Message, body: bytes) -> tuple[int, Any, dict[str, str]]:
        path, _, query = target.partition("?")
        kind = (fields.get("Content-Type") or "").partition(";")[0].strip().lower()
        status, value = self._done(method, path, query, body, kind, known=fields.get("X-Key") == KEY)
        return status, value, {}

    def _done(self, method: str, path: str, query: str, body: bytes, kind: str, *, known: bool) -> tuple[int, Any]:
        parts = path.strip("/").split("/")
        if path == "/carriers" and "more" in self.changes:
            return 200, {}
        if path == "/parcels" and method == "GET":
            return self._listed(query) if known or "list-locked" not in self.changes else (401, None)
        if path == "/parcels" and method == "POST":
            return (401, None) if not known else self.made(body) if kind == "application/json" else (415, None)
        if len(parts) != 2 or parts[0] != "parcels" or method not in ("GET", "DELETE"):
            return 404, None
        if method == "GET" and "read-removed" in self.changes:
            return 404, None
        if not known and (method == "DELETE" or "more" not in self.changes):
            return 401, None
        return self._one(method, parts[1])

    def _one(self, method: str, key: str) -> tuple[int, Any]:
        if not (key.isascii() and key.isdecimal()) or int(key) < 1:
            return 400, None
        if int(key) not in self.parcels:
            return 410 if "more" in self.changes and int(key) <= self.last else 404, None
        if method == "DELETE":
            del self.parcels[int(key)]
            return 204, None
        return 200, self.parcels[int(key)]

    def _listed(self, query: str) -> tuple[int, Any]:
        found = list(self.parcels.values())
        pairs = [pair.partition("=")[::2] for pair in query.split("&") if pair]
        sizes = [value for name, value in pairs if name == "size"]
        if sizes and "filter-removed" not in self.changes:
            if sizes[0] not in ("s", "m", "l"):
                return 400, None
            found = [parcel for parcel in found if parcel["size"] in sizes]
        return 200, found

    def made(self, body: bytes) -> tuple[int, Any]:
        """The answer to a create."""
        sent = sent_json(body)
        longest = 40 if "more" in self.changes else 20 if "label-shorter" in self.changes else 30
        label = sent.get("label") if isinstance(sent, dict) else None
        if not isinstance(label, str) or not 1 <= len(label) <= longest or sent.get("size") not in ("s", "m", "l"):
            return 400, None
        if "sender-required" in self.changes and not isinstance(sent.get("sender"), str):
            return 400, None
        fragile = sent.get("fragile", "default-changed" in self.changes)
        if not isinstance(fragile, bool) and "fragile-removed" not in self.changes:
            return 400, None
        self.last += 1
        made = {"id": self.last, "label": label, "size": sent["size"], "fragile": fragile}
        if "fragile-removed" in self.changes:
            del made["fragile"]
        if "more" in self.changes:
            if not isinstance(sent.get("colour", ""), str):
                return 400, None
            made["colour"] = sent.get("colour", "brown")
        if self.fault == "size-lost":
            made["size"] = "m"
        self.parcels[self.last] = made
        return 200 if "status-changed" in self.changes else 201, made
