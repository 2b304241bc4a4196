"""Pools of values for a schema: on both sides of every constraint, and texts and nestings that break things.

Each value has a kind, in words. Whether it is valid is not decided here but by the compiled schema.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.traffic import format_clarity as formats
from contracts.traffic.whole_numbers import plain
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.values.typical_values import TypicalValues
    from mock_server.openapi import JSON

Kinds = list[tuple[str, Any]]
LONG = 6000

TEXTS: Kinds = [
    ("an empty text", ""),
    ("one character", "x"),
    ("white space around", "  two words \t "),
    ("white space alone", "   "),
    ("white space inside", "two  words   here"),
    ("mixed case", "McDonald ÄRGER iOS"),
    ("composed Unicode", "Zoë Café Ångström"),
    ("decomposed Unicode", "Zoe\u0308 Cafe\u0301"),
    ("compatibility characters", "ﬁ ① Ａ ²"),
    ("emoji", "👩‍👩‍👧 🚀 done"),
    ("right-to-left text", "مرحبا بالعالم שלום"),
    ("Chinese and Japanese", "株式会社テスト"),
    ("a NUL", "left\u0000right"),
    ("control characters", "tab\there\r\nline\u001f\u007f"),
    ("zero-width characters", "a\u200bb\u2060c\ufeffd"),
    ("markup", "<b>\"bold\" & 'more'</b> &amp; <script>"),
    ("quotes and backslashes", 'O\'Brien "x" \\n \\u0041 `'),
    ("percent signs and plus", "100%25 a+b %00 %s {0} ${x}"),
    ("a path", "../../etc/hosts"),
    ("SQL", "x' OR '1'='1' --"),
    ("a template", "{{7*7}} <%= 7*7 %>"),
    ("digits", "0012345"),
    ("a number", "1e5"),
    ("the word false", "false"),
    ("the word null", "null"),
    ("JSON", '{"a": [1]}'),
    ("a date", "2031-01-02"),
    ("a comma and semicolon", "a,b;c|d=e"),
    ("a host name", "www.Shop.example.com"),
    ("a web address", "HTTPS://www.Example.com:443/Path/?b=2&a=1#Top"),
    ("a telephone number", "+1 (415) 555-0198 ext. 7"),
    ("an e-mail address", "Ops.Team+tag@Example.COM"),
    ("a decimal number", "1,234.50"),
    ("a time with offset", "2031-01-02T03:04:05+02:00"),
    ("256 characters", "l" * 256),
    ("300 wide characters", "ß" * 300),
    ("many characters", "0123456789" * (LONG // 10)),
]

_STEMS = ("mm", "m", "M1", "11", "1", "v1")
_WORDS = ("1", "0", "yes", "no", "on", "off", "TRUE", "True", "t", "null", "undefined")

OBJECTS: Kinds = [
    ("an empty object", {}),
    ("nulls inside", {"a": None, "b": {"c": None}, "d": [None]}),
    ("empty values inside", {"text": "", "list": [], "object": {}, "zero": 0, "no": False}),
    ("numbers inside", {"int": 1, "negative": -7, "float": 1.5, "small": 0.001, "large": 9007199254740991, "zero": 0}),
    ("texts inside", {"spaces": "  x  ", "unicode": "Zoe\u0308 🚀", "number": "007", "boolean": "true"}),
    ("deep nesting", {"a": {"b": {"c": {"d": {"e": {"f": {"g": {"h": [[["deep"]]]}}}}}}}}),
    ("arrays in order", {"list": [3, 1, 2, 1], "mixed": [True, "a", None, {"z": 1}, [2, 1]]}),
    ("odd names", {"": 1, "with space": 2, "a.b": 3, "$set": 4, "__proto__": 5, "ключ": 6, "a/b~c": 7, "0": 8}),
    ("names in mixed case", {"camelCase": 1, "snake_case": 2, "UPPER": 3, "camelcase": 4, "kebab-case": 5}),
    ("many members", {f"member{index}": index for index in range(120)}),
]

_WRONG: list[tuple[str, str, JSON]] = [
    ("string", "a text", "text"),
    ("string", "an empty text", ""),
    ("string", "a number as text", "1"),
    ("string", "a boolean as text", "true"),
    ("integer", "a number", 123),
    ("integer", "zero", 0),
    ("integer", "one", 1),
    ("number", "a fraction", 1.5),
    ("boolean", "true", True),
    ("boolean", "false", False),
    ("array", "an array", ["a"]),
    ("array", "an empty array", []),
    ("object", "an object", {"a": 1}),
    ("object", "an empty object", {}),
    ("null", "null", None),
]


class Pools:
    """The pools for one document."""

    def __init__(self, samples: TypicalValues) -> None:
        self.samples = samples
        self.schemas = samples.schemas

    def values(self, schema: JSON, name: str = "", depth: int = 0) -> Kinds:
        """Every value to try where ``schema`` stands, of the right type or not; equal ones once."""
        found: dict[str, tuple[str, JSON]] = {}
        for kind, value in (*self._right(schema, name, depth), *self._wrong(schema)):
            found.setdefault(repr(value), (kind, value))
        return list(found.values())

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
        if name is None or name in formats.SILENT - {"byte", "binary"}:
            yield from TEXTS

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
        for kind, label, value in _WRONG:
            if kinds and kind not in kinds and not (kind == "integer" and "number" in kinds):
                yield f"{label} as item", [one, value]
        if depth == 0 and self.schemas.properties(items):
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
            for name, item in list(known.items())[:20]:
                if self.schemas.keyword(item, "readOnly") is not True:
                    yield f"with {name}", {**base, name: self.samples.typical(item, name, 2)}
                    if depth == 0:
                        yield from ((f"{name} = {kind}", {**base, name: v}) for kind, v in self._bounds(item, name))

    def _wrong(self, schema: JSON) -> Iterator[tuple[str, JSON]]:
        kinds = self.schemas.types(schema)
        if not kinds:
            return
        for kind, label, value in _WRONG:
            if kind not in kinds and not (kind == "integer" and "number" in kinds):
                yield label, value

    def _word(self, schema: JSON) -> JSON:
        return lambda name: self.schemas.keyword(schema, name)
