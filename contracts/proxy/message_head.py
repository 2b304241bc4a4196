"""A start line with its header section, as octets: what is passed on is what came, but for what concerns one hop.

RFC 9112 sections 2 to 5. Lines keep their ends, their order, their case and whatever octets they hold; a line that is
folded (obs-fold) belongs to the one before it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

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
_MOST_LENGTH = re.compile(rb"[0-9]{1,18}")


class MessageError(Exception):
    """Octets that are no HTTP/1.1; ``str()`` is a clause."""


class Field(NamedTuple):
    """A field: its name in lower case, its value without the spaces around it, and its line as it came."""

    name: bytes
    value: bytes
    line: bytes


class Head:
    """A start line and fields; ``octets`` is all of it with the empty line at its end."""

    __slots__ = ("_ends", "_options", "fields", "octets", "start")

    def __init__(self, octets: bytes) -> None:
        self.octets = octets
        lines = [line + b"\n" for line in octets.split(b"\n")[:-1]]
        self.start = lines[0].rstrip(b"\r\n")
        self._ends = (lines[0][len(self.start) :], lines[-1])
        fields: list[Field] = []
        folded: dict[int, list[bytes]] = {}
        for line in lines[1:]:
            name, colon, value = line.partition(b":")
            if colon and line[0] not in b" \t":
                fields.append(Field(name.strip().lower(), value.strip(), line))
            elif fields and line[0] in b" \t":
                folded.setdefault(len(fields) - 1, [fields[-1].line]).append(line)
            elif line.strip(b"\r\n"):
                fields.append(Field(b"", b"", line))
        for place, parts in folded.items():
            field = fields[place]
            value = b" ".join((field.value, *(line.strip() for line in parts[1:])))
            fields[place] = Field(field.name, value, b"".join(parts))
            if field.name in _NEEDED:
                raise MessageError(f"its {field.name.decode('latin-1')} is folded, which servers read differently")
        self.fields = fields
        self._options: frozenset[bytes] | None = None

    def values(self, name: bytes) -> list[bytes]:
        """The values of the fields of this name, in order."""
        return [field.value for field in self.fields if field.name == name]

    @property
    def options(self) -> frozenset[bytes]:
        """What the Connection fields name."""
        if self._options is None:
            named = b",".join(self.values(b"connection")).split(b",")
            self._options = frozenset(option.strip().lower() for option in named)
        return self._options

    def passed_on(
        self, start: bytes, host: bytes | None, more: bytes = b"", dropped: frozenset[bytes] = frozenset()
    ) -> bytes:
        """These octets for the next hop: with this start line, without what concerns one hop or is to be ``dropped``,
        with ``more`` lines.

        ``host`` takes the place of the value of Host; None leaves it.
        """
        options = (self.options - _NEEDED) | dropped
        lines = [start, self._ends[0]]
        for name, _, line in self.fields:
            if name in _HOP or name in options:
                continue
            lines.append(b"%b: %b\r\n" % (line.partition(b":")[0], host) if name == b"host" and host else line)
        lines += (more, self._ends[1])
        return b"".join(lines)

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values as texts, each octet a character."""
        return tuple(
            (field.line.partition(b":")[0].strip().decode("latin-1"), field.value.decode("latin-1"))
            for field in self.fields
            if field.name
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
        for field in self.fields:
            if field.name in _NEEDED and field.line[: len(field.name) + 1] != field.line[: len(field.name)] + b":":
                raise MessageError(f"{_shown(field.line)} has a space before its colon, which clients read differently")


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
    told = {item.strip() for value in values for item in value.split(b",")}
    one = told.pop()
    if told or not _MOST_LENGTH.fullmatch(one):
        raise MessageError(f"Content-Length is {_shown(b', '.join(values))}, which is no one number")
    return int(one)


def codings(head: Head) -> list[bytes]:
    """The transfer codings, in order, in lower case."""
    named = b",".join(head.values(b"transfer-encoding")).lower().split(b",")
    return [coding.strip() for coding in named if coding.strip()]


def _odd(head: RequestHead, method: bytes, target: bytes) -> str:
    """What of a request servers read differently."""
    if re.fullmatch(_TOKEN + rb" [!-~\x80-\xff]++", method + b" " + target) is None:
        return f"{_shown(head.start)} is no request line of HTTP/1.1"
    for field in head.fields:
        if re.match(_TOKEN + rb":", field.line) is None:
            return f"{_shown(field.line)} is no header field"
        if b"\0" in field.line or b"\r" in field.line.replace(b"\r\n", b""):
            return f"{_shown(field.line)} holds a control character"
    return "some of its lines end in CR and LF, and some in LF alone"


def _shown(octets: bytes) -> str:
    return repr(octets[:80].decode("latin-1"))
