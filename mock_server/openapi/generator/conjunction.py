"""What a value must satisfy all at once: a schema with its references and `allOf` opened, and the choices it leaves.

Applicators follow JSON Schema Core 2020-12, section 10.2; the discriminator OpenAPI 3.1, Discriminator Object.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from mock_server.errors import MockServerError
from mock_server.openapi.generator.discriminator import child_name, pin, pinned_children, pinned_options
from mock_server.openapi.generator.negation import TYPES, alternatives, is_kept

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.generator.conformity import Resolve
    from mock_server.openapi.generator.effort import Effort
    from mock_server.openapi.reading.operation_parts import Schema

_VARIANTS = 64
_VISITS = 2000
_CHEAP = 16
_NUMBERS = frozenset(("integer", "number"))
_ALL = frozenset(TYPES)
_CHOOSING = frozenset(("oneOf", "anyOf", "discriminator", "if", "dependentSchemas"))


@dataclass(frozen=True, slots=True)
class Conjunct:
    """One schema object of the conjunction; ``scopes`` are those whose `unevaluated…` keywords see it."""

    schema: dict[str, JSON]
    scopes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One way to go at a choice: these schemas hold as well.

    ``rivals`` must not (the other branches of a oneOf). A ``spare`` option is for when the others lead nowhere.
    """

    schemas: tuple[Schema, ...]
    rivals: tuple[Schema, ...] = ()
    spare: bool = False


@dataclass(frozen=True, slots=True)
class OptionChoice:
    """A point where one of several options holds."""

    options: tuple[Option, ...]
    scopes: tuple[int, ...]
    path: tuple[str, ...]


class Conjunction:
    """Parts that hold together, the types they leave, the choices still open, and what values may not match."""

    __slots__ = ("_seen", "choices", "excluded", "impossible", "order", "parts", "rivals", "spare", "types")

    def __init__(self) -> None:
        self.parts: list[Conjunct] = []
        self.types = _ALL
        self.order: list[str] = []
        self.choices: list[OptionChoice] = []
        self.excluded: list[Schema] = []
        self.rivals: tuple[Schema, ...] = ()
        self.impossible = False
        self.spare = False
        self._seen: set[int] = set()

    def copy(self) -> Conjunction:
        """The same, to be added to."""
        other = Conjunction()
        other.parts = list(self.parts)
        other.types = self.types
        other.order = self.order
        other.choices = list(self.choices)
        other.excluded = list(self.excluded)
        other.rivals = self.rivals
        other.impossible = self.impossible
        other.spare = self.spare
        other._seen = set(self._seen)
        return other

    def values(self, word: str) -> list[JSON]:
        """What the parts say under this keyword."""
        return [part.schema[word] for part in self.parts if word in part.schema]

    def add(self, schema: Schema, resolve: Resolve, scopes: tuple[int, ...], path: tuple[str, ...]) -> None:
        """Let ``schema`` hold as well. ``path`` names the references that led here, the outermost first."""
        if not isinstance(schema, dict):
            self.impossible = self.impossible or schema is False
            return
        if id(schema) in self._seen:
            return
        self._seen.add(id(schema))
        if "unevaluatedProperties" in schema or "unevaluatedItems" in schema:
            scopes = (*scopes, id(schema))
        self.parts.append(Conjunct(schema, scopes))
        self._narrow(schema.get("type"))
        for word in ("$ref", "$dynamicRef"):
            if isinstance(schema.get(word), str):
                self.add(_target(resolve, schema[word]), resolve, scopes, (*path, schema[word]))
        for item in schema.get("allOf") or ():
            self.add(item, resolve, scopes, path)
        if not _CHOOSING.isdisjoint(schema):
            self._choose(schema, scopes, path)
        if "not" in schema:
            self._deny(schema["not"], resolve, scopes)

    def _narrow(self, kinds: str | list[str] | None) -> None:
        names = [kinds] if isinstance(kinds, str) else kinds or []
        names = [name for name in names if name in _ALL]
        if not names:
            return
        allowed = frozenset(names) | (_NUMBERS if "number" in names else frozenset())
        self.types &= allowed
        self.order = self.order or names
        self.impossible = self.impossible or not self.types

    def _choose(self, schema: dict[str, JSON], scopes: tuple[int, ...], path: tuple[str, ...]) -> None:
        discriminator = schema.get("discriminator")
        named = isinstance(discriminator, dict) and isinstance(discriminator.get("propertyName"), str)
        for word in ("oneOf", "anyOf"):
            branches = schema.get(word)
            if not isinstance(branches, list) or not branches:
                continue
            options = [Option((branch,), _others(branches, index, word)) for index, branch in enumerate(branches)]
            if named and isinstance(discriminator, dict):
                options = _pinned(options, pinned_options(discriminator, branches))
            self._open(options, scopes, path)
        if named and isinstance(discriminator, dict) and "oneOf" not in schema and "anyOf" not in schema:
            name = child_name(discriminator, path)
            if name is not None:
                self._open([Option((pin(discriminator, name),)), Option((), spare=True)], scopes, path)
            elif children := pinned_children(discriminator):
                self._open([*(Option(child) for child in children), Option((), spare=True)], scopes, path)
        if "if" in schema and ("then" in schema or "else" in schema):
            held = Option((schema["if"], schema.get("then", True)))
            failed = Option(({"not": schema["if"]}, schema.get("else", True)))
            self._open([held, failed], scopes, path)
        for name, inner in (schema.get("dependentSchemas") or {}).items():
            self._open(
                [
                    Option(({"required": [name]}, inner)),
                    Option(({"properties": {name: False}},)),
                    Option(({"type": [kind for kind in TYPES if kind != "object"]},)),
                ],
                scopes,
                path,
            )

    def _deny(self, schema: Schema, resolve: Resolve, scopes: tuple[int, ...]) -> None:
        if is_kept(schema):
            self.excluded.append(schema)
            return
        self._open([Option((item,)) for item in alternatives(schema, resolve)], scopes, ())

    def _open(self, options: Sequence[Option], scopes: tuple[int, ...], path: tuple[str, ...]) -> None:
        if not options:
            self.impossible = True
        self.choices.append(OptionChoice(tuple(options), scopes, path))


def conjunction(schemas: Sequence[Schema], resolve: Resolve, refs: dict[int, str]) -> Conjunction:
    """What all of ``schemas`` ask for; ``refs`` names the references by which some of them are known."""
    found = Conjunction()
    for schema in schemas:
        ref = refs.get(id(schema))
        found.add(schema, resolve, (), (ref,) if ref else ())
    return found


def variants(start: Conjunction, resolve: Resolve, effort: Effort, extra: Sequence[Schema] = ()) -> list[Conjunction]:
    """Conjunctions without open choices that lie within ``start`` and ``extra``, at most a bounded number of them."""
    if not extra and not start.choices:
        return [] if start.impossible else [start]
    if extra:
        start = start.copy()
        for schema in extra:
            start.add(schema, resolve, (), ())
    return list(islice(_expanded(start, resolve, effort, iter(range(_VISITS))), _VARIANTS))


def _expanded(found: Conjunction, resolve: Resolve, effort: Effort, visits: Iterator[int]) -> Iterator[Conjunction]:
    if found.impossible or next(visits, None) is None:
        return
    if not found.choices:
        yield found
        return
    choice = found.choices[0]
    for option in choice.options:
        effort.spend(1 + len(found.parts) // _CHEAP)
        further = found.copy()
        del further.choices[0]
        further.rivals += option.rivals
        further.spare = further.spare or option.spare
        for schema in option.schemas:
            further.add(schema, resolve, choice.scopes, choice.path)
        yield from _expanded(further, resolve, effort, visits)


def _pinned(options: list[Option], pins: list[Schema | None]) -> list[Option]:
    """The options with their names pinned, and as spare ones without."""
    pairs = list(zip(options, pins, strict=True))
    found = [option if extra is None else Option((*option.schemas, extra), option.rivals) for option, extra in pairs]
    return found + [Option(option.schemas, option.rivals, spare=True) for option, extra in pairs if extra is not None]


def _others(branches: list[Schema], index: int, word: str) -> tuple[Schema, ...]:
    return tuple(branches[:index] + branches[index + 1 :]) if word == "oneOf" else ()


def _target(resolve: Resolve, ref: str) -> Schema:
    """What ``ref`` points to; a reference into nothing asks for nothing."""
    try:
        found = resolve(ref)
    except MockServerError:
        return True
    return found if isinstance(found, dict | bool) else True
