"""Makes objects: which properties are there, in what order, and which go first when there is little room.

Follows JSON Schema 2020-12: `properties` and its kin (Core, section 10.3.2 and 11.3), counts and dependencies
(Validation, section 6.5).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mock_server.openapi.generator.conformity import matches, needs
from mock_server.openapi.generator.generation_state import Stuck
from mock_server.openapi.generator.given_values import given
from mock_server.openapi.generator.names import tells_an_end
from mock_server.openapi.patterns import PatternUnsupported, pattern_generator
from mock_server.openapi.reading.json_values import copied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conjunction import Conjunction
    from mock_server.openapi.generator.generation_state import Run
    from mock_server.openapi.generator.recipe import Recipe
    from mock_server.openapi.generator.recipe_cache import RecipeCache
    from mock_server.openapi.reading.operation_parts import Schema

_LEAST_SHARE = 3
_ENTRIES = 2
_TRIES = 40
_MORE = 3
_OF_ALL_NAMES = frozenset(("patternProperties", "additionalProperties", "propertyNames"))


@dataclass(slots=True)
class PropertySlot:
    """One property: its schemas, whether it must be there, and whether its values have parts of their own.

    How its values are made is worked out when the first one is; large objects show some of their properties only.
    """

    name: str
    schemas: list[Schema]
    required: bool
    heavy: bool
    recipe: Recipe | None = None
    shown: list[JSON] = field(default_factory=list)
    is_none: bool = False


class ObjectShape:
    """Makes objects that satisfy a conjunction; raises Stuck where it contradicts itself."""

    def __init__(self, recipes: RecipeCache, found: Conjunction) -> None:
        self._recipes = recipes
        self._found = found
        self._parts = [part.schema for part in found.parts]
        self._naming: dict[str, list[int]] = {}
        for index, part in enumerate(self._parts):
            for name in part.get("properties") or ():
                self._naming.setdefault(name, []).append(index)
        self._asking = [index for index, part in enumerate(self._parts) if not _OF_ALL_NAMES.isdisjoint(part)]
        self._least = max(found.values("minProperties"), default=0)
        self._most = min(found.values("maxProperties"), default=1_000_000)
        self._shown = [value for part in self._parts for value in given(part) if isinstance(value, dict)]
        self._slots = self._all_slots()
        self._required = sum(slot.required for slot in self._slots)
        if self._required > self._most or self._least > self._most:
            raise Stuck
        self._light = sum(not slot.heavy for slot in self._slots)
        self._heavy = len(self._slots) - self._light
        self._needs = [need for schema in self._parts for need in needs(schema)]
        self._excluded = found.excluded
        self._open = not self._slots and any(
            isinstance(rest, dict) and rest for rest in found.values("additionalProperties")
        )
        self._patterned = not self._slots and bool(found.values("patternProperties"))

    def make(self, run: Run, budget: int, _: str | None) -> dict[str, JSON]:
        """An object with about ``budget`` values in it."""
        for attempt in range(_TRIES if self._excluded else 1):
            made = self._made(run, budget, (attempt + run.distinct) % _MORE)
            if not any(self._recipes.conformity.check(schema, made) for schema in self._excluded):
                return made
        raise Stuck

    def _made(self, run: Run, budget: int, more: int) -> dict[str, JSON]:
        share = max((budget - self._light) // max(self._heavy, 2), 0)
        made: dict[str, JSON] = {}
        free = self._most - self._required
        room = budget
        for slot in self._slots:
            if not slot.required:
                if free <= 0 or (share < _LEAST_SHARE if slot.heavy else room <= 0):
                    continue
                free -= 1
            try:
                made[slot.name] = self._value(slot, run, share if slot.heavy else 0)
            except Stuck:
                if slot.required:
                    raise
                free += 1
            room -= 1
        if self._needs:
            self._complete(made, run)
            self._thin(made)
        wanted = self._least
        if budget > 0 and (self._open or self._patterned):
            wanted = max(wanted, min(_ENTRIES, self._most))
        if more:
            wanted = max(wanted, min(len(made) + more, self._most))
        if len(made) < wanted:
            self._fill(made, wanted, run, share)
        return made

    def _complete(self, made: dict[str, JSON], run: Run) -> None:
        """Add what properties that are there need; drop those whose needs can't be met."""
        slots = {slot.name: slot for slot in self._slots}
        for _ in range(len(self._needs) + 1):
            lacking = [(name, other) for name, needed in self._needs for other in needed if name in made]
            lacking = [(name, other) for name, other in lacking if other not in made]
            if not lacking:
                return
            for name, other in lacking:
                if name not in made or other in made:
                    continue
                try:
                    made[other] = self._named(other, run, slots)
                except Stuck:
                    if slots[name].required:
                        raise
                    del made[name]

    def _thin(self, made: dict[str, JSON]) -> None:
        """Take away optional properties that nothing needs until there are not too many."""
        for slot in reversed(self._slots):
            if len(made) <= self._most:
                return
            needed = any(slot.name in names for name, names in self._needs if name in made)
            if not slot.required and not needed:
                made.pop(slot.name, None)
        if len(made) > self._most:
            raise Stuck

    def _value(self, slot: PropertySlot, run: Run, budget: int) -> JSON:
        """A value for a declared property; raises Stuck."""
        recipe = slot.recipe or self._prepared(slot)
        if run.examples and slot.shown:
            return copied(slot.shown[0])
        if slot.is_none and not run.varied:
            return None
        return recipe.make(run, budget, slot.name)

    def _prepared(self, slot: PropertySlot) -> Recipe:
        recipe = self._recipes.recipe(*slot.schemas)
        lent = [each[slot.name] for each in self._shown if slot.name in each]
        slot.shown = [value for value in lent if recipe.accepts(value)]
        is_end = not lent and tells_an_end(slot.name, _formats(recipe))
        slot.is_none = is_end and not _is_told(slot.schemas) and recipe.accepts(None)
        slot.recipe = recipe
        return recipe

    def _named(self, name: str, run: Run, slots: dict[str, PropertySlot]) -> JSON:
        """A value for a property that another one needs, declared or not; raises Stuck."""
        if name in slots:
            return self._value(slots[name], run, 0)
        schemas = self._schemas(name)
        if schemas is None:
            raise Stuck
        return self._recipes.recipe(*schemas).make(run, 0, name)

    def _fill(self, made: dict[str, JSON], wanted: int, run: Run, share: int) -> None:
        """Add properties until there are ``wanted``: declared ones, then patterned ones, then others."""
        for slot in self._slots:
            if len(made) < wanted and slot.name not in made:
                try:
                    made[slot.name] = self._value(slot, run, 0)
                except Stuck:
                    continue
        tries = iter(range(wanted * 4 + _TRIES))
        for name in self._names(run):
            if len(made) >= wanted or next(tries, None) is None:
                break
            schemas = None if name in made else self._schemas(name)
            if schemas is None:
                continue
            try:
                made[name] = self._recipes.recipe(*schemas).make(run, share, name)
            except Stuck:
                continue
        if len(made) < self._least:
            raise Stuck

    def _names(self, run: Run) -> JSON:
        """Names for further properties, without end."""
        patterns = [pattern for each in self._found.values("patternProperties") for pattern in each]
        makers = []
        for pattern in patterns:
            try:
                makers.append(pattern_generator(pattern))
            except PatternUnsupported:
                continue
        named: list[Schema] = self._found.values("propertyNames")
        recipe = self._recipes.recipe({"type": "string"}, *named) if named else None
        word = self._recipes.fakes.maker("word")
        for index in range(1_000_000):
            if recipe is not None:
                yield recipe.make(run, 0, None) + (word(run.random) if index % 2 else "")
            elif makers and index % 2 == 0:
                longer = word(run.random) if index >= 2 * len(makers) and index % 4 else ""
                yield makers[index // 2 % len(makers)](run.random) + longer
            elif makers and index < 2 * len(makers):
                continue
            else:
                yield word(run.random) if index < _TRIES else f"{word(run.random)}{index}"

    def _all_slots(self) -> list[PropertySlot]:
        hidden = self._recipes.conformity.hidden
        required = {name for each in self._found.values("required") for name in each}
        names = dict.fromkeys(
            [name for each in self._found.values("properties") for name in each]
            + [name for each in self._found.values("required") for name in each]
        )
        slots = []
        for name in names:
            self._recipes.effort.spend()
            schemas = self._schemas(name)
            if schemas is None:
                if name in required:
                    raise Stuck
                continue
            if any(hidden(schema) for schema in schemas):
                continue
            slots.append(PropertySlot(name, schemas, name in required, self._recipes.is_heavy(schemas)))
            if name in required and not self._prepared(slots[-1]).possible:
                raise Stuck
        return slots

    def _schemas(self, name: str) -> list[Schema] | None:
        """All the schemas for the property ``name``; None where it may not be there."""
        found: list[Schema] = []
        for index in sorted({*self._naming.get(name, ()), *self._asking}):
            schema = self._parts[index]
            own = _declared(schema, name)
            if not own and "additionalProperties" in schema:
                own = [schema["additionalProperties"]]
            found += own
            if "propertyNames" in schema and not self._recipes.conformity.check(schema["propertyNames"], name):
                return None
        for schema in self._parts:
            if "unevaluatedProperties" in schema:
                inside = (part.schema for part in self._found.parts if id(schema) in part.scopes)
                if not any(_declared(each, name) or "additionalProperties" in each for each in inside):
                    found.append(schema["unevaluatedProperties"])
        return None if any(schema is False for schema in found) else found


def _formats(recipe: Recipe) -> Iterator[str]:
    """The formats that values may have."""
    for found in recipe.conjunctions():
        yield from found.values("format")


def _is_told(schemas: list[Schema]) -> bool:
    """Whether a schema gives a value for its property."""
    return any(
        isinstance(one, dict) and not one.keys().isdisjoint(("example", "examples", "default")) for one in schemas
    )


def _declared(schema: dict[str, JSON], name: str) -> list[Schema]:
    """The schemas that a schema object gives to a property by its name or by a pattern."""
    properties = schema.get("properties")
    found = [properties[name]] if properties and name in properties else []
    patterns = schema.get("patternProperties")
    if patterns:
        found += [inner for pattern, inner in patterns.items() if matches(pattern, name)]
    return found
