"""A start line with its header section, as octets: what is passed on is what came, but for what concerns one hop.

RFC 9112 sections 2 to 5. Lines keep their ends, their order, their case and whatever octets they hold; a line that is
folded (obs-fold) belongs to the one before it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGEST_HEAD = 256 * 1024
"""Most octets of one header section."""
_END = re.compile(rb"\r?\n\r?\n")
_VERSION = re.compile(rb"HTTP/1\.([0-9])")
_HOP = frozenset((b"connection", b"keep-alive", b"proxy-connection", b"te", b"upgrade"))
"""What RFC 9110 section 7.6.1 takes off, but for Transfer-Encoding: a body is passed on in the chunks it came in."""
_NEEDED = frozenset((b"host", b"content-length", b"transfer-encoding"))
"""Never taken off, whatever Connection names."""
_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]++"
_REQUEST = re.compile(
    _TOKEN + rb" [!-~\x80-\xff]++ HTTP/1\.[0-9](?:"
    rb"\r\n(?:" + _TOKEN + rb":[^\r\n\0]*+\r\n(?:[ \t][^\r\n\0]*+\r\n)*+)*+\r\n"
    rb"|\n(?:" + _TOKEN + rb":[^\r\n\0]*+\n(?:[ \t][^\r\n\0]*+\n)*+)*+\n)"
)
"""What a request looks like that all servers read alike (RFC 9112): its lines end in one way, no name has spaces around
it, and nothing stands before the first field."""
_SPACED = re.compile(rb"[\s]:|\n\s")
_MOST_LENGTH = re.compile(rb"[0-9]{1,18}")


class MessageError(Exception):
    """Octets that are no HTTP/1.1; ``str()`` is a clause."""


class Head:
    """A start line and fields; ``octets`` is all of it with the empty line at its end.

    ``names`` of the fields are in lower case, ``lines`` as they came, without the last end of each.
    """

    __slots__ = ("_end", "_last", "_of", "_options", "_values", "lines", "names", "octets", "start")

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        first, *rest = octets.split(b"\n")
        self.start = first.rstrip(b"\r")
        self._end, self._last = first[len(self.start) :], rest[-2] + b"\n"
        self.names: list[bytes] = []
        self.lines: list[bytes] = []
        self._values: list[bytes] = []
        self._of: dict[bytes, list[bytes]] = {}
        self._options: frozenset[bytes] | None = None
        odd: dict[int, list[bytes]] = {}
        for line in rest[:-2]:
            name, colon, value = line.partition(b":")
            if not colon or line[:1] in b" \t":
                self._add(line, odd)
                continue
            name, value = name.strip().lower(), value.strip()
            self.names.append(name)
            self.lines.append(line)
            self._values.append(value)
            if name in self._of:
                self._of[name].append(value)
            else:
                self._of[name] = [value]
        if odd:
            self._fold(odd)

    def _add(self, line: bytes, folded: dict[int, list[bytes]]) -> None:
        """A line that is no field: it belongs to the one before it, or to none."""
        if self.lines and line[:1] in (b" ", b"\t"):
            folded.setdefault(len(self.lines) - 1, []).append(line)
        else:
            self.names.append(b"")
            self.lines.append(line)
            self._values.append(b"")

    def _fold(self, folded: dict[int, list[bytes]]) -> None:
        for place, lines in folded.items():
            name = self.names[place]
            if name in _NEEDED:
                raise MessageError(f"its {name.decode('latin-1')} is folded, which is read in two ways")
            self._values[place] = b" ".join((self._values[place], *(line.strip() for line in lines)))
            self.lines[place] = b"\n".join((self.lines[place], *lines))
        self._of = {}
        for name, value in zip(self.names, self._values, strict=True):
            self._of.setdefault(name, []).append(value)

    def values(self, name: bytes) -> Sequence[bytes]:
        """The values of the fields of this name, in order."""
        return self._of.get(name, ())

    @property
    def options(self) -> frozenset[bytes]:
        """What the Connection fields name."""
        if self._options is None:
            named = b",".join(self._of.get(b"connection", ())).split(b",") if b"connection" in self._of else ()
            self._options = frozenset(option.strip().lower() for option in named)
        return self._options

    def passed_on(
        self, start: bytes, host: bytes | None, more: bytes = b"", dropped: frozenset[bytes] = frozenset()
    ) -> bytes:
        """These octets for the next hop: with this start line, without what concerns one hop or is to be ``dropped``,
        with ``more`` lines.

        ``host`` takes the place of the value of Host; None leaves it.
        """
        options = self.options
        gone = _HOP | (options - _NEEDED) | dropped if options or dropped else _HOP
        if host is None and not more and start == self.start and gone.isdisjoint(self._of):
            return self.octets
        lines = [start + self._end]
        for name, line in zip(self.names, self.lines, strict=True):
            if name == b"host" and host and name not in gone:
                lines.append(b"%b: %b\r" % (line.partition(b":")[0], host))
            elif name not in gone:
                lines.append(line)
        return b"%b\n%b%b" % (b"\n".join(lines), more, self._last)

    def changed(self, lines: Sequence[bytes]) -> bytes:
        """The octets with these lines in place of its own."""
        return b"%b\n%b" % (b"\n".join((self.start + self._end, *lines)), self._last)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values as texts, each octet a character."""
        return tuple(
            (line.partition(b":")[0].strip().decode("latin-1"), value.decode("latin-1"))
            for name, line, value in zip(self.names, self.lines, self._values, strict=True)
            if name
        )


class RequestHead(Head):
    """The head of a request; raises MessageError where the start line is none of HTTP/1."""

    __slots__ = ("method", "minor", "target")

    def __init__(self, octets: bytes) -> None:
        super().__init__(octets)
        method, space, rest = self.start.partition(b" ")
        target, other, version = rest.rpartition(b" ")
        match = _VERSION.fullmatch(version)
        if not (space and other and method and target) or match is None:
            raise MessageError(f"{_shown(self.start)} is no request line of HTTP/1.1")
        if _REQUEST.fullmatch(octets) is None:
            raise MessageError(_odd(self, method, target))
        self.method, self.target, self.minor = method, target, int(match[1])

    def with_target(self, target: bytes) -> bytes:
        """The request line with another target."""
        return b"%b %b %b" % (self.method, target, self.start.rpartition(b" ")[2])


class AnswerHead(Head):
    """The head of an answer; raises MessageError where the status line is none of HTTP/1."""

    __slots__ = ("minor", "status")

    def __init__(self, octets: bytes) -> None:
        super().__init__(octets)
        version, _, rest = self.start.partition(b" ")
        match, code = _VERSION.fullmatch(version), rest[:3]
        if match is None or not code.isdigit() or len(code) < 3 or rest[3:4] not in (b"", b" ") or code < b"100":
            raise MessageError(f"{_shown(self.start)} is no status line of HTTP/1.1")
        self.status, self.minor = int(code), int(match[1])
        for name, line in zip(self.names, self.lines, strict=True) if _SPACED.search(octets) else ():
            if name in _NEEDED and line[len(name) : len(name) + 1] != b":":
                raise MessageError(f"{_shown(line)} has a space beside its name, which clients read differently")


def head_end(data: bytes | bytearray, start: int = 0) -> int:
    """Where the header section in ``data`` ends, its empty line included; -1 where it has not ended."""
    found = data.find(b"\r\n\r\n", start)
    if found >= 0 and data.find(b"\n\n", start, found) < 0 and data.find(b"\n\r\n", start, found) < 0:
        return found + 4
    match = _END.search(data, start)
    return match.end() if match else -1


def content_length(head: Head) -> int | None:
    """The octets that Content-Length promises, None without one; raises MessageError for what is no number."""
    values = head.values(b"content-length")
    if not values:
        return None
    if len(values) == 1 and _MOST_LENGTH.fullmatch(values[0]):
        return int(values[0])
    told = {item.strip() for value in values for item in value.split(b",")}
    one = told.pop()
    if told or not _MOST_LENGTH.fullmatch(one):
        raise MessageError(f"Content-Length is {_shown(b', '.join(values))}, which is no one number")
    return int(one)


def codings(head: Head) -> list[bytes]:
    """The transfer codings, in order, in lower case."""
    values = head.values(b"transfer-encoding")
    if not values:
        return []
    named = b",".join(values).lower().split(b",")
    return [coding.strip() for coding in named if coding.strip()]


def _odd(head: RequestHead, method: bytes, target: bytes) -> str:
    """What of a request servers read differently."""
    if re.fullmatch(_TOKEN + rb" [!-~\x80-\xff]++", method + b" " + target) is None:
        return f"{_shown(head.start)} is no request line of HTTP/1.1"
    for line in head.lines:
        if re.match(_TOKEN + rb":", line) is None:
            return f"{_shown(line)} is no header field"
        if b"\0" in line or b"\r" in line.replace(b"\r\n", b"").removesuffix(b"\r"):
            return f"{_shown(line)} holds a control character"
    return "some of its lines end in CR and LF, and some in LF alone"


def _shown(octets: bytes) -> str:
    return repr(octets[:80].decode("latin-1"))
