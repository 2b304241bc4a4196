"""A small shop: what most APIs have, in one document."""

from __future__ import annotations

from typing import Any

_ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer", "readOnly": True},
        "name": {"type": "string", "minLength": 1},
        "price": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "note": {"type": "string", "nullable": True},
        "updated_at": {"type": "string", "format": "date-time", "readOnly": True},
    },
}
_ERROR = {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}
ITEM, ERROR = {"$ref": "#/components/schemas/Item"}, {"$ref": "#/components/schemas/Error"}


def json_of(schema: Any, **more: Any) -> dict[str, Any]:
    """A response or request body in JSON."""
    return {"description": "JSON", "content": {"application/json": {"schema": schema, **more}}}


def parameter(name: str, place: str = "query", **schema: Any) -> dict[str, Any]:
    """A parameter."""
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def shop() -> dict[str, Any]:
    """The document, fresh."""
    missing = {"404": json_of(ERROR), "400": json_of(ERROR)}
    page = {
        "type": "object",
        "required": ["items", "total"],
        "properties": {
            "items": {"type": "array", "items": ITEM},
            "total": {"type": "integer"},
            "has_more": {"type": "boolean"},
        },
    }
    patch = {
        "description": "Changes",
        "content": {
            "application/merge-patch+json": {
                "schema": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string"},
                        "note": {"type": "string", "nullable": True},
                        "tags": {"type": "array", "items": {"type": "string"}},
                    },
                }
            },
            "application/json-patch+json": {
                "schema": {"type": "array", "items": {"type": "object", "required": ["op", "path"]}}
            },
        },
    }
    examples = {"rare": {"value": {"id": 77, "name": "Rare"}}, "broken": {"value": {"id": "x"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Shop", "version": "1"},
        "servers": [{"url": "https://shop.example.com/v1"}],
        "paths": {
            "/items": {
                "get": {
                    "parameters": [
                        parameter("limit", type="integer"),
                        parameter("offset", type="integer"),
                        parameter("name", type="string"),
                    ],
                    "responses": {"200": json_of(page)},
                },
                "post": {"requestBody": json_of(ITEM), "responses": {"201": json_of(ITEM), "400": json_of(ERROR)}},
            },
            "/items/{itemId}": {
                "parameters": [parameter("itemId", "path", type="integer")],
                "get": {"responses": {"200": json_of(ITEM, examples=examples), **missing}},
                "put": {
                    "requestBody": json_of(ITEM),
                    "responses": {"200": json_of(ITEM), "201": json_of(ITEM), **missing},
                },
                "patch": {"requestBody": patch, "responses": {"200": json_of(ITEM), "409": json_of(ERROR), **missing}},
                "delete": {"responses": {"204": {"description": "Gone"}, **missing}},
            },
            "/shelves/{shelf}/books": {
                "parameters": [parameter("shelf", "path", type="string")],
                "get": {
                    "responses": {
                        "200": json_of({"type": "array", "items": {"$ref": "#/components/schemas/Book"}}),
                        **missing,
                    }
                },
                "post": {
                    "requestBody": json_of({"$ref": "#/components/schemas/Book"}),
                    "responses": {
                        "201": json_of({"$ref": "#/components/schemas/Book"}),
                        "409": json_of(ERROR),
                        **missing,
                    },
                },
            },
            "/shelves/{shelf}/books/{isbn}": {
                "parameters": [parameter("shelf", "path", type="string"), parameter("isbn", "path", type="string")],
                "get": {"responses": {"200": json_of({"$ref": "#/components/schemas/Book"}), **missing}},
            },
            "/shelves/{shelf}": {
                "parameters": [parameter("shelf", "path", type="string")],
                "get": {
                    "responses": {
                        "200": json_of({"type": "object", "properties": {"shelf": {"type": "string"}}}),
                        **missing,
                    }
                },
            },
        },
        "components": {
            "schemas": {
                "Item": _ITEM,
                "Error": _ERROR,
                "Book": {
                    "type": "object",
                    "required": ["isbn", "title"],
                    "properties": {"isbn": {"type": "string"}, "title": {"type": "string"}},
                },
            }
        },
    }
