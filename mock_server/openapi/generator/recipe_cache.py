"""Keeps the recipes of one direction: worked out once for each schema, found again by the schema's identity."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.errors import MockServerError
from mock_server.openapi.generator.conformity import Conformity
from mock_server.openapi.generator.negation import ASSERTIONS
from mock_server.openapi.generator.recipe import Recipe
from mock_server.openapi.schema.composition import ALL, ALTERNATIVES, branches

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conformity import Resolve
    from mock_server.openapi.generator.fakes import Fakes
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Direction

_KEPT = 5_000
_SHOWN = ("example", "examples", "default", "discriminator")


class RecipeCache:
    """Recipes by the identity of their schemas.

    A recipe holds its schemas, so that an identity stays theirs as long as the recipe is kept. When callers bring ever
    new schemas, all recipes are dropped at once and worked out again as they are needed.
    """

    def __init__(self, resolve: Resolve, direction: Direction, fakes: Fakes) -> None:
        self._resolve = resolve
        self.fakes = fakes
        self.refs: dict[int, str] = {}
        self.conformity = Conformity(self.resolve, direction)
        self.effort = self.conformity.effort
        self.nearest: dict[tuple[int, bool], tuple[Schema, JSON]] = {}  # what is given where nothing conforms
        self.cut: dict[int, Schema] = {}  # whose value was ended by time, and is tried again
        self._recipes: dict[tuple[int, ...], Recipe] = {}
        self._kept: list[Schema] = []

    def resolve(self, ref: str) -> JSON:
        """What ``ref`` points to; a reference into nothing asks for nothing."""
        try:
            found = self._resolve(ref)
        except (MockServerError, LookupError):
            return True
        return found if isinstance(found, dict | bool) else True

    def recipe(self, *schemas: Schema) -> Recipe:
        """How values that conform to all of ``schemas`` are made."""
        plain = {id(schema): schema for schema in map(self._followed, schemas) if schema not in (True, {})}
        names = tuple(plain)
        found = self._recipes.get(names)
        if found is None:
            if len(self._recipes) >= _KEPT:
                self._recipes.clear()
            found = self._recipes[names] = Recipe(self, tuple(plain.values()))
        return found

    def is_heavy(self, schemas: list[Schema], depth: int = 8) -> bool:
        """Whether values of these schemas are, at a glance, objects or arrays."""
        for schema in map(self._followed, schemas):
            if not isinstance(schema, dict):
                continue
            kinds = schema.get("type")
            kind = next((each for each in kinds if each != "null"), None) if isinstance(kinds, list) else kinds
            if kind is not None:
                return kind in ("object", "array")
            if "properties" in schema or "items" in schema:
                return True
            inner = [part for _, _, part in branches(schema, ALL)]
            inner += [part for _, index, part in branches(schema, ALTERNATIVES) if index == 0][:1]
            if depth > 0 and inner and self.is_heavy(inner, depth - 1):
                return True
        return False

    def _followed(self, schema: Schema) -> Schema:
        """``schema``, or what it refers to where it says nothing else."""
        for _ in range(32):
            if not isinstance(schema, dict) or not isinstance(schema.get("$ref"), str):
                return schema
            if any(word in ASSERTIONS or word in _SHOWN for word in schema if word != "$ref"):
                return schema
            target = self.resolve(schema["$ref"])
            if isinstance(target, dict) and id(target) not in self.refs:
                self.refs[id(target)] = schema["$ref"]
                self._kept.append(target)
            schema = target
        return schema
