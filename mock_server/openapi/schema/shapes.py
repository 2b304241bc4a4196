"""What a text may stand for under a schema: its JSON types, items and properties, and the value read from it.

Texts carry no types; OpenAPI leaves it to the schema to tell ``5`` from ``"5"``. Where several types are possible the
first reading that the schema accepts counts, in the order integer, number, boolean, JSON, string, null. A text that
has no reading stays a string, so that validation names the violation.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.openapi.reading import json_values
from mock_server.openapi.reading.json_text import JSONTextError, load_json
from mock_server.openapi.schema.composition import ALL, ALTERNATIVES, branches
from mock_server.openapi.schema.validation import Validator, Validators

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_INTEGER = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)
_LONGEST_NUMBER = 400
_SCALARS = frozenset(("string", "integer", "number", "boolean", "null"))


class Shape:
    """The types, items and properties that a value may have under any of these ``alternatives``."""

    def __init__(self, schemas: Schemas, *alternatives: Schema) -> None:
        self.schemas = schemas
        self._alternatives = alternatives or (True,)
        types = _union([_types(schemas, schema, {}) for schema in self._alternatives])
        self.types: frozenset[str] = types if types is not None else frozenset()
        self.array = not self.types or "array" in self.types
        self.object = "object" in self.types
        self.scalar = not self.types or not self.types.isdisjoint(_SCALARS)
        self.is_text = self.types <= {"string"}

    def value(self, text: str) -> JSON:
        """The value that ``text`` stands for where one value is meant."""
        return text if self.is_text else self.best(list(self._readings(text)), text)

    def best(self, readings: list[JSON], text: JSON) -> JSON:
        """The first reading that the schema accepts, else the first; ``text`` where there is none."""
        if len(readings) < 2:
            return readings[0] if readings else text
        return next((reading for reading in readings if self._accepts(reading)), readings[0])

    def item(self, index: int) -> Shape:
        """The shape of an array's item."""
        if index < len(self._prefix):
            return self._prefix[index]
        return self._rest

    def property(self, name: str) -> Shape:
        """The shape of an object's property."""
        if name not in self.properties:
            return self._additional
        found = self._properties.get(name)
        if found is None:
            found = self._properties[name] = Shape(self.schemas, *self.properties[name])
        return found

    @cached_property
    def properties(self) -> dict[str, list[Schema]]:
        """The documented properties, each with the schemas it has in the alternatives."""
        found: dict[str, list[Schema]] = {}
        for schema in self.parts:
            for name, value in (schema.get("properties") or {}).items():
                found.setdefault(name, []).append(value)
        return found

    @cached_property
    def open(self) -> bool:
        """Whether properties beyond the documented ones are plainly meant."""
        return not self.properties or any(
            value is not False for part in self.parts if (value := part.get("additionalProperties")) is not None
        )

    @cached_property
    def default(self) -> tuple[JSON, ...]:
        """The schema's default as a tuple of one, empty where it has none."""
        return next(((part["default"],) for part in self.parts if "default" in part), ())

    @cached_property
    def parts(self) -> list[dict[str, JSON]]:
        """The canonical schemas of which these alternatives are made: references followed, compositions entered."""
        return [part for schema in self._alternatives for part in self.schemas.parts(schema)]

    @cached_property
    def _properties(self) -> dict[str, Shape]:
        return {}

    @cached_property
    def _additional(self) -> Shape:
        return Shape(self.schemas, *self._keyword("additionalProperties", "patternProperties"))

    @cached_property
    def _prefix(self) -> list[Shape]:
        longest = max((part.get("prefixItems") or [] for part in self.parts), key=len, default=[])
        return [Shape(self.schemas, schema) for schema in longest]

    @cached_property
    def _rest(self) -> Shape:
        return Shape(self.schemas, *self._keyword("items"))

    @cached_property
    def _validators(self) -> list[Validator]:
        validators = Validators(self.schemas)
        return [validators.validator(schema, "request") for schema in self._alternatives]

    def _accepts(self, value: JSON) -> bool:
        return any(validator.is_valid(value) for validator in self._validators)

    def _keyword(self, *names: str) -> list[Schema]:
        found: list[Schema] = []
        for part in self.parts:
            for name in names:
                value = part.get(name)
                if name == "patternProperties" and isinstance(value, dict):
                    found.extend(value.values())
                elif isinstance(value, dict):
                    found.append(value)
        return found

    def _readings(self, text: str) -> Iterator[JSON]:
        types = self.types
        if "integer" in types or "number" in types:
            yield from _number(text, whole="number" not in types)
        if "boolean" in types and text in ("true", "false"):
            yield text == "true"
        if text[:1] in ("{", "[") and ("object" if text[0] == "{" else "array") in types:
            yield from _json(text)
        if "string" in types:
            yield text
        if "null" in types and text in ("null", ""):
            yield None


def _number(text: str, *, whole: bool) -> Iterator[int | float]:
    if len(text) > _LONGEST_NUMBER:
        return
    if _INTEGER.fullmatch(text):
        yield int(text)
    elif _NUMBER.fullmatch(text):
        value = float(text)
        if value.is_integer() and whole:
            yield int(value)
        elif abs(value) != float("inf"):
            yield value


def _json(text: str) -> Iterator[JSON]:
    try:
        value = load_json(text.encode("utf-8", "replace"))
    except JSONTextError:
        return
    yield value


def _types(schemas: Schemas, schema: Schema, known: dict[str, frozenset[str] | None]) -> frozenset[str] | None:
    """The JSON types that ``schema`` leaves open, None for any; ``known`` are those of references met before."""
    schema = schemas.canonical(schema)
    if not isinstance(schema, dict):
        return None
    found = _own_types(schema)
    if "$ref" in schema:
        ref = schema["$ref"]
        if ref not in known:
            known[ref] = frozenset()  # a schema that is its own alternative adds nothing to itself
            known[ref] = _types(schemas, schemas.resolve(ref), known)
        found = _both(found, known[ref])
    for _, _, part in branches(schema, ALL):
        found = _both(found, _types(schemas, part, known))
    for keyword in ALTERNATIVES:
        if keyword in schema:
            found = _both(found, _union([_types(schemas, part, known) for _, _, part in branches(schema, (keyword,))]))
    if found is None:
        if "properties" in schema or "additionalProperties" in schema:
            return frozenset(("object",))
        if "items" in schema or "prefixItems" in schema:
            return frozenset(("array",))
    return found


def _own_types(schema: dict[str, JSON]) -> frozenset[str] | None:
    if "type" in schema:
        types = schema["type"]
        return frozenset([types] if isinstance(types, str) else types)
    if "const" in schema:
        return frozenset((json_values.type_of(schema["const"]),))
    if "enum" in schema:
        return frozenset(map(json_values.type_of, schema["enum"]))
    return None


def _both(one: frozenset[str] | None, other: frozenset[str] | None) -> frozenset[str] | None:
    if one is None or other is None:
        return other if one is None else one
    shared = one & other
    if "integer" in (one | other) and "number" in (one | other):
        shared |= {"integer"}
    return shared or one


def _union(found: list[frozenset[str] | None]) -> frozenset[str] | None:
    total: frozenset[str] = frozenset()
    for types in found:
        if types is None:
            return None
        total |= types
    return total
