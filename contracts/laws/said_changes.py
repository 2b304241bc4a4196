"""Changes of a value that a document announces in words: a trimmed text, a sorted list, a rounded amount.

No keyword says so, descriptions do. What differs by no more than what is said did come back as it should.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from contracts.traffic.evidence import NUMBER
from contracts.traffic.format_clarity import is_truncated, same_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mock_server.openapi import JSON, Schemas

_ALL = re.compile(r"(?i)\b(?:normali[sz]|canonical|saniti[sz]|clean(?:s|ed)\b)")


def _cased(value: JSON) -> JSON:
    return value.casefold() if isinstance(value, str) else value


def _spaced(value: JSON) -> JSON:
    return " ".join(value.split()) if isinstance(value, str) else value


def _ordered(value: JSON) -> JSON:
    return sorted({json.dumps(item) for item in value}) if isinstance(value, list) else value


def _composed(value: JSON) -> JSON:
    return unicodedata.normalize("NFKC", value) if isinstance(value, str) else value


def _bare(value: JSON) -> JSON:
    return "".join(filter(str.isalnum, value)).casefold() if isinstance(value, str) else value


def _parted(value: JSON) -> JSON:
    return [each for part in value.split(",") if (each := part.strip())] if isinstance(value, str) else value


def _unmarked(value: JSON) -> JSON:
    if not isinstance(value, str):
        return value
    for _ in range(_DEEPEST):
        value = html.unescape(value)
    return _TAGS.sub("", value)


def _nothing(value: JSON) -> JSON:
    return None if value in ("", [], {}) or (isinstance(value, str) and not value.strip()) else value


_DEEPEST = 3
"""How many times a text is escaped: what was sent may have been, and is once more."""
_TAGS = re.compile(r"<[^<>]*>")
_SPACES = re.compile(r"(?i)\btrim|white ?space|\bstrip|leading|trailing|\bspaces\b")
_KINDS: tuple[tuple[re.Pattern[str], Callable[[JSON], JSON]], ...] = (
    (re.compile(r"(?i)\bcomma[- ]separated|\bseparated by commas"), _parted),
    (re.compile(r"(?i)lower[- ]?case|upper[- ]?case|case[- ]?insensitiv|capitali[sz]"), _cased),
    (_SPACES, _spaced),
    (re.compile(r"(?i)\bsort|\border(?:ed)?\b|alphabetical|duplicat|\bunique|\bset of"), _ordered),
    (re.compile(r"(?i)unicode|\bNFK?C\b"), _composed),
    (re.compile(r"(?i)\bescap|\bHTML\b"), _unmarked),
    (re.compile(r"(?i)\b(?:only|without|keeps?|strips?|drops?|removes?)\b[^.]*\b(?:digits|letters|punctuation|hyphens|dashes"
                r"|separators)\b|\b(?:digits|letters|punctuation|hyphens|dashes|separators)\b[^.]*\b(?:only|kept|stripped|dropped"
                r"|removed|ignored)\b|\bE\.?164\b"), _bare),
    (re.compile(r"(?i)\b(?:empty|blank)\b[^.]*\bnull\b|\bnull\b[^.]*\b(?:empty|blank)\b"), _nothing),
)  # fmt: skip
_ROUNDED = re.compile(r"(?i)\bround|\bplaces\b|\bdecimals?\b|\bprecision|\bscale\b|\btruncat")
_CUT = re.compile(r"(?i)\btruncat|\bcut\b|\bshorten|\babbreviat")
_LEFT_OUT = re.compile(r"(?i)\bomit|\bleft out\b|\bleaves? out\b|\bnot (?:shown|included|present|returned)\b")
_UNSPECIFIED = r"(?i:(?:[a-z0-9_]*_)?unspecified)"
"""The option that stands for none: protocol buffers begin their enumerations with it."""
_NOTHING = re.compile(rf'"{_UNSPECIFIED}"|"?-?0+(?:\.0+)?"?')
"""A zero, in a text too, and that option."""
_AT_TIMES = r"(?:where|when|while|if|unless|until|once)"
_NULL_AT_TIMES = re.compile(
    rf"(?i)\bnull,? (?P<at>{_AT_TIMES})\b(?P<case>[^.;)]*)"
    rf"|\b(?P<before_at>{_AT_TIMES})\b(?P<before>[^.;(]*)(?<!\bor )\bnull\b(?!,? {_AT_TIMES}\b)"
)
"""How a description says that there are cases in which nothing is shown: not *when it was sold, or null*."""
_SET = r"(?:set|given|provided|supplied|specified|present|known|defined|sent|entered|stated)"
_IT, _IS = r"(?:it|this|that|the (?:value|field|property|member))", r"(?:is|was|has been)"
_ENDS = rf"(?: yet| explicitly)?\W*(?:{_IT}(?: (?:is|will be))?\W*)?"
_NOT_GIVEN = re.compile(
    rf"(?i)\W*(?:(?:{_IT} )?(?:{_IS} )?(?:(?:not|never) {_SET}|unset|unspecified|undefined|absent|missing|omitted"
    rf"|unknown|empty|blank)|(?:{_IT} )?(?:is|was|has)n['’]t(?: been)? {_SET}"
    rf"|(?:(?:it|there) (?:is|was|has) )?(?:none|no value)(?: {_IS} {_SET})?){_ENDS}"
)
_GIVEN = re.compile(rf"(?i)\W*(?:{_IT} )?(?:{_IS} )?{_SET}{_ENDS}")
"""Cases that what was sent is none of: *if* nothing was given, *unless* something was."""
_INSTANT = re.compile(r"\bUTC\b|(?i:time ?zone|\boffset\b|\bZulu\b)")


def says_so(descriptions: Iterable[str], sent: str, got: str) -> bool:
    """Whether one of these descriptions explains that what was ``sent`` came back as ``got``, both as JSON texts."""
    texts = [*descriptions]
    said = " ".join(texts)
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
    if one == other or (other is None and any(_null_at_times(text, one) for text in texts)):
        return True
    if (every or _ROUNDED.search(said)) and (_is_rounded(one, other) or is_truncated(one, other)):
        return True
    if _CUT.search(said) and isinstance(one, str) and isinstance(other, str) and _is_cut(one, other):
        return True
    return (every or _INSTANT.search(said) is not None) and same_instant(one, other)


def _null_at_times(text: str, sent: JSON) -> bool:
    """Whether there are cases in which nothing is shown of what was ``sent``, or that is what such a case is called."""
    told = re.escape(sent.strip().replace("_", " ")) if isinstance(sent, str) else ""
    for found in _NULL_AT_TIMES.finditer(text):
        when, case = found["at"] or found["before_at"], found["case"] or found["before"] or ""
        if told and re.search(rf"(?i)(?<!\w){told}(?!\w)", case):
            return True
        if not (_GIVEN if when.lower() in ("unless", "until") else _NOT_GIVEN).fullmatch(case):
            return True
    return False


def says_inside(schemas: Schemas, described: Sequence[JSON], sent: JSON, got: JSON) -> bool:
    """Whether ``sent`` came back as ``got`` but for what descriptions of these schemas, and inside them, explain.

    ``described`` are the schemas of one value, as it is sent and as it is shown.
    """
    told = [*filter(None, map(schemas.description, described))]
    if told and says_so(told, json.dumps(sent), json.dumps(got)):
        return True
    if isinstance(sent, dict) and isinstance(got, dict):
        return all(
            says_inside(schemas, [schemas.properties(item).get(name) for item in described], value, got.get(name))
            for name, value in sent.items()
        )
    if isinstance(sent, list) and isinstance(got, list) and len(sent) == len(got):
        items = [schemas.items(item) for item in described]
        return all(says_inside(schemas, items, one, other) for one, other in zip(sent, got, strict=True))
    return sent == got and isinstance(sent, bool) is isinstance(got, bool)


def says_left_out(descriptions: Iterable[str], sent: str, got: str) -> bool:
    """Whether one of these descriptions of records explains that ``sent``, which is empty, is not shown."""
    empty = sent in ('""', "[]", "{}", "false") or _NOTHING.fullmatch(sent) is not None
    return empty and got in ("absent", "nothing") and _LEFT_OUT.search(" ".join(descriptions)) is not None


def is_unspecified(option: JSON) -> bool:
    """Whether an option stands for none of the others (`KIND_UNSPECIFIED`): few services take it where one is asked."""
    return isinstance(option, str) and re.fullmatch(_UNSPECIFIED, option) is not None


def trimmed(descriptions: Iterable[str], text: str) -> str:
    """A text as it is kept where one of these descriptions says that white space around it goes."""
    said = " ".join(descriptions) if text != text.strip() else ""
    return text.strip() if _SPACES.search(said) or _ALL.search(said) else text


def _each(value: JSON, form: Callable[[JSON], JSON]) -> JSON:
    """``value`` in a form, and its items in theirs."""
    return form([form(item) for item in value]) if isinstance(value, list) else form(value)


def _is_cut(sent: str, got: str) -> bool:
    """Whether a text is the beginning of another one."""
    begun = got.rstrip("….").rstrip()
    return bool(begun) and sent.startswith(begun)


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
