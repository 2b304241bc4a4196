"""Says whether a value conforms to a schema, without compiling the schema first.

Compiled validators judge requests and answers. Here the questions are small and many, one for every example, default
and branch of a schema that a generation passes, and a compiled validator would cost more than it saves.
Follows JSON Schema Validation 2020-12; `readOnly` and `writeOnly` as OpenAPI 3.0's Schema Object has them.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from mock_server.openapi.generator.effort import Effort
from mock_server.openapi.patterns import PatternUnsupported, matcher
from mock_server.openapi.reading.formats import has_format
from mock_server.openapi.reading.json_values import key
from mock_server.openapi.schema.composition import ALL, branches

if TYPE_CHECKING:
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Direction

Resolve = Callable[[str], Any]

_KEPT = 50_000
_LONG = 16
_TYPES: dict[str, Callable[[JSON], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: is_number(value) and value == int(value),
    "number": lambda value: is_number(value),
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}


def is_number(value: JSON) -> bool:
    """Whether a value is a JSON number."""
    if isinstance(value, float):
        return value - value == 0
    return isinstance(value, int) and not isinstance(value, bool)


def is_type(name: str, value: JSON) -> bool:
    """Whether a value is of this JSON Schema type."""
    return _TYPES[name](value)


def matches(pattern: str, text: str) -> bool:
    """Whether ``text`` matches; a pattern that is no regular expression asks for nothing."""
    try:
        return matcher(pattern)(text)
    except PatternUnsupported:
        return True


def needs(schema: dict[str, JSON]) -> list[tuple[str, list[str]]]:
    """Which properties need which others (`dependentRequired`); a malformed keyword asks for nothing."""
    found = schema.get("dependentRequired")
    items = found.items() if isinstance(found, dict) else ()
    return [(name, needed) for name, needed in items if isinstance(needed, list)]


class _Seen:
    """What of an object or array was evaluated, for `unevaluatedProperties` and `unevaluatedItems`."""

    __slots__ = ("items", "names")

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.items: set[int] = set()

    def add(self, other: _Seen) -> None:
        self.names |= other.names
        self.items |= other.items


class Conformity:
    """Checks values on their way in one direction; ``resolve`` gives what a `$ref` points to.

    A property that does not travel in this direction (`readOnly` in a request, `writeOnly` in a response) may not be
    there and is never required.
    """

    def __init__(self, resolve: Resolve, direction: Direction) -> None:
        self._resolve = resolve
        self._mark = "readOnly" if direction == "request" else "writeOnly"
        self._hidden: dict[int, tuple[Schema, bool]] = {}
        self.effort = Effort()
        self._lists_known: dict[int, tuple[list[JSON], frozenset[Hashable]]] = {}

    def check(self, schema: Schema, value: JSON) -> bool:
        """Whether ``value`` conforms to ``schema``."""
        return self._check(schema, value, None, ())

    def hidden(self, schema: Schema, depth: int = 8) -> bool:
        """Whether a property with this schema does not travel in this direction."""
        if not isinstance(schema, dict):
            return False
        known = self._hidden.get(id(schema))
        if known is not None:
            return known[1]
        found = schema.get(self._mark) is True
        if not found and depth > 0:
            ref = schema.get("$ref")
            inner = [self._resolve(ref)] if isinstance(ref, str) else []
            inner += [part for _, _, part in branches(schema, ALL)]
            found = any(self.hidden(item, depth - 1) for item in inner)
        if len(self._hidden) >= _KEPT:
            self._hidden.clear()
        self._hidden[id(schema)] = (schema, found)
        return found

    def _check(self, schema: Schema, value: JSON, seen: _Seen | None, path: tuple[int, ...]) -> bool:
        self.effort.left -= 1
        if self.effort.left < 0:
            self.effort.renew()
        if not isinstance(schema, dict):
            return schema is not False
        own = seen
        if (seen is None and ("unevaluatedProperties" in schema or "unevaluatedItems" in schema)) or seen is not None:
            own = _Seen()
        if not (self._scalar(schema, value) and self._applied(schema, value, own, path)):
            return False
        if isinstance(value, dict) and not self._object(schema, value, own):
            return False
        if isinstance(value, list) and not self._array(schema, value, own):
            return False
        if own is not None and not self._unevaluated(schema, value, own):
            return False
        if seen is not None and own is not None:
            seen.add(own)
        return True

    def _scalar(self, schema: dict[str, JSON], value: JSON) -> bool:
        types = schema.get("type")
        if types is not None:
            names = types if isinstance(types, list) else [types]
            if not any(_TYPES[name](value) for name in names if name in _TYPES):
                return False
        if "const" in schema and key(schema["const"]) != key(value):
            return False
        if "enum" in schema and not self._lists(schema["enum"], value):
            return False
        if isinstance(value, str):
            return self._string(schema, value)
        return not is_number(value) or self._number(schema, value)

    def _lists(self, listed: list[JSON], value: JSON) -> bool:
        """Whether an enum has the value; those of long ones are found by their keys, which are kept."""
        if len(listed) < _LONG:
            return any(key(item) == key(value) for item in listed)
        known = self._lists_known.get(id(listed))
        if known is None:
            if len(self._lists_known) >= _KEPT:
                self._lists_known.clear()
            known = self._lists_known[id(listed)] = (listed, frozenset(map(key, listed)))
        return key(value) in known[1]

    def _string(self, schema: dict[str, JSON], value: str) -> bool:
        low, high = schema.get("minLength", 0), schema.get("maxLength")
        if len(value) < low or (high is not None and len(value) > high):
            return False
        if "pattern" in schema and not matches(schema["pattern"], value):
            return False
        form = schema.get("format")
        return not isinstance(form, str) or has_format(form, value)

    def _number(self, schema: dict[str, JSON], value: float) -> bool:
        if "minimum" in schema and value < schema["minimum"]:
            return False
        if "maximum" in schema and value > schema["maximum"]:
            return False
        if "exclusiveMinimum" in schema and value <= schema["exclusiveMinimum"]:
            return False
        if "exclusiveMaximum" in schema and value >= schema["exclusiveMaximum"]:
            return False
        step = schema.get("multipleOf")
        return not step or not is_number(step) or (Fraction(str(value)) / Fraction(str(step))).denominator == 1

    def _applied(self, schema: dict[str, JSON], value: JSON, seen: _Seen | None, path: tuple[int, ...]) -> bool:
        """The keywords that apply other schemas to the same value."""
        ref = schema.get("$ref") or schema.get("$dynamicRef")
        if isinstance(ref, str):
            target = self._resolve(ref)
            if id(target) not in path and not self._check(target, value, seen, (*path, id(target))):
                return False
        for item in schema.get("allOf") or ():
            if not self._check(item, value, seen, path):
                return False
        if "anyOf" in schema and not self._some(schema["anyOf"], value, seen, path):
            return False
        if "oneOf" in schema:
            fits = [item for item in schema["oneOf"] if self._check(item, value, None, path)]
            if len(fits) != 1 or not self._check(fits[0], value, seen, path):
                return False
        if "not" in schema and self._check(schema["not"], value, None, path):
            return False
        if "if" in schema:
            held = self._check(schema["if"], value, seen, path)
            if not self._check(schema.get("then" if held else "else", True), value, seen, path):
                return False
        return True

    def _some(self, options: list[Schema], value: JSON, seen: _Seen | None, path: tuple[int, ...]) -> bool:
        if seen is None:
            return any(self._check(item, value, None, path) for item in options)
        return sum([self._check(item, value, seen, path) for item in options]) > 0

    def _object(self, schema: dict[str, JSON], value: dict[str, JSON], seen: _Seen | None) -> bool:
        if not schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value)):
            return False
        properties = schema.get("properties") or {}
        for name in schema.get("required") or ():
            if name not in value and not self.hidden(properties.get(name, True)):
                return False
        patterns = schema.get("patternProperties") or {}
        rest = schema.get("additionalProperties")
        for name, item in value.items():
            found = [properties[name]] if name in properties else []
            if found and self.hidden(found[0]):
                return False
            found += [inner for pattern, inner in patterns.items() if matches(pattern, name)]
            if not found and rest is not None:
                found.append(rest)
            if found and seen is not None:
                seen.names.add(name)
            if not all(self.check(inner, item) for inner in found):
                return False
        if "propertyNames" in schema and not all(self.check(schema["propertyNames"], name) for name in value):
            return False
        for name, needed in needs(schema):
            if name in value and any(other not in value for other in needed):
                return False
        return all(
            self._check(inner, value, seen, ())
            for name, inner in (schema.get("dependentSchemas") or {}).items()
            if name in value
        )

    def _array(self, schema: dict[str, JSON], value: list[JSON], seen: _Seen | None) -> bool:
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            return False
        if schema.get("uniqueItems") and len({key(item) for item in value}) < len(value):
            return False
        prefix, rest = schema.get("prefixItems") or [], schema.get("items")
        for index, item in enumerate(value):
            inner = prefix[index] if index < len(prefix) else rest
            if inner is None:
                continue
            if seen is not None:
                seen.items.add(index)
            if not self.check(inner, item):
                return False
        if "contains" in schema:
            held = [index for index, item in enumerate(value) if self.check(schema["contains"], item)]
            if seen is not None:
                seen.items.update(held)
            return bool(schema.get("minContains", 1) <= len(held) <= schema.get("maxContains", len(held)))
        return True

    def _unevaluated(self, schema: dict[str, JSON], value: JSON, seen: _Seen) -> bool:
        inner = schema.get("unevaluatedProperties")
        if inner is not None and isinstance(value, dict):
            left = [name for name in value if name not in seen.names]
            seen.names.update(left)
            if not all(self.check(inner, value[name]) for name in left):
                return False
        inner = schema.get("unevaluatedItems")
        if inner is not None and isinstance(value, list):
            rest = [index for index in range(len(value)) if index not in seen.items]
            seen.items.update(rest)
            return all(self.check(inner, value[index]) for index in rest)
        return True
