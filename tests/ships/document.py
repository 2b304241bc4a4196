"""The document of the ships: envelopes with `data` and `meta`, pages by number, sorts by a sign, versions."""

from __future__ import annotations

from typing import Any

from tests.manners.serving import in_path, in_query, says

SHIP: dict[str, Any] = {
    "type": "object",
    "required": ["name", "draught"],
    "additionalProperties": False,
    "properties": {
        "id": {"type": "string", "pattern": "^shp_[a-z0-9]{8}$", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "call_sign": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{3}$"},
        "flag": {"type": "string", "enum": ["nl", "no", "pt"], "default": "nl"},
        "draught": {"type": "number", "exclusiveMinimum": 0, "maximum": 40},
        "containers": {"type": "integer", "minimum": 0, "maximum": 25000},
        "built": {"type": "string", "format": "date-time"},
        "motto": {"type": ["string", "null"], "maxLength": 80},
        "pin": {"type": "string", "minLength": 4, "maxLength": 12, "writeOnly": True},
        "crew_size": {"type": "integer", "readOnly": True},
    },
}
MEMBER: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {
        "number": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "rank": {"type": "string", "enum": ["mate", "cook"], "default": "mate"},
    },
}
SORTS = ["name", "-name", "draught", "-draught"]
FREE = 10_000
"""The most that a page or its size may be asked for."""
_ERROR = {"type": "object", "required": ["code", "reasons"], "properties": {
    "code": {"type": "string"}, "reasons": {"type": "array", "items": {"type": "string"}}}}  # fmt: skip


def _data(schema: Any, **more: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["data", *more], "properties": {"data": schema, **more}}


def _header(name: str) -> dict[str, Any]:
    return {"name": name, "in": "header", "schema": {"type": "string"}}


def _takes(schema: Any, media: str = "application/json") -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema}}}


def document() -> dict[str, Any]:
    """All of it."""
    shown = {**SHIP, "required": ["id", "name", "flag", "draught", "motto", "crew_size"]}
    hand = {**MEMBER, "required": ["number", "name", "rank"]}
    number = {"type": "integer"}
    meta = {"type": "object", "required": ["total", "page", "per_page"],
            "properties": {"total": number, "page": number, "per_page": number}}  # fmt: skip
    refused = {code: says(_ERROR) for code in ("400", "401", "422")}
    none = {**refused, "404": says(_ERROR)}
    tag = {"headers": {"ETag": {"required": True, "schema": {"type": "string"}}}}
    place = {"headers": {"Location": {"required": True, "schema": {"type": "string"}}}}
    whole = {"type": "integer", "minimum": 1, "maximum": FREE}
    pages = [in_query("page", default=1, **whole), in_query("per_page", default=20, **{**whole, "maximum": 100})]
    asked = [in_query("sort", type="string", enum=SORTS), in_query("flag", **SHIP["properties"]["flag"] | {})]
    asked[1]["schema"].pop("default", None)
    part = {k: v for k, v in SHIP.items() if k != "required"}
    ship, match = in_path("ship_id", {"type": "string"}), _header("If-Match")
    late, taken = {"412": says(_ERROR)}, {"409": says(_ERROR, "the name is taken")}
    gone = {"204": {"description": "gone"}}
    key = [in_path("number", {"type": "integer", "minimum": 1})]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Ships", "version": "1"},
        "security": [{"token": []}],
        "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "paths": {
            "/ships": {
                "get": {"operationId": "listShips", "parameters": [*pages, *asked],
                        "responses": {"200": says(_data({"type": "array", "items": shown}, meta=meta)), **refused}},
                "post": {"operationId": "addShip", "requestBody": _takes(SHIP), "parameters": [
                    _header("Idempotency-Key")],
                    "responses": {"201": says(_data(shown)) | place, **refused, **taken}},
            },
            "/ships/{ship_id}": {
                "parameters": [ship],
                "get": {"operationId": "getShip", "parameters": [_header("If-None-Match")],
                        "responses": {"200": says(_data(shown)) | tag, "304": {"description": "known"}, **none}},
                "put": {"operationId": "setShip", "parameters": [match], "requestBody": _takes(SHIP),
                        "responses": {"200": says(_data(shown)), **none, **late, **taken}},
                "patch": {"operationId": "changeShip", "parameters": [match],
                          "requestBody": _takes(part, "application/merge-patch+json"),
                          "responses": {"200": says(_data(shown)), **none, **late, **taken}},
                "delete": {"operationId": "dropShip", "parameters": [match],
                           "responses": {**gone, **none, **late}},
            },
            "/ships/{ship_id}/crew": {
                "parameters": [ship],
                "get": {"operationId": "listCrew", "responses": {
                    "200": says(_data({"type": "array", "items": hand})), **none}},
                "post": {"operationId": "addHand", "requestBody": _takes(MEMBER),
                         "responses": {"201": says(_data(hand)) | place, **none}},
            },
            "/ships/{ship_id}/crew/{number}": {
                "parameters": [ship, *key],
                "get": {"operationId": "getHand", "responses": {"200": says(_data(hand)), **none}},
                "delete": {"operationId": "dropHand", "responses": {**gone, **none}},
            },
        },
    }  # fmt: skip
