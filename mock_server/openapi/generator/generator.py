"""Makes JSON values that conform to a schema: the mock's answers, and a check's requests, where no example serves."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mock_server.openapi.generator.fakes import Fakes
from mock_server.openapi.generator.generation_state import Direction, Run, Schema, Spent, Stuck
from mock_server.openapi.generator.recipe_cache import RecipeCache

if TYPE_CHECKING:
    from mock_server.openapi.generator.conformity import Resolve
    from mock_server.openapi.generator.recipe import Recipe
    from mock_server.values import Values

Conforms = Callable[[Schema, Any], bool]

_BUDGET = 600
_STEPS = 20_000
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
    a bounded number of times; after that the best one is given, so callers who must be sure check it themselves.
    """

    def __init__(self, resolve: Resolve, values: Values, conforms: Conforms | None = None) -> None:
        self._values = values
        self._conforms = conforms
        fakes = Fakes(values)
        self._kitchens = {
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
    ) -> Any:
        """A value for ``schema``.

        ``name``: the property it is for; what the schema leaves open follows it. ``direction``: where the value
        travels; properties that are `readOnly` are left out of requests, those that are `writeOnly` out of responses.
        ``examples``: whether examples and defaults of the schema are used where they conform; without them the values
        differ from call to call.
        """
        recipe = self._kitchens[direction].recipe(schema)
        if recipe.sure:
            try:
                return recipe.make(self._run(examples=examples, careful=False), 1, name)
            except Stuck:
                return self._last(recipe)
        return self._tried(recipe, schema, name, examples=examples)

    def _run(self, *, examples: bool, careful: bool) -> Run:
        return Run(self._values.random, examples, careful, not examples, _STEPS)

    def _tried(self, recipe: Recipe, schema: Schema, name: str | None, *, examples: bool) -> Any:
        """Try one way after the other; the next call begins with the way that worked."""
        ways = [(shown, *attempt) for shown in ((True, False) if examples else (False,)) for attempt in _ATTEMPTS]
        best: list[Any] = []
        start = recipe.rung[examples]
        for index, (shown, careful, budget, times) in enumerate(ways[start:], start):
            for _ in range(times):
                try:
                    value = recipe.make(self._run(examples=shown, careful=careful), budget, name)
                except (Stuck, Spent, RecursionError):
                    continue
                if self._accepted(recipe, schema, value):
                    recipe.rung[examples] = index
                    return value
                best = best or [value]
        recipe.rung[examples] = len(ways) - 1
        return best[0] if best else self._last(recipe)

    def _accepted(self, recipe: Recipe, schema: Schema, value: Any) -> bool:
        if self._conforms is not None:
            return self._conforms(schema, value)
        return recipe.accepts(value)

    def _last(self, recipe: Recipe) -> Any:
        """A value of the right type at least, where nothing else was found."""
        simple: tuple[Any, ...] = (None, {}, [], "", 0, False)
        for value in simple:
            if recipe.accepts(value):
                return value
        return recipe.nearest()
