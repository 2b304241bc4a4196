"""Content codings of request bodies (RFC 9110 section 8.4.1): undone in reverse order, within a bound."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ACCEPTED = b"gzip, deflate"
"""What a client may send, as the value of Accept-Encoding."""

_MOST = 5
_MOST_MEMBERS = 100
_TOO_LARGE = "The body is larger than {} bytes when its content coding is undone"
_GZIP = zlib.MAX_WBITS | 16
_ZLIB = zlib.MAX_WBITS
_RAW = -zlib.MAX_WBITS


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
        if name not in _DECODERS:
            raise UnknownCodingError(f"The content coding {name[:100]!r} is not known; gzip and deflate are")
    if len(found) > _MOST:
        raise UnknownCodingError(f"The body has {len(found)} content codings; at most {_MOST} are undone")
    return found


def decoded(data: bytes, codings: list[str], limit: int) -> bytes:
    """``data`` without its codings; no more than ``limit`` bytes are ever made of it, however much it says it holds.

    Raises BrokenCodingError, or TooLargeError where it is larger on the way.
    """
    for coding in reversed(codings):
        data = _DECODERS[coding](data, limit)
    return data


def _gunzip(data: bytes, limit: int) -> bytes:
    """All members of a gzip file one after the other (RFC 1952 section 2.2)."""
    parts: list[bytes] = []
    size = 0
    while data or not parts:
        if len(parts) == _MOST_MEMBERS:
            raise BrokenCodingError(f"The body's gzip has more than {_MOST_MEMBERS} members")
        part, data = _inflated(data, _GZIP, limit, "gzip")
        parts.append(part)
        size += len(part)
        if size > limit:
            raise TooLargeError(_TOO_LARGE.format(limit))
    return b"".join(parts)


def _inflate(data: bytes, limit: int) -> bytes:
    """The zlib format (RFC 1950), or what many clients send for it: bare deflate (RFC 1951)."""
    zlibbed = len(data) > 1 and data[0] & 0x0F == zlib.DEFLATED and int.from_bytes(data[:2], "big") % 31 == 0
    for bits in (_ZLIB, _RAW) if zlibbed else (_RAW,):
        try:
            found, rest = _inflated(data, bits, limit, "deflate")
        except BrokenCodingError:
            if bits == _RAW:
                raise
            continue
        if not rest:
            return found
    raise BrokenCodingError("The body goes on after its deflate stream")


def _inflated(data: bytes, bits: int, limit: int, name: str) -> tuple[bytes, bytes]:
    """What one stream holds, and what follows it."""
    machine = zlib.decompressobj(bits)
    try:
        found = machine.decompress(data, limit + 1)
    except zlib.error:
        raise BrokenCodingError(f"The body is no {name} that can be read") from None
    if len(found) > limit:
        raise TooLargeError(_TOO_LARGE.format(limit))
    if not machine.eof:
        raise BrokenCodingError(f"The body's {name} ends too early")
    return found, machine.unused_data


_DECODERS: dict[str, Callable[[bytes, int], bytes]] = {"gzip": _gunzip, "x-gzip": _gunzip, "deflate": _inflate}
