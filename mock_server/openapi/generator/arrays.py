"""Makes arrays: how many items, which schema for each place, all of them different where that is asked for.

Follows JSON Schema 2020-12: `prefixItems`, `items`, `contains` (Core, section 10.3.1), counts (Validation, section
6.4).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.generator.generation_state import Run, Stuck
from mock_server.openapi.reading.json_values import copied, key
from mock_server.openapi.reading.plurals import singular
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conjunction import Conjunction
    from mock_server.openapi.generator.recipe import Recipe
    from mock_server.openapi.generator.recipe_cache import RecipeCache
    from mock_server.openapi.reading.operation_parts import Schema

_USUAL = 3
_TRIES = 20
_LIMIT = 100_000
_PLACES = 1000


class ArrayShape:
    """Makes arrays that satisfy a conjunction; raises Stuck where it contradicts itself."""

    def __init__(self, recipes: RecipeCache, found: Conjunction) -> None:
        self._recipes = recipes
        self._found = found
        self._parts = [part.schema for part in found.parts]
        self._prefix = max((len(each) for each in found.values("prefixItems")), default=0)
        self._least = max(found.values("minItems"), default=0)
        self._most = min(found.values("maxItems"), default=_LIMIT)
        self._unique = any(found.values("uniqueItems"))
        self._repeats = any(isinstance(each, dict) and each.get("uniqueItems") is True for each in found.excluded)
        if self._repeats:
            self._least = max(self._least, 2)
        self._placed: dict[int, Recipe] = {}
        self._held: dict[int, list[Schema]] = {}
        self._denied: list[Schema] = [
            {"not": schema["contains"]} for schema in self._parts if "contains" in schema and "maxContains" in schema
        ]
        self._hold()
        self._rest = max(self._prefix, *self._held, 0) + bool(self._held)
        self._least = max(self._least, *(index + 1 for index in self._held), 0)
        for index in range(min(self._prefix + 1, self._most)):
            if not self._possible(index):
                self._most = index
                break
        if self._least > self._most or (self._unique and self._repeats):
            raise Stuck

    def make(self, run: Run, budget: int, name: str | None) -> list[JSON]:
        """An array with about ``budget`` values in it."""
        single = singular(name) if name else None
        for attempt in range(_TRIES if self._found.excluded else 1):
            made = self._made(run, budget, single, attempt % (_USUAL + 1))
            if not any(self._recipes.conformity.check(schema, made) for schema in self._found.excluded):
                return made
        raise Stuck

    def _made(self, run: Run, budget: int, name: str | None, more: int) -> list[JSON]:
        size = min(self._size(run, budget) + more, self._most)
        share = (budget - 1) // max(size, 2)
        made: list[JSON] = []
        seen: set[JSON] = set()
        left: dict[int, Iterator[JSON]] = {}
        for index in range(size):
            recipe = self._recipe(index)
            try:
                value = self._distinct(recipe, run, share, name, seen, left) if self._unique else None
                made.append(value if self._unique else self._item(recipe, run, share, name, index))
            except Stuck:
                if index < self._least:
                    raise
                break
        if self._repeats:
            self._repeat(made)
        elif len(made) > 1 and not self._prefix and not self._held and self._recipe(0).is_listed:
            made = self._once(made)
        return made

    def _once(self, made: list[JSON]) -> list[JSON]:
        """Each word of an enumeration once, as people list them, where so few may be there."""
        first = {key(value): value for value in reversed(made)}
        once = list(reversed(first.values()))
        return once if len(once) >= self._least else made

    def _repeat(self, made: list[JSON]) -> None:
        """Let one item, the last that can, be one that stands before it: not all of them may differ."""
        for index in range(len(made) - 1, 0, -1):
            twin = next((each for each in made[:index] if self._recipe(index).accepts(each)), MISSING)
            if twin is not MISSING:
                made[index] = copied(twin)
                return

    def _size(self, run: Run, budget: int) -> int:
        if budget <= 0:
            return self._least
        usual = 1 + int(run.random.random() * _USUAL)
        if run.examples and self._most > self._prefix and (shown := self._recipe(self._prefix).examples()):
            usual = min(len(shown), _USUAL)
        return max(self._least, min(self._most, max(usual, self._prefix)))

    def _item(self, recipe: Recipe, run: Run, share: int, name: str | None, index: int) -> JSON:
        if run.examples:
            shown = recipe.examples()
            if len(shown) > 1:
                return copied(shown[index % len(shown)])
        return recipe.make(run, share, name)

    def _distinct(
        self, recipe: Recipe, run: Run, share: int, name: str | None, seen: set[JSON], left: dict[int, Iterator[JSON]]
    ) -> JSON:
        """An item that is not yet there: as it comes, then without examples, then one of all there are.

        ``left`` are for each recipe those of all there are that were not looked at yet.
        """
        fresh = Run(run.random, False, run.careful, True, run.steps, distinct=True, active=run.active)
        for count in range(_TRIES):
            value = recipe.make(fresh if count else run, share, name)
            if key(value) not in seen:
                break
        else:
            if id(recipe) not in left:
                left[id(recipe)] = iter(recipe.finite())
            value = next((each for each in left[id(recipe)] if key(each) not in seen), None)
            if value is None and (key(None) in seen or not recipe.accepts(None)):
                raise Stuck
        seen.add(key(value))
        return value

    def _hold(self) -> None:
        """Find a place for whatever `contains` asks for."""
        for schema in self._parts:
            wanted = schema.get("minContains", 1) if "contains" in schema else 0
            if wanted > _PLACES:
                raise Stuck
            for _ in range(wanted):
                inner = schema["contains"]
                place = next((place for place in self._places(inner) if self._holds(place, inner)), None)
                if place is None:
                    raise Stuck
                self._held.setdefault(place, []).append(inner)

    def _places(self, inner: Schema) -> list[int]:
        """Places for one such item: where it stands anyway, then those that are free, then those of other such items.

        Where all items must differ, a place of its own may be one too many: there, sharing comes before.
        """
        within, behind = range(self._prefix), range(self._prefix, self._prefix + _PLACES)
        anyway = [place for place in within if self._is(place, inner)]
        free = [*within, *behind] if self._unique else [*behind, *within]
        free = [place for place in free if place not in self._held]
        shared = [place for place in self._held if all(inner is not each for each in self._held[place])]
        ordered = [*anyway, *shared, *free] if self._unique else [*anyway, *free, *shared]
        return [place for place in ordered if place < self._most]

    def _holds(self, place: int, inner: Schema) -> bool:
        schemas = [*self._open(place), *self._held.get(place, ()), inner]
        return all(schema is not False for schema in schemas) and self._recipes.recipe(*schemas).possible

    def _is(self, place: int, inner: Schema) -> bool:
        """Whether all that can stand at a place is what `contains` asks for."""
        values = self._recipes.recipe(*self._open(place)).finite()
        return bool(values) and all(self._recipes.conformity.check(inner, value) for value in values)

    def _recipe(self, index: int) -> Recipe:
        place = min(index, self._rest)
        found = self._placed.get(place)
        if found is None:
            found = self._placed[place] = self._recipes.recipe(*self._schemas(place))
        return found

    def _possible(self, index: int) -> bool:
        return all(schema is not False for schema in self._schemas(index)) and self._recipe(index).possible

    def _schemas(self, index: int) -> list[Schema]:
        """All the schemas for the item at ``index``."""
        found = self._open(index)
        if index in self._held:
            return found + self._held[index]
        return found + self._denied

    def _open(self, index: int) -> list[Schema]:
        """The schemas for the item at ``index``, but for those of `contains`."""
        found: list[Schema] = []
        for schema in self._parts:
            found += _declared(schema, index)
        for schema in self._parts:
            if "unevaluatedItems" in schema:
                inside = (part.schema for part in self._found.parts if id(schema) in part.scopes)
                if not any(_declared(each, index) for each in inside):
                    found.append(schema["unevaluatedItems"])
        return found


def _declared(schema: dict[str, JSON], index: int) -> list[Schema]:
    """The schema that a schema object gives to the item at ``index``, if any."""
    prefix = schema.get("prefixItems") or ()
    if index < len(prefix):
        return [prefix[index]]
    return [schema["items"]] if "items" in schema else []
