"""The kinds that inherit from a schema with a discriminator by `allOf`, each by the value that names it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.errors import DocumentError
from mock_server.openapi.generator.discriminator import pinned_children
from mock_server.openapi.schema.composition import ALTERNATIVES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas


def inherited_kinds(schemas: Schemas, schema: Schema | None) -> list[tuple[dict[str, JSON], Schema]]:
    """Each kind and what fixes its name: those of the mapping, else the components that have the schema in an `allOf`.

    None for a closed schema, which no kind can add a member to, and for one that lists alternatives itself.
    """
    lean = schemas.follow(schema) if schema is not None else None
    discriminator = lean.get("discriminator") if isinstance(lean, dict) else None
    if not isinstance(lean, dict) or not isinstance(discriminator, dict):
        return []
    if not isinstance(discriminator.get("propertyName"), str) or lean.keys() & {*ALTERNATIVES, "additionalProperties"}:
        return []
    mapped = discriminator if discriminator.get("mapping") else {**discriminator, "mapping": _heirs(schemas, lean)}
    found = []
    for kind, pin in pinned_children(mapped):
        try:
            child = schemas.follow(kind)
        except DocumentError:
            continue
        if isinstance(child, dict) and child is not lean:
            found.append((child, pin))
    return found


def inherited_members(schemas: Schemas, schema: Schema | None) -> Mapping[str, Schema]:
    """The members that only kinds of a schema have, and that it does not name itself."""
    found: dict[str, Schema] = {}
    for kind, _ in inherited_kinds(schemas, schema):
        found = {**schemas.properties(kind), **found}
    own = schemas.properties(schema)
    return {name: item for name, item in found.items() if name not in own}


def _heirs(schemas: Schemas, lean: dict[str, JSON]) -> dict[str, str]:
    """The schemas of the components that have this one in their `allOf`, by their names."""
    components = schemas.document.tree.get("components")
    every = components.get("schemas") if isinstance(components, dict) else None
    found = {}
    for name, raw in every.items() if isinstance(every, dict) else ():
        parts = raw.get("allOf") if isinstance(raw, dict) else None
        refs = [part for part in parts if isinstance(part, dict) and "$ref" in part] if isinstance(parts, list) else []
        if any(_leads_to(schemas, part, lean) for part in refs):
            found[name] = f"#/components/schemas/{name}"
    return found


def _leads_to(schemas: Schemas, part: Schema, lean: Schema) -> bool:
    try:
        return schemas.follow(part) is lean
    except DocumentError:
        return False
