"""Makes values without parts: strings, numbers, truth values, null, and members of an enum."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from mock_server.openapi.generator.contents import content_form
from mock_server.openapi.generator.generation_state import Stuck
from mock_server.openapi.generator.names import is_true, numbers_for
from mock_server.openapi.generator.numbers import NumberRange
from mock_server.openapi.generator.strings import StringForm
from mock_server.openapi.reading import name_words
from mock_server.openapi.reading.json_values import copied

if TYPE_CHECKING:
    from random import Random

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conjunction import Conjunction
    from mock_server.openapi.generator.generation_state import Run
    from mock_server.openapi.generator.recipe_cache import RecipeCache

Maker = Callable[["Random"], Any]

_TRIES = 50
_NAMES = 512
_DOMAIN = 2000


class ListedShape:
    """Draws one of the values that the schema lists."""

    def __init__(self, values: list[JSON]) -> None:
        if not values:
            raise Stuck
        self.values = values
        self._usual = [value for value in values if value is not None] or values

    def make(self, run: Run, _budget: int, _name: str | None) -> JSON:
        """One of the values, null only where it is the only one."""
        return copied(self._usual[int(run.random.random() * len(self._usual))])


class ScalarShape:
    """Makes values of one scalar type; knows a maker for each property name it was asked for.

    ``sure``: whether its values need no test. Raises Stuck where the conjunction contradicts itself.
    """

    def __init__(self, recipes: RecipeCache, found: Conjunction, kind: str) -> None:
        self._recipes = recipes
        self._found = found
        self._kind = kind
        self._range = NumberRange(found, integer=kind == "integer") if kind in ("integer", "number") else None
        self._form = StringForm(found) if kind == "string" else None
        self._content = content_form(recipes, found, self._form) if self._form is not None else None
        self._makers: dict[str | None, Maker] = {}
        self.sure = not found.excluded and (self._form is None or (self._form.sure and self._content is None))

    def make(self, run: Run, _budget: int, name: str | None) -> JSON:
        """A value for the property ``name``."""
        if self._content is not None:
            try:
                return self._content.make(run, name)
            except Stuck:  # its length or form leaves no room for what it should hold
                pass
        maker = self._makers.get(name)
        if maker is None:
            if len(self._makers) >= _NAMES:
                self._makers.clear()
            maker = self._makers[name] = self._maker(name)
        return maker(run.random)

    def domain(self) -> list[JSON]:
        """All values there are, where they are few integers; else nothing."""
        values = self._range.listed(_DOMAIN) if self._range is not None else []
        check = self._recipes.conformity.check
        return [value for value in values if not any(check(schema, value) for schema in self._found.excluded)]

    def _maker(self, name: str | None) -> Maker:
        maker = self._plain(name_words.words(name or ""))
        excluded, check = self._found.excluded, self._recipes.conformity.check
        if not excluded:
            return maker

        def tested(source: Random) -> JSON:
            for _ in range(_TRIES):
                value = maker(source)
                if not any(check(schema, value) for schema in excluded):
                    return value
            for value in self.domain():
                return value
            raise Stuck

        return tested

    def _plain(self, words: tuple[str, ...]) -> Maker:
        if self._range is not None:
            return self._range.maker(numbers_for(words), self._recipes.fakes)
        if self._form is not None:
            return self._form.maker(words, self._recipes.fakes)
        if self._kind == "boolean":
            usual = is_true(words)
            if usual is not None and not self._found.excluded:
                return lambda _: usual
            return lambda source: source.random() < 0.5
        return lambda _: None
