"""A document as large as the largest public ones: 1,200 operations, 13 MB, schemas that refer to each other."""

from __future__ import annotations

from typing import Any

_PARAGRAPH = (
    "This text is as long as those of generated documents are; it says at some length what a field is for, which "
    "values it may have, since when it is there, and which other fields it goes with. "
)


def document(resources: int = 300, fields: int = 40, paragraphs: int = 2, *, circular: bool = True) -> dict[str, Any]:
    """A document of ``resources`` collections with four operations each; ``circular``: each leads to all others."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": _problem()}
    for number in range(resources):
        name = f"Thing{number}"
        schemas[name] = _schema(fields, paragraphs)
        if circular:
            schemas[name]["properties"] |= _relations(number, resources)
        schemas[f"New{name}"] = {"allOf": [{"$ref": f"#/components/schemas/{name}"}], "required": ["name"]}
        reference = {"$ref": f"#/components/schemas/{name}"}
        base = f"/v1/area{number % 20}/things{number}"
        paths[base] = {
            "get": _operation(f"listThings{number}", "200", {"type": "array", "items": reference}, paragraphs),
            "post": {
                **_operation(f"createThing{number}", "201", reference, paragraphs),
                "requestBody": _content({"$ref": f"#/components/schemas/New{name}"}),
            },
        }
        item = {"name": "thingId", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        paths[base + "/{thingId}"] = {
            "parameters": [item],
            "get": _operation(f"getThing{number}", "200", reference, paragraphs),
            "delete": {**_operation(f"deleteThing{number}", "204", None, paragraphs)},
        }
    return {
        "openapi": "3.0.3",
        "info": {"title": "Huge", "version": "1"},
        "servers": [{"url": "https://api.example.com"}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _problem() -> dict[str, Any]:
    return {"type": "object", "required": ["message"], "properties": {"message": {"type": "string"}}}


def _content(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _operation(name: str, status: str, schema: Any, paragraphs: int) -> dict[str, Any]:
    good: dict[str, Any] = {"description": "Done"}
    if schema is not None:
        good |= _content(schema)
    missing = {"description": "Not there", **_content({"$ref": "#/components/schemas/Problem"})}
    return {
        "operationId": name,
        "summary": name,
        "description": _PARAGRAPH * paragraphs * 5,
        "responses": {status: good, "404": missing},
    }


def _relations(number: int, resources: int) -> dict[str, Any]:
    return {
        "parent": {"$ref": f"#/components/schemas/Thing{(number * 7 + 1) % resources}"},
        "children": {"type": "array", "items": {"$ref": f"#/components/schemas/Thing{(number + 1) % resources}"}},
    }


def _schema(fields: int, paragraphs: int) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "id": {"type": "string", "format": "uuid", "readOnly": True},
        "name": {"type": "string", "description": _PARAGRAPH},
    }
    for field in range(fields):
        kind = ("string", "integer", "boolean", "number")[field % 4]
        properties[f"field_{field}"] = {"type": kind, "description": _PARAGRAPH * paragraphs, "nullable": True}
    return {"type": "object", "required": ["id", "name"], "properties": properties}
