"""How a PUT says that it changes what is given alone, whatever its method means (RFC 9110 section 9.3.4).

A sentence that may mean something else does not say it, nor does a text by which the rest is lost.
"""

from __future__ import annotations

import re

from mock_server.openapi.reading.clauses import Telling, clauses, sentences

_NOUN = r"(?:fields?|members?|attributes?|propert(?:y|ies)|parameters?|values?|keys?|columns?)"
_GIVEN = (
    "(?:given|provided|supplied|specified|sent|submitted|passed|included|present|set|mentioned|contained|listed|named)"
)
_CHANGED = "(?:changed?|updated?|modif(?:y|ied)|replaced?|overwritten|touched|affected|altered|applied|written)"
_CHANGES = "(?:changes?|updates?|modif(?:y|ies)|sets?|alters?|touch(?:es)?)"
_AUX = "(?:are|is|was|were|be|been|get|gets|has|have|do|does|you|will|shall|can|should|need|needs|to|simply|just|then)"
_THERE = r"(?: (?:in|from|by|with) (?:the |your |a |this )?\w+(?: \w+)?)?"
_THING = (
    rf"(?:(?:the |those |these |any )?(?:{_GIVEN}(?: [\w-]+)? {_NOUN}|{_NOUN}(?: that| which)?(?: {_AUX})*"
    rf" (?:{_GIVEN}|provide|supply|specify|send|pass)))|what(?:ever)?(?: {_AUX})+ {_GIVEN}"
)
_ONLY = re.compile(
    rf"\bonly (?:{_THING}){_THERE}(?:, [^,]*,)?(?: {_AUX})* {_CHANGED}\b"
    rf"|\b(?:{_CHANGES} only|only {_CHANGES}) (?:{_THING})\b",
    re.IGNORECASE,
)
"""*Only the given fields are changed*, *changes only what is given*."""
_ELSE = re.compile(r"\s*:| (?:by|with|to) null\b", re.IGNORECASE)
"""What stands behind it where a list is given, or what is changed to nothing."""
_DENIED = re.compile(r"\b(?:not|never|than|instead)\b[^,:()]*$", re.IGNORECASE)
"""What stands before it and denies it."""

_LEFT_OUT = (
    rf"(?:(?:what|whatever|anything|everything|(?<!only ){_NOUN})(?: that| which)?(?: {_AUX})*"
    rf" (?:not (?:be |been )?(?:{_GIVEN}|provide|supply|specify|send|pass)|not(?= in )|omitted|left out|missing|absent)"
    rf"|(?:omitted|missing|absent|unspecified|not {_GIVEN}) {_NOUN}"
    rf"|(?:omit|leave out|not (?:provide|supply|specify|send|pass)) (?:an? |the |any )?{_NOUN}){_THERE}"
)
_IT = r",? (?:it|they|(?:its|their|the) (?:(?:old|current|existing|previous|present|stored) )?(?:values?|ones?))"
_STAYS = Telling(
    rf"{_LEFT_OUT}(?:{_IT})?(?: {_AUX})*"
    r" (?:stays?|remains?|keeps?|retains?|left|kept|preserved|retained|unchanged|untouched|unaffected"
    rf"|not (?:be )?{_CHANGED})\b(?! (?:out|null|empty|blank|unset|required)\b)"
)
"""*What is not given stays*: nothing but that is said of it."""

_PART = re.compile(
    r"\s*(?:(?:it|this(?: \w+)?|the (?:operation|endpoint|request|call)) )?"
    r"(?:(?:performs?|does|makes?|is|supports?|allows?|accepts?)(?: you)?(?: to)? (?:an? |the )?partial(?:ly)? "
    r"(?:updates?|changes?)"
    r"|(?:an? |the )?(?:partial (?:update|change)|partially (?:updates?|changes?|modif(?:y|ies)))"
    r"|partial (?:updates?|changes?)(?: (?:are|is))? (?:supported|allowed|accepted|possible|permitted))"
    r"(?: (?!(?:is|are|was|be|goes?|via|through|requires?|needs?|not|never|no|fails?|will|can|must|may|should)\b)"
    r"[\w'’`-]+)*\s*",
    re.IGNORECASE,
)
"""What the operation is, or takes, as a whole clause: *performs a partial update of a lamp*."""
_ELSEWHERE = re.compile(
    r"\b(?:PATCH|instead|use|see|another|rejected|refused|unsupported"
    r"|not (?:supported|allowed|possible|permitted|available|accepted))\b",
    re.IGNORECASE,
)
_LOST = Telling(
    rf"(?:others|other {_NOUN}|rest|everything else|remaining(?: {_NOUN}| ones)?|{_LEFT_OUT})(?:{_IT})?(?: {_AUX})*"
    r" (?:reset|removed|deleted|dropped|emptied|lost|cleared|erased|unset|null|nulled|defaulted|empty|blank"
    r"|set (?:back )?to|revert(?:ed)?|become)"
)
"""*Others are reset*."""


_DEPENDS = re.compile(r"\w=|\b(?:if|unless|when|where) \W?\w+\W? is (?:true|false|set)\b", re.IGNORECASE)
"""*If `merge` is true*: what it does without is open."""


def says_in_part(*texts: str) -> bool:
    """Whether a text says that what is given alone is changed, and none that the rest is lost."""
    told = (said for text in texts for said in sentences(text) if not _DEPENDS.search(said))
    return any(map(_says_so, told)) and not _LOST.told_in(*texts)


def _says_so(said: str) -> bool:
    return _is_of_what_is_given(said) or _STAYS.told_in(said) or _is_partial(said)


def _is_of_what_is_given(said: str) -> bool:
    found = _ONLY.search(said)
    return found is not None and not (_DENIED.search(said[: found.start()]) or _ELSE.match(said[found.end() :]))


def _is_partial(said: str) -> bool:
    return not _ELSEWHERE.search(said) and any(map(_PART.fullmatch, clauses(said)))
