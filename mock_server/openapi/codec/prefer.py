"""A client's preferences for one answer: the ``Prefer`` header and its twin in the query.

RFC 7240: names in any case, the first of several counts, what is unknown or malformed is ignored. The preferences are
those that users of Prism know (``code``, ``example``, ``dynamic``), and ``delay``, a number of milliseconds as with
the mock servers that have it, or with a unit: ``250``, ``250ms``, ``1.5s``; and ``fault``, what
becomes of the answer, as a rule of faults says it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.reading.percent import UnreadableError, decode_form, pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_DELAY = 60_000
QUERY_NAMES = ("__code", "__example", "__dynamic", "__delay", "__fault")

_CHARS = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_WORD = rf'{_CHARS}|"(?:[^"\\]|\\.)*"'
_PREFERENCE = re.compile(rf"[ \t]*({_CHARS})[ \t]*(?:=[ \t]*({_WORD})?[ \t]*)?(?=[;,]|\Z)", re.DOTALL)
_SKIP = re.compile(r'(?:[^";,]|"(?:[^"\\]|\\.)*"?)*', re.DOTALL)
_QUOTED_PAIR = re.compile(r"\\(.)", re.DOTALL)
_CODE = re.compile(r"[2-5]\d\d", re.ASCII)
_DELAY = re.compile(r"(\d{1,9}(?:\.\d{1,9})?)(ms|s)?", re.ASCII)
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Preference:
    """What a client preferences; None where it leaves the choice. ``delay`` counts milliseconds."""

    code: int | None = None
    example: str | None = None
    dynamic: bool | None = None
    delay: int | None = None
    fault: str | None = None


NONE = Preference()


def preference(headers: Sequence[bytes], query: bytes) -> Preference:
    """The preferences in these ``Prefer`` headers; in what they leave open those of the raw query. Never raises."""
    if not headers and b"__" not in query:
        return NONE
    preferences: dict[str, str] = {}
    if headers:
        _read_header(b", ".join(headers)[:_LONGEST].decode("utf-8", "replace"), preferences)
    if b"__" in query:
        _read_query(query.decode("latin-1"), preferences)
    if not preferences:
        return NONE
    return Preference(
        code=_code(preferences.get("code")),
        example=preferences.get("example") or None,
        dynamic=_flag(preferences.get("dynamic")),
        delay=_milliseconds(preferences.get("delay")),
        fault=preferences.get("fault") or None,
    )


def applied(preference: Preference) -> str | None:
    """The value of ``Preference-Applied`` for what was met, None where nothing was (RFC 7240 section 3)."""
    found = []
    if preference.code is not None:
        found.append(f"code={preference.code}")
    if preference.example is not None:
        found.append(f"example={_word(preference.example)}")
    if preference.dynamic is not None:
        found.append(f"dynamic={'true' if preference.dynamic else 'false'}")
    if preference.delay is not None:
        found.append(f"delay={preference.delay}")
    if preference.fault is not None:
        found.append(f"fault={_word(preference.fault)}")
    return ", ".join(found) or None


def _read_header(text: str, preferences: dict[str, str]) -> None:
    place = 0
    while place < len(text):
        found = _PREFERENCE.match(text, place)
        if found is not None:
            name, value = found[1].lower(), found[2] or ""
            preferences.setdefault(name, _QUOTED_PAIR.sub(r"\1", value[1:-1]) if value.startswith('"') else value)
            place = found.end() + 1
        else:
            skipped = _SKIP.match(text, place)
            place = (skipped.end() if skipped else place) + 1


def _read_query(query: str, preferences: dict[str, str]) -> None:
    for pair in pairs(query):
        if pair.raw_name in QUERY_NAMES:
            try:
                preferences.setdefault(pair.raw_name[2:], decode_form(pair.raw_value))
            except UnreadableError:
                continue


def _code(text: str | None) -> int | None:
    return int(text) if text and _CODE.fullmatch(text) else None


def _flag(text: str | None) -> bool | None:
    return None if text is None else {"true": True, "": True, "1": True, "false": False, "0": False}.get(text.lower())


def _milliseconds(text: str | None) -> int | None:
    found = _DELAY.fullmatch(text.strip()) if text else None
    if found is None:
        return None
    return min(round(float(found[1]) * (1000 if found[2] == "s" else 1)), MAX_DELAY)


def _word(text: str) -> str:
    if re.fullmatch(_CHARS, text):
        return text
    if not all(" " <= char <= "~" for char in text):
        text = text.encode("ascii", "backslashreplace").decode()
        text = "".join(char if " " <= char <= "~" else "?" for char in text)
    return '"' + re.sub(r'(["\\])', r"\\\1", text) + '"'
