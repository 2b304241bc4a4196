"""Schemas that are hard to answer and to judge; another validator is asked whether the answers conform."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest

from tests.documents.asking import answering, document, mock, record

if TYPE_CHECKING:
    from pathlib import Path


_SCHEMAS: dict[str, Any] = {
    "discriminator": {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {
            "propertyName": "kind",
            "mapping": {"cat": "#/components/schemas/Cat", "dog": "#/components/schemas/Dog"},
        },
    },
    "deep allOf": {
        "allOf": [
            {"allOf": [{"allOf": [{"$ref": "#/components/schemas/Cat"}, {"required": ["age"]}]}]},
            {"properties": {"age": {"type": "integer", "minimum": 3}}},
        ]
    },
    "huge enum": {"type": "string", "enum": [f"value {n}" for n in range(5000)]},
    "lookbehind": {"type": "string", "pattern": r"^(?<!x)[a-z]{3,5}(?=\d)\d$"},
    "unicode class": {"type": "string", "pattern": r"^\p{Lu}\p{Ll}+$"},
    "not": {"type": "integer", "minimum": 0, "maximum": 3, "not": {"enum": [0, 1, 2]}},
    "if": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"enum": ["x", "y"]}},
        "if": {"properties": {"a": {"const": "x"}}},
        "then": {"required": ["b"]},
    },
    "tuple": {"type": "array", "prefixItems": [{"const": 1}, {"type": "string"}], "items": False, "minItems": 2},
    "closed": {
        "type": "object",
        "additionalProperties": False,
        "required": ["a"],
        "properties": {"a": {"type": "number", "multipleOf": 0.25, "exclusiveMinimum": 1}},
    },
    "unevaluated": {"allOf": [{"$ref": "#/components/schemas/Cat"}], "unevaluatedProperties": False},
    "map": {
        "type": "object",
        "minProperties": 2,
        "additionalProperties": {"type": "integer"},
        "propertyNames": {"pattern": "^k_"},
    },
    "unique": {"type": "array", "minItems": 3, "uniqueItems": True, "items": {"enum": [1, 2, 3]}},
    "dependent": {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"const": 1}, "b": {"type": "string"}},
        "dependentRequired": {"a": ["b"]},
    },
    "nothing": True,
}

_COMPONENTS = {
    "Pet": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
    "Cat": {
        "allOf": [
            {"$ref": "#/components/schemas/Pet"},
            {"properties": {"kind": {"const": "cat"}, "age": {"type": "integer"}}},
        ]
    },
    "Dog": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"kind": {"const": "dog"}}}]},
}


@pytest.mark.parametrize("name", _SCHEMAS)
def test_schemas(tmp_path: Path, name: str) -> None:
    """The answer conforms, whatever the schema asks for, as another validator sees it."""
    asked = mock(tmp_path, document({"/a": {"get": answering(_SCHEMAS[name])}}, components={"schemas": _COMPONENTS}))
    value = asked.ask("GET", "/a").json
    whole = {"allOf": [_SCHEMAS[name]], "components": {"schemas": _COMPONENTS}}
    if name == "unevaluated":
        whole = {**_SCHEMAS[name], "components": {"schemas": _COMPONENTS}}
    jsonschema_rs.Draft202012Validator(whole).validate(value)


def test_a_pattern_that_is_none(tmp_path: Path) -> None:
    """A pattern that no engine reads is left out, told, and stops nobody."""
    schema = {
        "type": "object",
        "required": ["a"],
        "properties": {"a": {"type": "string", "pattern": "(["}, "b": {"const": 1}},
    }
    post = {**answering(schema), "requestBody": {"content": {"application/json": {"schema": schema}}}}
    asked = mock(tmp_path, document({"/a": {"post": post}}))
    assert asked.ask("POST", "/a", {"a": "x"}).status == 200
    assert asked.ask("POST", "/a", {"a": "x", "b": 2}).status == 400
    assert any("([" in problem for problem in asked.app.apis[0].document.problems)


def test_a_pattern_that_takes_very_many_steps_is_a_refusal(tmp_path: Path) -> None:
    """Where the library gives up, nobody knows whether the text matches: a documented answer and not a fault."""
    schema = {"type": "string", "pattern": r"(a*)*\1b"}
    post = {
        **answering({"type": "string"}),
        "requestBody": {"content": {"application/json": {"schema": record(name=schema)}}},
        "parameters": [{"name": "q", "in": "query", "schema": schema}],
    }
    asked = mock(tmp_path, document({"/a": {"post": post}}))
    text = "a" * 500 + "!"
    for reply in (asked.ask("POST", "/a", {"name": text}), asked.ask("POST", f"/a?q={text}", {"name": "ab"})):
        assert reply.status == 400
        assert "be matched with its pattern in reasonable time" in reply.body.decode()


def test_read_only_in_requests(tmp_path: Path) -> None:
    """What is required and readOnly need not be sent; what is writeOnly and required is not answered."""
    schema = record(pin={"type": "string", "writeOnly": True})
    post = {**answering(schema, status="201"), "requestBody": {"content": {"application/json": {"schema": schema}}}}
    reply = mock(tmp_path, document({"/a": {"post": post}})).ask("POST", "/a", {"name": "x", "pin": "1"})
    assert reply.status == 201
    assert set(reply.json) == {"id", "name"}


@pytest.mark.slow
def test_schemas_that_all_lead_to_each_other_share_their_validators(tmp_path: Path) -> None:
    """Where each schema leads to all others, each is compiled once: memory grows with the document, not its square."""
    count = 60
    schemas: dict[str, Any] = {}
    for n in range(count):
        others = {f"r{k}": {"$ref": f"#/components/schemas/S{(n + k) % count}"} for k in range(1, 9)}
        schemas[f"S{n}"] = {"type": "object", "required": ["v"], "properties": {"v": {"const": n}, **others}}
    paths = {
        f"/s{n}": {
            "post": {
                **answering({"$ref": f"#/components/schemas/S{n}"}),
                "requestBody": {"content": {"application/json": {"schema": {"$ref": f"#/components/schemas/S{n}"}}}},
            }
        }
        for n in range(count)
    }
    asked = mock(tmp_path, document(paths, components={"schemas": schemas}))
    for n in range(count):
        assert asked.ask("POST", f"/s{n}", {"v": n}).json["v"] == n
    reply = asked.ask("POST", "/s0", {"v": 0, "r1": {"v": 1, "r2": {"v": 4}}})
    assert reply.status == 400
    assert "r1.r2.v" in json.dumps(reply.json)
