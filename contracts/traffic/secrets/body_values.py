"""Finds the values in a body, with the names they stand under, and leaves all else as it was sent.

So broken JSON, repeated names, several texts in one and odd spacing survive a change of single values. Reads JSON
(RFC 8259), forms (`application/x-www-form-urlencoded` and `multipart/form-data`, RFC 7578), XML elements, and in
other texts whatever looks like `name=value` or `name: value`.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi import percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}\[\],:]|[^\s"{}\[\],:]+', re.DOTALL)
_ELEMENT = re.compile(r"<([\w:.-]{1,80})(?:\s[^<>]*)?>([^<]+)</")
_ASSIGNED = re.compile(r"([\w.-]{2,60})(\s{0,4}[=:]\s{0,4})([^\s\"'&;,<>\[\]{}]{4,})")
_NAME = re.compile(r'\bname="?([^";\r\n]*)')
_BLANK = re.compile(r"\r?\n\r?\n")
_NOTHING = frozenset(("true", "false", "null", ""))


@dataclass(frozen=True, slots=True)
class Value:
    """One scalar: where it stands in the text, what it means, and whether its name was chosen."""

    start: int
    end: int
    text: str
    chosen: bool
    quoted: bool = False
    in_json: bool = False
    closed: bool = True

    @property
    def encoded(self) -> bool:
        """Whether the body spells it otherwise than its text."""
        return self.end - self.start != len(self.text) + (1 + self.closed) * self.quoted or "+" in self.text

    @property
    def tells(self) -> bool:
        """Whether it can hold a secret at all: a string that isn't empty, or a number of four digits or more."""
        if self.quoted:
            return bool(self.text)
        return self.text not in _NOTHING and not (self.text.isdigit() and len(self.text) < 4)

    def written(self, text: str) -> str:
        """``text`` as it has to stand in place of this value."""
        if not self.in_json:
            return text
        return json.dumps(text) if self.closed else json.dumps(text)[:-1]


def values(text: str, kind: str, chosen: Callable[[str], bool]) -> Iterator[Value]:
    """Each scalar in a body of the media type ``kind``, in order.

    It is chosen when ``chosen`` holds for a name it stands under, at any depth; the body as a whole has the name "".
    """
    kind = kind.lower()
    if kind.startswith("application/x-www-form-urlencoded"):
        return _form(text, chosen)
    if kind.startswith("multipart/"):
        return _multipart(text, chosen)
    if "json" in kind or text.lstrip()[:1] in ("{", "[", '"'):
        return _json(text, chosen)
    if chosen(""):
        return iter((Value(0, len(text), text, True),))
    if "xml" in kind or "html" in kind:
        return _matches(_ELEMENT, text, lambda name: chosen(name.rpartition(":")[2]))
    return _matches(_ASSIGNED, text, chosen)


def _matches(pattern: re.Pattern[str], text: str, chosen: Callable[[str], bool]) -> Iterator[Value]:
    for match in pattern.finditer(text):
        last = pattern.groups
        yield Value(match.start(last), match.end(last), match[last], chosen(match[1]))


def _multipart(text: str, chosen: Callable[[str], bool]) -> Iterator[Value]:
    """The parts between the lines that begin as the first one does (RFC 2046 section 5.1.1)."""
    boundary = text.partition("\n")[0].strip()
    if not boundary.startswith("--"):
        return
    position = 0
    for part in text.split(boundary):
        blank = _BLANK.search(part)
        name = _NAME.search(part, 0, blank.start()) if blank else None
        if blank and name:
            value = part[blank.end() :].removesuffix("\n").removesuffix("\r")
            start = position + blank.end()
            yield Value(start, start + len(value), value, chosen(name[1]))
        position += len(part) + len(boundary)


def _form(text: str, chosen: Callable[[str], bool]) -> Iterator[Value]:
    position = 0
    for pair in percent.pairs(text):
        start = position + len(pair.raw_name) + len(pair.sign)
        position = start + len(pair.raw_value)
        yield Value(start, position, pair.value, chosen(pair.name))
        position += 1


def _json(text: str, chosen: Callable[[str], bool]) -> Iterator[Value]:
    """Lenient: never raises, whatever the text; linear in its length, whatever its depth."""
    under, objects = [chosen("")], [False]
    name: str | None = None
    waiting: re.Match[str] | None = None

    def found(token: re.Match[str]) -> Value:
        under_name = under[-1] or (name is not None and chosen(name))
        raw = token[0]
        quoted = raw[0] == '"'
        return Value(token.start(), token.end(), _decoded(raw), under_name, quoted, True, not quoted or raw[-1] == '"')

    for token in _TOKEN.finditer(text):
        mark = token[0]
        if waiting is not None:
            if mark == ":":
                name, waiting = _decoded(waiting[0]), None
                continue
            yield found(waiting)
            waiting = None
        if mark in ("{", "["):
            under.append(under[-1] or (name is not None and chosen(name)))
            objects.append(mark == "{")
            name = None
        elif mark in ("}", "]"):
            if len(under) > 1:
                under.pop()
                objects.pop()
            name = None
        elif mark == ",":
            name = None if objects[-1] else name
        elif mark[0] == '"' and name is None and (objects[-1] or len(under) == 1):
            waiting = token
        elif mark != ":":
            yield found(token)
    if waiting is not None:
        yield found(waiting)


def _decoded(token: str) -> str:
    if token[:1] != '"':
        return token
    if "\\" not in token:
        return token[1:].removesuffix('"')
    try:
        return str(json.loads(token, strict=False))
    except ValueError:
        return token[1:].removesuffix('"')
