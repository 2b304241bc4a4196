"""What a schema is composed of: the one walk over ``allOf``, ``anyOf``, ``oneOf`` and ``$ref``.

JSON Schema Core 2020-12, sections 8.2.3 and 10.2.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema

ALL = ("allOf",)
ALTERNATIVES = ("anyOf", "oneOf")
COMPOSITIONS = (*ALL, *ALTERNATIVES)
DEPTH = 20
"""How deep schemas are followed into each other; compositions of real documents stay below ten."""


class Resolver(Protocol):
    """What the walk needs of a document's schemas."""

    def canonical(self, schema: Schema) -> Schema:
        """The schema in the one dialect that is looked at."""

    def resolve(self, ref: str) -> Schema:
        """What a reference leads to."""


def branches(schema: JSON, keywords: tuple[str, ...] = COMPOSITIONS) -> Iterator[tuple[str, int, JSON]]:
    """The schemas that stand directly in one, each with its keyword and its place in the keyword's array."""
    for keyword in keywords:
        listed = schema.get(keyword) if isinstance(schema, dict) else None
        for index, branch in enumerate(listed if isinstance(listed, list) else ()):
            yield keyword, index, branch


def composed(schemas: Resolver, schema: dict[str, JSON], keywords: tuple[str, ...] = COMPOSITIONS) -> list[Schema]:
    """The schemas that a canonical one is directly composed of: what it refers to, then its branches in order."""
    found: list[Schema] = [schemas.resolve(schema["$ref"])] if isinstance(schema.get("$ref"), str) else []
    return [*found, *(branch for _, _, branch in branches(schema, keywords))]


def parts(
    schemas: Resolver, schema: Schema | None, keywords: tuple[str, ...] = COMPOSITIONS
) -> Iterator[dict[str, JSON]]:
    """The canonical schema and every one that it is composed of, however deep; each once, outer ones first."""
    waiting: list[tuple[JSON, int]] = [(schema, 0)]
    seen: set[int] = set()
    while waiting:
        found, depth = waiting.pop()
        lean = schemas.canonical(found) if isinstance(found, dict) else found
        if not isinstance(lean, dict) or id(lean) in seen or depth > DEPTH:
            continue
        seen.add(id(lean))
        yield lean
        waiting.extend((part, depth + 1) for part in reversed(composed(schemas, lean, keywords)))
