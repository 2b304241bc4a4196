"""Changes of some members alone, by the words of the document, whose schema asks for all of them.

Documents often give one schema to creates and to changes. Where the text of a PATCH, or of a parameter in its query
(`updateMask`, AIP-134), says that what is given alone is changed, nobody can tell whether the rest has to be there.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from contracts.traffic.operation_memory import once_an_operation
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import Operation

_IN_PART = field_names.Telling(
    r"only\b.{0,40}\b(?:fields?|members?|attributes?|properties|values)|partial(?:ly)?|unchanged"
    r"|(?:field|update)[ _-]?mask"
)
"""How a document says that a change is of what is given alone."""

_SHORTEST = 3
_STAYS = r"(?:stays?|remains?|kept|keeps|unchanged|untouched|unaltered)\b.{0,40}\b"
_SOME_STAY = field_names.Telling(
    rf"{_STAYS}(?:if|when|unless|where)\b.{{0,40}}\b(?:not|omitted|left out|missing|absent|no|given|provided|supplied)"
)
"""How a replacement says that something which it is not given stays."""
_SET = r"(?:given|provided|supplied|sent|set|specified|present|included|passed|entered|uploaded|submitted|named|listed)"
_NOT_GIVEN_STAYS = field_names.Telling(
    rf"{_STAYS}(?:(?:if|when|where)\b.{{0,40}}\b(?:omitted|left out|missing|absent|empty|blank|no new"
    rf"|(?:not|no|nothing|none)\b(?:.{{0,40}}\b{_SET}| in the \w+))|unless\b.{{0,40}}\b{_SET})"
)
"""How it says so for sure: not *remains readable where access is not revoked*."""
_CONDITION = re.compile(r"\b(?:if|when|unless|where)\b", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;]|\b(?:and|but)\b", re.IGNORECASE)
"""Where another thing is spoken of than what stays: what is named there may be given."""
_ANY = field_names.Telling(
    r"any|all|each|every|everything|anything|what|whatever|others?|rest|such as|e\.?g|for example"
    "|fields?|members?|propert(?:y|ies)|attributes?|values|columns?|data"
)
"""How it means more than the members that it names."""

_PERHAPS = (
    field_names.Telling(
        r"partial(?:ly)?|only\b.{0,40}\b(?:fields?|members?|attributes?|properties|values)\b.{0,40}\b(?:chang|updat|modif)\w+",
        "not|never|no|unlike|than|instead|for|by|patch|see|batch|another|refused|rejected|reset|required|kept",
    ),
    field_names.Telling(
        r"(?:others?|rest|else|remaining|unspecified|omit(?:ted)?|(?:left|leave) out|missing|absent"
        rf"|not (?:{_SET}|part|in))\b"
        r".{0,40}\b(?:stays?|remains?|kept|keeps?|unchanged|untouched|unaltered|unaffected|preserved|retains?|retained|ignored"
        r"|not (?:be )?(?:chang|updat|modif|touch|affect|alter)\w+)",
        r"not (?:stay|remain|keep)|reset|null(?! or\b)|cleared|emptied|dropped|deleted|removed|lost",
    ),
)
"""How a PUT says perhaps that it changes what it is given alone: what becomes of the rest is open then."""


def lacks_what_stays(reading: Reading) -> bool:
    """Whether members of the record are all that a change lacks, and it may have a part of them."""
    lacking = [
        v for v in reading.violations if v.location == "body" and v.keyword == "required" and len(v.pointer) == 1
    ]
    return bool(lacking) and len(lacking) == len(reading.violations) and _says_in_part(reading.operation)


@once_an_operation
def _says_in_part(operation: Operation) -> bool:
    asked = (f"{item.name} {item.description}" for item in operation.parameters if item.location == "query")
    return operation.method == "PATCH" and _IN_PART.told_in(*operation.texts, *asked)


def what_stays(operation: Operation, members: Iterable[str]) -> tuple[frozenset[str], bool]:
    """Which of these members a change says to stay where it leaves them out, and whether others may do so too."""
    named = {name: _plain_words(name) for name in members}
    found, others = set[str](), _says_perhaps(operation)
    for said in _sentences_of_staying(operation):
        before = _CONDITION.split(said)[0]
        found |= _names_in(before, named) or _names_in(said, named)
        those = _names_in(_CLAUSE.split(before)[-1], named)
        others = others or _ANY.told_in(said) or (not those and _NOT_GIVEN_STAYS.told_in(said))
    return frozenset(found), others


def _names_in(text: str, named: Mapping[str, set[str]]) -> set[str]:
    spoken = _plain_words(text)
    return {name for name, words in named.items() if not words.isdisjoint(spoken)}


@once_an_operation
def _says_perhaps(operation: Operation) -> bool:
    return any(words.told_in(*operation.texts) for words in _PERHAPS)


@once_an_operation
def _sentences_of_staying(operation: Operation) -> tuple[str, ...]:
    return tuple(_SOME_STAY.told_by(*operation.texts))


def _plain_words(text: str) -> set[str]:
    """The words of a name or a sentence, but for the short ones, which stand anywhere."""
    return {field_names.singular(word) for word in field_names.words(text) if len(word) >= _SHORTEST}
