"""What the versions of OpenAPI write differently is read in each of them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.documents.asking import answering, document, mock

if TYPE_CHECKING:
    from pathlib import Path


def test_version_31_type_lists_and_reference_siblings(tmp_path: Path) -> None:
    """In 3.1 a type may be a list, and keywords beside a reference count."""
    schema = {
        "type": "object",
        "required": ["a", "b"],
        "properties": {
            "a": {"type": ["integer", "null"], "minimum": 5},
            "b": {"$ref": "#/components/schemas/S", "minLength": 9},
        },
    }
    tree = document(
        {"/a": {"post": {**answering(schema), "requestBody": {"content": {"application/json": {"schema": schema}}}}}},
        components={"schemas": {"S": {"type": "string"}}},
        webhooks={"ping": {"post": {"responses": {"200": {"description": "Done"}}}}},
    )
    asked = mock(tmp_path, tree)
    assert len(asked.ask("POST", "/a", {"a": None, "b": "x" * 9}).json["b"]) >= 9
    assert asked.ask("POST", "/a", {"a": 4, "b": "x"}).status == 400


def test_nullable_in_31(tmp_path: Path) -> None:
    """`nullable` is no word of 3.1: null is taken from clients, and not answered from a generator or an example."""
    schema = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "nullable": True}}}
    operation = {
        **answering(schema, example={"a": None}),
        "requestBody": {"content": {"application/json": {"schema": schema}}},
    }
    asked = mock(tmp_path, document({"/a": {"post": operation}}))
    assert isinstance(asked.ask("POST", "/a", {"a": None}).json["a"], str)


def test_version_32(tmp_path: Path) -> None:
    """3.2: the QUERY method, other methods of their own, item schemas, the query as one value, $self."""
    item = {"type": "object", "required": ["n"], "properties": {"n": {"const": 1}}}
    lines = {"responses": {"200": {"description": "Done", "content": {"application/jsonl": {"itemSchema": item}}}}}
    whole = {
        "name": "q",
        "in": "querystring",
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}
            }
        },
    }
    tree = document(
        {
            "/query": {
                "query": {
                    **answering({"const": "found"}),
                    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
                }
            },
            "/copy": {"additionalOperations": {"COPY": answering({"const": "copied"})}},
            "/lines": {"get": lines},
            "/whole": {
                "get": {"parameters": [whole], **answering({"$ref": "https://example.com/api#/components/schemas/S"})}
            },
        },
        version="3.2.0",
        components={"schemas": {"S": {"const": "self"}}},
    ) | {"$self": "https://example.com/api"}
    asked = mock(tmp_path, tree)
    assert asked.ask("QUERY", "/query", {"a": 1}).json == "found"
    assert asked.ask("COPY", "/copy").json == "copied"
    reply = asked.ask("GET", "/lines")
    assert reply.headers["content-type"].startswith("application/jsonl")
    assert all(json.loads(line) == {"n": 1} for line in reply.body.splitlines())
    assert asked.ask("GET", "/whole?a=1").json == "self"
    assert asked.ask("GET", "/whole?a=x").status == 400
