"""Percent-encoded texts and the pairs of a query string or form: from bytes to Unicode and back.

RFC 3986 section 2.1 (percent-encoding), the URL Standard's application/x-www-form-urlencoded (pairs, ``+``).
"""

from __future__ import annotations

from urllib.parse import quote, unquote_to_bytes

MAX_PAIRS = 1_000
MAX_ESCAPES = 500_000


class UnreadableError(Exception):
    """A text that can't be read; ``str()`` is a clause for people, such as ``Is no valid UTF-8``."""


def decode(raw: str) -> str:
    """The text behind a percent-encoded one; raises UnreadableError for what is no UTF-8, NUL and `MAX_ESCAPES`.

    ``raw`` holds one character an octet, as a path or query has it on the wire.
    """
    if "%" not in raw and raw.isascii():
        return plain(raw)
    try:
        data = raw.encode("latin-1")
    except UnicodeEncodeError:
        data = raw.encode("utf-8", "surrogatepass")
    escapes = data.count(b"%")
    if escapes > MAX_ESCAPES:
        raise UnreadableError(f"Holds more than {MAX_ESCAPES} percent-encoded octets")
    return utf8(unquote_to_bytes(data) if escapes else data)


def decode_form(raw: str) -> str:
    """As `decode`, with ``+`` for a space, as query strings and forms are written."""
    return decode(raw.replace("+", " ") if "+" in raw else raw)


def plain(raw: str) -> str:
    """``raw`` itself; raises UnreadableError where it holds a NUL."""
    if "\x00" in raw:
        raise UnreadableError("Holds a NUL character")
    return raw


def utf8(data: bytes) -> str:
    """``data`` as text; raises UnreadableError for what is no UTF-8 and for NUL."""
    try:
        return plain(data.decode())
    except UnicodeDecodeError:
        raise UnreadableError("Is no valid UTF-8") from None


def group(raw: str) -> dict[str, list[str]]:
    """The still encoded values of a query string or form under their decoded names, in the order given.

    A name that can't be decoded is nobody's and left out. Raises UnreadableError past `MAX_PAIRS` pairs.
    """
    found: dict[str, list[str]] = {}
    if raw.count("&") >= MAX_PAIRS:
        raise UnreadableError(f"Holds more than {MAX_PAIRS} fields")
    for pair in raw.split("&"):
        if not pair:
            continue
        name, _, value = pair.partition("=")
        try:
            found.setdefault(decode_form(name), []).append(value)
        except UnreadableError:
            continue
    return found


def encode(text: str, safe: str = "") -> str:
    """``text`` percent-encoded, all but the unreserved characters and those in ``safe``."""
    return quote(text, safe=safe)
