"""Texts of a known form, made without a library: identifiers, addresses on the Internet, times, codes.

Addresses are those reserved for documentation: RFC 2606 (names), RFC 5737 and RFC 3849 (IP), 555-01xx (telephone).
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from mock_server.values import uuid4

if TYPE_CHECKING:
    from random import Random

    from mock_server.openapi.generator.fakes import Fakes

TextMaker = Callable[["Random"], str]

MakerOf = Callable[["Fakes"], TextMaker]

_DAY = 86_400
_ALPHABET = bytes(b"abcdefghijklmnopqrstuvwxyz0123456789"[code % 36] for code in range(256))


def _one(*texts: str) -> MakerOf:
    """One of a few texts."""
    return lambda _: lambda source: texts[int(source.random() * len(texts))]


def _drawn(maker: TextMaker) -> MakerOf:
    """A maker that needs no pools."""
    return lambda _: maker


def letters(source: Random, count: int) -> str:
    """``count`` lower-case letters and digits."""
    return source.randbytes(count).translate(_ALPHABET).decode("ascii")


def slug(text: str) -> str:
    """``text`` in lower-case letters, digits and hyphens."""
    kept = "".join(char if char.isascii() and char.isalnum() else "-" for char in text.lower())
    return "-".join(part for part in kept.split("-") if part) or "x"


def _slugs(fakes: Fakes, kinds: tuple[str, str], between: str) -> TextMaker:
    """Two texts of pools as one word in lower case."""
    firsts, seconds = (tuple(slug(text) for text in fakes.pool(kind)) for kind in kinds)
    many, more = len(firsts), len(seconds)
    return lambda source: f"{firsts[int(source.random() * many)]}{between}{seconds[int(source.random() * more)]}"


def _both(fakes: Fakes, kind: str) -> TextMaker:
    """Two texts of one kind."""
    make = fakes.maker(kind)
    return lambda source: f"{make(source)} {make(source)}"


def _email(fakes: Fakes) -> TextMaker:
    name = _slugs(fakes, ("first name", "last name"), ".")
    return lambda source: f"{name(source)}@example.com"


def _url(fakes: Fakes) -> TextMaker:
    path = _slugs(fakes, ("word", "word"), "/")
    return lambda source: f"https://example.com/{path(source)}"


def _host(fakes: Fakes) -> TextMaker:
    name = _slugs(fakes, ("word", "word"), "-")
    return lambda source: f"{name(source)}.example.com"


def _file(fakes: Fakes) -> TextMaker:
    name = _slugs(fakes, ("word", "word"), "-")
    ends = ("pdf", "png", "txt", "csv")
    return lambda source: f"{name(source)}.{ends[int(source.random() * 4)]}"


def _path(fakes: Fakes) -> TextMaker:
    path = _slugs(fakes, ("word", "word"), "/")
    return lambda source: f"/{path(source)}"


def _identifier(fakes: Fakes) -> TextMaker:
    words = tuple(text.title().replace("-", "") for text in map(slug, fakes.pool("word")))
    count = len(words)
    return lambda source: f"my{words[int(source.random() * count)]}{words[int(source.random() * count)]}"


def _base64(fakes: Fakes) -> TextMaker:
    sentence = fakes.maker("sentence")
    return lambda source: base64.b64encode(sentence(source).encode()).decode("ascii")


def moment(low: int, high: int, form: str) -> MakerOf:
    """Times so many days from now, in a form of strftime; ``now`` itself where both are 0."""

    def made(fakes: Fakes) -> TextMaker:
        if low == high == 0 and form == "":
            return lambda _: fakes.values.timestamp()
        shape = form or "%Y-%m-%dT%H:%M:%SZ"

        def make(source: Random) -> str:
            now = fakes.values.milliseconds() // 1000
            seconds = int(source.random() * (high - low) * _DAY) if high > low else 0
            try:
                day = datetime.fromtimestamp(now, UTC) + timedelta(days=low, seconds=seconds)
            except OverflowError:
                day = datetime.fromtimestamp(0, UTC)
            return day.strftime(shape)

        return make

    return made


KINDS: dict[str, MakerOf] = {
    "uuid": _drawn(uuid4),
    "id": _drawn(lambda source: letters(source, 12)),
    "token": _drawn(lambda source: f"{source.getrandbits(160):040x}"),
    "hash": _drawn(lambda source: f"{source.getrandbits(256):064x}"),
    "version": _drawn(lambda source: ".".join(str(int(source.random() * 10)) for _ in range(3))),
    "digits": _drawn(lambda source: str(10_000 + int(source.random() * 90_000))),
    "phone": _drawn(lambda source: f"+1-202-555-{100 + int(source.random() * 100):04d}"),
    "phone e164": _drawn(lambda source: f"+1202555{100 + int(source.random() * 100):04d}"),
    "ipv4": _drawn(lambda source: f"192.0.2.{1 + int(source.random() * 254)}"),
    "ipv6": _drawn(lambda source: f"2001:db8::{1 + int(source.random() * 65_000):x}"),
    "cidr": _drawn(lambda source: f"192.0.2.{int(source.random() * 16) * 16}/28"),
    "mac": _drawn(lambda source: "02:00:5e:" + ":".join(f"{int(source.random() * 256):02x}" for _ in range(3))),
    "hex colour": _drawn(lambda source: f"#{source.getrandbits(24):06x}"),
    "latitude": _drawn(lambda source: f"{source.random() * 120 - 60:.5f}"),
    "longitude": _drawn(lambda source: f"{source.random() * 340 - 170:.5f}"),
    "price": _drawn(lambda source: f"{5 + source.random() * 200:.2f}"),
    "secret": _drawn(lambda source: letters(source, 8) + "-A7!" + letters(source, 4)),
    "user name": lambda fakes: _slugs(fakes, ("first name", "last name"), "_"),
    "email": _email,
    "url": _url,
    "image": lambda fakes: lambda source: f"https://example.com/images/{letters(source, 8)}.png",
    "host": _host,
    "file": _file,
    "path": _path,
    "slug": lambda fakes: _slugs(fakes, ("word", "word"), "-"),
    "title": lambda fakes: fakes.maker("phrase"),
    "paragraph": lambda fakes: _both(fakes, "sentence"),
    "label": lambda fakes: _both(fakes, "word"),
    "identifier": _identifier,
    "base64": _base64,
    "now": moment(0, 0, ""),
    "past": moment(-400, -1, ""),
    "future": moment(1, 400, ""),
    "today": moment(0, 0, "%Y-%m-%d"),
    "past day": moment(-400, -1, "%Y-%m-%d"),
    "future day": moment(1, 400, "%Y-%m-%d"),
    "birthday": moment(-20_000, -7_000, "%Y-%m-%d"),
    "birth": moment(-20_000, -7_000, ""),
    "clock": moment(0, 1, "%H:%M:%SZ"),
    "hour": moment(0, 1, "%H:%M"),
    "year": moment(0, 0, "%Y"),
    "month": moment(-365, 0, "%Y-%m"),
    "duration": _one("PT15M", "PT1H", "P1D", "P2W", "P3M", "P1Y"),
    "zone": _one("Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Los_Angeles", "Europe/London", "UTC"),
    "locale": _one("en-US", "en-GB", "de-DE", "fr-FR", "es-ES", "ja-JP"),
    "language": _one("en", "de", "fr", "es", "ja", "pt"),
    "media type": _one("application/json", "image/png", "text/plain", "application/pdf"),
    "agent": _one("Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "curl/8.9.1"),
    "method": _one("GET", "POST", "PUT", "PATCH", "DELETE"),
    "gender": _one("female", "male", "other"),
    "status": _one("active", "pending", "inactive"),
    "pattern": _one("^[a-z]+$", "^[0-9]{4}$", "[A-Z]{2}"),
    "pointer": _one("/data/0/id", "/items/1", "/name"),
    "relative pointer": _one("1/name", "0", "2/items/0"),
    "template": _one("https://example.com/{id}", "/items{?page}"),
    "text": lambda fakes: fakes.maker("sentence"),
}
