"""The formats of compressed bodies, undone within a bound: the door to their codecs.

gzip (RFC 1952) and deflate (RFC 1950, 1951) come with Python, and zstd (RFC 8878) with that of 3.14; brotli (RFC 7932),
and zstd before that, are packages of their own, without which their coding is not known.
"""

from __future__ import annotations

import sys
import zlib
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_MEMBERS = 100
_GZIP = zlib.MAX_WBITS | 16
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS
_LARGEST_WINDOW = 23
"""8 MB as an exponent of two: what a window of zstd in HTTP may need (RFC 9659)."""


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


_NONE = Unpacked(b"", CodingEnd.BROKEN)


def formats() -> dict[str, Callable[[bytes, int], Unpacked]]:
    """What undoes each coding that can be undone here, by its name in lower case.

    Each gives at most so many octets, and holds no more than that and what its window needs.
    """
    found: dict[str, Callable[[bytes, int], Unpacked]] = {"gzip": _gzip, "x-gzip": _gzip, "deflate": _deflate}
    if _brotli_module() is not None:
        found["br"] = _brotli
    if _zstd_module() is not None:
        found["zstd"] = _zstd
    return found


@cache
def _brotli_module() -> Any:
    try:
        import brotli
    except ImportError:
        return None
    return brotli


@cache
def _zstd_module() -> Any:
    try:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd
    except ImportError:
        return None
    return zstd


def _gzip(data: bytes, most: int) -> Unpacked:
    """Of any number of members (RFC 1952 section 2.2)."""
    return _members(data, most, lambda piece, left: _inflated(piece, left, _GZIP))


def _deflate(data: bytes, most: int) -> Unpacked:
    """The zlib format, or what many send for it: bare deflate."""
    found, rest = _inflated(data, most, _ZLIB)
    if found.end is CodingEnd.BROKEN:
        found, rest = _inflated(data, most, _RAW)
    return _NONE if rest else found


def _zstd(data: bytes, most: int) -> Unpacked:
    """Of any number of frames (RFC 8878 section 3)."""
    return _members(data, most, _frame)


def _members(data: bytes, most: int, member: Callable[[bytes, int], tuple[Unpacked, bytes]]) -> Unpacked:
    octets = bytearray()
    for _ in range(_MOST_MEMBERS):
        found, data = member(data, most - len(octets))
        octets += found.octets
        if found.end is not CodingEnd.WHOLE or not data:
            return Unpacked(bytes(octets), found.end)
    return Unpacked(bytes(octets), CodingEnd.BROKEN)


def _inflated(data: bytes, most: int, bits: int) -> tuple[Unpacked, bytes]:
    """What one stream holds, and what follows it."""
    machine = zlib.decompressobj(bits)
    try:
        found = machine.decompress(data, most + 1)
    except zlib.error:
        return _NONE, b""
    return _bounded(found, most, whole=machine.eof), machine.unused_data


def _frame(data: bytes, most: int) -> tuple[Unpacked, bytes]:
    """What one frame of zstd holds, and what follows it."""
    zstd = _zstd_module()
    machine = zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: _LARGEST_WINDOW})
    try:
        found = machine.decompress(data, most + 1)
    except zstd.ZstdError:
        return _NONE, b""
    return _bounded(found, most, whole=machine.eof), machine.unused_data if machine.eof else b""


def _brotli(data: bytes, most: int) -> Unpacked:
    """One stream, which comes in pieces where it is large."""
    brotli = _brotli_module()
    machine, octets = brotli.Decompressor(), bytearray()
    try:
        piece = machine.process(data, output_buffer_limit=most + 1)
        while piece and len(octets) <= most:
            octets += piece
            piece = b"" if machine.is_finished() else machine.process(b"", output_buffer_limit=most + 1)
    except brotli.error:
        return _NONE
    return _bounded(bytes(octets), most, whole=machine.is_finished())


def _bounded(found: bytes, most: int, *, whole: bool) -> Unpacked:
    if len(found) > most:
        return Unpacked(found[:most], CodingEnd.LARGER)
    return Unpacked(found, CodingEnd.WHOLE if whole else CodingEnd.EARLY)
