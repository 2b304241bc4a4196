"""Makes a value conform by the smallest change: what a client said stays wherever the schema accepts it.

A violation is mended at its own place, at any depth: what is missing is added, what is forbidden is taken out, what is
too long is cut, and only a value that is itself refused is made anew.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.typed_values import SEVERAL, as_type
from mock_server.openapi.behaviour import places
from mock_server.openapi.reading import json_values, pointers
from mock_server.openapi.schema.composition import ALTERNATIVES, branches

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.validation import Violation

_ROUNDS = 24
_BRANCHES = 12
_DEPTH = 3
_NAMING = ("id", "uuid", "key", "login", "username", "slug", "code", "name", "label", "title", "value", "email", "url")
"""What members are called by whose value an object is named, the likeliest first."""

Path = tuple[str | int, ...]


class Mended(NamedTuple):
    """The value as it conforms, or as near as it came; the pointer and keyword of each mend."""

    value: JSON
    mends: tuple[tuple[str, str], ...]
    whole: bool


class Mender:
    """Mends values of one schema; ``make`` gives a new value for a schema and a property's name."""

    def __init__(self, schema: Schema, synthesis: Synthesis, make: Callable[[Schema, str | None], JSON]) -> None:
        self.schema = schema
        self.synthesis = synthesis
        self.schemas = synthesis.schemas
        self.make = make

    def mended(self, value: JSON, depth: int = 0) -> Mended:
        """``value`` with as few changes as will do."""
        mends: list[tuple[str, str]] = []
        tried: set[tuple[Path, str]] = set()
        validator = self.synthesis.validators.validator(self.schema, "response")
        for _ in range(_ROUNDS):
            broken = validator.violations(value, "record")
            if not broken:
                return Mended(value, tuple(mends), True)
            fresh = [v for v in broken if (v.pointer, v.keyword) not in tried]
            if not fresh:
                break
            for violation in fresh:
                tried.add((violation.pointer, violation.keyword))
                try:
                    value = self._mend(value, violation, depth)
                except LookupError:
                    continue  # an earlier mend took the place away
                mends.append((pointers.text(violation.pointer), violation.keyword))
        if validator.is_valid(value):
            return Mended(value, tuple(mends), True)
        return self._remade(value, mends)

    def _mend(self, value: JSON, violation: Violation, depth: int) -> JSON:
        path, keyword = violation.pointer, violation.keyword
        if keyword == "required":
            pointers.look_up(value, path[:-1])
            return self._put(value, path, self._new(path))
        here = path[:-1] if keyword in ("additionalProperties", "unevaluatedProperties") else path
        held = pointers.look_up(value, here)
        if keyword in ("additionalProperties", "unevaluatedProperties"):
            return self._put(value, here, self._allowed(held, here, str(path[-1]) if path else ""))
        if keyword == "maxItems" and isinstance(held, list):
            return self._put(value, here, self._cut(held, here))
        if keyword in ("minItems", "contains") and isinstance(held, list):
            return self._put(value, here, [*held, self._new((*here, len(held)))])
        if keyword == "uniqueItems" and isinstance(held, list):
            return self._put(value, here, list({json_values.key(item): item for item in held}.values()))
        if keyword in ALTERNATIVES and (told := self._as_one_value(held, path)) is not None:
            return self._put(value, here, told)
        if keyword in ALTERNATIVES and depth < _DEPTH:
            return self._put(value, here, self._as_a_branch(held, here, depth))
        if held is None and path and self._may_be_absent(path):
            return self._without(value, path)
        if keyword == "type" and path:
            told = as_type(held, self.schemas.types(self._at(path)))
            if told is not held and told != held and not isinstance(told, type(held)):
                return self._put(value, path, told)
            if isinstance(held, str | int) and not isinstance(held, bool):
                return self._put(value, path, self._named(self._new(path), held, path))
        return self._put(value, here, self._new(here)) if here else value

    def _as_one_value(self, held: JSON, path: Path) -> JSON:
        """One value as another type, where the alternatives take it so (``"7"`` for ``7``, beside objects), or None."""
        schema = self._at(path)
        told = None if isinstance(held, dict | list) else as_type(held, self.schemas.types(schema) - SEVERAL)
        fits = schema is not None and self.synthesis.validators.validator(schema, "response").is_valid(told)
        return told if fits and type(told) is not type(held) else None

    def _named(self, made: JSON, held: JSON, path: Path) -> JSON:
        """An object in place of one value that names it (``"ann"`` for ``{"login": …}``), which it then has."""
        known = self.schemas.properties(self._at(path)) if isinstance(made, dict) else {}
        must = self.schemas.required(self._at(path))
        by_plain = {places.plain(name): name for name in known}
        ranked = [by_plain[name] for name in _NAMING if name in by_plain]
        for name in sorted(ranked, key=lambda name: name not in must):
            if self.synthesis.validators.validator(known[name], "response").is_valid(held):
                return {**made, name: held}
        return made

    def _new(self, path: Path) -> JSON:
        schema = self._at(path)
        name = next((token for token in reversed(path) if isinstance(token, str)), None)
        return self.make(schema if schema is not None else True, name)

    def _allowed(self, held: JSON, path: Path, unexpected: str) -> JSON:
        if not isinstance(held, dict):
            return held
        known = self.schemas.properties(self._at(path))
        return {name: item for name, item in held.items() if name != unexpected and (name in known or not known)}

    def _cut(self, held: list[JSON], path: Path) -> list[JSON]:
        schema = self._at(path)
        validator = self.synthesis.validators.validator(schema if schema is not None else True, "response")
        kept = list(held)
        while kept and any(v.keyword == "maxItems" and not v.pointer for v in validator.violations(kept)):
            kept.pop()
        return kept

    def _as_a_branch(self, held: JSON, path: Path, depth: int) -> JSON:
        """``held`` as the alternative that takes the fewest mends."""
        schema = self.schemas.follow(self._at(path) or True)
        if not isinstance(schema, dict):
            return held
        best: Mended | None = None
        for _, _, branch in islice(branches(schema, ALTERNATIVES), _BRANCHES):
            found = Mender(branch, self.synthesis, self.make).mended(held, depth + 1)
            valid = self.synthesis.validators.validator(self._at(path) or True, "response").is_valid(found.value)
            if valid and (best is None or len(found.mends) < len(best.mends)):
                best = found
        return best.value if best is not None else held

    def _may_be_absent(self, path: Path) -> bool:
        last = path[-1]
        return isinstance(last, str) and last not in self.schemas.required(self._at(path[:-1]))

    def _remade(self, value: JSON, mends: list[tuple[str, str]]) -> Mended:
        """Where no small change will do: a value made anew, with every member that it accepts as it was."""
        validator = self.synthesis.validators.validator(self.schema, "response")
        made = self.make(self.schema, None)
        if isinstance(made, dict) and isinstance(value, dict):
            for name, item in value.items():
                candidate = {**made, name: item}
                if validator.is_valid(candidate):
                    made = candidate
        whole = bool(validator.is_valid(made))
        return Mended(made if whole else value, (*mends, ("", "whole")), whole)

    def _at(self, path: Path) -> Schema | None:
        schema: Schema | None = self.schema
        for token in path:
            if isinstance(token, int):
                schema = self._item(schema, token)
            else:
                known = self.schemas.properties(schema)
                schema = known.get(token, self.schemas.other_properties(schema))
        return schema

    def _item(self, schema: Schema | None, index: int) -> Schema | None:
        lean = self.schemas.follow(schema) if schema is not None else None
        places = lean.get("prefixItems") if isinstance(lean, dict) else None
        if isinstance(places, list) and index < len(places):
            return places[index]  # type: ignore[no-any-return]
        return self.schemas.items(schema)

    def _put(self, value: JSON, path: Path, new: JSON) -> JSON:
        if not path:
            return new
        head, rest = path[0], path[1:]
        if isinstance(value, list) and isinstance(head, int):
            return [*value[:head], self._put(value[head], rest, new), *value[head + 1 :]]
        inner = value.get(head) if isinstance(value, dict) else None
        return {**(value if isinstance(value, dict) else {}), head: self._put(inner, rest, new)}

    def _without(self, value: JSON, path: Path) -> JSON:
        parent = pointers.look_up(value, path[:-1])
        return self._put(value, path[:-1], {name: item for name, item in parent.items() if name != path[-1]})
