"""Percent-encoded texts and the pairs of a query string, a form or cookies: from bytes to Unicode and back.

RFC 3986 section 2.1 (percent-encoding), the URL Standard's application/x-www-form-urlencoded (pairs, ``+``), RFC 6265
section 5.4 (cookies). `decode`, `group` and `cookies` are strict, as who reads values must be; a `Pair` is read as well
as can be, for whoever only looks for something, or writes all else as it was.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, unquote_plus, unquote_to_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_PAIRS = 1_000
MAX_ESCAPES = 500_000


class UnreadableError(Exception):
    """A text that can't be read; ``str()`` is a clause for people, such as ``Is no valid UTF-8``."""


def decode(raw: str) -> str:
    """The text behind a percent-encoded one; raises UnreadableError for what is no UTF-8, NUL and `MAX_ESCAPES`.

    ``raw`` holds one character an octet, as a path or query has it on the wire.
    """
    if "%" not in raw and raw.isascii() and "\x00" not in raw:
        return raw
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


def cookies(text: str) -> dict[str, list[str]]:
    """The raw values of a Cookie header by name; a cookie is a pair between semicolons, the first `MAX_PAIRS` count."""
    found: dict[str, list[str]] = {}
    for part in text.split(";", MAX_PAIRS)[:MAX_PAIRS]:
        name, equals, value = part.strip(" \t").partition("=")
        if equals:
            with suppress(UnreadableError):
                found.setdefault(decode(name), []).append(value)
    return found


class Pair(NamedTuple):
    """A name and its value as they travel; ``sign`` is the ``=`` between them, where there is one."""

    raw_name: str
    sign: str
    raw_value: str

    @property
    def name(self) -> str:
        """The name, decoded as well as can be."""
        return unquote_plus(self.raw_name)

    @property
    def value(self) -> str:
        """The value, decoded as well as can be."""
        return unquote_plus(self.raw_value)

    @property
    def text(self) -> str:
        """The pair as it travels."""
        return "".join(self)

    def holding(self, raw_value: str) -> Pair:
        """A pair of the same name with another value, which is encoded already."""
        return self._replace(raw_value=raw_value)


def pairs(text: str, mark: str = "&") -> list[Pair]:
    """The pairs of a query string or form, or of another text where ``mark`` stands between them; empty ones too."""
    return [Pair(*part.partition("=")) for part in text.split(mark)] if text else []


def joined(items: Iterable[tuple[str, str]], safe: str = "") -> str:
    """The query string of these decoded pairs; of names, ``safe`` characters stay as they are."""
    return "&".join(f"{encode(name, safe)}={encode(value)}" for name, value in items)


def form(items: Iterable[tuple[str, str]]) -> str:
    """The form of these decoded pairs."""
    return "&".join(f"{encode_form(name)}={encode_form(value)}" for name, value in items)


def encode(text: str, safe: str = "") -> str:
    """``text`` percent-encoded, all but the unreserved characters and those in ``safe``."""
    return quote(text, safe=safe)


def encode_form(text: str) -> str:
    """``text`` as a name or value of a form: as `encode`, a space as ``+`` (the URL Standard's serializer)."""
    return quote(text, safe="").replace("%20", "+")
