"""One exchange that passed, as octets: what the forwarder hands to the judge, and how it travels between the two."""

from __future__ import annotations

import struct
from dataclasses import dataclass

_FRAME = struct.Struct("!QddQQ??6I")
HEADER = struct.Struct("!cI")
"""What stands in front of each message between the two: its kind, and how many octets follow."""
PASSED, NOTE, LISTENS, FAILED, ENDED = b"P", b"N", b"L", b"F", b"E"
"""The kinds of message: an exchange; a line for people; where it listens; why it can't; the end, and the counts."""


@dataclass(slots=True)
class PassedExchange:
    """Heads and contents as they came, chunks taken off; ``started`` in seconds since 1970, ``elapsed`` in seconds.

    A content that is shorter than its size was larger than the limit and is not kept. ``cut`` says why the answer is
    not whole, ``failure`` why there is none; ``answer_head`` is empty then. ``alone`` tells that nothing that may have
    changed something was under way meanwhile, ``gapless`` that nothing before it was dropped.
    """

    number: int
    started: float
    elapsed: float
    head: bytes
    body: bytes = b""
    body_size: int = 0
    answer_head: bytes = b""
    answer_body: bytes = b""
    answer_size: int = 0
    cut: str = ""
    failure: str = ""
    alone: bool = True
    gapless: bool = True

    def packed(self) -> bytes:
        """The message."""
        cut, failure = self.cut.encode(), self.failure.encode("utf-8", "replace")
        parts = (self.head, self.body, self.answer_head, self.answer_body, cut, failure)
        fixed = (self.number, self.started, self.elapsed, self.body_size, self.answer_size, self.alone, self.gapless)
        data = _FRAME.pack(*fixed, *map(len, parts))
        return b"".join((HEADER.pack(PASSED, len(data) + sum(map(len, parts))), data, *parts))

    @classmethod
    def unpacked(cls, data: bytes) -> PassedExchange:
        """The exchange in a message, which begins after its header."""
        number, started, elapsed, body_size, answer_size, alone, gapless, *lengths = _FRAME.unpack_from(data)
        parts, position = [], _FRAME.size
        for length in lengths:
            parts.append(data[position : position + length])
            position += length
        head, body, answer_head, answer_body, cut, failure = parts
        return cls(
            number,
            started,
            elapsed,
            head,
            body,
            body_size,
            answer_head,
            answer_body,
            answer_size,
            cut.decode(),
            failure.decode(),
            alone,
            gapless,
        )


def message(kind: bytes, text: str) -> bytes:
    """A message of another kind."""
    data = text.encode("utf-8", "replace")
    return HEADER.pack(kind, len(data)) + data
