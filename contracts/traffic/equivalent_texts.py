"""Texts that name one value by the standard of their format, however a service spells it.

Instants and times (RFC 3339), durations (RFC 3339 appendix A), UUIDs in either case (RFC 9562), mailboxes by the case
of their domain (RFC 5321 section 2.4), URIs (RFC 3986 sections 6.2.2 and 6.2.3; IRIs as RFC 3987 maps them), numbers
(int64 as protocol buffers write it in JSON), and IPv6 addresses (RFC 5952). Servers keep the value, not the spelling.
"""

from __future__ import annotations

import ipaddress
import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote_to_bytes, urlsplit

from contracts.traffic.format_clarity import NUMBERS, same_instant

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 4096
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s/]", re.ASCII)
_MAILBOX = re.compile(r"(?P<local>[^\s@]+)@(?P<domain>[^\s@]+)")
_DURATION = re.compile(
    r"(?P<sign>-?)P(?:(?P<years>\d+)Y)?(?:(?P<months>\d+)M)?(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+(?:\.\d+)?)S)?)?",
    re.ASCII,
)
_FRACTION = re.compile(r"-?(?:0|[1-9]\d*)\.\d+", re.ASCII)
_PLAIN = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)
_PORTS = {"http": 80, "https": 443, "ftp": 21, "ws": 80, "wss": 443}
_UNRESERVED = "-._~"
_KEPT = "!$&'()*+,;=:@/?[]"
"""What a URI holds as it is where it stands for itself, beside letters, digits and what is unreserved."""
_ESCAPED = re.compile("%([0-9A-Fa-f]{2})")


def equivalent(name: str, one: str, other: str) -> bool:
    """Whether two texts of the format ``name`` are one value."""
    if name == "date-time":
        return same_instant(one, other)
    known = _FORMATS.get(name)
    return known is not None and max(len(one), len(other)) <= _LONGEST and _agree(known, one, other)


def recognised(one: object, other: object) -> bool:
    """Whether two texts are seen to be one value, whatever format is documented: instants, UUIDs, URIs, mailboxes."""
    if not isinstance(one, str) or not isinstance(other, str) or max(len(one), len(other)) > _LONGEST:
        return False
    if same_instant(one, other):
        return True
    if _UUID.fullmatch(one) or _UUID.fullmatch(other):
        return one.lower() == other.lower()
    if _ABSOLUTE.match(one) and _ABSOLUTE.match(other):
        return _agree(_uri, one, other)
    if _FRACTION.fullmatch(one) or _FRACTION.fullmatch(other):
        return bool(_PLAIN.fullmatch(one) and _PLAIN.fullmatch(other)) and _agree(_decimal, one, other)
    return _MAILBOX.fullmatch(one) is not None and _agree(_mailbox, one, other)


def same_number(one: object, other: object) -> bool:
    """Whether a number and a text, or two texts, are one number: for members that may be either."""
    mine, yours = _decimal(one), _decimal(other)
    return mine is not None and mine == yours


def _agree(read: Callable[[str], object], one: str, other: str) -> bool:
    mine = read(one)
    return mine is not None and mine == read(other)


def _decimal(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float) or len(str(value)) > 64:
        return None
    try:
        found = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _mailbox(text: str) -> object:
    found = _MAILBOX.fullmatch(text)
    return (found["local"], found["domain"].lower()) if found is not None else None


def _uri(text: str) -> object:
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    path = _plain(parts.path) or ("/" if parts.netloc else "")
    user = parts.netloc.rpartition("@")[0]
    port = None if port == _PORTS.get(scheme) else port
    return scheme, user, _host(host), port, path, _plain(parts.query), _plain(parts.fragment)


def _host(text: str) -> str:
    try:
        return text.encode("idna").decode().lower()
    except UnicodeError:
        return text.lower()


def _plain(text: str) -> str:
    """A part of a URI with what is escaped needlessly as it is, and everything else escaped one way."""

    def one(found: re.Match[str]) -> str:
        character = unquote_to_bytes(found[0])
        plain = character.isascii() and (character.isalnum() or character.decode("latin-1") in _UNRESERVED)
        return character.decode() if plain else found[0].upper()

    return quote(_ESCAPED.sub(one, text), safe=_UNRESERVED + _KEPT + "%")


def _uuid(text: str) -> object:
    return text.lower() if _UUID.fullmatch(text) else None


def _address(text: str) -> object:
    try:
        return ipaddress.IPv6Address(text)
    except ValueError:
        return None


def _time(text: str) -> object:
    try:
        found = time.fromisoformat(text)
    except ValueError:
        return None
    zone = found.utcoffset()
    return datetime.combine(date(2000, 1, 2), found).timestamp() if zone is not None else found


def _duration(text: str) -> object:
    """Months, which have no length, and seconds."""
    found = _DURATION.fullmatch(text)
    if found is None or len(text) > 64 or text[-1] in "PT":
        return None
    years, months, weeks, days, hours, minutes, seconds = (
        Decimal(found[name] or 0) for name in ("years", "months", "weeks", "days", "hours", "minutes", "seconds")
    )
    whole = ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds
    sign = -1 if found["sign"] else 1
    return sign * (years * 12 + months), sign * whole


_FORMATS: dict[str, Callable[[str], object]] = {
    "email": _mailbox,
    "idn-email": _mailbox,
    "uri": _uri,
    "uri-reference": _uri,
    "iri": _uri,
    "iri-reference": _uri,
    "url": _uri,
    "uuid": _uuid,
    "ipv6": _address,
    "hostname": str.lower,
    "idn-hostname": _host,
    "time": _time,
    "duration": _duration,
    **dict.fromkeys(NUMBERS, _decimal),
}
