"""Content codings of bodies (RFC 9110 section 8.4.1): undone in reverse order, within a bound."""

from __future__ import annotations

import zlib
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

ACCEPTED = b"gzip, deflate"
"""What a client may send, as the value of Accept-Encoding."""

_MOST = 5
_MOST_MEMBERS = 100
_GZIP = zlib.MAX_WBITS | 16
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS


class CodingEnd(StrEnum):
    """How the content of a coded body ends."""

    WHOLE = "whole"
    LARGER = "larger"
    EARLY = "ends too early"
    BROKEN = "can't be read"


class Unpacked(NamedTuple):
    """The beginning of a content, and how it ends."""

    octets: bytes
    end: CodingEnd


class UnknownCodingError(ValueError):
    """A body has a coding that is not known, or more of them than anybody needs."""


class BrokenCodingError(ValueError):
    """A body is not what its coding says."""


class TooLargeError(ValueError):
    """A body is larger than the bound once its coding is undone."""


def codings_of(values: Iterable[bytes]) -> list[str]:
    """The codings in the values of Content-Encoding, as they were applied; raises UnknownCodingError."""
    names = [name.strip(b" \t").lower() for name in b",".join(values).split(b",")]
    found = [name.decode("latin-1") for name in names if name not in (b"", b"identity")]
    for name in found:
        if name not in _FORMATS:
            raise UnknownCodingError(f"The content coding {name[:100]!r} is not known; gzip and deflate are")
    if len(found) > _MOST:
        raise UnknownCodingError(f"The body has {len(found)} content codings; at most {_MOST} are undone")
    return found


def is_known(coding: str) -> bool:
    """Whether a coding, in lower case, is undone here."""
    return coding in _FORMATS


def decoded(data: bytes, codings: list[str], limit: int) -> bytes:
    """``data`` without its codings; no more than ``limit`` bytes are ever made of it, however much it says it holds.

    Raises BrokenCodingError, or TooLargeError where it is larger on the way.
    """
    for coding in reversed(codings):
        data, end = unpacked(data, coding, limit)
        if end is CodingEnd.LARGER:
            raise TooLargeError(f"The body is larger than {limit} bytes when its content coding is undone")
        if end is not CodingEnd.WHOLE:
            raise BrokenCodingError(f"The body's {coding} {end}")
    return data


def unpacked(data: bytes, coding: str, most: int) -> Unpacked:
    """What ``data`` holds under a coding that `is_known`, at most ``most`` octets of it.

    gzip may have several members (RFC 1952 section 2.2); what calls itself deflate is the zlib format (RFC 1950), or
    what many send for it: bare deflate (RFC 1951).
    """
    found = Unpacked(b"", CodingEnd.BROKEN)
    for bits in _FORMATS[coding]:
        found = _members(data, bits, most) if bits == _GZIP else _stream(data, bits, most)[0]
        if found.end is not CodingEnd.BROKEN:
            break
    return found


def _members(data: bytes, bits: int, most: int) -> Unpacked:
    octets = bytearray()
    for _ in range(_MOST_MEMBERS):
        member, data = _stream(data, bits, most - len(octets), several=True)
        octets += member.octets
        if member.end is not CodingEnd.WHOLE or not data:
            return Unpacked(bytes(octets), member.end)
    return Unpacked(bytes(octets), CodingEnd.BROKEN)


def _stream(data: bytes, bits: int, most: int, *, several: bool = False) -> tuple[Unpacked, bytes]:
    """What one stream holds, and what follows it: nothing may, unless there are ``several``."""
    machine = zlib.decompressobj(bits)
    try:
        found = machine.decompress(data, most + 1)
    except zlib.error:
        return Unpacked(b"", CodingEnd.BROKEN), b""
    if len(found) > most:
        return Unpacked(found[:most], CodingEnd.LARGER), b""
    if not machine.eof:
        return Unpacked(found, CodingEnd.EARLY), b""
    rest = machine.unused_data
    return Unpacked(found, CodingEnd.BROKEN if rest and not several else CodingEnd.WHOLE), rest


_FORMATS = {"gzip": (_GZIP,), "x-gzip": (_GZIP,), "deflate": (_ZLIB, _RAW)}
