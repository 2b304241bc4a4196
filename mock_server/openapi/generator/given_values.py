"""The values that a document itself gives for a schema: examples, defaults, and the members of an enum."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from mock_server.openapi.reading.json_values import key

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conjunction import Conjunction
    from mock_server.openapi.generator.recipe import Recipe

_ENOUGH = 20_000
_SHAPING = ("properties", "required", "items", "prefixItems", "patternProperties")


def given(schema: dict[str, JSON]) -> list[JSON]:
    """What a schema object shows, in the order of preference: example, examples, default.

    A null, and an empty default, are shown by documents out of habit: they tell nothing and are left out.
    """
    found = [schema["example"]] if "example" in schema else []
    several = schema.get("examples")
    found += several if isinstance(several, list) else []
    default = schema.get("default")
    if default not in (None, "") and default != [] and default != {}:
        found.append(default)
    return [value for value in found if value is not None]


def examples(recipe: Recipe) -> list[JSON]:
    """The examples that conform to all of the recipe's schemas.

    An example of an object inside an `allOf` shows a part of the whole only, so it counts where it is the one part
    that has properties.
    """
    found: list[JSON] = []
    seen: set[int] = set()
    for conjunction in recipe.conjunctions():
        shaping = [part.schema for part in conjunction.parts if any(word in part.schema for word in _SHAPING)]
        for part in conjunction.parts:
            schema = part.schema
            if id(schema) in seen:
                continue
            seen.add(id(schema))
            whole = any(schema is own for own in recipe.schemas) or all(schema is other for other in shaping)
            for value in given(schema):
                if (whole or not isinstance(value, dict | list)) and recipe.accepts(value):
                    found.append(value)
    return list({key(value): value for value in found}.values())


def listed(conjunction: Conjunction, accepts: Callable[[JSON], bool]) -> list[JSON] | None:
    """The values of an enum or const that conform, null last; None where the conjunction has neither.

    Of very many only the first ones that conform.
    """
    lists = [*conjunction.values("enum"), *([value] for value in conjunction.values("const"))]
    if not lists:
        return None
    shortest = min((each for each in lists if isinstance(each, list)), key=len, default=[])
    found = {key(value): value for value in islice(filter(accepts, shortest), _ENOUGH)}
    return sorted(found.values(), key=lambda value: value is None)
