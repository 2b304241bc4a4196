"""Changes of a value that a document announces in words: a trimmed text, a sorted list, a rounded amount.

No keyword says so, descriptions do. What differs by no more than what is said did come back as it should.
"""

from __future__ import annotations

import json
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from contracts.traffic.evidence import NUMBER
from contracts.traffic.format_clarity import same_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mock_server.openapi import JSON

_ALL = re.compile(r"(?i)\b(?:normali[sz]|canonical|saniti[sz]|clean(?:s|ed)\b)")


def _cased(value: JSON) -> JSON:
    return value.casefold() if isinstance(value, str) else value


def _spaced(value: JSON) -> JSON:
    return " ".join(value.split()) if isinstance(value, str) else value


def _ordered(value: JSON) -> JSON:
    return sorted({json.dumps(item) for item in value}) if isinstance(value, list) else value


def _composed(value: JSON) -> JSON:
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value


_SPACES = re.compile(r"(?i)\btrim|white ?space|\bstrip|leading|trailing|\bspaces\b")
_KINDS: tuple[tuple[re.Pattern[str], Callable[[JSON], JSON]], ...] = (
    (re.compile(r"(?i)lower[- ]?case|upper[- ]?case|case[- ]?insensitiv|capitali[sz]"), _cased),
    (_SPACES, _spaced),
    (re.compile(r"(?i)\bsort|\border(?:ed)?\b|alphabetical|duplicat|\bunique|\bset of"), _ordered),
    (re.compile(r"(?i)unicode|\bNFK?C\b"), _composed),
)
_ROUNDED = re.compile(r"(?i)\bround|\bplaces\b|\bdecimals?\b|\bprecision|\bscale\b|\btruncat")
_LEFT_OUT = re.compile(r"(?i)\bomit|\bleft out\b|\bleaves? out\b|\bnot (?:shown|included|present|returned)\b")
_INSTANT = re.compile(r"\bUTC\b|(?i:time ?zone|\boffset\b|\bZulu\b)")


def says_so(descriptions: Iterable[str], sent: str, got: str) -> bool:
    """Whether one of these descriptions explains that what was ``sent`` came back as ``got``, both as JSON texts."""
    said = " ".join(descriptions)
    if not said:
        return False
    try:
        one, other = json.loads(sent), json.loads(got)
    except ValueError:  # a report cuts long ones
        one, other = sent, got
    every = _ALL.search(said) is not None
    for words, form in _KINDS:
        if every or words.search(said):
            one, other = _each(one, form), _each(other, form)
    if one == other:
        return True
    if (every or _ROUNDED.search(said)) and _is_rounded(one, other):
        return True
    return (every or _INSTANT.search(said) is not None) and same_instant(one, other)


def says_left_out(descriptions: Iterable[str], sent: str, got: str) -> bool:
    """Whether one of these descriptions of records explains that ``sent``, which is empty, is not shown."""
    empty = got in ("absent", "nothing") and sent in ('""', "[]", "{}", "0", "0.0", "false")
    return empty and _LEFT_OUT.search(" ".join(descriptions)) is not None


def trimmed(descriptions: Iterable[str], text: str) -> str:
    """A text as it is kept where one of these descriptions says that white space around it goes."""
    said = " ".join(descriptions) if text != text.strip() else ""
    return text.strip() if _SPACES.search(said) or _ALL.search(said) else text


def _each(value: JSON, form: Callable[[JSON], JSON]) -> JSON:
    """``value`` in a form, and its items in theirs."""
    return form([form(item) for item in value]) if isinstance(value, list) else form(value)


def _is_rounded(sent: JSON, got: JSON) -> bool:
    """Whether ``got`` is ``sent`` with fewer places, or with more that say nothing."""
    if not all(isinstance(value, int | float | str) and NUMBER.fullmatch(str(value)) for value in (sent, got)):
        return False
    try:
        one, other = Decimal(str(sent)), Decimal(str(got))
    except InvalidOperation:
        return False
    step = Decimal(1).scaleb(int(other.as_tuple().exponent))
    return abs(one - other) < step if one != other else True
