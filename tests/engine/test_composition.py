"""The walk over what a schema is composed of: everything, each once, outer schemas first, however they refer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mock_server.openapi import Schemas, load_document

if TYPE_CHECKING:
    from pathlib import Path

SCHEMAS = {
    "Top": {
        "title": "top",
        "allOf": [{"$ref": "#/components/schemas/Left"}, {"title": "right", "oneOf": [{"title": "inner"}]}],
        "anyOf": [{"title": "any"}, True],
    },
    "Left": {
        "title": "left",
        "anyOf": [{"$ref": "#/components/schemas/Top"}, {"$ref": "#/components/schemas/Nowhere"}],
    },
    "Odd": {"title": "odd", "allOf": "no list", "anyOf": [3, {"title": "kept"}]},
}


def schemas(folder: Path) -> Schemas:
    """The schemas of a document that refers to itself and to nothing."""
    tree: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {}}
    (folder / "api.json").write_text(json.dumps({**tree, "components": {"schemas": SCHEMAS}}), "utf-8")
    return Schemas(load_document(folder / "api.json"))


def test_the_walk_ends_and_meets_each_schema_once(tmp_path: Path) -> None:
    """A circle of references, a reference to nothing and a boolean stop nobody."""
    found = schemas(tmp_path).parts({"$ref": "#/components/schemas/Top"})
    assert [part["title"] for part in found if "title" in part] == ["top", "left", "right", "inner", "any"]


def test_what_is_no_list_of_schemas_has_no_branches(tmp_path: Path) -> None:
    """A keyword with nonsense composes nothing; the rest is met."""
    walked = schemas(tmp_path).parts({"$ref": "#/components/schemas/Odd"})
    assert [part["title"] for part in walked if "title" in part] == ["odd", "kept"]
    assert list(Schemas.branches(SCHEMAS["Odd"], ("allOf",))) == []


def test_a_branch_is_told_with_its_place() -> None:
    """The keyword and the index give the JSON pointer of each branch."""
    places = [(word, index) for word, index, _ in Schemas.branches(SCHEMAS["Top"])]
    assert places == [("allOf", 0), ("allOf", 1), ("anyOf", 0), ("anyOf", 1)]


def test_mock_and_check_ask_schemas_the_same_questions(tmp_path: Path) -> None:
    """Types, properties, items, what is required and what stands below are told through every composition."""
    known = schemas(tmp_path)
    item = {"type": "object", "properties": {"7": {"type": "null"}, "n": {"readOnly": True, "type": "integer"}}}
    schema = {
        "allOf": [{"required": ["a"], "properties": {"a": {"type": "array", "items": item}}}],
        "oneOf": [{"required": ["b"], "properties": {"b": {}}}, {"required": ["c"]}],
        "x-assumed": "a guess",
    }
    assert known.types(schema) == {"object"}
    assert list(known.properties(schema)) == ["a", "b"]
    assert list(known.certain_properties(schema)) == ["a"]
    assert known.required(schema) == ("a",)
    assert known.required(schema, alternatives=True) == ("a", "b", "c")
    assert known.types(known.below(schema, ("a", "0"))) == known.types(known.below(schema, ("a", 3))) == {"object"}
    assert known.types(known.below(schema, ("a", "0", "7"))) == {"null"}
    assert known.keyword(known.below(schema, ("a", 0, "n")), "readOnly") is True
    assert known.below(schema, ("a", 0, "m")) is known.below(schema, ("z", "y")) is known.items(schema) is None
    assert known.assumed(schema) == "a guess"
    assert known.assumed(True) is known.assumed(item) is None


def test_the_body_to_send_is_json_else_a_form_else_the_first(tmp_path: Path) -> None:
    """A definite JSON type is preferred to a range, wherever it stands."""
    bodies = {
        "/json": ("text/plain", "*/*", "application/vnd.a+json"),
        "/range": ("text/plain", "multipart/form-data", "*/*"),
        "/form": ("text/plain", "multipart/form-data"),
        "/text": ("text/plain", "image/png"),
    }
    paths: dict[str, Any] = {
        path: {"post": {"requestBody": {"content": {key: {"schema": {}} for key in names}}, "responses": {}}}
        for path, names in bodies.items()
    }
    tree = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths}
    (tmp_path / "api.json").write_text(json.dumps(tree), "utf-8")
    found = {o.path: media.name for o in load_document(tmp_path / "api.json").operations if (media := o.request_media)}
    assert found == {
        "/json": bodies["/json"][2],
        "/range": "*/*",
        "/form": "multipart/form-data",
        "/text": "text/plain",
    }
