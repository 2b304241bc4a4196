"""JSON Schemas for files that users write: `x-mock` in a document or overlay, baselines, first records."""

from __future__ import annotations

import json
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from contracts.judging.baseline import BaselineEntry
from mock_server.openapi.behaviour.extension import NAME
from mock_server.openapi.behaviour.extension import schema as extension_schema

FOLDER = Path(__file__).resolve().parents[2] / "docs" / "schemas"

_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
_DIALECT = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
_ONE = ("items", "not", "if", "then", "else", "contains", "additionalProperties", "propertyNames", "unevaluatedItems",
        "unevaluatedProperties")  # fmt: skip
_SEVERAL = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")


def schemas() -> dict[str, dict[str, Any]]:
    """Each schema by the name of its file."""
    return {
        "x-mock.schema.json": _document(),
        "overlay.schema.json": _overlay(),
        "baseline.schema.json": _baseline(),
        "seed-data.schema.json": _seed_data(),
    }


def text(schema: dict[str, Any]) -> str:
    """A schema as its file has it."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _at(place: str, **members: Any) -> dict[str, Any]:
    """An object of a document in which the extension of this place may stand."""
    return {"type": "object", "properties": {NAME: {"$ref": f"#/$defs/{place}"}, **members}}


def _each(place: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": {"$ref": f"#/$defs/{place}"}}


def _places() -> dict[str, Any]:
    """Where the extension stands, as definitions; those that may also be booleans or references are not closed."""
    schema: dict[str, Any] = {NAME: {"$ref": "#/$defs/schema"}}
    here = {"$ref": "#/$defs/at-schema"}
    schema |= dict.fromkeys(_ONE, here)
    schema |= {name: {"type": "array", "items": here} for name in _SEVERAL}
    schema |= {name: {"type": "object", "additionalProperties": here} for name in _NAMED}
    content = {"type": "object", "additionalProperties": {"type": "object", "properties": {"schema": here}}}
    parameters = {"type": "array", "items": {"type": "object", "properties": {"schema": here, "content": content}}}
    operation = _at("operation", parameters=parameters, responses=_each("at-response"),
                    requestBody={"type": "object", "properties": {"content": content}})  # fmt: skip
    methods = {name: {"$ref": "#/$defs/at-operation"} for name in _METHODS}
    return {
        "at-schema": {"properties": schema},
        "at-response": _at("response", content=content),
        "at-operation": operation,
        "at-pathItem": _at("pathItem", parameters=parameters, **methods, additionalOperations=_each("at-operation")),
        "at-securityScheme": _at("securityScheme"),
    }


def _document() -> dict[str, Any]:
    components = {
        "type": "object",
        "properties": {
            "schemas": _each("at-schema"),
            "responses": _each("at-response"),
            "pathItems": _each("at-pathItem"),
            "securitySchemes": _each("at-securityScheme"),
        },
    }
    return {
        **_DIALECT,
        "title": "x-mock in an OpenAPI document",
        "description": "What the extension x-mock may say at each of its places; the rest is the specification's own.",
        **_at("document", paths=_each("at-pathItem"), components=components),
        "$defs": {**extension_schema()["$defs"], **_places()},
    }


def _overlay() -> dict[str, Any]:
    places = ("operation", "pathItem", "document", "schema", "securityScheme", "response")
    extension = {"anyOf": [{"$ref": f"#/$defs/{place}"} for place in places]}
    action = {
        "type": "object",
        "required": ["target"],
        "properties": {
            "target": {"type": "string", "description": "JSONPath (RFC 9535), such as $.paths['/orders'].get"},
            "description": {"type": "string"},
            "update": {"if": {"type": "object"}, "then": {"properties": {NAME: extension}}},
            "remove": {"type": "boolean"},
        },
        "patternProperties": {"^x-": True},
        "additionalProperties": False,
        "anyOf": [{"required": ["update"]}, {"required": ["remove"], "properties": {"remove": {"const": True}}}],
    }
    info = {"type": "object", "required": ["title", "version"],
            "properties": {"title": {"type": "string"}, "version": {"type": "string"}}}  # fmt: skip
    return {
        **_DIALECT,
        "title": "OpenAPI Overlay 1.0 and 1.1, with x-mock",
        "type": "object",
        "required": ["overlay", "info", "actions"],
        "properties": {
            "overlay": {"type": "string", "pattern": r"^1\.[01]\.[0-9]+$"},
            "info": info,
            "extends": {"type": "string"},
            "actions": {"type": "array", "minItems": 1, "items": action},
        },
        "$defs": extension_schema()["$defs"],
    }


def _baseline() -> dict[str, Any]:
    """From the entry's fields: those without a default are required."""
    kinds: dict[str, dict[str, Any]] = {
        "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{12}$"},
        "expires": {"type": "string", "format": "date", "description": "The last day on which the entry counts"},
        "flaky": {"type": "boolean"},
        "also": {"type": "array", "items": {"type": "string"}},
        "reason": {"type": "string", "minLength": 1},
        "owner": {"type": "string", "minLength": 1},
    }
    own = fields(BaselineEntry)
    entry = {
        "type": "object",
        "required": [field.name for field in own if field.default is MISSING],
        "properties": {field.name: kinds.get(field.name, {"type": "string"}) for field in own},
        "additionalProperties": False,
    }
    return {
        **_DIALECT,
        "title": "Baseline of contracts check: drifts that are known and accepted",
        "type": "object",
        "properties": {"drift": {"type": "array", "items": entry}},
        "additionalProperties": False,
    }


def _seed_data() -> dict[str, Any]:
    records = {"type": "array", "items": {"type": "object"}}
    by_key = {"type": "object", "additionalProperties": {"type": "object"}}
    return {
        **_DIALECT,
        "title": "First records of a mock (--seed-data)",
        "description": "The name of a resource, or the path of its collection, to its records: a list, or by key."
        " A list alone holds those of the resource that the file is named after.",
        "anyOf": [
            records,
            {
                "type": "object",
                "properties": {"$schema": {"type": "string"}},
                "additionalProperties": {"anyOf": [records, by_key]},
            },
        ],
    }
