"""Makes strings: by pattern, by format, by what the name says, always within the length that is asked for.

Formats follow JSON Schema Validation 2020-12, section 7.3, and the OpenAPI format registry.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from mock_server.openapi.generator.conformity import matches
from mock_server.openapi.generator.generation_state import Stuck
from mock_server.openapi.generator.names import moment_for, text_for
from mock_server.openapi.generator.texts import letters
from mock_server.openapi.patterns import PatternUnsupported, length_bounds, pattern_generator
from mock_server.openapi.reading import name_words
from mock_server.openapi.reading.formats import has_format
from mock_server.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from mock_server.openapi.generator.conjunction import Conjunction
    from mock_server.openapi.generator.fakes import Fakes
    from mock_server.openapi.generator.texts import TextMaker

_FORMATS = {
    "time": "clock", "duration": "duration", "email": "email", "idn-email": "email", "hostname": "host",
    "idn-hostname": "host", "ipv4": "ipv4", "ip": "ipv4", "ipv6": "ipv6", "uri": "url", "url": "url",
    "uri-reference": "url", "iri": "url", "iri-reference": "url", "uri-template": "template", "uuid": "uuid",
    "guid": "uuid", "json-pointer": "pointer", "relative-json-pointer": "relative pointer", "regex": "pattern",
    "byte": "base64", "base64": "base64", "base64url": "token", "binary": "sentence", "password": "secret",
    "iana-timezone": "zone", "timezone": "zone", "time-zone": "zone", "javascript-identifier": "identifier",
    "mac": "mac", "decimal": "price", "int64": "digits", "int32": "digits", "uint64": "digits",
}  # fmt: skip
_MOMENTS = {
    "date-time": {"now": "now", "past": "past", "future": "future", "birth": "birth"},
    "date": {"now": "today", "past": "past day", "future": "future day", "birth": "birthday"},
}
_WORD = "increase"
_LIKELY = {
    "today": "2024-03-21", "now": "2024-03-21T18:42:15.291Z", "past": "2024-03-21T18:42:15Z",
    "uuid": "cd613e30-d8f1-4adf-91b7-584a2265b1f5", "email": "jane.doe@example.com",
    "url": "https://example.com/increase/spend", "ipv4": "192.0.2.7", "ipv6": "2001:db8::7f", "cidr": "192.0.2.16/28",
    "phone": "+1-202-555-0142", "phone e164": "+12025550142", "host": "increase.example.com", "version": "3.0.7",
    "price": "42.10", "hour": "18:42", "country code": "DE", "colour": "SeaGreen", "hex colour": "#3fa9c2",
    "duration": "PT15M", "mac": "02:00:5e:1f:a0:07", "month": "2024-03", "media type": "image/png",
    "locale": "en-US",
}  # fmt: skip
_SHOWN = {
    **_LIKELY, "first name": "Jane", "last name": "Doe", "full name": "Jane Doe", "company": "Hester and Sons",
    "job": "Biomedical scientist", "city": "North Preston", "street": "Grace Causeway", "state": "Iowa",
    "street address": "455 Grace Causeway", "state code": "IA", "country": "Samoa", "postcode": "40164",
    "currency": "EUR", "word": _WORD, "title": "Automated toolset", "sentence": "Turn door visit all.",
    "paragraph": "Turn door visit all. Out carry.", "label": "turn door", "user name": "jane_doe", "slug": "turn-door",
    "file": "turn.pdf", "path": "/turn/door", "identifier": "turnDoor",
}  # fmt: skip
_GROWING = {
    "email": ("", "@example.com", 64), "idn-email": ("", "@example.com", 64), "hostname": ("", "", 63),
    "idn-hostname": ("", "", 63), "uri": ("https://example.com/", "", None), "iri": ("https://example.com/", "", None),
    "url": ("https://example.com/", "", None), "uri-reference": ("/", "", None), "iri-reference": ("/", "", None),
    "json-pointer": ("/", "", None), "regex": ("", "", None), "uri-template": ("/", "", None),
    "javascript-identifier": ("a", "", None),
}  # fmt: skip
_SHORTEST = {"email": "a@b.co", "idn-email": "a@b.co", "ipv4": "1.1.1.1", "ipv6": "::1", "uri": "urn:a", "iri": "urn:a",
             "url": "urn:a", "date-time": "2024-03-21T18:42:15Z", "time": "18:42:15Z", "duration": "P1D"}  # fmt: skip
_LONGEST = 10_000_000
_TRIES = 60
_PROBES = 6


class StringForm:
    """The strings that a conjunction leaves; raises Stuck where it leaves none.

    ``sure``: whether all that it makes conforms by construction.
    """

    def __init__(self, found: Conjunction) -> None:
        self.low = max((int(each) for each in found.values("minLength")), default=0)
        self.high = min((int(each) for each in found.values("maxLength")), default=None)
        if self.low > _LONGEST or (self.high is not None and self.low > self.high):
            raise Stuck
        self.patterns = list(dict.fromkeys(map(str, found.values("pattern"))))
        self.formats = list(dict.fromkeys(each for each in found.values("format") if isinstance(each, str)))
        if "base64" in map(str, found.values("contentEncoding")):
            self.formats.append("byte")
        bounded = self.low > 0 or self.high is not None
        self.sure = len(self.patterns) + len(self.formats) <= 1 and not (self.formats and bounded)

    def holds(self, text: str) -> bool:
        """Whether ``text`` is one of these strings."""
        if len(text) < self.low or (self.high is not None and len(text) > self.high):
            return False
        return all(matches(pattern, text) for pattern in self.patterns) and all(
            has_format(name, text) for name in self.formats
        )

    def maker(self, words: tuple[str, ...], fakes: Fakes) -> TextMaker:
        """A maker of such strings for a property whose name has these words; raises Stuck."""
        if not self.patterns and not self.formats:
            return self._fitted(fakes.maker(text_for(words) or "label"))
        if not self.patterns and self.sure:
            return fakes.maker(self._format_kinds(words)[0])
        probes = Values(0).random
        for make in self._preferred(words, fakes):
            if all(self.holds(make(probes)) for _ in range(_PROBES)):
                return self._tested(make, make(probes))
        for make in (*self._patterned(), *self._grown(), self._fitted(fakes.maker("label"))):
            if self.sure and self.patterns:
                return make
            texts = (make(probes) for _ in range(_TRIES))
            shown = next((text for text in texts if self.holds(text)), None)
            if shown is not None:
                return self._tested(make, shown)
        raise Stuck

    def _preferred(self, words: tuple[str, ...], fakes: Fakes) -> Iterator[TextMaker]:
        """Makers of texts that read well, if they do for these strings."""
        for kind in self._format_kinds(words):
            yield fakes.maker(kind)
        named = text_for(words)
        if named is not None and self.holds(_SHOWN.get(named) or fakes.maker(named)(Values(0).random)):
            yield fakes.maker(named)
        if self.patterns and not matches(self.patterns[0], _WORD):
            for kind, text in _LIKELY.items():
                if self.holds(text):
                    yield fakes.maker(kind)

    def _format_kinds(self, words: tuple[str, ...]) -> list[str]:
        """The kinds of text that the formats ask for; what the name says where a format is unknown."""
        kinds = []
        for name in self.formats:
            if name in _MOMENTS:
                kinds += [_MOMENTS[name][moment_for(words)], *_MOMENTS[name].values()]
            else:
                kinds.append(_FORMATS.get(name) or text_for(name_words.words(name)) or text_for(words) or "label")
        return kinds

    def _patterned(self) -> Iterator[TextMaker]:
        """Makers for the patterns; where there are several, each with the others as lookaheads in front of it."""
        for pattern in self.patterns:
            others = [other for other in self.patterns if other != pattern]
            try:
                low, high = self._lengths(others)
                ahead = "".join(f"(?=[\\s\\S]*(?:{other}))" for other in others)
                if not others:
                    yield pattern_generator(pattern, low, high)
                    continue
                start = "^" if pattern.startswith("^") else "^[\\s\\S]*"
                yield pattern_generator(f"{ahead}{start}(?:{pattern})", low, high)
                yield pattern_generator(pattern, low, high)
            except PatternUnsupported:
                continue

    def _lengths(self, patterns: list[str]) -> tuple[int, int | None]:
        """The bounds on the length with those that these patterns set."""
        low, high = self.low, self.high
        for least, most in map(length_bounds, patterns):
            low = max(low, least)
            high = most if high is None else high if most is None else min(high, most)
        return low, high

    def _grown(self) -> Iterator[TextMaker]:
        """Makers for formats whose texts can be made as long or short as it takes."""
        for name in self.formats:
            if name in ("byte", "base64"):
                yield _encoded(-(-self.low // 4) * 3 or 3)
            if name in _GROWING:
                yield _grown(self.low, *_GROWING[name])
            if name in _SHORTEST:
                yield _always(_SHORTEST[name])

    def _tested(self, make: TextMaker, shown: str) -> TextMaker:
        """``make`` until a text is right; ``shown`` is one that is."""

        def tested(source: Random) -> str:
            for _ in range(_TRIES):
                text = make(source)
                if self.holds(text):
                    return text
            return shown

        return tested

    def _fitted(self, make: TextMaker) -> TextMaker:
        """``make`` with its texts cut or drawn out to the length that is asked for."""
        low, high = self.low, self.high
        if low == 0 and high is None:
            return make

        def fitted(source: Random) -> str:
            text = make(source)
            for _ in range(min(low, 8)):
                if len(text) >= low:
                    break
                text = f"{text} {make(source)}"
            if len(text) < low:
                text = (text + " ") * (low // (len(text) + 1) + 1)
            if high is not None and len(text) > high:
                text = text[:high]
            kept = text.rstrip()
            return kept if len(kept) >= low else kept + letters(source, len(text) - len(kept))

        return fitted


def _encoded(size: int) -> TextMaker:
    """A maker of so many random bytes in base64."""

    def encoded(source: Random) -> str:
        return base64.b64encode(source.randbytes(size)).decode("ascii")

    return encoded


def _always(text: str) -> TextMaker:
    return lambda _: text


def _grown(low: int, head: str, tail: str, most: int | None) -> TextMaker:
    """A maker of texts of at least ``low`` characters; a part of more than ``most`` is one of several labels."""
    length = max(1, low - len(head) - len(tail))

    def grown(source: Random) -> str:
        if most is None or length <= most:
            return f"{head}a{letters(source, length - 1)}{tail}"
        if tail:
            return f"{letters(source, most)}@{_labels(source, low - most - 1)}"
        return _labels(source, low)

    return grown


def _labels(source: Random, length: int) -> str:
    """A host's name of this length, made of labels of at most 63 characters (RFC 1035, section 2.3.4)."""
    text = letters(source, length)
    return "".join("." if index % 50 == 49 and index < length - 1 else char for index, char in enumerate(text))
