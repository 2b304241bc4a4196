"""The document of a service with these habits: what it promises, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.habits.profile import Habits

STATES = ("new", "open", "done")
TIME_SCHEMAS: dict[str, dict[str, Any]] = {
    "zulu": {"type": "string", "format": "date-time"},
    "offset": {"type": "string", "format": "date-time"},
    "local-offset": {"type": "string", "format": "date-time"},
    "seconds": {"type": "string", "format": "date-time"},
    "epoch": {"type": "integer", "format": "int64"},
    "date": {"type": "string", "format": "date"},
}
ERROR_SCHEMAS: dict[str, dict[str, Any]] = {
    "problem": {"type": "object", "required": ["title", "status"],
                "properties": {"title": {"type": "string"}, "status": {"type": "integer"}}},
    "fastapi": {"type": "object", "required": ["detail"],
                "properties": {"detail": {"anyOf": [
                    {"type": "string"}, {"type": "array", "items": {"type": "object"}}]}}},
    "django": {"type": "object", "additionalProperties": {"anyOf": [
        {"type": "string"}, {"type": "array", "items": {"type": "string"}}]}},
    "spring": {"type": "object", "required": ["timestamp", "status", "error", "path"],
               "properties": {"timestamp": {"type": "string"}, "status": {"type": "integer"},
                              "error": {"type": "string"}, "path": {"type": "string"}}},
    "envelope": {"type": "object", "required": ["errors"],
                 "properties": {"errors": {"type": "array", "items": {"type": "string"}}}},
}  # fmt: skip
ERROR_MEDIA = {"problem": "application/problem+json", "express": "text/plain", "html": "text/html"}


def _error(habits: Habits, text: str) -> dict[str, Any]:
    schema = ERROR_SCHEMAS.get(habits.errors, {"type": "string"})
    return {"description": text, "content": {ERROR_MEDIA.get(habits.errors, "application/json"): {"schema": schema}}}


def _enveloped(habits: Habits, schema: dict[str, Any]) -> dict[str, Any]:
    if not habits.envelope:
        return schema
    return {"type": "object", "required": [habits.envelope], "properties": {habits.envelope: schema}}


def _answer(habits: Habits, text: str) -> dict[str, Any]:
    schema = _enveloped(habits, {"$ref": "#/components/schemas/Record"})
    return {"description": text, "content": {"application/json": {"schema": schema}}}


def _key_schema(habits: Habits) -> dict[str, Any]:
    if habits.ids == "uuid":
        return {"type": "string", "format": "uuid"}
    if habits.ids in ("serial", "reused"):
        return {"type": "integer", "minimum": 1}
    if habits.ids == "slug":
        return {"type": "string", "pattern": "^[a-z0-9-]+$"}
    return {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[A-Za-z0-9_-]+$"}


def _schemas(habits: Habits) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "title": {"type": "string", "minLength": 1, "maxLength": 80},
        "amount": {"type": "integer", "minimum": 0, "maximum": 1000},
        "state": {"type": "string", "enum": list(STATES), "default": "new"},
        "note": {"type": ["string", "null"], "maxLength": 200},
        "tags": {"type": "array", "items": {"type": "string", "maxLength": 20}, "maxItems": 5},
    }
    if habits.trims:
        fields["title"]["pattern"] = r"^\S(.*\S)?$"
    if habits.ids == "slug":
        fields["title"]["pattern"] = "^[a-z0-9-]+$"
    own = {habits.key_name: _key_schema(habits), **fields} if habits.ids == "chosen" else fields
    required = ["title", *([habits.key_name] if habits.ids == "chosen" and habits.create != "put" else [])]
    body: dict[str, Any] = {"type": "object", "required": required, "properties": own}
    if habits.create == "put":
        body["properties"] = fields
    if habits.unknown_members == "refused":
        body["additionalProperties"] = False
    record_fields = {
        **fields,
        habits.key_name: {**_key_schema(habits), **({} if habits.ids == "chosen" else {"readOnly": True})},
        "created": {**TIME_SCHEMAS[habits.times], "readOnly": True},
    }
    if habits.delete == "soft":
        record_fields["active"] = {"type": "boolean", "readOnly": True}
    record = {"type": "object", "required": [habits.key_name, "title", "created"], "properties": record_fields}
    patch = {"type": "object", "properties": fields, "minProperties": 1}
    if habits.unknown_members == "refused":
        patch["additionalProperties"] = False
    return {"Record": record, "Body": body, "Change": patch}


def _list(habits: Habits) -> dict[str, Any]:
    records = {"type": "array", "items": {"$ref": "#/components/schemas/Record"}}
    number = {"type": "integer", "minimum": 0}
    shapes: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
        "bare": (records, []),
        "none": ({"type": "object", "required": ["records"], "properties": {"records": records}}, []),
        "limit-offset": (
            {"type": "object", "required": ["total", "records"], "properties": {"total": number, "records": records}},
            [_query("limit", 1, 100), _query("offset", 0, 100000)],
        ),
        "page-size": (
            {"type": "object", "required": ["count", "results"],
             "properties": {"count": number, "next": {"type": ["string", "null"]},
                            "previous": {"type": ["string", "null"]}, "results": records}},
            [_query("page", 1, 100000), _query("page_size", 1, 100)],
        ),
        "cursor": (
            {"type": "object", "required": ["data"],
             "properties": {"data": records, "next_cursor": {"type": ["string", "null"]}}},
            [{"name": "cursor", "in": "query", "schema": {"type": "string"}}, _query("limit", 1, 100)],
        ),
        "link": (records, [_query("page", 1, 100000), _query("per_page", 1, 100)]),
    }  # fmt: skip
    schema, parameters = shapes[habits.pages]
    listed = schema if habits.pages != "link" else _enveloped(habits, schema)
    responses: dict[str, Any] = {"200": {"description": "A page", "content": {"application/json": {"schema": listed}}}}
    if parameters:
        responses[str(habits.invalid)] = _error(habits, "Wrong page")
    return _with_refusals(habits, {"operationId": f"list_{habits.resource}", "parameters": parameters,
                                   "responses": responses})  # fmt: skip


def _query(name: str, least: int, most: int) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "integer", "minimum": least, "maximum": most}}


def _with_refusals(habits: Habits, operation: dict[str, Any]) -> dict[str, Any]:
    if habits.auth != "none":
        operation["responses"][str(habits.unauthenticated)] = _error(habits, "No credential")
        operation["security"] = [{"access": []}]
    return operation


def _taking(habits: Habits, name: str, success: dict[str, Any], schema: str = "Body") -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    refused = {str(status): _error(habits, "Refused") for status in (habits.invalid, habits.unsupported)}
    return _with_refusals(habits, {"operationId": name, "requestBody": {"required": True, "content": content},
                                   "responses": {**success, **refused}})  # fmt: skip


def _item(habits: Habits) -> dict[str, Any]:
    one = habits.resource.rstrip("s")
    refused = {} if habits.undocumented_missing else {"404": _error(habits, "No such record")}
    malformed = {str(habits.invalid): _error(habits, "Malformed key")}
    removed: dict[str, Any] = {"200": _answer(habits, "Deactivated")} if habits.delete == "soft" else {
        "204": {"description": "Removed"}}  # fmt: skip
    item: dict[str, Any] = {
        "parameters": [{"name": habits.path_name, "in": "path", "required": True, "schema": _key_schema(habits)}],
        "get": _with_refusals(habits, {"operationId": f"get_{one}", "responses": {
            "200": _answer(habits, "The record"), **refused, **malformed}}),
        "delete": _with_refusals(habits, {"operationId": f"delete_{one}", "responses": {
            **removed, **refused, **malformed}}),
    }  # fmt: skip
    if habits.delete == "gone":
        item["get"]["responses"]["410"] = item["delete"]["responses"]["410"] = _error(habits, "Gone")
    if habits.replace in ("put", "both"):
        item["put"] = _taking(habits, f"replace_{one}", {"200": _answer(habits, "Replaced"), **refused})
    if habits.create == "put":
        item["put"] = _taking(habits, f"put_{one}", {"201": _answer(habits, "Created"),
                                                     "200": _answer(habits, "Replaced")})  # fmt: skip
    if habits.replace in ("patch", "both"):
        item["patch"] = _taking(habits, f"change_{one}", {"200": _answer(habits, "Changed"), **refused}, "Change")
    return item


def document(habits: Habits) -> dict[str, Any]:
    """The OpenAPI 3.1 document of the service."""
    one = habits.resource.rstrip("s")
    created = (
        {"202": _answer(habits, "Accepted")} if habits.create == "accepted" else {"201": _answer(habits, "Created")}
    )
    there = {"200": _answer(habits, "It is there already")} if habits.create == "get-or-create" else {}
    collection = {"get": _list(habits)}
    if habits.create != "put":
        collection["post"] = _taking(habits, f"create_{one}", {**created, **there})
        if habits.ids == "chosen" or (habits.unique_name and habits.create != "get-or-create"):
            collection["post"]["responses"]["409"] = _error(habits, "Taken")
    found: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": f"The {habits.name} service", "version": "1"},
        "paths": {f"/{habits.resource}": collection, f"/{habits.resource}/{{{habits.path_name}}}": _item(habits)},
        "components": {"schemas": _schemas(habits)},
    }
    schemes: dict[str, dict[str, str]] = {
        "header": {"type": "apiKey", "in": "header", "name": "X-Api-Key"},
        "query": {"type": "apiKey", "in": "query", "name": "api_key"},
        "bearer": {"type": "http", "scheme": "bearer"},
        "basic": {"type": "http", "scheme": "basic"},
    }
    if habits.auth != "none":
        found["components"]["securitySchemes"] = {"access": schemes[habits.auth]}
    return found
