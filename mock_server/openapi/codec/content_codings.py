"""Content codings of bodies (RFC 9110 section 8.4.1): undone in reverse order, within a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.codec.compressed_formats import CodingEnd as CodingEnd
from mock_server.openapi.codec.compressed_formats import Unpacked as Unpacked
from mock_server.openapi.codec.compressed_formats import formats

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST = 5
_ALIASES = frozenset(("x-gzip",))


class UnknownCodingError(ValueError):
    """A body has a ``coding`` that is not known, or more of them than anybody needs."""

    def __init__(self, message: str, coding: str) -> None:
        super().__init__(message)
        self.coding = coding


class BrokenCodingError(ValueError):
    """A body is not what its coding says."""


class TooLargeError(ValueError):
    """A body is larger than the bound once its coding is undone."""


def codings_of(values: Iterable[bytes]) -> list[str]:
    """The codings in the values of Content-Encoding, as they were applied; raises UnknownCodingError."""
    names = [name.strip(b" \t").lower() for name in b",".join(values).split(b",")]
    found = [name.decode("latin-1") for name in names if name not in (b"", b"identity")]
    for name in found:
        if not is_known(name):
            *others, last = accepted()
            message = f"The content coding {name[:100]!r} is not known; {', '.join(others)} and {last} are"
            raise UnknownCodingError(message, name)
    if len(found) > _MOST:
        message = f"The body has {len(found)} content codings; at most {_MOST} are undone"
        raise UnknownCodingError(message, ", ".join(found))
    return found


def is_known(coding: str) -> bool:
    """Whether a coding, in lower case, is undone here."""
    return coding in formats()


def accepted() -> tuple[str, ...]:
    """The codings that are undone here."""
    return tuple(name for name in formats() if name not in _ALIASES)


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
    """What ``data`` holds under a coding that `is_known`, at most ``most`` octets of it."""
    return formats()[coding](data, most)
