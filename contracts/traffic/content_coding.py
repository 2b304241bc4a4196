"""Takes the content coding off a body (RFC 9110 section 8.4.1), within bounds."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_ZLIB = {"gzip": (47,), "x-gzip": (47,), "deflate": (47, -15)}
"""The formats that zlib reads under each name; what calls itself deflate often lacks the header of RFC 1950."""


def decoded(
    body: bytes, headers: Iterable[tuple[str, str]], most: int, *, whole: bool = True
) -> tuple[bytes, str | None]:
    """The body without its codings, at most ``most`` octets of it, and why it is not all that was meant.

    A coding that is unknown here leaves the body unread; one that is broken leaves it as it came, which is the
    target's fault. ``whole`` is False where the body was cut already.
    """
    named = ",".join(value for name, value in headers if name.lower() == "content-encoding")
    codings = [coding for part in named.split(",") if (coding := part.strip().lower()) not in ("", "identity")]
    for coding in reversed(codings) if body else ():
        if coding not in _ZLIB:
            return b"", f"its content coding ({coding[:40]}) is not read here"
        found = _inflated(body, _ZLIB[coding], most)
        if found is None:
            return body, None
        body, larger = found
        if larger:
            return body, f"it is larger than {most // 1048576} MB when it is unpacked ({coding})"
    return body, None if whole else "it was cut"


def _inflated(body: bytes, formats: tuple[int, ...], most: int) -> tuple[bytes, bool] | None:
    """The octets, and whether there are more; None where they are in none of the formats."""
    for number in formats:
        stream = zlib.decompressobj(number)
        try:
            found = stream.decompress(body, most)
            return found, not stream.eof and bool(stream.unconsumed_tail)
        except zlib.error:
            continue
    return None
