"""Reads a regular expression as JSON Schema's `pattern` has it into a tree.

Source: ECMA-262, section 22.2.1 (Patterns) with its Annex B leniency, and the few forms of other dialects that
documents contain: `(?P<name>…)`, `(?i)` in front, `\\A`, `\\Z`, possessive quantifiers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from mock_server.openapi.patterns.characters import (
    DIGITS,
    LINE_ENDS,
    SPACE,
    WORD,
    Characters,
    Ranges,
    complement,
    normal,
    property_ranges,
)


class PatternUnsupported(ValueError):  # noqa: N818 - the name says it
    """A regular expression for which no text can be made; says which and why."""


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts, one after the other."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several."""

    options: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """``item``, ``low`` to ``high`` times; None means without end."""

    item: Tree
    low: int
    high: int | None


@dataclass(frozen=True, slots=True)
class Group:
    """A capturing group with its number."""

    item: Tree
    number: int


@dataclass(frozen=True, slots=True)
class Back:
    """What the group with this number captured."""

    number: int


@dataclass(frozen=True, slots=True)
class Edge:
    """An assertion without width: ``^``, ``$``, ``b`` or ``B``."""

    kind: str


@dataclass(frozen=True, slots=True)
class Look:
    """A lookahead or lookbehind."""

    item: Tree
    ahead: bool
    negative: bool


Tree = Characters | Sequence | Choice | Repeat | Group | Back | Edge | Look

_QUANTIFIER = re.compile(r"(?:([*+?])|\{(\d+)(?:(,)(\d+)?)?\})([?+])?")
_GROUP_HEAD = re.compile(
    r"\?(?:P?<(?P<name>[A-Za-z_$][\w$]*)>|(?P<look><?[=!])|(?P<flags>[a-z]*(?:-[a-z]+)?)(?P<end>[:)]))"
)
_CONTROL = {"t": 9, "n": 10, "v": 11, "f": 12, "r": 13, "0": 0, "a": 7, "e": 27}
_CLASSES: dict[str, Ranges] = {"d": DIGITS, "w": WORD, "s": SPACE}
_POINTS = re.compile(r"x([0-9a-fA-F]{2})|u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x\{([0-9a-fA-F]+)\}")


def parse(pattern: str) -> Tree:
    """The tree of ``pattern``; raises PatternUnsupported."""
    return _PatternParser(pattern).parse()


class _PatternParser:
    """A cursor over one pattern."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0
        self.groups = 0
        self.names: dict[str, int] = {}

    def parse(self) -> Tree:
        try:
            tree = self._choice()
        except RecursionError:
            self._fail("is nested too deeply")
        if self.at < len(self.text):
            self._fail("has a `)` without its `(`")
        return tree

    def _fail(self, why: str) -> NoReturn:
        raise PatternUnsupported(f"the pattern {self.text!r} {why}")

    def _take(self, text: str) -> bool:
        if self.text.startswith(text, self.at):
            self.at += len(text)
            return True
        return False

    def _choice(self) -> Tree:
        options = [self._sequence()]
        while self._take("|"):
            options.append(self._sequence())
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self) -> Tree:
        items: list[Tree] = []
        while self.at < len(self.text) and self.text[self.at] not in "|)":
            item = self._atom()
            if item is not None:
                items.append(self._quantified(item))
        return items[0] if len(items) == 1 else Sequence(tuple(items))

    def _quantified(self, item: Tree) -> Tree:
        while match := _QUANTIFIER.match(self.text, self.at):
            self.at = match.end()
            sign, low, comma, high, _ = match.groups()
            if sign:
                item = Repeat(item, 1 if sign == "+" else 0, 1 if sign == "?" else None)
            else:
                top = int(high) if high else (None if comma else int(low))
                if top is not None and top < int(low):
                    self._fail("has a quantifier whose ends are the wrong way round")
                item = Repeat(item, int(low), top)
        return item

    def _atom(self) -> Tree | None:
        char = self.text[self.at]
        self.at += 1
        match char:
            case "^" | "$":
                return Edge(char)
            case ".":
                return Characters(complement(LINE_ENDS), broad=True)
            case "(":
                return self._group()
            case "[":
                return self._class()
            case "\\":
                return self._escape()
            case "*" | "+" | "?":
                self._fail("has a quantifier with nothing to repeat")
        return Characters(((ord(char), ord(char)),))

    def _group(self) -> Tree | None:
        if not self.text.startswith("?", self.at):
            self.groups += 1
            return self._closed(Group, self.groups)
        head = _GROUP_HEAD.match(self.text, self.at)
        if head is None:
            self._fail("has a group of an unknown kind")
        self.at = head.end()
        if head["name"]:
            self.groups += 1
            self.names[head["name"]] = self.groups
            return self._closed(Group, self.groups)
        if head["look"]:
            look = head["look"]
            item = self._inside()
            return Look(item, ahead="<" not in look, negative="!" in look)
        if head["end"] == ")":
            return None
        return self._inside()

    def _closed(self, kind: type[Group], number: int) -> Tree:
        return kind(self._inside(), number)

    def _inside(self) -> Tree:
        item = self._choice()
        if not self._take(")"):
            self._fail("has a `(` without its `)`")
        return item

    def _escape(self) -> Tree:
        if self.at >= len(self.text):
            self._fail("ends in a backslash")
        char = self.text[self.at]
        if char in "bB":
            self.at += 1
            return Edge(char)
        if char in "AZz":
            self.at += 1
            return Edge("^" if char == "A" else "$")
        if char in "123456789":
            digits = re.compile(r"\d+").match(self.text, self.at)
            number = int(digits[0]) if digits else 0
            self.at += len(str(number))
            if number > self.text.count("("):
                self._fail(f"refers to the group {number}, which it has not")
            return Back(number)
        if char == "k" and (name := re.compile(r"k<([^>]+)>").match(self.text, self.at)):
            self.at = name.end()
            if name[1] not in self.names:
                self._fail(f"refers to the group {name[1]!r}, which it has not")
            return Back(self.names[name[1]])
        ranges, broad = self._escaped()
        return Characters(ranges, broad)

    def _escaped(self) -> tuple[Ranges, bool]:
        """The set that an escape means, the cursor being behind its backslash; and whether it is a broad one."""
        if point := _POINTS.match(self.text, self.at):
            self.at = point.end()
            code = int(next(part for part in point.groups() if part), 16)
            if 0xD800 <= code <= 0xDBFF and (
                low := re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})").match(self.text, self.at)
            ):
                self.at = low.end()
                code = 0x10000 + ((code - 0xD800) << 10) + int(low[1], 16) - 0xDC00
            return ((code, code),), False
        char = self.text[self.at]
        self.at += 1
        if char.lower() in _CLASSES:
            ranges = _CLASSES[char.lower()]
            return (ranges, False) if char.islower() else (complement(ranges), True)
        if char in "pP":
            return self._property(char)
        if char == "c" and self.text[self.at : self.at + 1].isalpha():
            self.at += 1
            code = ord(self.text[self.at - 1]) % 32
            return ((code, code),), False
        code = _CONTROL.get(char, ord(char))
        return ((code, code),), False

    def _property(self, char: str) -> tuple[Ranges, bool]:
        match = re.compile(r"\{(\^?)([^}]*)\}|()([A-Z])").match(self.text, self.at)
        name = (match[2] or match[4]) if match else None
        ranges = property_ranges(name) if name else None
        if match is None or ranges is None:
            self._fail(f"names the Unicode property {name!r}, which is not known here")
        self.at = match.end()
        return (complement(ranges) if (char == "P") != bool(match[1]) else ranges), True

    def _class(self) -> Tree:
        negated = self._take("^")
        ranges: list[tuple[int, int]] = []
        broad = negated
        while not self._take("]"):
            low, wide = self._member()
            broad = broad or wide
            if self._range_follows() and len(low) == 1 and low[0][0] == low[0][1]:
                self.at += 1
                high, wide = self._member()
                broad = broad or wide
                if len(high) != 1 or high[0][0] != high[0][1]:
                    ranges += [*low, (45, 45), *high]
                elif high[0][0] < low[0][0]:
                    self._fail("has a class with a range the wrong way round")
                else:
                    ranges.append((low[0][0], high[0][0]))
            else:
                ranges += low
        found = normal(ranges)
        return Characters(complement(found) if negated else found, broad)

    def _range_follows(self) -> bool:
        return self.text.startswith("-", self.at) and self.text[self.at + 1 : self.at + 2] not in ("]", "")

    def _member(self) -> tuple[Ranges, bool]:
        if self.at >= len(self.text):
            self._fail("has a `[` without its `]`")
        char = self.text[self.at]
        self.at += 1
        if char != "\\":
            return ((ord(char), ord(char)),), False
        if self.at >= len(self.text):
            self._fail("ends in a backslash")
        if self.text[self.at] == "b":
            self.at += 1
            return ((8, 8),), False
        return self._escaped()
