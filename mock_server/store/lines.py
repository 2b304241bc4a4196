"""The journal's format, the one place that knows it: a header, then a line for each write.

A line is tab-separated text: checksum, sign, then what the sign needs, all of it JSON, so that no field holds
a raw tab or newline::

    0b3c1d2e    mock-server journal    1    {"sequence":7}       the header: format, writes before this file
    5f6a7b8c    *    "books"    "b1"    {"title":"Emma"}         kept by a compaction; no write of its own
    9d0e1f2a    +    "books"    "b2"    {"title":"Ulysses"}      created
    3b4c5d6e    =    "books"    "b1"    {"title":"Persuasion"}   replaced
    7f8a9b0c    -    "books"    "b2"                             deleted
    1d2e3f4a    !                                                everything removed

The checksum is CRC-32 (ISO 3309, as in zlib) over the rest of the line, begun with the checksum of the line
before: a line that was changed, lost, doubled or moved is found where it happened.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.json_types import JSON

VERSION = 1
KEPT, CREATED, REPLACED, DELETED, CLEARED = b"*", b"+", b"=", b"-", b"!"
GIVEN = {True: CREATED, False: REPLACED}
"""The sign of a line that gives a key a record, by whether the key is new."""

_HEADER = re.compile(rb'mock-server journal\t(\d{1,9})\t\{"sequence":(\d{1,18})\}')
_WIDE = 0x20
_NEWLINE = orjson.OPT_APPEND_NEWLINE


def encode(value: JSON) -> bytes:
    """Turn a JSON value into bytes; raises TypeError or ValueError for what is no JSON.

    orjson takes integers up to 64 bits and nesting up to 254; what goes beyond is written by the standard
    library and marked by a leading space, so that ``decode`` reads it back exactly.
    """
    try:
        # The slice copies: what orjson returns sits in the buffer it grew, which is several times its size to keep.
        return orjson.dumps(value, option=_NEWLINE)[:-1]
    except TypeError:
        return b" " + json.dumps(value, separators=(",", ":")).encode("ascii")


def decode(raw: bytes) -> JSON:
    """Turn bytes of ``encode`` into a new JSON value."""
    return json.loads(raw) if raw[0] == _WIDE else orjson.loads(raw)


def record_of(raw: bytes) -> dict[str, JSON]:
    """The record that these bytes of ``encode`` hold."""
    value = decode(raw)
    if not isinstance(value, dict):
        raise TypeError("a record is an object")
    return value


def frame(bodies: Iterable[bytes], checksum: int) -> tuple[bytes, int]:
    """Make lines of bodies (a line without its checksum); returns them and the checksum of the last."""
    lines: list[bytes] = []
    for body in bodies:
        checksum = crc32(body, checksum)
        lines += (b"%08x\t" % checksum, body, b"\n")  # a format of the whole line takes four times as long
    return b"".join(lines), checksum


def unframe(line: bytes, checksum: int) -> tuple[bytes, int] | None:
    """Return the body of a line and its checksum; None if it isn't the line that was written here."""
    body = line[9:-1]
    actual = crc32(body, checksum)
    return (body, actual) if line.startswith(b"%08x\t" % actual) and line.endswith(b"\n") else None


_name = lru_cache(maxsize=1024)(encode)
"""`encode` of a resource's name, which is the same in line after line."""


def entry(sign: bytes, resource: str, key: str, raw: bytes) -> bytes:
    """Return the body of a line that gives a key its encoded record."""
    try:
        name = orjson.dumps(key)
    except TypeError:
        name = encode(key)
    return b"\t".join((sign, _name(resource), name, raw))


def deletion(resource: str, key: str) -> bytes:
    """Return the body of a line that takes a key away."""
    return b"%b\t%b\t%b" % (DELETED, _name(resource), encode(key))


def header(sequence: int) -> bytes:
    """Return the body of the first line of a file that begins after ``sequence`` writes."""
    return b'mock-server journal\t%d\t{"sequence":%d}' % (VERSION, sequence)


def read_header(body: bytes) -> tuple[int, int] | None:
    """Return format version and sequence of a first line; None if it is no header."""
    match = _HEADER.fullmatch(body)
    return (int(match[1]), int(match[2])) if match else None
