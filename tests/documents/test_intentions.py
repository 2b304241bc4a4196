"""Documents whose schemas allow nothing by the letter, and plainly mean something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.documents.asking import Mock, document, mock

if TYPE_CHECKING:
    from pathlib import Path


def _taking(folder: Path, schema: Any, **schemas: Any) -> Mock:
    content = {"application/json": {"schema": schema}}
    responses = {"200": {"description": "Fine", "content": content}, "400": {"description": "No"}}
    post = {"requestBody": {"required": True, "content": content}, "responses": responses}
    return mock(folder, document({"/a": {"post": post}}, components={"schemas": schemas}))


def _closed(name: str, kind: str) -> dict[str, Any]:
    return {
        "type": "object",
        "required": [name],
        "properties": {name: {"type": kind}},
        "additionalProperties": False,
    }


def test_closed_members_are_closed_together(tmp_path: Path) -> None:
    """At any depth, and said once."""
    inner = {"allOf": [{"$ref": "#/components/schemas/Base"}, _closed("b", "string")]}
    asked = _taking(tmp_path, {"allOf": [inner, _closed("c", "boolean")]}, Base=_closed("a", "integer"))
    whole = {"a": 1, "b": "x", "c": True}
    assert asked.ask("POST", "/a", whole).status == 200
    assert asked.ask("POST", "/a", {**whole, "d": 1}).status == 400
    assert asked.ask("POST", "/a", {"a": 1, "c": True}).status == 400
    assert sum("closed" in problem for problem in asked.app.apis[0].document.problems) == 1


def test_an_object_closed_beside_its_parts_is_closed_together_with_them(tmp_path: Path) -> None:
    """Where it has no members of its own, or a part's has to be there; the letter would allow nothing."""
    link = {"type": "object", "properties": {"href": {"type": "string"}, "kind": {"type": "string"}}}
    closed = {"additionalProperties": False, "allOf": [{"$ref": "#/components/schemas/Link"}]}
    own = {**closed, "properties": {"rel": {"type": "string"}}, "required": ["rel", "href"]}
    parts = {"type": "object", "required": ["a", "b"], "properties": {"a": {**closed, "required": ["href"]}, "b": own}}
    asked = _taking(tmp_path, parts, Link=link)
    whole = {"a": {"href": "x"}, "b": {"rel": "self", "href": "x", "kind": "k"}}
    assert asked.ask("POST", "/a", whole).status == 200
    assert asked.ask("POST", "/a", {**whole, "a": {"href": "x", "rel": "self"}}).status == 400
    assert asked.ask("POST", "/a", {**whole, "b": {"rel": "self"}}).status == 400
    optional = {**closed, "properties": {"rel": {"type": "string"}}}
    (tmp_path / "letter").mkdir()
    assert _taking(tmp_path / "letter", optional, Link=link).ask("POST", "/a", {"href": "x"}).status == 400


def test_a_closed_member_that_refuses_nobody_stays_closed(tmp_path: Path) -> None:
    """The letter holds where it allows something."""
    asked = _taking(tmp_path, {"allOf": [_closed("a", "integer"), {"required": ["a"]}]})
    assert asked.ask("POST", "/a", {"a": 1}).status == 200
    assert asked.ask("POST", "/a", {"a": 1, "b": 1}).status == 400


def test_the_discriminator_names_one_of_several_that_fit(tmp_path: Path) -> None:
    """By its mapping and by the schema's own name; what none fits is refused."""
    kinds = {"kind": {"type": "string"}}
    branches = [{"$ref": f"#/components/schemas/{name}"} for name in ("Red", "Blue")]
    schema = {
        "oneOf": branches,
        "discriminator": {"propertyName": "kind", "mapping": {"r": "#/components/schemas/Red"}},
    }
    red = {"type": "object", "required": ["kind"], "properties": {**kinds, "n": {"type": "integer"}}}
    blue = {"type": "object", "required": ["kind"], "properties": {**kinds, "m": {"type": "string"}}}
    asked = _taking(tmp_path, schema, Red=red, Blue=blue)
    for body in ({"kind": "r", "n": 1}, {"kind": "Red"}, {"kind": "Blue", "m": "x"}):
        assert asked.ask("POST", "/a", body).status == 200
    for body in ({"kind": "none"}, {"kind": "r", "n": "x", "m": 1}):
        assert asked.ask("POST", "/a", body).status == 400


def test_the_example_decides_what_a_format_means(tmp_path: Path) -> None:
    """A time without an offset is taken where the document shows one; elsewhere the format holds."""
    shown = {"type": "string", "format": "time", "example": "07:30"}
    schema = {
        "type": "object",
        "properties": {"a": shown, "b": {"type": "string", "format": "date", "example": "2024-01-02"}},
    }
    asked = _taking(tmp_path, schema)
    assert asked.ask("POST", "/a", {"a": "08:45"}).status == 200
    assert asked.ask("POST", "/a", {"b": "08:45"}).status == 400
