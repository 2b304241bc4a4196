"""Compiled JSON Schema validators that name every violation with its field.

The door to the JSON Schema library. A validator is compiled when it is first used.
"""

from __future__ import annotations

import re
from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

import jsonschema_rs

from mock_server.openapi.reading import json_values
from mock_server.openapi.reading.formats import FORMATS, SAMPLES
from mock_server.openapi.schema.bundling import MOST, REFERENCE, Bundler
from mock_server.openapi.schema.evaluation_steps import evaluation_steps
from mock_server.openapi.schema.meant_alternative import closest, unnamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Direction, Schemas

_MOST_STEPS = 100_000
"""So many schemas are asked of one value at the most: a validator can't be stopped on its way."""

Path = tuple[str | int, ...]


_UNDECIDED = "Can't be matched with its pattern in reasonable time"


class Violation(NamedTuple):
    """One constraint that a request breaks.

    ``location`` is body, path, query, header or cookie; ``pointer`` leads from there to the value, ``field`` is the
    same for people (``address.lines[0]``); ``keyword`` is the JSON Schema keyword, or ``syntax`` or ``media-type``.
    """

    location: str
    pointer: Path
    field: str
    message: str
    keyword: str

    @property
    def is_undecided(self) -> bool:
        """Whether nobody can tell: matching the pattern would take too long."""
        return self.message == _UNDECIDED


def whole_body(message: str, keyword: str = "syntax") -> Violation:
    """A violation of the body as a whole."""
    return Violation("body", (), "body", message, keyword)


class Validator:
    """One schema, compiled at its first use."""

    def __init__(
        self, validators: Validators, schema: Schema, direction: Direction, lenient: Validator | None = None
    ) -> None:
        self._validators = validators
        self._lenient = lenient  # what a strict validator is where strictness makes no difference
        self._schema = schema
        self._direction = direction

    @cached_property
    def _compiled(self) -> JSON:
        schemas = self._validators.schemas
        if self._lenient is not None and not schemas.is_lenient(self._schema):
            return self._lenient._compiled
        bundle = Bundler(schemas, self._direction, strict=self._lenient is not None, most=MOST).bundle(self._schema)
        return build(bundle, schemas.document.problems, partial(_ReferenceKeyword, self._elsewhere))

    def _elsewhere(self, ref: str) -> Validator:
        """The validator of what ``ref`` points to, shared by all that refer to it."""
        schemas = self._validators.schemas
        return self._validators.validator(schemas.resolve(ref), self._direction, strict=self._lenient is not None)

    @cached_property
    def is_valid(self) -> JSON:
        """``is_valid(value) -> bool``."""
        return self._compiled.is_valid

    def violations(
        self, value: JSON, location: str = "body", base: Path = (), most: int | None = None
    ) -> list[Violation]:
        """What is wrong with ``value``, which stands at ``base`` in ``location``: all of it, or the first ``most``."""
        return list(dict.fromkeys(islice(self._each(value, location, base), most)))

    def _each(self, value: JSON, location: str, base: Path) -> Iterator[Violation]:
        for error in self._leaves(self._compiled.iter_errors(value)):
            if error.kind.name == REFERENCE:
                place = (*base, *error.instance_path)
                yield from self._elsewhere(error.message)._each(error.instance, location, place)
            else:
                yield _violation(error, location, base)

    def _leaves(self, errors: Iterable[JSON]) -> Iterable[JSON]:
        for error in errors:
            branches = getattr(error.kind, "context", None) if error.kind.name in ("anyOf", "oneOf") else None
            inner = closest(branches, error)
            if inner is None:
                yield (unnamed(branches, error) if branches else None) or error
            else:
                yield from self._leaves(inner)


class _ReferenceKeyword:
    """The keyword by which a validator asks another one (see `bundling`)."""

    def __init__(self, find: Callable[[str], Validator], parent: JSON, value: str, path: JSON) -> None:
        self._ref = value
        self._validator = find(value)

    def validate(self, instance: JSON) -> None:
        """Raise ValueError, with the reference as its text, where the other one refuses ``instance``."""
        if not self._validator.is_valid(instance):
            raise ValueError(self._ref)


class Validators:
    """The validators of one document, compiled once for each schema and direction."""

    def __init__(self, schemas: Schemas) -> None:
        self.schemas = schemas
        self._known: dict[tuple[int, str, bool], tuple[JSON, Validator]] = {}

    def validator(self, schema: Schema, direction: Direction, *, strict: bool = False) -> Validator:
        """The validator of ``schema`` in this direction; ``strict``: null only where the letter allows it."""
        key = (id(schema), direction, strict)
        if key not in self._known:
            lenient = self.validator(schema, direction) if strict else None
            self._known[key] = (schema, Validator(self, schema, direction, lenient))
        return self._known[key][1]


def build(schema: Schema, problems: list[str], elsewhere: JSON = None) -> JSON:
    """Compile a bundled schema; a pattern that is no regular expression is left out and told in ``problems``.

    ``elsewhere`` is the class of the keyword `bundling.REFERENCE`.
    """
    if evaluation_steps(schema, _MOST_STEPS) >= _MOST_STEPS:
        problems.append(f"a schema asks {_MOST_STEPS:,} others or more of one value and accepts anything")
        return _compile(True)
    try:
        return _compile(schema, elsewhere)
    except (jsonschema_rs.ValidationError, ValueError) as error:
        first = str(error).splitlines()[0]
    weaker = _without_bad_patterns(schema, problems)
    try:
        return _compile(weaker, elsewhere)
    except (jsonschema_rs.ValidationError, ValueError):
        problems.append(f"a schema can't be compiled and accepts anything: {first}")
        return _compile(True)


def _compile(schema: Schema, elsewhere: JSON = None) -> JSON:
    keywords = {REFERENCE: elsewhere} if elsewhere is not None else None
    return jsonschema_rs.Draft202012Validator(
        schema, validate_formats=True, formats=FORMATS, offline=True, keywords=keywords
    )


def _without_bad_patterns(schema: JSON, problems: list[str]) -> JSON:
    if isinstance(schema, list):
        return [_without_bad_patterns(item, problems) for item in schema]
    if not isinstance(schema, dict):
        return schema
    out = {}
    for key, value in schema.items():
        if key == "pattern" and isinstance(value, str) and not _is_pattern(value):
            problems.append(f"the pattern {value!r} is no regular expression (ECMA-262) and is not checked")
        elif key == "patternProperties" and isinstance(value, dict):
            out[key] = {name: _without_bad_patterns(v, problems) for name, v in value.items() if _is_pattern(name)}
        else:
            out[key] = _without_bad_patterns(value, problems)
    return out


def _is_pattern(pattern: str) -> bool:
    try:
        _compile({"pattern": pattern})
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _violation(error: JSON, location: str, base: Path) -> Violation:
    kind = error.kind
    path = (*base, *error.instance_path)
    name = kind.name
    if name == "required":
        path = (*path, kind.property)
    elif name in ("additionalProperties", "unevaluatedProperties") and len(kind.unexpected) == 1:
        path = (*path, kind.unexpected[0])
    return Violation(location, path, field_name(path) or location, _message(kind, error), name)


_INSTANCE = re.compile(r'^(?:".*?"|[{\[].*[}\]])(?= (?:is|has|does))', re.DOTALL)
"""The value at the beginning of a library's message, where it may be long."""


def _message(kind: JSON, error: JSON) -> str:
    match kind.name:
        case "required":
            return "Required, but missing"
        case "type":
            return f"Must be {_either(kind.types)}, not {json_values.described(error.instance)}"
        case "pattern" if hasattr(kind, "pattern"):
            return f"Must match {kind.pattern}"
        case "pattern":  # with references back, or looks around: the library stops after very many steps
            return _UNDECIDED
        case "format":
            sample = SAMPLES.get(kind.format)
            return f"Invalid {kind.format} format" + (f"; an example is {sample}" if sample else "")
        case "enum":
            return f"Must be one of {_values(kind.options)}"
        case "const":
            return f"Must be {_values([kind.expected_value])}"
        case "additionalProperties" | "unevaluatedProperties":
            return f"Not allowed: {', '.join(map(str, kind.unexpected))}"
        case "not":
            names = kind.schema.get("required") if isinstance(kind.schema, dict) and len(kind.schema) == 1 else None
            return f"May not have {' and '.join(names)} together" if names and len(names) > 1 else "Is ruled out"
        case "falseSchema":
            return "Not allowed here"
        case "uniqueItems":
            return "Holds the same item twice"
        case "anyOf" | "oneOf":
            return (
                "Has none of the allowed forms" if "valid under any" in error.message else "Has several forms at once"
            )
        case _:
            return _INSTANCE.sub("The value", error.message)[:200]


def _either(types: list[str]) -> str:
    words = [("an " if name[0] in "aio" else "a ") + name if name != "null" else "null" for name in types]
    return " or ".join(words)


def _values(options: JSON) -> str:
    return ", ".join("null" if option is None else str(option) for option in options)[:200]


def field_name(path: Path) -> str:
    """A path for people: ``address.lines[0]``."""
    text = ""
    for token in path:
        text += f"[{token}]" if isinstance(token, int) else (f".{token}" if text else token)
    return text
