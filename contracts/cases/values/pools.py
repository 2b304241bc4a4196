"""Pools of values for a schema: on both sides of every constraint, and texts and nestings that break things.

Each value has a kind, in words. Whether it is valid is not decided here but by the compiled schema.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

from contracts.cases.values.odd_values import OBJECTS, OF_TYPES, TEXTS
from contracts.cases.values.typical_values import held
from contracts.traffic import format_clarity as formats
from contracts.traffic.whole_numbers import plain
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.cases.values.odd_values import Kinds
    from contracts.cases.values.typical_values import TypicalValues
    from mock_server.openapi import JSON, Behaviour

_STEMS = ("mm", "m", "M1", "11", "1", "v1")
_WORDS = ("1", "0", "yes", "no", "on", "off", "TRUE", "True", "t", "null", "undefined")

ENVELOPE = -1
"""The depth of what holds a record: its members are those of the record, and have all values that these have."""


class Pools:
    """The pools for one document."""

    def __init__(self, samples: TypicalValues) -> None:
        self.samples = samples
        self.schemas = samples.schemas
        self._right_ones: dict[tuple[JSON, ...], Kinds] = {}

    def values(self, schema: JSON, name: str = "", depth: int = 0) -> Kinds:
        """Every value to try where ``schema`` stands, of the right type or not; equal ones once.

        ``depth`` tells how far it is inside a member of a record, or that it is the `ENVELOPE` of one.
        """
        found: dict[str, tuple[str, JSON]] = {}
        for kind, value in (*self._right(schema, name, depth), *self._wrong(schema)):
            found.setdefault(repr(value), (kind, value))
        return list(found.values())

    def of_member(self, behaviour: Behaviour, name: str, schema: JSON) -> Kinds:
        """Every value to try for a member of a body, which may be the envelope of the record."""
        return self.values(schema, name, ENVELOPE if behaviour.envelope[:1] == (name,) else 0)

    def right_of_member(self, behaviour: Behaviour, name: str, schema: JSON, number: int) -> tuple[str, JSON] | None:
        """One of those that conform, for the caller to keep; None where there are not so many."""
        right = self._conforming(behaviour, name, schema)
        return copy.deepcopy(right[number]) if number < len(right) else None

    def count_right(self, behaviour: Behaviour, name: str, schema: JSON) -> int:
        """How many of them conform."""
        return len(self._conforming(behaviour, name, schema))

    def _conforming(self, behaviour: Behaviour, name: str, schema: JSON) -> Kinds:
        """Those that conform, judged once as long as the document's texts are taken."""
        place = (behaviour.operation.id, name, *self.samples.told.items())
        if place not in self._right_ones:
            found = self.of_member(behaviour, name, schema)
            self._right_ones[place] = [(kind, value) for kind, value in found if self.samples.valid(schema, value)]
        return self._right_ones[place]

    def _right(self, schema: JSON, name: str, depth: int) -> Iterator[tuple[str, JSON]]:
        kinds = self.schemas.types(schema)
        word = self._word(schema)
        yield "a typical value", self.samples.typical(schema, name)
        for option in word("enum") or ():
            yield f"the option {option!r}", option
            if isinstance(option, str):
                yield from (("an option in other case", option.swapcase()), ("an option with a space", f" {option}"))
        if word("enum"):
            yield "an unknown option", "no such option"
            yield "an empty option", ""
            if "string" in kinds:
                yield from ((f"the word {word}", word) for word in _WORDS)
            return
        if "string" in kinds:
            yield from self._texts(schema)
        if kinds & {"integer", "number"}:
            yield from self._numbers(schema, whole="number" not in kinds)
        if "boolean" in kinds:
            yield from (("true", True), ("false", False))
        if "array" in kinds:
            yield from self._arrays(schema, name, depth)
        if "object" in kinds:
            yield from self._objects(schema, depth)
        if "null" in kinds:
            yield "null", None

    def _texts(self, schema: JSON) -> Iterator[tuple[str, JSON]]:
        word = self._word(schema)
        name = word("format")
        clear = formats.known(name) if isinstance(name, str) else None
        if clear is not None:
            yield from ((f"{name} {text}", text) for text in clear.valid)
            yield from ((f"no {name}: {text}", text) for text in clear.invalid)
            yield from self._beside(schema, str(name), clear)
            return
        if word("pattern") is not None:
            yield from self.edges(schema)
            return
        low, high = word("minLength"), word("maxLength")
        if low:
            yield from (("the shortest text", "m" * low), ("a text too short", "m" * (low - 1)))
        if high is not None:
            yield from (
                ("the longest text", "m" * high),
                ("a text too long", "m" * (high + 1)),
                ("wide characters", "ß" * high),
            )
        if name is None or name in (formats.SILENT | formats.NUMBERS) - {"byte", "binary"}:
            yield from TEXTS

    def _beside(self, schema: JSON, name: str, clear: formats.Clear) -> Iterator[tuple[str, JSON]]:
        """Texts that keep a format and break what stands beside it: a pattern, a length."""
        word, (form, most) = self._word(schema), clear.long
        if word("pattern") is not None:
            yield from ((f"the {name} {text}", text) for text in clear.varied)
        high = word("maxLength")
        for kind, length in (("the longest", high), ("too long a", high + 1)) if isinstance(high, int) and form else ():
            if 0 < (rest := length - len(form.format(""))) <= most:
                yield f"{kind} {name}", form.format("m" * rest)

    def edges(self, schema: JSON, stem: str | None = None) -> Iterator[tuple[str, JSON]]:
        """Texts around what a pattern and lengths take, found by asking the compiled schema."""
        valid = self.samples.valid
        stem = stem or self.samples.typical(schema)
        if stem == "":  # a pattern that lets it be empty, with that for its default: it has no edges
            stem = next((word for word in _STEMS if valid(schema, word)), None)
        if not isinstance(stem, str) or not valid(schema, stem):
            return
        longest = self._longest(schema, stem)
        if longest is not None:
            yield "the longest text", (stem * (longest // len(stem) + 1))[:longest]
            yield "a text too long", (stem * (longest // len(stem) + 2))[: longest + 1]
            yield "a far too long text", (stem * (longest // len(stem) + 2))[: longest + 45]
        for mark in "_-.$@!~+:/ #%é中":
            for kind, text in (
                ("at the end", stem + mark),
                ("inside", stem[:-2] + mark + stem[-2:]),
                ("at the start", mark + stem),
            ):
                yield f"{mark!r} {kind}", text
        yield "an empty text", ""
        yield "upper case", stem.upper()
        yield "mixed case", stem.title()
        yield "digits at the start", f"007{stem}"
        yield "a doubled mark", stem[:-2] + "--__" + stem[-2:]
        yield "a line end inside", f"{stem[:3]}\n{stem[3:]}"
        yield "a NUL", f"{stem}\u0000"
        yield "a wide digit", f"{stem}\u0661"
        yield "white space before", f" {stem}"
        yield "white space behind", f"{stem} "

    def _longest(self, schema: JSON, stem: str) -> int | None:
        """The greatest length that is taken, None where there is no such bound below 5,000."""
        valid = self.samples.valid

        def fits(length: int) -> bool:
            return valid(schema, (stem * (length // len(stem) + 1))[:length])

        if fits(5000):
            return None
        low, high = len(stem), 5000
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fits(middle) else (low, middle)
        return low

    def _numbers(self, schema: JSON, *, whole: bool) -> Iterator[tuple[str, JSON]]:
        word = self._word(schema)
        step = plain(word("multipleOf")) or 1
        yield from (
            ("zero", 0),
            ("one", 1),
            ("minus one", -1),
            ("a large number", 2**31),
            ("a larger number", 2**53 - 1),
        )
        if whole:
            yield "a number of 64 bits", 2**63
        if whole and word("minimum") is None and word("maximum") is None:
            yield "a million", 10**6
        for key, sign in (
            ("minimum", -1),
            ("maximum", 1),
            ("exclusiveMinimum", -1),
            ("exclusiveMaximum", 1),
        ):
            bound = plain(word(key))
            if isinstance(bound, int | float) and abs(bound) < 2**53:
                yield from (
                    (f"the {key}", bound),
                    (f"beyond the {key}", bound + sign * step),
                    (f"inside the {key}", bound - sign * step),
                )
        if word("multipleOf"):
            yield "no multiple", step * 3 + (1 if step > 1 else step / 2)
        if not whole:
            yield from (("a fraction", 0.5), ("a negative fraction", -1.25), ("a small fraction", 0.001))

    def _arrays(self, schema: JSON, name: str, depth: int) -> Iterator[tuple[str, JSON]]:
        word = self._word(schema)
        items = self.schemas.items(schema)
        one = self.samples.typical(items, name)
        yield from (("an empty array", []), ("one item", [one]))
        another = self.samples.other(items, one, name)
        if another is not MISSING:
            yield "two items", [one, another]
        if isinstance(one, str):
            texts = [text for _, text in TEXTS if self.samples.valid(items, text)][:14]
            yield from (
                ("items out of order", ["b", "a", "C", "10", "9"]),
                ("an item twice", ["b", "a", "b"]),
                ("texts of all kinds", texts),
            )
            yield "many items", [f"item {index}" for index in range(60)]
        yield "the same item twice", [one, one]
        for key, more in (("minItems", -1), ("maxItems", 1)):
            bound = word(key)
            if isinstance(bound, int) and bound < 200:
                options = self.schemas.keyword(items, "enum") or ()
                varied = [self.samples._numbered(items, name, 0, index) for index in range(bound + 1)]
                varied = [*options[: bound + 1], *varied[len(options) :]]
                yield from ((f"the {key}", varied[:bound]), (f"beyond the {key}", varied[: max(0, bound + more)]))
        kinds = self.schemas.types(items)
        for kind, label, value in OF_TYPES:
            if kinds and kind not in kinds and not (kind == "integer" and "number" in kinds):
                yield f"{label} as item", [one, value]
        if depth <= 0 and self.schemas.properties(items):
            yield from ((f"an item {kind}", [value]) for kind, value in self._objects(items, depth))

    def _bounds(self, schema: JSON, name: str) -> Iterator[tuple[str, JSON]]:
        """The values of a member inside an object: all but the many texts that are tried outside it."""
        texts = {kind for kind, _ in TEXTS}
        yield from ((kind, value) for kind, value in self.values(schema, name, 1) if kind not in texts)

    def _objects(self, schema: JSON, depth: int) -> Iterator[tuple[str, JSON]]:
        known = self.schemas.properties(schema)
        if not known:
            yield from OBJECTS
            return
        base = self.samples.typical(schema)
        if isinstance(base, dict):
            for name in self.schemas.required(schema, alternatives=True):
                yield f"without {name}", {key: value for key, value in base.items() if key != name}
            inside = held(self.schemas, schema) if depth == ENVELOPE else None
            for name, item in list(known.items())[:20]:
                if self.schemas.keyword(item, "readOnly") is not True:
                    yield f"with {name}", {**base, name: self.samples.typical(item, name, 2)}
                    inner: Iterable[tuple[str, JSON]] = ()
                    if depth == ENVELOPE:
                        inner = self.values(item, name, ENVELOPE if name == inside else 0)
                    elif depth == 0:
                        inner = self._bounds(item, name)
                    yield from ((f"{name} = {kind}", {**base, name: value}) for kind, value in inner)

    def _wrong(self, schema: JSON) -> Iterator[tuple[str, JSON]]:
        kinds = self.schemas.types(schema)
        if not kinds:
            return
        for kind, label, value in OF_TYPES:
            if kind not in kinds and not (kind == "integer" and "number" in kinds):
                yield label, value

    def _word(self, schema: JSON) -> JSON:
        return lambda name: self.schemas.keyword(schema, name)
