"""A Hypothesis strategy of JSON Schemas that are known to be satisfiable: each comes with a value that conforms."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs
from hypothesis import strategies as st

KINDS = ("null", "boolean", "integer", "number", "string", "array", "object")
NAMES = ("id", "name", "a", "b", "x-1")

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1000, 1000),
    st.integers(-4000, 4000).map(lambda n: n / 8),
    st.text("abcXY09 -é", max_size=8),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=6,
)


@dataclass
class Builder:
    """Draws schemas around values; references gather in ``definitions``."""

    draw: Any
    definitions: dict[str, Any] = field(default_factory=dict)

    def maybe(self) -> bool:
        """A coin."""
        return bool(self.draw(st.booleans()))

    def schema(self, value: Any, depth: int) -> Any:
        """A schema to which ``value`` conforms."""
        if depth <= 0:
            return self.draw(st.sampled_from([{"const": value}, {"type": kind(value)}, True, {}]))
        match self.draw(st.integers(0, 11)):
            case 0:
                return {"allOf": [self.schema(value, depth - 1), self.schema(value, depth - 1)]}
            case 1:
                return {"anyOf": self.shuffled(self.schema(value, depth - 1), self.other(value, depth))}
            case 2:
                others = [self.other(value, depth) for _ in range(2)]
                others = [each for each in others if not self.valid(each, value)]
                return {"oneOf": self.shuffled(self.schema(value, depth - 1), *others)}
            case 3:
                other = self.other(value, depth)
                base = self.schema(value, depth - 1)
                return base if self.valid(other, value) else {"allOf": [base], "not": other}
            case 4:
                test = self.other(value, depth)
                branch = "then" if self.valid(test, value) else "else"
                return {"if": test, branch: self.schema(value, depth - 1)}
            case 5:
                name = f"d{len(self.definitions)}"
                self.definitions[name] = True
                self.definitions[name] = self.schema(value, depth - 1)
                return {"$ref": f"#/$defs/{name}"}
            case 6:
                return {**self.plain(value, depth), "allOf": [self.schema(value, depth - 1)]}
        return self.plain(value, depth)

    def other(self, value: Any, depth: int) -> Any:
        """A schema around another value; ``value`` may conform to it or not."""
        return self.schema(self.draw(scalars if self.maybe() else values), depth - 1)

    def shuffled(self, *items: Any) -> list[Any]:
        """The items in any order."""
        return list(self.draw(st.permutations(items)))

    def valid(self, schema: Any, value: Any) -> bool:
        """What the judge says."""
        return bool(judge(schema, self.definitions).is_valid(value))

    def plain(self, value: Any, depth: int) -> dict[str, Any]:
        """Keywords of the value's own type."""
        name = kind(value)
        found: dict[str, Any] = {}
        if self.maybe():
            further = self.draw(st.sampled_from(["null", "string", name]))
            found["type"] = name if further == name else [name, further]
        if self.draw(st.integers(0, 7)) == 0:
            found["enum"] = self.shuffled(value, *self.draw(st.lists(st.text("abc", max_size=2), max_size=3)))
        if isinstance(value, str):
            self.string(found, value)
        elif isinstance(value, list):
            self.array(found, value, depth)
        elif isinstance(value, dict):
            self.object(found, value, depth)
        elif name in ("integer", "number"):
            self.number(found, value)
        return found

    def string(self, found: dict[str, Any], value: str) -> None:
        """Keywords of strings."""
        if self.maybe():
            found["minLength"] = self.draw(st.integers(0, len(value)))
        if self.maybe():
            found["maxLength"] = len(value) + self.draw(st.integers(0, 4))
        if self.maybe():
            head = re.sub(r"([ -])", r"[\1]", value[: self.draw(st.integers(0, 3))])
            found["pattern"] = self.draw(st.sampled_from([f"^{head}", f"^{head}.*$", "^[a-zA-Z0-9 é-]*$", head]))

    def number(self, found: dict[str, Any], value: float) -> None:
        """Keywords of numbers."""
        if self.maybe():
            found["minimum"] = value - self.draw(st.sampled_from([0, 0.5, 1, 50]))
        elif self.maybe():
            found["exclusiveMinimum"] = value - self.draw(st.sampled_from([0.125, 1, 7]))
        if self.maybe():
            found["maximum"] = value + self.draw(st.sampled_from([0, 0.25, 1, 50]))
        elif self.maybe():
            found["exclusiveMaximum"] = value + self.draw(st.sampled_from([0.125, 1, 7]))
        if value and self.maybe():
            found["multipleOf"] = abs(value) / self.draw(st.sampled_from([1, 2, 4]))

    def array(self, found: dict[str, Any], value: list[Any], depth: int) -> None:
        """Keywords of arrays."""
        if self.maybe():
            found["minItems"] = self.draw(st.integers(0, len(value)))
        if self.maybe():
            found["maxItems"] = len(value) + self.draw(st.integers(0, 2))
        if self.maybe() and judge({"uniqueItems": True}, {}).is_valid(value):
            found["uniqueItems"] = True
        prefix = self.draw(st.integers(0, len(value))) if self.maybe() else 0
        if prefix:
            found["prefixItems"] = [self.schema(item, depth - 1) for item in value[:prefix]]
        rest = value[prefix:]
        if self.maybe():
            found["items"] = {"anyOf": [self.schema(item, depth - 1) for item in rest]} if rest else False
        if value and self.maybe():
            found["contains"] = self.schema(self.draw(st.sampled_from(value)), depth - 1)

    def object(self, found: dict[str, Any], value: dict[str, Any], depth: int) -> None:
        """Keywords of objects."""
        declared = [name for name in value if self.maybe()]
        if declared:
            found["properties"] = {name: self.schema(value[name], depth - 1) for name in declared}
        if self.maybe():
            found.setdefault("properties", {})
            for name in NAMES:
                if name not in value and self.maybe():
                    found["properties"][name] = self.draw(st.sampled_from([False, {"type": "string"}]))
        if self.maybe():
            found["required"] = [name for name in value if self.maybe()]
        rest = [name for name in value if name not in found.get("properties", {})]
        if self.maybe():
            word = self.draw(st.sampled_from(["additionalProperties", "unevaluatedProperties"]))
            found[word] = {"anyOf": [self.schema(value[name], depth - 1) for name in rest]} if rest else False
        if self.maybe():
            found["minProperties"] = self.draw(st.integers(0, len(value)))
        if self.maybe():
            found["maxProperties"] = len(value) + self.draw(st.integers(0, 2))
        if self.maybe():
            found["propertyNames"] = {"maxLength": max(map(len, value), default=0) + 1}
        if len(value) > 1 and self.maybe():
            first, *others = value
            found["dependentRequired"] = {first: others}
        if value and self.maybe():
            found["dependentSchemas"] = {next(iter(value)): self.schema(value, depth - 2)}
        if value and self.maybe():
            name = self.draw(st.sampled_from(list(value)))
            found["patternProperties"] = {f"^{name}$": self.schema(value[name], depth - 1)}


def kind(value: Any) -> str:
    """The JSON Schema type of a value."""
    if value is None:
        return "null"
    names = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}
    return names[type(value)]


def judge(schema: Any, definitions: dict[str, Any]) -> Any:
    """The validator that decides what conforms."""
    whole = {"allOf": [schema], "$defs": definitions}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, offline=True)


@st.composite
def satisfiable(draw: Any) -> tuple[Any, dict[str, Any], Any]:
    """A schema, the definitions it refers to, and a value that conforms."""
    builder = Builder(draw)
    value = draw(values)
    schema = builder.schema(value, draw(st.integers(1, 4)))
    return schema, builder.definitions, value
