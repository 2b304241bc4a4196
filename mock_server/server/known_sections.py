"""Header sections that came before, octet for octet: what one says need not be read again.

A client sends the same fields with request after request. A section is kept when it comes for the second time and the
parser has told what it means; only plain ones are, which nothing is to be refused of. The request line before it has
its own memory (`known_lines`).
"""

from __future__ import annotations

from typing import Any

from mock_server.server.known_lines import KnownLines

SECTION_END = b"\r\n\r\n"

_MOST = 256
_MOST_ONCE = 4_096
_LONGEST = 4_096
_MOST_RULES = 64
_TOLD_APART = (b"transfer-encoding", b"upgrade", b"expect")
"""Fields that say how the rest of the connection is to be read."""


class KnownSection:
    """What a section says: its fields, in order and by name, and the length of the body that follows.

    ``octets`` are its own, with the empty line behind it, ``size`` is how many these are.
    ``let_in`` are the marks of the access rules that its credentials pass, whatever stands in the request line.
    """

    __slots__ = ("fields", "headers", "length", "let_in", "octets", "size")

    def __init__(
        self, octets: bytes, headers: list[tuple[bytes, bytes]], fields: dict[bytes, bytes], length: int
    ) -> None:
        self.octets = octets
        self.size = len(octets)
        self.headers = headers
        self.fields = fields
        self.length = length
        self.let_in: set[object] = set()

    def lets_in(self, mark: object) -> None:
        """Remember that the credentials pass the rule of this mark."""
        if len(self.let_in) >= _MOST_RULES:  # those of documents that are served no more
            self.let_in.clear()
        self.let_in.add(mark)


class HeadAgain:
    """A head that came twice in turn on one connection, and is not read at all where it comes again.

    ``octets`` are its own, ``size`` is how many these are and ``whole`` how many the request has with its body;
    ``scope`` is what the app is told, to be copied, its headers and its state too.
    """

    __slots__ = ("octets", "scope", "size", "whole")

    def __init__(self, data: bytes, size: int, length: int, scope: dict[str, Any]) -> None:
        self.octets = data[:size]
        self.size = size
        self.whole = size + length
        self.scope = {**scope, "headers": scope["headers"].copy()}


class KnownSections:
    """Those of one server; ``get`` finds one by its octets. ``lines`` are the request lines that it knows."""

    def __init__(self, lines: KnownLines | None = None) -> None:
        self.lines = KnownLines() if lines is None else lines
        self._known: dict[bytes, KnownSection] = {}
        self._once: set[int] = set()
        self.get = self._known.get

    def is_again(self, section: bytes) -> bool:
        """Whether a section that is not known has come before, and may be kept; it is remembered for the next time."""
        if len(section) > _LONGEST:
            return False
        mark = hash(section)
        if mark in self._once:
            return True
        if len(self._once) >= _MOST_ONCE:
            self._once.clear()
        self._once.add(mark)
        return False

    def keep(self, section: bytes, headers: list[tuple[bytes, bytes]], fields: dict[bytes, bytes], length: int) -> None:
        """Keep what a section says, if it is a plain one, of a message that is whole and on a connection that stays."""
        is_plain = len(fields) == len(headers) and fields.keys().isdisjoint(_TOLD_APART)
        if is_plain and fields.get(b"connection", b"keep-alive").lower() == b"keep-alive":
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[section] = KnownSection(section, headers, fields, length)
