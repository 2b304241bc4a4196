"""Makes JSON values that conform to a schema: the mock's answers, and a check's requests, where no example serves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mock_server.openapi.generator.effort import STEPS, Exhausted
from mock_server.openapi.generator.fakes import Fakes
from mock_server.openapi.generator.generation_state import Run, Spent, Stuck
from mock_server.openapi.generator.recipe_cache import RecipeCache
from mock_server.openapi.reading.json_values import copied
from mock_server.openapi.reading.operation_parts import Schema

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conformity import Resolve
    from mock_server.openapi.generator.recipe import Recipe
    from mock_server.openapi.schema.schemas import Direction
    from mock_server.values import Values

Conforms = Callable[[Schema, Any], bool]
Unmet = Callable[[Schema, bool], None]

_BUDGET = 600
_STEPS = 20_000
_NOTHING = object()
_ATTEMPTS = (
    (False, _BUDGET, 1),
    (True, _BUDGET, 2),
    (True, 20, 3),
    (True, 0, 4),
)
"""Each way to try: whether choices are checked on the way, how many values, how many times."""


class Generator:
    """Makes values for canonical JSON Schema 2020-12 (dictionaries or booleans, OpenAPI's own keywords allowed).

    ``resolve``: the schema that a `$ref` points to. ``values``: where chance and time come from; the same seed and
    the same calls give the same values. ``conforms``: says whether a value conforms to a schema, by the judge of the
    answers; without it the generator's own check decides. A value that does not conform is made again in other ways,
    within the bounds of `effort`; after that the nearest one is given, now and from then on (where time ended it, after
    a second try), and ``unmet`` hears of the schema and whether time was what ended it. Callers who must be sure check
    the value themselves.
    """

    def __init__(
        self, resolve: Resolve, values: Values, conforms: Conforms | None = None, unmet: Unmet | None = None
    ) -> None:
        self._values = values
        self._conforms = conforms
        self._unmet = unmet
        fakes = Fakes(values)
        self._caches = {
            "response": RecipeCache(resolve, "response", fakes),
            "request": RecipeCache(resolve, "request", fakes),
        }

    def generate(
        self,
        schema: Schema,
        *,
        name: str | None = None,
        direction: Direction = "response",
        examples: bool = True,
        steps: int = STEPS,
        nearest: bool = True,
    ) -> JSON:
        """A value for ``schema``.

        ``name``: the property it is for; what the schema leaves open follows it. ``direction``: where the value
        travels; properties that are `readOnly` are left out of requests, those that are `writeOnly` out of responses.
        ``examples``: whether examples and defaults of the schema are used where they conform; without them the values
        differ from call to call. ``steps``: what the value may cost; without ``nearest``, Exhausted is raised where
        they are not enough.
        """
        recipes = self._caches[direction]
        known = recipes.nearest.get((id(schema), examples))
        if known is not None:
            return copied(known[1])
        best: list[JSON] = []
        recipes.effort.begin(steps)
        try:
            recipe = recipes.recipe(schema)
            if recipe.sure:
                return recipe.make(self._run(examples=examples, careful=False), 1, name)
            if self._tried(recipe, schema, name, best, examples=examples):
                return best[-1]
        except (Stuck, RecursionError):
            pass
        except Exhausted:
            if not nearest:
                raise
            if recipes.effort.is_cut and id(schema) not in recipes.cut:
                return self._again(schema, name, direction, examples=examples, steps=steps)
        return self._nearest(recipes, schema, best, examples=examples)

    def _again(self, schema: Schema, name: str | None, direction: Direction, *, examples: bool, steps: int) -> JSON:
        """The value that time ended, made once more: it may have paid for what is loaded, or cleared away, but once."""
        cut = self._caches[direction].cut
        cut[id(schema)] = schema
        try:
            return self.generate(schema, name=name, direction=direction, examples=examples, steps=steps)
        finally:
            del cut[id(schema)]

    @property
    def spent(self) -> int:
        """The steps that the last value took."""
        return max(recipes.effort.spent for recipes in self._caches.values())

    def _run(self, *, examples: bool, careful: bool) -> Run:
        return Run(self._values.random, examples, careful, not examples, _STEPS)

    def _tried(self, recipe: Recipe, schema: Schema, name: str | None, made: list[JSON], *, examples: bool) -> bool:
        """Try one way after the other until a value is right, the last of ``made``; begin with what worked before."""
        ways = [(shown, *attempt) for shown in ((True, False) if examples else (False,)) for attempt in _ATTEMPTS]
        start = recipe.rung[examples]
        for index, (shown, careful, budget, times) in enumerate(ways[start:], start):
            for _ in range(times):
                try:
                    made.append(recipe.make(self._run(examples=shown, careful=careful), budget, name))
                except (Stuck, Spent, RecursionError):
                    continue
                if self._accepted(recipe, schema, made[-1]):
                    recipe.rung[examples] = index
                    return True
        return False

    def _accepted(self, recipe: Recipe, schema: Schema, value: JSON) -> bool:
        if self._conforms is not None:
            return self._conforms(schema, value)
        return recipe.accepts(value)

    def _nearest(self, recipes: RecipeCache, schema: Schema, made: list[JSON], *, examples: bool) -> JSON:
        """Where no value was found: the first that was made, else one of the right type; remembered, and told."""
        is_cut = recipes.effort.is_cut
        recipes.effort.begin()
        try:
            recipe = recipes.recipe(schema)
            simple = (value for value in (*made, None, {}, [], "", 0, False) if self._accepted(recipe, schema, value))
            value = next(simple, _NOTHING)
            is_right = value is not _NOTHING
            if not is_right:
                value = made[0] if made else recipe.nearest()
        except (Exhausted, RecursionError):
            value, is_right = (made[0] if made else None), False
        if not is_right and self._unmet is not None:
            self._unmet(schema, is_cut)
        recipes.nearest[id(schema), examples] = (schema, value)
        return copied(value)
