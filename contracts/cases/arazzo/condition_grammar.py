"""The simple conditions of Arazzo: literals, expressions, comparisons, `!`, `&&`, `||` and parentheses.

Arazzo 1.0.1, Criterion Object: texts are compared without regard to case.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.cases.arazzo.runtime_values import EXPRESSION
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.openapi import JSON

    Value = Callable[[Callable[[str], JSON]], JSON]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)"
    r"|(?P<word>true|false|null)(?![\w-])|(?P<mark>&&|\|\||==|!=|<=|>=|<|>|!|\(|\))|(?P<expression>\$))"
)
_WORDS: dict[str, JSON] = {"true": True, "false": False, "null": None}
_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition that was read; ``expressions`` are those in it."""

    holds: Callable[[Callable[[str], JSON]], bool]
    expressions: tuple[str, ...]


def read_condition(text: str) -> Condition:
    """The condition that ``text`` writes; raises ValueError, with a clause, for what is none."""
    reading = _ConditionParser(text)
    value = reading.either(0)
    if reading.here is not None:
        raise ValueError(f"{reading.here[1]!r} is not expected there")
    return Condition(lambda of: _true(value(of)), tuple(reading.expressions))


class _ConditionParser:
    """A text that is read from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self.expressions: list[str] = []
        self.here: tuple[str, str] | None = None
        self._next()

    def _next(self) -> None:
        rest = self._text[self._at :]
        if not rest.strip():
            self.here = None
            return
        found = _TOKEN.match(rest)
        if found is None:
            raise ValueError(f"{rest.strip()[:20]!r} is not understood")
        kind, word = found.lastgroup or "", found[0].strip()
        if kind == "expression":
            begin = self._at + found.end() - 1
            expression = EXPRESSION.match(self._text, begin)
            if expression is None:
                raise ValueError(f"the expression {self._text[begin:].split()[0]} is not understood")
            self.here, self._at = (kind, expression[0]), expression.end()
            return
        self.here, self._at = (kind, word), self._at + found.end()

    def _take(self, *marks: str) -> str | None:
        if self.here is not None and self.here[0] == "mark" and self.here[1] in marks:
            mark = self.here[1]
            self._next()
            return mark
        return None

    def either(self, depth: int) -> Value:
        """Parts with `||` between them."""
        parts = [self._both(depth)]
        while self._take("||"):
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else lambda of: any(_true(part(of)) for part in parts)

    def _both(self, depth: int) -> Value:
        parts = [self._compared(depth)]
        while self._take("&&"):
            parts.append(self._compared(depth))
        return parts[0] if len(parts) == 1 else lambda of: all(_true(part(of)) for part in parts)

    def _compared(self, depth: int) -> Value:
        left = self._single(depth)
        mark = self._take("==", "!=", "<=", ">=", "<", ">")
        if mark is None:
            return left
        right = self._single(depth)
        return lambda of: _compare(mark, left(of), right(of))

    def _single(self, depth: int) -> Value:
        if depth > _DEEPEST:
            raise ValueError("it is nested too deeply")
        if self._take("!"):
            negated = self._single(depth + 1)
            return lambda of: not _true(negated(of))
        if self._take("("):
            inner = self.either(depth + 1)
            if self._take(")") is None:
                raise ValueError("a `)` is missing")
            return inner
        if self.here is None or self.here[0] == "mark":
            raise ValueError("a value is missing" if self.here is None else f"{self.here[1]!r} is not expected there")
        kind, word = self.here
        self._next()
        if kind == "expression":
            self.expressions.append(word)
            return lambda of: of(word)
        value = _literal(kind, word)
        return lambda _: value


def _literal(kind: str, word: str) -> JSON:
    if kind == "text":
        return word[1:-1].replace("''", "'") if word[0] == "'" else word[1:-1]
    if kind == "number":
        return float(word) if re.search(r"[.eE]", word) else int(word)
    return _WORDS[word]


def _true(value: JSON) -> bool:
    return value is not MISSING and value is not None and value is not False


def _compare(mark: str, left: JSON, right: JSON) -> bool:
    left, right = _folded(left), _folded(right)
    if mark in ("==", "!="):
        return _same(left, right) is (mark == "==")
    numbers = all(isinstance(side, int | float) and not isinstance(side, bool) for side in (left, right))
    if not numbers and not all(isinstance(side, str) for side in (left, right)):
        return False
    return bool({"<": left < right, ">": left > right, "<=": left <= right, ">=": left >= right}[mark])


def _same(left: JSON, right: JSON) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right) and left is not MISSING


def _folded(value: JSON) -> JSON:
    return value.casefold() if isinstance(value, str) else value
