"""Generator: references, recursion, discriminators, and the size of what is made."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mock_server.openapi.generator import Generator
from mock_server.values import Values
from tests.generator.satisfiable import judge

PREFIX = "#/components/schemas/"


def generator(schemas: dict[str, Any], seed: int = 1) -> Generator:
    """A generator over the schemas of a document."""
    return Generator(lambda ref: schemas[ref.removeprefix(PREFIX)], Values(seed, lambda: 1.7e9))


def made(schemas: dict[str, Any], name: str, seed: int = 1, **options: Any) -> Any:
    """A value for one of the schemas, which conforms to it."""
    schema = {"$ref": PREFIX + name}
    value = generator(schemas, seed).generate(schema, **options)
    definitions = json.loads(json.dumps(schemas).replace(PREFIX, "#/$defs/"))
    assert judge({"$ref": f"#/$defs/{name}"}, definitions).is_valid(value), value
    return value


def ref(name: str) -> dict[str, Any]:
    """A reference to one of the schemas."""
    return {"$ref": PREFIX + name}


RECURSIVE: dict[str, dict[str, Any]] = {
    "optional": {"A": {"type": "object", "properties": {"name": {"type": "string"}, "parent": ref("A")}}},
    "array": {
        "A": {"type": "object", "required": ["items"], "properties": {"items": {"type": "array", "items": ref("A")}}}
    },
    "map": {"A": {"type": "object", "required": ["m"], "properties": {"m": {"additionalProperties": ref("A")}}}},
    "nullable": {
        "A": {
            "type": "object",
            "required": ["next"],
            "properties": {"next": {"anyOf": [ref("A"), {"type": "null"}]}},
        }
    },
    "choice": {
        "A": {"oneOf": [ref("B"), ref("C")]},
        "B": {"type": "object", "required": ["left"], "properties": {"left": ref("A")}},
        "C": {"type": "integer"},
    },
    "between two": {
        "A": {"type": "object", "required": ["b"], "properties": {"b": ref("B")}},
        "B": {"type": "object", "required": ["id"], "properties": {"id": {"type": "string"}, "a": ref("A")}},
    },
    "by all": {"A": {"allOf": [ref("B"), {"properties": {"child": ref("A")}}]}, "B": {"type": "object"}},
    "itself": {"A": {"allOf": [ref("A"), {"type": "integer"}]}},
    "nested arrays": {"A": {"type": "array", "items": ref("A"), "minItems": 0}},
    "json": {
        "A": {
            "anyOf": [
                {"type": "object", "additionalProperties": ref("A")},
                {"type": "array", "items": ref("A")},
                {"type": "string"},
            ]
        }
    },
}


@pytest.mark.parametrize("name", RECURSIVE)
@pytest.mark.parametrize("examples", [True, False])
def test_recursion_ends(name: str, examples: bool) -> None:
    """A schema that refers to itself has finite values, and they conform."""
    for seed in range(4):
        made(RECURSIVE[name], "A", seed, examples=examples)


def test_endless_recursion_ends() -> None:
    """A schema without a finite value gets an answer all the same."""
    schemas = {"A": {"type": "object", "required": ["a"], "properties": {"a": ref("A")}}}
    assert generator(schemas).generate(ref("A")) == {}


def test_references_into_nothing_ask_for_nothing() -> None:
    """A reference that can't be resolved allows anything."""
    value = generator({}).generate({"type": "object", "required": ["a"], "properties": {"a": ref("Missing")}})
    assert list(value) == ["a"]


def test_siblings_of_a_reference_hold() -> None:
    """Keywords beside a reference narrow what it refers to."""
    schemas = {"A": {"type": "integer", "minimum": 5}, "B": {**ref("A"), "maximum": 5}}
    assert made(schemas, "B") == 5


PETS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["petType"],
        "properties": {"petType": {"type": "string"}, "name": {"type": "string"}},
        "discriminator": {"propertyName": "petType", "mapping": {"meow": PREFIX + "Cat", "wuff": "Dog"}},
    },
    "Cat": {"allOf": [ref("Pet"), {"type": "object", "properties": {"lives": {"type": "integer"}}}]},
    "Dog": {
        "allOf": [ref("Pet"), {"type": "object", "required": ["bark"], "properties": {"bark": {"type": "string"}}}]
    },
    "Fish": {"allOf": [ref("Pet"), {"type": "object"}]},
    "One": {
        "oneOf": [ref("Car"), ref("Bike")],
        "discriminator": {"propertyName": "kind", "mapping": {"car": PREFIX + "Car", "bike": PREFIX + "Bike"}},
    },
    "Implicit": {"anyOf": [ref("Car"), ref("Bike")], "discriminator": {"propertyName": "kind"}},
    "Car": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "doors": {"type": "integer"}},
    },
    "Bike": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}, "electric": {"type": "boolean"}},
        "additionalProperties": False,
    },
    "Wrong": {
        "oneOf": [ref("Square"), ref("Circle")],
        "discriminator": {"propertyName": "shape"},
    },
    "Square": {"type": "object", "required": ["shape"], "properties": {"shape": {"const": "square"}}},
    "Circle": {"type": "object", "required": ["shape"], "properties": {"shape": {"const": "circle"}}},
}


@pytest.mark.parametrize(
    ("name", "property_name", "value"),
    [
        ("Cat", "petType", "meow"),
        ("Dog", "petType", "wuff"),
        ("Fish", "petType", "Fish"),
        ("Implicit", "kind", "Car"),
        ("Wrong", "shape", "square"),
    ],
)
def test_discriminator_names_the_schema(name: str, property_name: str, value: str) -> None:
    """The discriminating property names the schema: by the mapping, else by the schema's own name."""
    assert made(PETS, name)[property_name] == value


def test_base_of_a_hierarchy_is_one_of_its_children() -> None:
    """A value for the schema with the discriminator is one of a schema that its mapping names."""
    pets = [made(PETS, "Pet", seed, examples=False) for seed in range(8)]
    assert {pet["petType"] for pet in pets} == {"meow", "wuff"}
    assert all(("bark" in pet) == (pet["petType"] == "wuff") for pet in pets)


def test_branch_is_pinned_by_the_mapping() -> None:
    """The branch of a oneOf that was taken is the one that the mapping gives for the property's value."""
    branches = {"car": "doors", "bike": "electric"}
    for seed in range(8):
        value = made(PETS, "One", seed, examples=False)
        assert set(value) == {"kind", branches[value["kind"]]}


def test_all_optional_properties_are_there() -> None:
    """An answer shows every property that the schema knows, nested ones as well."""
    schemas = {
        "A": {
            "type": "object",
            "properties": {"id": {"type": "string"}, "b": ref("B"), "list": {"type": "array", "items": ref("B")}},
        },
        "B": {"type": "object", "properties": {"c": {"type": "object", "properties": {"d": {"type": "integer"}}}}},
    }
    value = made(schemas, "A")
    assert set(value) == {"id", "b", "list"}
    assert isinstance(value["b"]["c"]["d"], int)
    assert value["list"]


def test_size_is_bounded() -> None:
    """Hundreds of optional objects that refer to each other give a value of moderate size, each level shown."""
    count = 150
    schemas: dict[str, Any] = {}
    for index in range(count):
        properties: dict[str, Any] = {f"text_{n}": {"type": "string"} for n in range(15)}
        for step in range(1, 25):
            other = ref(f"S{(index * 7 + step * 11) % count}")
            properties[f"other_{step}"] = other if step % 3 else {"type": "array", "items": other}
        schemas[f"S{index}"] = {"type": "object", "properties": properties, "required": ["text_0"]}
    made({"S": {"type": "string"}}, "S")  # what is loaded once is not of the value's own time
    value = made(schemas, "S0")
    assert len(json.dumps(value)) < 100_000
    assert len(value) == 39
    assert len(value["other_1"]) >= 10


def test_same_seed_same_value() -> None:
    """The same seed, clock and calls give the same values; another seed gives others."""
    first, second, other = ([made(PETS, name, seed, examples=False) for name in PETS] for seed in (3, 3, 4))
    assert first == second != other


def test_values_are_the_callers_own() -> None:
    """A value may be changed without changing the document or the next value."""
    schemas = {"A": {"type": "object", "properties": {"a": {"type": "array", "example": [1]}}, "example": {"a": [2]}}}
    maker = generator(schemas)
    value = maker.generate(ref("A"))
    value["a"].append(3)
    assert maker.generate(ref("A")) == {"a": [2]}
