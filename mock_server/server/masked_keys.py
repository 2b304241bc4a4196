"""Keeps credentials out of the log: where one stands in a path, a message or a traceback, `[key]` is written.

A credential is found as it is and percent-encoded, wholly or in part, once or more often (RFC 3986 section 2.1).
"""

from __future__ import annotations

import logging
import re
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from mock_server.errors import printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mock_server.engine.api import Api
    from mock_server.engine.security import RawHeaders
    from mock_server.json_types import JSON

MASK = "[key]"

_WHOLE_WORD_BELOW = 8
_PART_FROM = 6
_MOST_DECODINGS = 4
_HALF = re.compile(r"(?:%(?:25)*[0-9a-fA-F]{0,2}|\ufffd)*…?$")
"""What may stand behind the beginning of a key where a text was cut off."""

_MOST_KNOWN = 1_000
"""Credentials that are remembered as presented."""
_LONGEST_KNOWN = 1_000
"""Octets of one that is remembered, with what stands beside it."""

_CARRIES = ("apiKey", "http", "oauth2", "openIdConnect")
_READ_BY = ("type", "in", "name", "scheme")
"""The members of a scheme that say how its credentials are read."""


class MaskedKeys:
    """The credentials that the documents' mocks accept, ``more`` of them, and those that a request presents."""

    def __init__(self, apis: Sequence[Api], more: Sequence[str] = ()) -> None:
        self._more: list[str] = [*more]
        self._reads: dict[str, Callable[[RawHeaders, bytes], bytes | None]] = {}
        self._carriers: dict[bytes, None] = {}
        self.renew(apis)

    def renew(self, apis: Sequence[Api]) -> None:
        """From now on the documents are these; what was accepted before is kept out of the log all the same.

        So is what requests present by the schemes of before: one that a document has no more may be under way.
        """
        for api in apis:
            for name, scheme in api.schemes.items():
                raw = api.document.security_schemes[name]
                if raw.get("type") in _CARRIES:
                    self._reads.setdefault(repr([raw.get(member) for member in _READ_BY]), scheme.read)
                    self._carriers[_carrier(raw)] = None
                    self._more += [key.decode() for key in scheme.accepted]
            self._more += api.settings.keys
        self._more = list(dict.fromkeys(self._more))
        self._accepted = Sought(_secrets(self._more))
        self._fields = tuple(name for name in self._carriers if name)
        self._by_query = b"" in self._carriers
        self._known: dict[tuple[bytes | None, ...], Sought] = {}

    def text(self, text: str) -> str:
        """``text`` without the accepted credentials."""
        return self._accepted.masked(text)

    def of_request(self, texts: Iterable[str], headers: RawHeaders, query: bytes) -> list[str]:
        """``texts`` without the accepted credentials, and without those that the request presents."""
        sought = self._sought(headers, query)
        return [sought.masked(text) for text in texts]

    def sought(self, fields: Mapping[bytes, bytes], headers: RawHeaders, query: bytes) -> Sought:
        """The credentials that are accepted, or that the request presents; ``fields`` are the ``headers`` by name.

        Most clients present one credential again and again: what is made of it is the same each time.
        """
        if len(fields) != len(headers):
            return self._sought(headers, query)
        presented = (*map(fields.get, self._fields), query if self._by_query else None)
        known = self._known.get(presented)
        if known is None:
            known = self._sought(headers, query)
            if sum(len(one) for one in presented if one) <= _LONGEST_KNOWN:
                if len(self._known) >= _MOST_KNOWN:
                    self._known.clear()
                self._known[presented] = known
        return known

    def _sought(self, headers: RawHeaders, query: bytes) -> Sought:
        presented = {value for read in self._reads.values() if (value := read(headers, query))}
        shown = _secrets(value.decode("utf-8", "replace") for value in presented)
        strange = shown.keys() - self._accepted.keys
        return Sought({**shown, **self._accepted.keys}) if strange else self._accepted


class Sought:
    """Keys that are sought; a text in which none begins, which nearly all are, is told by one look."""

    def __init__(self, keys: dict[str, None]) -> None:
        self.keys = keys
        begins = {form[:_PART_FROM] for key in keys for form in (key, key.encode().decode("latin-1"))}
        self._begins = re.compile("|".join(map(re.escape, begins)) or r"(?!)").search

    def may_stand_in(self, text: str) -> bool:
        """Whether one of them may, as it is or percent-encoded; rarely where none does."""
        return "%" in text or self._begins(text) is not None

    def masked(self, text: str) -> str:
        """``text`` with a mask for each key."""
        plain = text
        for _ in range(_MOST_DECODINGS if "%" in text else 0):
            plain = unquote(plain)
        return _without(text, plain, self.keys) if self._begins(plain) else text


class MaskingFormatter(logging.Formatter):
    """Formats records as their message alone, tracebacks included, without accepted credentials.

    ``before`` stands before each: which of several processes says it.
    """

    def __init__(self, keys: MaskedKeys, before: str = "") -> None:
        super().__init__(f"{before}%(message)s")
        self._keys = keys

    def format(self, record: logging.LogRecord) -> str:
        """The line or lines of one record."""
        return self._keys.text(super().format(record))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name that logging calls
        """The message on one line, whatever it quotes; a traceback stands below it."""
        return printable(super().formatMessage(record))


def _carrier(scheme: Mapping[str, JSON]) -> bytes:
    """The field of a request in which a scheme's credentials come, empty for the query."""
    if scheme.get("type") != "apiKey":
        return b"authorization"
    place = scheme.get("in")
    return b"" if place == "query" else b"cookie" if place == "cookie" else str(scheme.get("name", "")).lower().encode()


def _secrets(keys: Iterable[str]) -> dict[str, None]:
    """Keys, and the passwords of those that hold a name too (RFC 7617 section 2), without repetition."""
    return dict.fromkeys(part for key in keys for part in (key, key.partition(":")[2]) if part)


def _without(text: str, plain: str, keys: Iterable[str]) -> str:
    end = _HALF.sub("", plain)
    for key in sorted(keys, key=len, reverse=True):
        if key in plain or key.encode().decode("latin-1") in plain:
            text = _pattern(key).sub(MASK, text)
        cut = next((n for n in range(len(key) - 1, _PART_FROM - 1, -1) if end.endswith(key[:n])), 0)
        if cut:
            text = re.sub(_pattern(key[:cut], whole=False).pattern + f"(?:{_HALF.pattern})", MASK, text)
    return text


@lru_cache(maxsize=256)
def _pattern(key: str, *, whole: bool = True) -> re.Pattern[str]:
    written = "".join(map(_letter, key))
    if whole and len(key) < _WHOLE_WORD_BELOW:
        written = rf"(?:(?<![^\W_])|(?<=%[0-9a-fA-F]{{2}})){written}(?![^\W_])"
    return re.compile(written)


def _letter(letter: str) -> str:
    octets = letter.encode()
    encoded = "".join(rf"%(?:25)*(?i:{octet:02x})" for octet in octets)
    forms = dict.fromkeys((letter, octets.decode("latin-1")))
    return f"(?:{'|'.join([*map(re.escape, forms), encoded])})"
