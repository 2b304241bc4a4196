"""Values that no request gave: conforming examples of the document, else generated from a schema."""

from __future__ import annotations

import contextlib
import copy
import logging
import zlib
from functools import cached_property
from typing import TYPE_CHECKING

from mock_server.openapi.generator.deferral import Deferral
from mock_server.openapi.generator.effort import SECONDS, STEPS
from mock_server.openapi.generator.inherited_kinds import InheritedKinds
from mock_server.openapi.patterns import PatternUnsupported, pattern_generator
from mock_server.openapi.reading.examples import WrittenExample
from mock_server.openapi.reading.pointers import text as pointer_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

    from mock_server.json_types import JSON
    from mock_server.openapi.generator import Generator
    from mock_server.openapi.generator.deferral import Make
    from mock_server.openapi.reading.examples import Example
    from mock_server.openapi.reading.operation_parts import MediaType, Schema
    from mock_server.openapi.schema.schemas import Direction
    from mock_server.openapi.schema.validation import Validators
    from mock_server.values import Values

log = logging.getLogger("mock_server")

_SAMPLES = ("example", "examples", "default")
_DRAWN_OUT = 14
"""By how many characters a text is drawn out whose pattern says no more than how it begins or ends."""


class Synthesis:
    """Makes values for one document; the only user of the generator."""

    def __init__(self, validators: Validators, values: Values) -> None:
        self.validators = validators
        self.schemas = validators.schemas
        self.values = values
        self.kinds = InheritedKinds(validators.schemas)
        self.deferral = Deferral()
        self._apart: dict[Direction, tuple[Generator, Values]] = {}

    @cached_property
    def _generator(self) -> Generator:
        from mock_server.openapi.generator import Generator

        return Generator(self.schemas.resolve, self.values, self._conforms, self._unmet)

    @cached_property
    def _request_generator(self) -> Generator:
        from mock_server.openapi.generator import Generator

        return Generator(self.schemas.resolve, self.values, self._is_sendable, self._unmet)

    def example(self, media: MediaType, name: str | None = None) -> JSON:
        """A conforming body: the example of this name, the first that conforms, or a generated one."""
        chosen = [example for example in media.examples if name is None or example.name == name]
        for example in chosen:
            if self.is_usable(media, example):
                return example.value
        return self.generate(media.schema if media.schema is not None else {}, None)

    def generate(
        self, schema: Schema, name: str | None = None, direction: Direction = "response", *, examples: bool = True
    ) -> JSON:
        """A value that conforms to ``schema``, which belongs to a property of this name."""
        schema = self.schemas.canonical(schema)
        generator = self._generator if direction == "response" else self._request_generator
        return self._value(schema, name, direction, examples, generator)

    def steady(self, text: str) -> Callable[[Schema, str | None], JSON]:
        """A generator that gives the same values for the same text, whatever was generated before."""
        from mock_server.openapi.generator import Generator
        from mock_server.values import Values

        def begun() -> Generator:
            values = Values(zlib.crc32(text.encode("utf-8", "replace")))
            return Generator(self.schemas.resolve, values, self._conforms, self._unmet)

        generator = begun()
        return lambda schema, name: self._value(
            self.schemas.canonical(schema), name, "response", True, generator, begun
        )

    def fresh(self, schema: Schema, name: str) -> Callable[[], JSON]:
        """A generator of new values for a property the server owns: never the example's value."""
        lean = self.schemas.follow(schema)
        if not isinstance(lean, dict):
            return lambda: self.values.uuid()
        lean = {key: value for key, value in lean.items() if key not in _SAMPLES}
        extension = lean.get("x-mock")
        pattern = extension.get("pattern") if isinstance(extension, dict) else None
        pattern = pattern or lean.get("pattern")
        types = self.schemas.types(lean)
        if pattern and types <= {"string", "null"} and "format" not in lean and "enum" not in lean:
            try:
                make = _different_texts(pattern, lean.get("minLength", 0), lean.get("maxLength"))
            except PatternUnsupported:
                pass
            else:
                return lambda: make(self.values.random)
        if types == {"string"} and lean.get("format") == "date-time" and "pattern" not in lean:
            return self.values.timestamp
        if types == {"string"} and lean.get("format") == "uuid":
            return self.values.uuid
        if "const" in lean or (isinstance(lean.get("enum"), list) and len(lean["enum"]) == 1):
            value = lean["const"] if "const" in lean else lean["enum"][0]
            return lambda: copy.deepcopy(value)
        return lambda: self._value(lean, name, "response", False, self._generator)

    def is_usable(self, media: MediaType, example: Example) -> bool:
        """Whether the example conforms to the schema beside it; the log says so where it doesn't."""
        if (
            media.schema is None
            or isinstance(example.value, WrittenExample)
            or self._conforms(media.schema, example.value)
        ):
            return True
        log.warning(
            "the example %r of %s breaks its own schema and is not served",
            example.name,
            pointer_text(media.pointer),
        )
        return False

    def _value(
        self,
        schema: Schema,
        name: str | None,
        direction: Direction,
        examples: bool,
        generator: Generator,
        begun: Callable[[], Generator] | None = None,
    ) -> JSON:
        """A value, made here or elsewhere; ``begun`` begins another generator of the same values."""

        def maker(one: Generator) -> Make:
            return lambda steps, nearest: one.generate(
                schema, name=name, direction=direction, examples=examples, steps=steps, nearest=nearest
            )

        def apart() -> tuple[Make, Callable[[], int]]:
            if begun is not None:
                other = begun()
                return maker(other), lambda: other.spent
            other, values = self._elsewhere(direction)
            seed, clock = self.values.random.getrandbits(64), self.values.clock

            def make(steps: int, nearest: bool) -> JSON:
                values.random.seed(seed)
                values.clock = clock
                return maker(other)(steps, nearest)

            return make, lambda: other.spent

        key = (id(schema), name, direction, examples, begun is not None)
        return self.deferral.value(key, schema, maker(generator), apart, self.values.stream)

    def _elsewhere(self, direction: Direction) -> tuple[Generator, Values]:
        """The generator of another thread, and its values, which are those of whoever waits for it."""
        from mock_server.openapi.generator import Generator

        if direction not in self._apart:
            values = self.values.apart(0)
            conforms = self._conforms if direction == "response" else self._is_sendable
            self._apart[direction] = Generator(self.schemas.resolve, values, conforms, self._unmet), values
        return self._apart[direction]

    def _unmet(self, schema: Schema, is_cut: bool) -> None:
        bound = f"within {SECONDS} s" if is_cut else f"in {STEPS:,} steps"
        what = self.schemas.name_of(schema)
        self.schemas.document.problems.append(
            f"no value that conforms to {what} was found {bound}; what comes nearest is given"
        )

    def _is_sendable(self, schema: Schema, value: JSON) -> bool:
        return bool(self.validators.validator(schema, "request").is_valid(value))

    def _conforms(self, schema: Schema, value: JSON) -> bool:
        return bool(self.validators.validator(schema, "response", strict=True).is_valid(value))


def _different_texts(pattern: str, least: int, most: int | None) -> Callable[[Random], str]:
    """A maker of texts for a pattern that differ: one that says how they begin alone (`^cus_`) leaves room for more."""
    from mock_server.values import Values

    make = pattern_generator(pattern, least, most)
    text = make(Values(0).random)
    if text == make(Values(1).random):
        longer = len(text) + _DRAWN_OUT
        with contextlib.suppress(PatternUnsupported):
            return pattern_generator(pattern, max(least, longer if most is None else min(longer, most)), most)
    return make
