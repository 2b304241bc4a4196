"""Typical values: one plainly valid value for a schema, the document's own examples first."""

from __future__ import annotations

import contextlib
import copy
import json
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.values.typical_texts import TypicalTexts
from contracts.laws.said_changes import is_unspecified
from contracts.laws.standing_members import may_be_made_up
from contracts.traffic import format_clarity as formats
from contracts.traffic.free_texts import takes_words
from contracts.traffic.periods import in_order
from contracts.traffic.told_once import is_told_once
from contracts.traffic.told_requirements import quoted_members
from contracts.traffic.whole_numbers import plain
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.traffic.request_validity import Reader
    from mock_server.openapi import JSON, Schemas

Spot = tuple[int, str]
"""A member by its schema, which is one object as long as the document is there, and its name."""
_DEPTH = 6
_WHOLE = 2
"""How deep in an object what may be empty is not left so."""
_DIGITS = frozenset("0123456789")
_NAMES = frozenset(("name", "slug", "handle", "login", "username"))
"""What members of a body are called that name their record: who has an example tried the document before."""
_NUMERALS = ("1", "12", "1.00", "1.5")
"""Texts of numbers."""


class TypicalValues:
    """Makes typical values for one document; ``tag`` marks free texts as this run's.

    ``given`` holds the texts that the caller gave for parameters and members of these names; they go first.
    """

    def __init__(self, reader: Reader, tag: str, given: Mapping[str, str] | None = None) -> None:
        self.reader = reader
        self.schemas = reader.schemas
        self.tag = tag
        self.given = dict(given or {})
        self.told: dict[Spot, str] = {}
        """Texts that the target takes where it refuses what the run makes up."""
        self._texts = TypicalTexts(self.schemas, tag, self.generated)
        self._known: dict[tuple[JSON, ...], tuple[JSON, JSON]] = {}

    @contextlib.contextmanager
    def with_texts(self, texts: Mapping[Spot, str]) -> Iterator[None]:
        """Meanwhile these texts stand at their spots."""
        before, self.told = self.told, {**self.told, **texts}
        try:
            yield
        finally:
            self.told = before

    def spot(self, schema: JSON, name: str) -> Spot:
        """What tells a member from others of its name."""
        return id(self.schemas.follow(schema)), name

    def valid(self, schema: JSON, value: JSON) -> bool:
        """Whether ``value`` may be sent where ``schema`` stands; what is MISSING is none."""
        return value is not MISSING and bool(self.reader.validators.validator(schema, "request").is_valid(value))

    def typical(self, schema: JSON, name: str = "", depth: int = 0) -> JSON:
        """A plainly valid value, the same each time; the best guess where none is found."""
        place = (id(schema), name, depth, *self.told.items())
        if place not in self._known:
            found = next((v for v in self._candidates(schema, name, depth) if self.valid(schema, v)), MISSING)
            self._known[place] = (schema, self.generated(schema) if found is MISSING else found)
        return copy.deepcopy(self._known[place][1])

    def _candidates(self, schema: JSON, name: str, depth: int) -> JSON:
        schemas = self.schemas
        if name in self.given:
            yield from readings(self.given[name])
        if self.told and (text := self.told.get(self.spot(schema, name))) is not None:
            yield text
        kinds = schemas.types(schema)
        if self._is_free(schema):
            yield f"{name or 'text'} {self.tag}"
        elif is_told_once(schemas, schema, name) or (depth and name.lower() in _NAMES):
            yield from self._texts.tagged(schema, name)  # an example may be there already
        shown = list(self._examples(schema))
        yield from () if name else (self._named(schema, one) for one in shown if isinstance(one, dict))
        yield from shown
        options = schemas.keyword(schema, "enum")
        if options:
            yield from sorted(options, key=is_unspecified)
        constant = schemas.keyword(schema, "const")
        if constant is not None:
            yield constant
        if "string" in kinds and kinds & {"integer", "number"}:
            yield from self._numbers(schema)  # a text there has to be a number's, as a rule
        if "string" in kinds and schemas.keyword(schema, "format") in formats.NUMBERS:
            yield from _NUMERALS
        if "string" in kinds:
            yield from self._texts.plain(schema, name)
        if "integer" in kinds or "number" in kinds:
            yield from self._numbers(schema)
        if "boolean" in kinds:
            yield True
        if "object" in kinds or not kinds:
            yield self._object(schema, depth)
        if "array" in kinds:
            low = schemas.keyword(schema, "minItems") or 0
            items = schemas.items(schema)
            if depth < _DEPTH:
                yield [self._numbered(items, name, depth, index) for index in range(max(low, 1))]
            yield []
        if "null" in kinds:
            if "string" in kinds:
                yield self.generated(schema)  # of a form that none of the texts has: null is no value to tell by
            yield None

    def _numbered(self, items: JSON, name: str, depth: int, index: int) -> JSON:
        value = self.typical(items, name, depth + 1)
        return (
            f"{value} {index}" if isinstance(value, str) and index and self.valid(items, f"{value} {index}") else value
        )

    def _object(self, schema: JSON, depth: int) -> dict[str, JSON]:
        known = self.schemas.properties(schema)
        wanted = self.schemas.required(schema, alternatives=True)
        if depth >= _DEPTH:
            return {}
        told = quoted_members(self.schemas, schema)
        other = self.schemas.keyword(schema, "additionalProperties")
        free = other if isinstance(other, dict) else True
        found = {
            name: self.typical(known.get(name, free), name, depth + 1)
            for name in dict.fromkeys((*wanted, *told, *(name for name in known if name in self.given)))
            if not self._unsent(known.get(name))
        }
        return in_order(self.schemas, schema, found)

    def _unsent(self, schema: JSON) -> bool:
        return self.schemas.keyword(schema, "readOnly") is True

    def _numbers(self, schema: JSON) -> JSON:
        names = ("minimum", "maximum", "multipleOf", "exclusiveMinimum")
        low, high, step, above = (plain(self.schemas.keyword(schema, name)) for name in names)
        yield from (1, 7, 42)
        for bound in (low, high, above):
            if bound is not None:
                yield from (bound, bound + 1, bound - 1)
        if step is not None:
            base = ((low or 0) // step + 1) * step
            yield from (base, step, 0)
        yield from (0, -1, 0.5, 1.5)

    def _examples(self, schema: JSON) -> JSON:
        for part in self.schemas.parts(schema):
            if "example" in part:
                yield part["example"]
            examples = part.get("examples")
            if isinstance(examples, list):
                yield from examples
            if part.get("default") is not None:
                yield part["default"]

    def _named(self, schema: JSON, shown: dict[str, JSON]) -> dict[str, JSON]:
        """A record's example under the run's name, where it may have another: who tried it before has its own."""
        known = self.schemas.properties(schema)
        names = [name for name, text in shown.items() if name.lower() in _NAMES and isinstance(text, str)]
        own = {name: self.typical(known[name], name, 1) for name in names if name in known}
        return shown | {name: text for name, text in own.items() if isinstance(text, str) and self.tag in text.lower()}

    def _is_free(self, schema: JSON) -> bool:
        word = partial(self.schemas.keyword, schema)
        free = self.schemas.types(schema) == {"string"} and takes_words(word("pattern"))
        return free and all(word(bound) is None for bound in ("format", "enum", "const"))

    def other(self, schema: JSON, value: JSON, name: str = "", around: tuple[int, ...] = ()) -> JSON:
        """A plainly valid value that is not ``value``, and no null; MISSING where there is none.

        ``around`` are the schemas that this one stands in: none is asked for within itself.
        """
        own = id(self.schemas.follow(schema))
        if own in around or len(around) > _DEPTH:
            return MISSING
        others = self._others(schema, value, name, (*around, own))
        return next((v for v in others if v != value and v is not None and self.valid(schema, v)), MISSING)

    def _others(self, schema: JSON, value: JSON, name: str, around: tuple[int, ...]) -> Iterator[JSON]:
        kinds = self.schemas.types(schema)
        members = self.schemas.properties(schema)
        old = value if isinstance(value, dict) else {}
        if members:
            given = ((member, item) for member, item in members.items() if not self._unsent(item))
            changed = {member: self.other(item, old.get(member), member, around) for member, item in given}
            changed = {n: item for n, item in changed.items() if item is not MISSING}
            yield in_order(self.schemas, schema, changed)
            if changed:
                yield in_order(self.schemas, schema, {**old, **changed})
        yield from self.schemas.keyword(schema, "enum") or ()
        if "array" in kinds:
            items = self.schemas.items(schema)
            another = self.other(items, value[0] if isinstance(value, list) and value else None, name, around)
            yield from ([another], []) if another is not MISSING else ([],)
        if "boolean" in kinds:
            yield value is not True
        if kinds & {"integer", "number"}:
            known = value if isinstance(value, int | float) else 0
            yield from (known + 1, known - 1, known + 2)
        if "string" in kinds:
            yield from self._texts.others(schema, name)
            known_format = formats.known(str(self.schemas.keyword(schema, "format")))
            yield from known_format.valid if known_format is not None else ()
        yield from self._candidates(schema, name, 1)
        if isinstance(value, str):  # of a pattern, such as that of an amount
            yield from (value[:at] + str(9 - int(c)) + value[at + 1 :] for at, c in enumerate(value) if c in _DIGITS)

    def full(self, schema: JSON, depth: int = 0) -> JSON:
        """An object with every property that is not the server's own, where ``schema`` describes one.

        So is the one object in it that has to be there, which may hold the record (`attributes`), and one that would be
        empty else (`relationships`). A list of objects has one such object.
        """
        items = self.schemas.items(schema)
        if self.schemas.types(schema) == {"array"} and self.schemas.properties(items):
            whole = [self.full(items, depth + 1)]
            return whole if self.valid(schema, whole) else self.typical(schema)
        inner = held(self.schemas, schema)
        members = {
            name: self.full(item, depth + 1)
            if name == inner or (depth < _WHOLE and self.typical(item, name) in ({}, [{}]))
            else self.typical(item, name)
            for name, item in self.schemas.properties(schema).items()
            if may_be_made_up(self.schemas, name, item)
        }
        members = in_order(self.schemas, schema, members)
        return members if members and self.valid(schema, members) else self.typical(schema)

    def filled(self, schema: JSON, name: str, value: JSON, *, whole: bool) -> JSON:
        """``value``, a typical one where there is none; with ``whole`` with every property that it lacks."""
        value = self.typical(schema, name) if value is MISSING else value
        more = self.full(schema) if whole and isinstance(value, dict) else value
        return laid_over(value, more)

    def generated(self, schema: JSON) -> JSON:
        """What the mock's generator makes of a schema that no simple value fits."""
        try:
            from mock_server.embedded import Values
            from mock_server.openapi import Generator

            values = Values(1)
            generator = Generator(self.schemas.resolve, values, self.valid)
            return generator.generate(self.schemas.canonical(schema), name=None, direction="request")
        except (ImportError, ValueError, LookupError):
            return {} if "object" in self.schemas.types(schema) else self.tag


def readings(text: str) -> Iterator[JSON]:
    """What a text that somebody typed may stand for: a JSON value, else itself."""
    with contextlib.suppress(ValueError, RecursionError):
        yield json.loads(text)
    yield text


def laid_over(value: JSON, more: JSON) -> JSON:
    """What ``value`` has, and what else ``more`` has, at all levels."""
    if not isinstance(value, dict) or not isinstance(more, dict):
        return value
    return {**more, **{name: laid_over(item, more.get(name)) for name, item in value.items()}}


def held(schemas: Schemas, schema: JSON) -> str | None:
    """The member of an object that may hold the members of a record (`attributes`): the one object that is required."""
    known = schemas.properties(schema)
    found = [name for name in schemas.required(schema) if schemas.properties(known.get(name))]
    return found[0] if len(found) == 1 else None
