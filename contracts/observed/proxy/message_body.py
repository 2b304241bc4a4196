"""Where a body ends (RFC 9112 section 6), while its octets pass as they come; and a copy of its content, bounded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Protocol

from contracts.observed.proxy.message_head import MessageError, codings, content_length

if TYPE_CHECKING:
    from contracts.observed.proxy.message_head import AnswerHead, RequestHead

_SIZE = re.compile(rb"[0-9A-Fa-f]{1,15}")
_LONGEST_LINE = 16 * 1024
_LARGEST_TRAILERS = 256 * 1024
_BODILESS = frozenset((204, 304))


class BodyCopy:
    """The content of a body, of which no more than ``most`` octets are kept: of a larger one nothing is.

    ``size`` counts all of them.
    """

    __slots__ = ("_first", "_more", "_most", "size")

    def __init__(self, most: int) -> None:
        self._first = b""
        self._more: bytearray | None = None
        self._most = most
        self.size = 0

    def add(self, octets: bytes) -> None:
        """Take a part."""
        self.size += len(octets)
        if self.size > self._most:
            self._first, self._more = b"", None
        elif self._more is not None:
            self._more += octets
        elif self._first:
            self._more = bytearray(self._first) + octets
        else:
            self._first = octets

    @property
    def is_cut(self) -> bool:
        """Whether it was larger than the limit."""
        return self.size > self._most

    @property
    def octets(self) -> bytes:
        """The content; empty where it was larger than the limit."""
        return bytes(self._more) if self._more is not None else self._first


class Body(Protocol):
    """A body on its way. ``ended`` when it is whole; ``framed`` where its end is told, not that of the connection."""

    ended: bool
    framed: bool

    def take(self, data: bytes) -> int:
        """How many of these octets belong to it; raises MessageError where they can't be told apart."""


class LengthBody:
    """As many octets as Content-Length says; none is the body of whatever has none."""

    __slots__ = ("_copy", "_left", "ended", "framed")

    def __init__(self, length: int, copy: BodyCopy) -> None:
        self._left, self._copy = length, copy
        self.ended, self.framed = not length, True

    def take(self, data: bytes) -> int:
        """Those that are still owed."""
        mine = data if len(data) <= self._left else data[: self._left]
        self._copy.add(mine)
        self._left -= len(mine)
        self.ended = not self._left
        return len(mine)


class OpenBody:
    """All that comes before the connection is closed."""

    __slots__ = ("_copy", "ended", "framed")

    def __init__(self, copy: BodyCopy) -> None:
        self._copy = copy
        self.ended = self.framed = False

    def take(self, data: bytes) -> int:
        """Everything."""
        self._copy.add(data)
        return len(data)


class ChunkedBody:
    """Chunks and trailers (RFC 9112 section 7.1): passed on as they come, counted on the way.

    A ``strict`` one raises MessageError for lines that end in LF alone, which servers read differently.
    """

    __slots__ = ("_copy", "_left", "_line", "_reads", "_strict", "_trailers", "ended", "framed")

    def __init__(self, copy: BodyCopy, *, strict: bool = False) -> None:
        self._copy, self._strict = copy, strict
        self._left = 0
        self._line = b""
        self._reads = self._size
        self._trailers = 0
        self.ended, self.framed = False, True

    def take(self, data: bytes) -> int:
        """Up to the end of the trailers."""
        position, size = 0, len(data)
        while position < size and not self.ended:
            if self._left:
                part = data[position : position + self._left]
                self._copy.add(part)
                self._left -= len(part)
                position += len(part)
                continue
            end = data.find(b"\n", position)
            line = self._line + data[position : end if end >= 0 else size]
            if len(line) > _LONGEST_LINE:
                raise MessageError(f"a line between chunks is longer than {_LONGEST_LINE // 1024} KB")
            self._line = line if end < 0 else b""
            if end < 0:
                return size
            position = end + 1
            if b"\r" in line[:-1] or (self._strict and not line.endswith(b"\r")):
                raise MessageError("a line between chunks does not end in CR and LF")
            self._reads(line.removesuffix(b"\r"))
        return position

    def _size(self, line: bytes) -> None:
        number = line.partition(b";")[0].strip()
        if not _SIZE.fullmatch(number):
            raise MessageError(f"{number[:40].decode('latin-1')!r} is no size of a chunk")
        self._left = int(number, 16)
        self._reads = self._after if self._left else self._trailer

    def _after(self, line: bytes) -> None:
        if line:
            raise MessageError("a chunk is longer than its size")
        self._reads = self._size

    def _trailer(self, line: bytes) -> None:
        self.ended = not line
        self._trailers += len(line)
        if self._trailers > _LARGEST_TRAILERS:
            raise MessageError(f"the trailers are larger than {_LARGEST_TRAILERS // 1024} KB")


def request_body(head: RequestHead, copy: BodyCopy) -> Body:
    """The body that follows this head; raises MessageError where its end can't be told for sure."""
    names, length = codings(head), content_length(head)
    if not names:
        return LengthBody(length or 0, copy)
    if length is not None:
        raise MessageError("it has both Content-Length and Transfer-Encoding, which servers read differently")
    if names[-1] != b"chunked" or b"chunked" in names[:-1] or head.minor == 0:
        raise MessageError(f"the end of a body in {b', '.join(names)[:80].decode('latin-1')!r} can't be told")
    return ChunkedBody(copy, strict=True)


def answer_body(head: AnswerHead, method: bytes, copy: BodyCopy) -> Body:
    """The body that follows this head of an answer to a request of this method; raises MessageError as well."""
    if method == b"HEAD" or head.status in _BODILESS:
        return LengthBody(0, copy)
    names = codings(head)
    if names and head.values(b"content-length"):
        raise MessageError("it has both Content-Length and Transfer-Encoding, which clients read differently")
    if names:
        return ChunkedBody(copy) if names[-1] == b"chunked" else OpenBody(copy)
    length = content_length(head)
    return OpenBody(copy) if length is None else LengthBody(length, copy)
