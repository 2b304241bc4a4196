"""Filters that are written as text: OData's `$filter` (4.01 part 2, section 5.1.1), SCIM's `filter` (RFC 7644 section
3.4.2.2), and the `=`, `!=`, `<` of other APIs. What uses more of those languages is no filter here.
"""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from mock_server.engine.selection import each, of
from mock_server.openapi.reading.pointers import MISSING
from mock_server.store import order_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.store.value_order import Order

    Keeps = Callable[[JSON], bool]

_TOKEN = re.compile(r"""\s*('(?:[^']|'')*'|"(?:[^"\\]|\\.)*"|[(),\[\]]|[<>!=]=|<>|[<>=:]|[^\s(),<>!=:'"\[\]]+)\s*""")
_MOST = 2_000
_DEPTH = 30
_COMPARISONS: dict[str, Callable[[JSON, JSON], bool]] = {
    "gt": operator.gt, ">": operator.gt, "ge": operator.ge, ">=": operator.ge,
    "lt": operator.lt, "<": operator.lt, "le": operator.le, "<=": operator.le,
}  # fmt: skip
_EQUAL = ("eq", "=", "==")
_OTHER = ("ne", "!=", "<>")
_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "co": operator.contains, "contains": operator.contains, ":": operator.contains,
    "sw": str.startswith, "startswith": str.startswith, "ew": str.endswith, "endswith": str.endswith,
}  # fmt: skip
_FOLDS = ("tolower", "toupper")
_WORDS = {"true": True, "false": False, "null": None}


def keeps(text: str, named: Callable[[str], Pointer | None]) -> Keeps | None:
    """Whether a record is one that the filter asks for, or None where it is not understood wholly.

    ``named`` gives the member of a record that a name means.
    """
    if len(text) > _MOST:
        return None
    tokens = [found[1] for found in _TOKEN.finditer(text)]
    if "".join(tokens).replace(" ", "") != re.sub(r"\s", "", text):
        return None
    try:
        return _FilterParser(tokens, named).whole()
    except _NotUnderstoodError:
        return None


class _NotUnderstoodError(Exception):
    """The text is no filter of this form."""


class _FilterParser:
    """One text on its way to a predicate."""

    def __init__(self, tokens: list[str], named: Callable[[str], Pointer | None]) -> None:
        self._tokens = tokens
        self._named = named
        self._depth = 0

    def whole(self) -> Keeps:
        """The predicate of all tokens."""
        found = self._either()
        if self._tokens:
            raise _NotUnderstoodError
        return found

    def _either(self) -> Keeps:
        self._depth += 1
        if self._depth > _DEPTH:
            raise _NotUnderstoodError
        parts = [self._both()]
        while self._took("or"):
            parts.append(self._both())
        self._depth -= 1
        return parts[0] if len(parts) == 1 else lambda record: any(part(record) for part in parts)

    def _both(self) -> Keeps:
        parts = [self._one()]
        while self._took("and"):
            parts.append(self._one())
        return parts[0] if len(parts) == 1 else lambda record: all(part(record) for part in parts)

    def _one(self) -> Keeps:
        if self._took("not"):
            inner = self._bracketed() if self._took("(") else self._comparison()
            return lambda record: not inner(record)
        return self._bracketed() if self._took("(") else self._comparison()

    def _bracketed(self) -> Keeps:
        found = self._either()
        self._expect(")")
        return found

    def _comparison(self) -> Keeps:
        first = self._next()
        if first.lower() in _TEXTS and self._took("("):
            member, _ = self._operand(self._next())
            self._expect(",")
            wanted = self._literal()
            self._expect(")")
            return _texted(member, first.lower(), wanted)
        if self._took("["):
            return self._inside(first)
        (member, folds), word = self._operand(first), self._next().lower()
        if word == "pr":
            return lambda record: of(record, member) not in (MISSING, None)
        if word in _TEXTS:
            return _texted(member, word, self._literal())
        if word == "in":
            return self._among(member)
        if word not in _COMPARISONS and word not in _EQUAL and word not in _OTHER:
            raise _NotUnderstoodError
        return _compared(member, word, self._literal(), folds=folds)

    def _operand(self, first: str) -> tuple[Pointer, bool]:
        """A member, and whether it is compared regardless of case: ``tolower(name)``."""
        if first.lower() not in _FOLDS or not self._took("("):
            return self._member(first), False
        member, _ = self._operand(self._next())
        self._expect(")")
        return member, True

    def _inside(self, name: str) -> Keeps:
        """SCIM's ``emails[type eq "work" and value co "x"]``: one object of an array has all of it."""
        member, named = self._member(name), self._named

        def below(inner: str) -> Pointer | None:
            found = named(f"{name}.{inner}")
            return None if found is None else found[len(member) :]

        self._named = below
        found = self._either()
        self._named = named
        self._expect("]")
        return lambda record: any(found(item) for item in each(of(record, member)))

    def _among(self, member: Pointer) -> Keeps:
        """OData's ``name in ('a', 'b')`` (4.01 part 2, section 5.1.1.1.12)."""
        self._expect("(")
        parts = [_compared(member, "eq", self._literal())]
        while self._took(","):
            parts.append(_compared(member, "eq", self._literal()))
        self._expect(")")
        return lambda record: any(part(record) for part in parts)

    def _member(self, name: str) -> Pointer:
        found = self._named(name)
        if found is None:
            raise _NotUnderstoodError
        return found

    def _literal(self) -> JSON:
        text = self._next()
        if text[:1] in "'\"":
            return text[1:-1].replace("''", "'") if text[0] == "'" else re.sub(r"\\(.)", r"\1", text[1:-1])
        if text.lower() in _WORDS:
            return _WORDS[text.lower()]
        if re.fullmatch(r"-?\d{1,15}(?:\.\d{1,15})?", text):
            return float(text) if "." in text else int(text)
        if text in "(),<>=:":
            raise _NotUnderstoodError
        return text

    def _next(self) -> str:
        if not self._tokens:
            raise _NotUnderstoodError
        return self._tokens.pop(0)

    def _took(self, word: str) -> bool:
        if self._tokens and self._tokens[0].lower() == word:
            self._tokens.pop(0)
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._took(word):
            raise _NotUnderstoodError


def _texted(member: Pointer, word: str, wanted: JSON) -> Keeps:
    holds, part = _TEXTS[word], str(wanted).lower()

    def keep(record: JSON) -> bool:
        values = each(of(record, member))
        return any(isinstance(value, str | int | float) and holds(str(value).lower(), part) for value in values)

    return keep


def _compared(member: Pointer, word: str, wanted: JSON, *, folds: bool = False) -> Keeps:
    def order(value: JSON) -> Order:
        return order_of(value.lower() if folds and isinstance(value, str) else value)

    other = order(wanted)

    def holds(value: JSON) -> bool:
        one = order(value)
        if word in _EQUAL or word in _OTHER:
            return one == other and (value is None) == (wanted is None)
        return value is not None and one[0] == other[0] and _COMPARISONS[word](one, other)

    def keep(record: JSON) -> bool:
        value = of(record, member)
        found = any(holds(None if one is MISSING else one) for one in each(value))
        return found != (word in _OTHER)

    return keep
