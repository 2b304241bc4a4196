"""The walk over what a schema is composed of: everything, each once, outer schemas first, however they refer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from mock_server.openapi import Schemas, composition, load_document

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
    assert list(composition.branches(SCHEMAS["Odd"], ("allOf",))) == []


def test_a_branch_is_told_with_its_place() -> None:
    """The keyword and the index give the JSON pointer of each branch."""
    places = [(word, index) for word, index, _ in composition.branches(SCHEMAS["Top"])]
    assert places == [("allOf", 0), ("allOf", 1), ("anyOf", 0), ("anyOf", 1)]
