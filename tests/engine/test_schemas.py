"""Schemas of every OpenAPI version as JSON Schema 2020-12, and the violations they find."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest

from mock_server.openapi.reading.document import Document
from mock_server.openapi.reading.references import References
from mock_server.openapi.schema.dialects import canonical
from mock_server.openapi.schema.schemas import Schemas
from mock_server.openapi.schema.validation import Validators, Violation
from tests.counted import calls


def violations(schema: Any, value: Any, version: str = "3.0.3", direction: Any = "request") -> list[Violation]:
    """What the compiled validator says."""
    tree = {"openapi": version, "components": {"schemas": {"Node": schema}}}
    document = Document(Path("d.yaml"), version, References(tree, Path("d.yaml"), external=False))
    return Validators(Schemas(document)).validator(schema, direction).violations(value)


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"type": "string", "nullable": True}, [None, "a"], [1]),
        ({"type": "string", "nullable": True, "enum": ["a"]}, [None, "a"], ["b"]),
        ({"nullable": True, "allOf": [{"type": "object"}]}, [None, {}], ["x"]),
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True}, [1.1], [1]),
        ({"type": "integer", "format": "int32"}, [2**31 - 1], [2**31]),
        ({"type": "array", "items": {"$ref": "#/components/schemas/Node"}}, [[[[]]]], [[1]]),
        ({"type": "string", "format": "email"}, ["a@example.com"], ["@", "a b@c.d"]),
        ({"type": "string", "format": "outside-the-registry"}, ["anything"], [1]),
        ({"type": "string", "format": "byte"}, ["YWJj", ""], ["a", "é"]),
        ({"type": "string", "pattern": "^a$"}, ["a"], ["a\n", "b"]),
        ({"type": "number", "minimum": "0.00", "maximum": "10.5"}, [0, 10.5], [-1, 11]),
        ({"type": "string", "minLength": "2", "maxLength": "many"}, ["ab", "a" * 99], ["a"]),
    ],
)
def test_openapi_30(schema: Any, right: list[Any], wrong: list[Any]) -> None:
    """The dialect of OpenAPI 3.0 means what its specification says."""
    assert [value for value in right if violations(schema, value)] == []
    assert [value for value in wrong if not violations(schema, value)] == []


def test_siblings_of_a_reference() -> None:
    """Beside a `$ref`, 3.0 ignores keywords and 3.1 applies them."""
    schema = {"$ref": "#/x", "minLength": 2}
    assert canonical(schema, "3.0.3") == {"$ref": "#/x"}
    assert canonical(schema, "3.1.0") == schema


_KEYWORDS = ("type", "required", "enum", "items", "properties", "pattern", "allOf", "$dynamicRef", "dependentRequired",
             "dependentSchemas", "dependencies", "propertyNames", "minContains", "contains", "if")  # fmt: skip


@pytest.mark.parametrize("nonsense", [7, None, [7], {"a": 7}, {"a": [7, "b"]}], ids=str)
@pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
def test_nonsense_is_left_out(version: str, nonsense: Any) -> None:
    """A keyword with a value that no schema can have is ignored, the rest still counts."""
    for keyword in _KEYWORDS:
        found = violations({"maxLength": 1, keyword: nonsense}, "abc", version)
        assert "maxLength" in [violation.keyword for violation in found], keyword


@pytest.mark.parametrize(
    ("schema", "right", "wrong"),
    [
        ({"dependencies": {"a": ["b"]}}, [{}, {"a": 1, "b": 1}, {"b": 1}], [{"a": 1}]),
        ({"dependencies": {"a": {"maxProperties": 1}}}, [{"a": 1}, {"b": 1, "c": 1}], [{"a": 1, "b": 1}]),
        ({"dependencies": {"a": False}}, [{}], [{"a": 1}]),
        ({"dependencies": {"a": ["b"]}, "dependentRequired": {"c": ["d"]}}, [{}], [{"a": 1}, {"c": 1}]),
        ({"items": [{"type": "integer"}], "additionalItems": False}, [[], [1]], [[1, 2], ["a"]]),
        ({"items": [{}], "additionalItems": {"type": "integer"}}, [["a", 2]], [["a", "b"]]),
        ({"items": {"type": "integer"}, "additionalItems": False}, [[1, 2]], [["a"]]),
    ],
)
def test_keywords_of_earlier_drafts_mean_what_they_meant(schema: Any, right: list[Any], wrong: list[Any]) -> None:
    """In 3.1 and later, whose schemas may be of any draft; 3.0 never had them."""
    assert [value for value in right if violations(schema, value, "3.1.0")] == []
    assert [value for value in wrong if not violations(schema, value, "3.1.0")] == []


@pytest.mark.parametrize("nested", [False, True], ids=["own", "allOf"])
def test_read_only_properties_are_not_required_in_requests(nested: bool) -> None:
    """What is `readOnly` need not be sent, `writeOnly` need not come back, wherever `required` stands."""
    properties = {"id": {"type": "string", "readOnly": True}, "pw": {"type": "string", "writeOnly": True}}
    parts: list[dict[str, Any]] = [{"properties": properties}, {"required": ["id", "pw"]}]
    schema = {"allOf": parts} if nested else {**parts[0], **parts[1]}
    assert [v.field for v in violations(schema, {}, direction="request")] == ["pw"]
    assert [v.field for v in violations(schema, {}, direction="response")] == ["id"]


def test_fields_are_named() -> None:
    """A violation has the path to the value, for machines and for people."""
    schema = {
        "properties": {"a": {"items": {"required": ["b"], "additionalProperties": False, "properties": {"b": {}}}}}
    }
    found = violations(schema, {"a": [{"b": 1}, {"c": 2}]})
    assert {(v.field, v.pointer, v.keyword) for v in found} == {
        ("a[1].b", ("a", 1, "b"), "required"),
        ("a[1].c", ("a", 1, "c"), "additionalProperties"),
    }


def test_the_meant_alternative_speaks() -> None:
    """Of several alternatives the one whose type fits names what is wrong with the value."""
    schema = {"anyOf": [{"type": "string"}, {"type": "object", "required": ["b"]}]}
    assert [v.field for v in violations(schema, {})] == ["b"]
    assert violations(schema, 1)[0].message == "Has none of the allowed forms"


def test_a_bad_pattern_is_told_and_not_checked() -> None:
    """A pattern that is no regular expression does not stop the rest of the schema."""
    schema = {"type": "string", "pattern": "(", "maxLength": 1}
    assert [v.keyword for v in violations(schema, "abc")] == ["maxLength"]


def test_a_keyword_is_found_in_each_of_many_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is known of schemas that were made for one question, and are gone, says nothing of others."""
    monkeypatch.setattr("mock_server.openapi.schema.kept_answers._MOST", 10)
    schemas = Schemas(
        Document(Path("d.yaml"), "3.1.0", References({"openapi": "3.1.0"}, Path("d.yaml"), external=False))
    )
    for number in range(200):
        assert schemas.keyword({"allOf": [{"minimum": number}]}, "minimum") == number
        assert schemas.keyword({"allOf": [{"maximum": number}]}, "minimum") is None
        kind = ("string", "integer")[number % 2]
        assert schemas.types({"type": ["null", kind]}) == {"null", kind}
        assert [*schemas.properties({"properties": {f"member {number}": {}}})] == [f"member {number}"]


def test_what_is_told_of_a_schema_is_the_askers_own() -> None:
    """Who changes the members that a schema was said to have changes them for nobody else."""
    schemas = Schemas(
        Document(Path("d.yaml"), "3.1.0", References({"openapi": "3.1.0"}, Path("d.yaml"), external=False))
    )
    schema = {"allOf": [{"properties": {"a": {"type": "string"}}}], "properties": {"b": {}}}
    schemas.properties(schema).clear()
    assert {*schemas.properties(schema)} == {"a", "b"}


def test_a_schema_is_searched_once() -> None:
    """Its types and members are found out once, however many requests ask for them."""
    schemas = Schemas(
        Document(Path("d.yaml"), "3.1.0", References({"openapi": "3.1.0"}, Path("d.yaml"), external=False))
    )
    schema: dict[str, Any] = {"anyOf": [{"allOf": [{"type": "string"}, {"properties": {"a": {}}}]} for _ in range(50)]}
    for ask in (schemas.types, schemas.properties):
        assert calls(partial(ask, schema)) > 100
        assert calls(partial(ask, schema)) < 10


@pytest.mark.parametrize(
    ("items", "found"),
    [({"type": "object"}, {"name"}), ({}, {"name"}), ({"type": "object", "properties": {"own": {}}}, {"own", "name"})],
)
def test_a_page_of_anything_is_of_what_its_other_part_says(items: dict[str, Any], found: set[str]) -> None:
    """An array of whatever objects leaves to the next part what its items are; of others both parts hold."""
    schemas = Schemas(
        Document(Path("d.yaml"), "3.0.3", References({"openapi": "3.0.3"}, Path("d.yaml"), external=False))
    )
    page = {"type": "object", "properties": {"rows": {"type": "array", "items": items}}}
    rows = {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}}
    shown = schemas.properties({"allOf": [page, {"properties": {"rows": rows}}]})["rows"]
    assert {*schemas.properties(schemas.items(shown))} == found


def test_what_is_said_twice_of_a_member_holds_together() -> None:
    """A page for all lists says what is beside each record, the list's own what the record is; a text is as first."""
    general = {"properties": {
        "kind": {"type": "string"},
        "entry": {"type": "array", "items": {"properties": {"url": {"type": "string"}}}}}}  # fmt: skip
    own = {"properties": {
        "kind": {"type": ["string", "null"]},
        "entry": {"type": "array", "items": {"properties": {"resource": {"type": "object"}}}}}}  # fmt: skip
    tree = {"openapi": "3.1.0"}
    schemas = Schemas(Document(Path("d.yaml"), "3.1.0", References(tree, Path("d.yaml"), external=False)))
    for schema in ({"allOf": [general, own]}, {**general, "allOf": [own]}):
        known = schemas.properties(schema)
        assert {*schemas.properties(schemas.items(known["entry"]))} == {"url", "resource"}
        assert {*schemas.properties(schemas.below(schema, ("entry", 0)))} == {"url", "resource"}
        assert schemas.types(known["kind"]) == {"string"}
    either = schemas.properties({"oneOf": [general, own]})
    assert {*schemas.properties(schemas.items(either["entry"]))} == {"url"}
