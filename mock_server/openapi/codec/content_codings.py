"""Content codings of bodies (RFC 9110 section 8.4.1): undone in reverse order, within a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.codec.compressed_formats import CodingEnd as CodingEnd
from mock_server.openapi.codec.compressed_formats import formats
from mock_server.openapi.reading.http_archive import TRAVEL_FIELDS as TRAVEL_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 5
_ALIASES = frozenset(("x-gzip",))


class Undone(NamedTuple):
    """A content, or the beginning of one, how it ends, and the ``coding`` that ends so."""

    octets: bytes
    end: CodingEnd
    coding: str


class UnknownCodingError(ValueError):
    """A body has a ``coding`` that is not known, or more of them than anybody needs."""

    def __init__(self, message: str, coding: str) -> None:
        super().__init__(message)
        self.coding = coding


class BrokenCodingError(ValueError):
    """A body is not what its coding says."""


class TooLargeError(ValueError):
    """A body is larger than the bound once its coding is undone."""


def _codings(values: Iterable[bytes]) -> list[str]:
    """The codings in the values of Content-Encoding, as they were applied; raises UnknownCodingError."""
    names = [name.strip(b" \t").lower() for name in b",".join(values).split(b",")]
    found = [name.decode("latin-1") for name in names if name not in (b"", b"identity")]
    for name in found:
        if name not in formats():
            *others, last = accepted()
            message = f"The content coding {name[:100]!r} is not known; {', '.join(others)} and {last} are"
            raise UnknownCodingError(message, name)
    if len(found) > _MOST:
        message = f"The body has {len(found)} content codings; at most {_MOST} are undone"
        raise UnknownCodingError(message, ", ".join(found))
    return found


def accepted() -> tuple[str, ...]:
    """The codings that are undone here."""
    return tuple(name for name in formats() if name not in _ALIASES)


def undone(data: bytes, values: Iterable[bytes], most: int) -> Undone:
    """What ``data`` holds under the codings in the values of Content-Encoding; raises UnknownCodingError.

    No more than ``most`` octets are ever made of it, however much it says it holds. What ends too early is undone as
    far as it goes.
    """
    known, cut = formats(), ""
    for coding in reversed(_codings(values)) if data else ():
        data, end = known[coding](data, most)
        if end is CodingEnd.EARLY:
            cut = cut or coding
        elif end is not CodingEnd.WHOLE:
            return Undone(data, end, coding)
    return Undone(data, CodingEnd.EARLY if cut else CodingEnd.WHOLE, cut)


def decoded(data: bytes, values: Iterable[bytes], limit: int) -> bytes:
    """As `undone`, the whole of it; raises BrokenCodingError and TooLargeError too."""
    found = undone(data, values, limit)
    if found.end is CodingEnd.LARGER:
        raise TooLargeError(f"The body is larger than {limit} bytes when its content coding is undone")
    if found.end is not CodingEnd.WHOLE:
        raise BrokenCodingError(f"The body's {found.coding} {found.end}")
    return found.octets
