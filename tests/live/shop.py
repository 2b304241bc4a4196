"""A small API with state, for tests of what one user sees of it and another does not."""

from __future__ import annotations

from typing import Any

from tests.documents.asking import document, record

THING = record(made_at={"type": "string", "format": "date-time", "readOnly": True}, note={"type": "string"})
SENT = {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}, "note": {"type": "string"}}}
SECURED = {
    "security": [{"key": []}],
    "components": {"securitySchemes": {"key": {"type": "http", "scheme": "bearer", "x-mock": {"keys": ["k1"]}}}},
}


def json_of(schema: Any, **more: Any) -> dict[str, Any]:
    """An answer, or a request body, of this schema."""
    return {"description": "it", "content": {"application/json": {"schema": schema}}, **more}


def shop(**more: Any) -> dict[str, Any]:
    """Things that can be made, read, listed, replaced and removed; a `Location` tells where one is."""
    missing = json_of({"type": "object", "properties": {"message": {"type": "string"}}})
    one = {"parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]}
    located = {"Location": {"schema": {"type": "string"}}}
    return document(
        {
            "/things": {
                "get": {"operationId": "list", "responses": {"200": json_of({"type": "array", "items": THING})}},
                "post": {
                    "operationId": "create",
                    "requestBody": json_of(SENT, required=True),
                    "responses": {"201": json_of(THING, headers=located)},
                },
            },
            "/things/{id}": {
                **one,
                "get": {"operationId": "read", "responses": {"200": json_of(THING), "404": missing}},
                "put": {
                    "operationId": "replace",
                    "requestBody": json_of(SENT, required=True),
                    "responses": {"200": json_of(THING), "404": missing},
                },
                "delete": {"operationId": "remove", "responses": {"204": {"description": "gone"}, "404": missing}},
            },
        },
        **more,
    )
