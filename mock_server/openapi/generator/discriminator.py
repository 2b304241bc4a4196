"""The discriminator: which schema a property's value names (OpenAPI 3.1, Discriminator Object)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema


def pin(discriminator: dict[str, JSON], value: str) -> Schema:
    """A schema that fixes the discriminating property."""
    name = discriminator["propertyName"]
    return {"type": "object", "required": [name], "properties": {name: {"const": value}}}


def pinned_options(discriminator: dict[str, JSON], branches: list[Schema]) -> list[Schema | None]:
    """For each branch of a oneOf or anyOf the schema that fixes its name; None for a branch without a name."""
    found: list[Schema | None] = []
    for branch in branches:
        ref = branch.get("$ref") if isinstance(branch, dict) else None
        found.append(pin(discriminator, _value(discriminator, ref)) if isinstance(ref, str) else None)
    return found


def child_name(discriminator: dict[str, JSON], path: tuple[str, ...]) -> str | None:
    """The value that names the schema which inherits, by `allOf`, from the one with the discriminator.

    ``path``: the references from the outermost schema to the one with the discriminator, its own last.
    """
    return _value(discriminator, path[0]) if len(path) > 1 else None


def pinned_children(discriminator: dict[str, JSON]) -> list[tuple[Schema, ...]]:
    """The schemas that a mapping names, each with its value fixed."""
    return [({"$ref": ref}, pin(discriminator, value)) for value, ref in named_children(discriminator).items()]


def named_children(discriminator: dict[str, JSON]) -> dict[str, str]:
    """The references of the schemas that a mapping names, by their values."""
    mapping = _mapping(discriminator)
    return {value: ref if "/" in ref else f"#/components/schemas/{ref}" for value, ref in mapping.items()}


def _value(discriminator: dict[str, JSON], ref: str) -> str:
    last = ref.rsplit("/", 1)[-1]
    for value, target in _mapping(discriminator).items():
        if target in (ref, last):
            return value
    return last


def _mapping(discriminator: dict[str, JSON]) -> dict[str, str]:
    mapping = discriminator.get("mapping")
    if not isinstance(mapping, dict):
        return {}
    return {str(value): target for value, target in mapping.items() if isinstance(target, str)}
