"""Descriptions as they are read: sentences, the clauses of each, and tables of the words by which they say something.

What one sentence says, another does not take back; what a clause denies or makes depend on something, it does not say.
"""

from __future__ import annotations

import re
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from mock_server.openapi.reading.statements import statements

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON

QUOTED = re.compile(r"[`'\"]([$@]?[\w.:-]+(?:\[\])?)[`'\"]")
"""A name or a value that a description quotes."""
READ, _LONGEST = 8192, 1000
"""As many characters of a text are read, and of each of its sentences: what is demanded of readers stands in short."""
_END = re.compile(r"(?<!\be\.g)(?<!\bi\.e)(?:[.;!?](?=\s|$)|(?<=[\w)])[.;!?][\"”’`)]+(?=\s|$))", re.IGNORECASE)
_PAUSE = r"[.,:()]|\s[-–—]\s"
_CLAUSE = re.compile(rf"{_PAUSE}|\b(?:if|when|because|since|as)\b", re.IGNORECASE)
PAUSE = re.compile(_PAUSE)
"""What parts the clauses of a sentence, but for the condition or reason of one: a denial goes on behind *as*."""
_DENIED = re.compile(r"\bcan(?:not\b|['’]t\b)|\bwon['’]t\b|(?<=\w)n['’]t\b", re.IGNORECASE)
_DENIALS = {"c": "can not", "w": "will not", "n": " not"}


class Told(NamedTuple):
    """Words found in a sentence, what stands there ``before`` them, since the last ones, and what ``behind``."""

    before: str
    words: str
    behind: str


class Telling:
    """A table of words: a text tells it where a sentence has one of ``says`` and none of ``but``.

    Both are alternatives of a regular expression over whole words, in any case; *not* is the one word of denial, for
    *can't* is read as *can not*.
    """

    def __init__(self, says: str, but: str = "(?!)") -> None:
        self._words = says, but

    @cached_property
    def _says(self) -> re.Pattern[str]:
        return _any_of(self._words[0])

    @cached_property
    def _but(self) -> re.Pattern[str]:
        return _any_of(self._words[1])

    def told_in(self, *texts: JSON) -> bool:
        """Whether one of these texts tells it; what is no text tells nothing."""
        return any(True for _ in self.told_by(*texts))

    def told_by(self, *texts: JSON) -> Iterator[str]:
        """The sentences that tell it."""
        said = (each for text in texts for each in sentences(text))
        return (each for each in said if self._says.search(each) and not self._but.search(each))

    def found(self, *texts: JSON) -> Iterator[Told]:
        """Each place where they tell it."""
        for said in self.told_by(*texts):
            at = 0
            for one in self._says.finditer(said):
                yield Told(said[at : one.start()], one[0], said[one.end() :])
                at = one.end()


def _any_of(words: str) -> re.Pattern[str]:
    """Compiled when a text is first looked at: there are some hundred, and a document with few texts needs a few."""
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def _parts(text: str) -> tuple[str, ...]:
    told, left = list[str](), 2 * READ
    for statement in statements(text):
        denied = _DENIED.sub(lambda found: _DENIALS[found[0][0].lower()], statement)
        told += (said[:_LONGEST] for part in _END.split(denied) if (said := part.strip()))
        left -= len(statement)
        if left < 0:
            break
    return tuple(told)


def sentences(text: JSON) -> tuple[str, ...]:
    """The sentences of a description, each in one line without what ends it; none where it is no text."""
    return _parts(text[:READ]) if isinstance(text, str) else ()


def clauses(text: JSON) -> Iterator[str]:
    """The clauses of its sentences: what a comma, a colon, brackets or a dash part, and the condition or reason."""
    return (clause for said in sentences(text) for clause in _CLAUSE.split(said))
