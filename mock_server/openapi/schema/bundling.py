"""Makes a schema of a document ready for a validator: annotations gone, everything it refers to within reach.

What a schema refers to is put under ``$defs``, unless that is much: then references become the keyword `REFERENCE`,
by which a validator asks another one that all share. So the memory of the validators grows with the document and not
with its square, where every schema leads to every other one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.schema.dialects import ANNOTATIONS, DIALECT, LENIENT, LISTS, MAPS, SINGLE

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Direction, Schemas

REFERENCE = "x-reference"
METASCHEMA = DIALECT
"""The one schema outside the document that a validator has at hand."""

_JUDGING = frozenset((
    "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength",
    "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxContains", "minContains", "maxProperties",
    "minProperties", "dependentRequired", "format",
))  # fmt: skip
MOST = 300


class _TooMuch(Exception):  # noqa: N818 - a turn on the way
    """More nodes than a bundle should have."""


class Bundler:
    """Bundles one schema.

    ``strict``: null only where the letter of the document allows it. ``most`` is the number of schemas within that a
    bundle may have before references become keywords, None for no limit.
    """

    def __init__(self, schemas: Schemas, direction: Direction, *, strict: bool, most: int | None) -> None:
        self._schemas = schemas
        self._direction = direction
        self._strict = strict
        self._most = most
        self._cut = False
        self._nodes = 0
        self._names: dict[str, str] = {}
        self._waiting: list[str] = []

    def bundle(self, schema: Schema) -> Schema:
        """``schema`` with all that it needs."""
        try:
            return self._bundle(schema)
        except _TooMuch:
            self._cut, self._most = True, None
            self._names, self._waiting = {}, []
            return self._bundle(schema)

    def _bundle(self, schema: Schema) -> Schema:
        top = self._lean(self._schemas.canonical(schema), frozenset())
        if isinstance(top, bool):
            return top
        definitions: dict[str, Schema] = {}
        while self._waiting:
            ref = self._waiting.pop()
            definitions[self._names[ref]] = self._lean(self._schemas.resolve(ref), frozenset())
        return {"$schema": DIALECT, **top, "$defs": definitions} if definitions else {"$schema": DIALECT, **top}

    def _name(self, ref: str) -> str:
        if ref not in self._names:
            self._names[ref] = f"d{len(self._names)}"
            self._waiting.append(ref)
        return f"#/$defs/{self._names[ref]}"

    def _lean(self, schema: JSON, unsent: frozenset[str], *, whole: bool = False) -> JSON:
        """``schema`` for the validator; a ``whole`` one stays with those around it, which may ask what it evaluated."""
        if not isinstance(schema, dict):
            return schema
        self._nodes += 1
        if self._most is not None and self._nodes > self._most and self._names:
            raise _TooMuch
        if self._strict and LENIENT in schema:
            schema = _without_null(schema)
            if isinstance(schema, bool):
                return schema
        schema = _by_name(schema)
        unsent = unsent | self._schemas.unsent(schema, self._direction)
        lean: dict[str, JSON] = {}
        for key, value in schema.items():
            if key in ANNOTATIONS or key.startswith("x-"):
                continue
            if key in ("$ref", "$dynamicRef"):
                if value == METASCHEMA:
                    lean["$ref"] = value
                elif self._cut and not whole:
                    lean[REFERENCE] = value
                else:
                    lean["$ref"] = self._name(value)
            elif key in SINGLE:
                lean[key] = self._lean(value, frozenset())
            elif key in LISTS:
                together = key == "allOf"
                lean[key] = [self._lean(item, unsent if together else frozenset(), whole=together) for item in value]
            elif key in ("$defs", "definitions"):
                continue
            elif key in MAPS:
                lean[key] = {name: self._lean(item, frozenset()) for name, item in value.items()}
            elif key == "required":
                required = [item for item in value if item not in unsent]
                if required:
                    lean[key] = required
            elif key in _JUDGING:
                lean[key] = value  # what JSON Schema does not know asks for nothing
        return lean


def _by_name(schema: dict[str, JSON]) -> dict[str, JSON]:
    """A `oneOf` with a discriminator as: one fits, or the one fits that the discriminating property names."""
    discriminator, branches = schema.get("discriminator"), schema.get("oneOf")
    if not (isinstance(discriminator, dict) and isinstance(branches, list) and "anyOf" not in schema):
        return schema
    name = discriminator.get("propertyName")
    if not isinstance(name, str):
        return schema
    options: list[JSON] = [{"oneOf": branches}]
    for branch in branches:
        ref = branch.get("$ref") if isinstance(branch, dict) else None
        if isinstance(ref, str):
            pin = {"required": [name], "properties": {name: {"enum": _values_of(discriminator, ref)}}}
            options.append({"allOf": [branch, pin]})
    rest = {key: value for key, value in schema.items() if key not in ("oneOf", "discriminator")}
    return {**rest, "anyOf": options} if len(options) > 1 else schema


def _values_of(discriminator: dict[str, JSON], ref: str) -> list[str]:
    """The values of a discriminating property that name the schema behind ``ref``."""
    last, mapping = ref.rsplit("/", 1)[-1], discriminator.get("mapping")
    items = mapping.items() if isinstance(mapping, dict) else ()
    return [*(str(value) for value, target in items if target in (ref, last)), last]


def _without_null(schema: dict[str, JSON]) -> dict[str, JSON] | bool:
    """A schema with a null that is marked as lenient, without it; False where nothing is left."""
    types = schema.get("type")
    if types == "null":
        return False
    out = {**schema, "type": [name for name in types or () if name != "null"]}
    if "enum" in out:
        out["enum"] = [value for value in out["enum"] if value is not None] or [None]
    return out
