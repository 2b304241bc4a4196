"""How values of one conjunction of schemas are made; worked out when it is first needed, then kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.generator.arrays import ArrayShape
from mock_server.openapi.generator.conformity import is_type
from mock_server.openapi.generator.conjunction import conjunction, variants
from mock_server.openapi.generator.generation_state import Stuck
from mock_server.openapi.generator.given_values import examples, listed
from mock_server.openapi.generator.objects import ObjectShape
from mock_server.openapi.generator.scalars import ListedShape, ScalarShape
from mock_server.openapi.reading.json_values import copied, key

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conjunction import Conjunction
    from mock_server.openapi.generator.generation_state import Run
    from mock_server.openapi.generator.recipe_cache import RecipeCache
    from mock_server.openapi.reading.operation_parts import Schema

Shape = ObjectShape | ArrayShape | ScalarShape | ListedShape

_HINTS = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties",
               "maxProperties", "propertyNames", "unevaluatedProperties", "dependentRequired"),
    "array": ("items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "unevaluatedItems"),
    "string": ("pattern", "minLength", "maxLength", "format", "contentMediaType", "contentEncoding", "contentSchema"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}  # fmt: skip
_USUAL = ("string", "object", "array", "number", "integer", "boolean", "null")
_DELICATE = ("unevaluatedItems", "unevaluatedProperties", "contains", "pattern", "propertyNames")
_DRAWS = 4
_ROUNDS = 3
_PREPARED = 4


class Variant:
    """One way to make a value: a conjunction without open choices, of one type."""

    __slots__ = ("_refined", "_shape", "found", "kind", "recipe", "weight")

    def __init__(self, recipe: Recipe, found: Conjunction, kind: str) -> None:
        self.recipe = recipe
        self.found = found
        self.kind = kind
        self.weight = {"object": 2, "array": 1}.get(kind, 0)
        self._shape: Shape | None = None
        self._refined: dict[tuple[int, ...], list[Variant]] = {}

    def shape(self) -> Shape:
        """The maker of this variant; raises Stuck where the conjunction contradicts itself."""
        if self._shape is None:
            self._shape = self._shaped()
        return self._shape

    @property
    def possible(self) -> bool:
        """Whether there may be a value: told for scalars, taken for granted where there are parts."""
        try:
            return self.weight > 0 or self.shape() is not None
        except Stuck:
            return False

    def _shaped(self) -> Shape:
        recipes = self.recipe.recipes
        values = listed(self.found, self.recipe.accepts)
        if values is not None:
            return ListedShape([value for value in values if is_type(self.kind, value)])
        if self.kind == "object":
            return ObjectShape(recipes, self.found)
        if self.kind == "array":
            return ArrayShape(recipes, self.found)
        return ScalarShape(recipes, self.found, self.kind)

    def without(self, rivals: tuple[Schema, ...]) -> list[Variant]:
        """The variants within this one whose values do not conform to ``rivals``."""
        names = tuple(id(rival) for rival in rivals)
        if names not in self._refined:
            denied: list[Schema] = [{"not": rival} for rival in rivals]
            found = variants(self.found, self.recipe.recipes.resolve, self.recipe.recipes.effort, denied)
            self._refined[names] = shaped(self.recipe, found)
        return self._refined[names]


def shaped(recipe: Recipe, found: list[Conjunction]) -> list[Variant]:
    """One variant for each conjunction and each type it leaves; spare ones and null come last."""
    made = [Variant(recipe, each, kind) for each in found for kind in _kinds(each)]
    return sorted(made, key=lambda variant: (variant.kind == "null", variant.found.spare))


def _kinds(found: Conjunction) -> list[str]:
    """The types a conjunction leaves, the likeliest first."""
    order = list(found.order)
    if len(order) == 1 and order[0] in found.types:
        return order
    if not order:
        words = {word for part in found.parts for word in part.schema}
        order = [kind for kind, hints in _HINTS.items() if not words.isdisjoint(hints)]
    kinds = [kind for kind in (*order, *_USUAL) if kind in found.types]
    if "number" in found.types:
        kinds = [kind for kind in kinds if kind != "integer" or kind in order]
    return list(dict.fromkeys(kinds))


class Recipe:
    """Makes values that conform to all of ``schemas``."""

    __slots__ = ("_examples", "_fixed", "_plain", "_proven", "_tested", "_variants", "recipes", "rung", "schemas")

    def __init__(self, recipes: RecipeCache, schemas: tuple[Schema, ...]) -> None:
        self.recipes = recipes
        self.schemas = schemas
        self.rung = [0, 0]
        self._variants: list[Variant] | None = None
        self._examples: list[JSON] | None = None
        self._fixed: ListedShape | None = None
        self._plain: ScalarShape | None = None
        self._tested = False
        self._proven: Variant | None = None

    @property
    def possible(self) -> bool:
        """Whether there may be a value at all."""
        return self._fixed is not None or any(variant.possible for variant in self._prepared())

    @property
    def sure(self) -> bool:
        """Whether its values conform by construction and need no test."""
        self._prepared()
        return self._fixed is not None or (self._plain is not None and self._plain.sure)

    @property
    def is_listed(self) -> bool:
        """Whether a schema lists the values that there are (`enum`, `const`)."""
        self._prepared()
        return self._fixed is not None

    def finite(self) -> list[JSON]:
        """All the values there are, where they are few; else nothing."""
        kinds = {variant.kind for variant in self._prepared()}
        if self._fixed is not None:
            return self._fixed.values
        if kinds == {"boolean"}:
            return [value for value in (True, False) if self.accepts(value)]
        if kinds == {"integer"} and len(self._prepared()) == 1:
            shape = self._prepared()[0].shape()
            return shape.domain() if isinstance(shape, ScalarShape) else []
        return []

    def conjunctions(self) -> list[Conjunction]:
        """The variants' conjunctions."""
        return list({id(variant.found): variant.found for variant in self._prepared()}.values())

    def accepts(self, value: JSON) -> bool:
        """Whether ``value`` conforms to all the schemas."""
        return all(self.recipes.conformity.check(schema, value) for schema in self.schemas)

    def nearest(self) -> JSON:
        """A value of a type that the schemas name, where none conforms."""
        kinds = conjunction(self.schemas, self.recipes.resolve, {}).order
        return copied(
            {"object": {}, "array": [], "string": "", "integer": 0, "number": 0, "boolean": False}.get(
                kinds[0] if kinds else "null"
            )
        )

    def examples(self) -> list[JSON]:
        """The examples and defaults that the schemas give and that conform to them."""
        if self._examples is None:
            self._prepared()
            self._examples = examples(self)
        return self._examples

    def make(self, run: Run, budget: int, name: str | None) -> JSON:
        """A value; raises Stuck. ``budget``: how many values it should hold; ``name``: the property it is for."""
        if self._variants is None:
            self._prepared()
        if run.examples:
            found = self._examples if self._examples is not None else self.examples()
            if found:
                return copied(found[0])
        if self._plain is not None:
            return self._plain.make(run, budget, name)
        if self._fixed is not None:
            return self._fixed.make(run, budget, name)
        self.recipes.effort.spend()
        run.enter(id(self))
        try:
            return self._choose(run, budget, name)
        finally:
            run.active.discard(id(self))

    def _choose(self, run: Run, budget: int, name: str | None) -> JSON:
        for variant in self._ordered(run, budget):
            try:
                if not (run.careful and self._tested):
                    return variant.shape().make(run, budget, name)
                found, value = self._tried(variant, run, budget, name, _ROUNDS)
            except Stuck:
                continue
            if found:
                return value
        raise Stuck

    def _tried(self, variant: Variant, run: Run, budget: int, name: str | None, rounds: int) -> tuple[bool, JSON]:
        """A value of this variant that was checked, if one was found."""
        value = None
        for _ in range(_DRAWS):
            value = variant.shape().make(run, budget, name)
            if self.accepts(value):
                self._proven = variant
                return True, value
        rivals = tuple(r for r in variant.found.rivals if self.recipes.conformity.check(r, value))
        if not rivals or rounds == 0:
            return False, None
        for refined in variant.without(rivals)[:12]:
            try:
                found, value = self._tried(refined, run, budget, name, rounds - 1)
            except Stuck:
                continue
            if found:
                return True, value
        return False, None

    def _ordered(self, run: Run, budget: int) -> list[Variant]:
        found = self._prepared()
        if run.careful and self._proven is not None:
            found = [self._proven, *found]
        if len(found) == 1:
            return found
        if budget <= 0:
            return sorted(found, key=lambda variant: (variant.weight, variant.kind == "null"))
        if run.varied and not run.careful:
            count = sum(variant.kind != "null" and not variant.found.spare for variant in found) or len(found)
            first = int(run.random.random() * count)
            return [*found[first:count], *found[:first], *found[count:]]
        return found

    def _prepared(self) -> list[Variant]:
        if self._variants is not None:
            return self._variants
        recipes = self.recipes
        recipes.effort.spend(_PREPARED)
        base = conjunction(self.schemas, recipes.resolve, recipes.refs)
        conjunctions = variants(base, recipes.resolve, recipes.effort)
        found = shaped(self, conjunctions)
        lists = [listed(each, self.accepts) for each in conjunctions]
        if lists and all(each is not None for each in lists):
            values = {key(value): value for each in lists for value in each or ()}
            self._fixed = ListedShape(list(values.values())) if values else None
            found = found if values else []
        self._tested = bool(base.choices or base.excluded) or any(
            word in part.schema for part in base.parts for word in _DELICATE
        )
        if self._fixed is None and len(found) == 1 and found[0].weight == 0 and not base.choices:
            try:
                shape = found[0].shape()
                self._plain = shape if isinstance(shape, ScalarShape) else None
            except Stuck:
                found = []
        self._variants = found
        return found
