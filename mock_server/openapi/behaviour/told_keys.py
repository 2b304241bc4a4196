"""What the descriptions of a path and of its parameter say of the key of its records: *the name of the database*."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading.clauses import Telling
from mock_server.openapi.reading.name_words import plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from mock_server.openapi.reading.operation import Operation

_WORDS = re.compile(r"[a-z0-9]+")
_NUMBERED = frozenset({"id", "ids", "identifier", "uuid", "guid", "key"})
"""Words of a key that is no member of another name."""
_IS = r"\b(?:(?:should|must|has to|needs to) be|is|means)"
_TELLS = Telling(
    _IS, "not|never|no|if|when|where|unless|except|whether|40[0-9]|422|unknown|invalid|missing|expired?|wrong"
)
"""Sentences that say what something is, and neither deny it nor tell of a condition or a refusal."""


def says_key(operation: Operation, parameter: str | None, member: str | None) -> bool:
    """Whether the description of this parameter of the path says that it is the member, and not an id."""
    for found in operation.parameters:
        if (found.location, found.name) == ("path", parameter):
            words = set(_WORDS.findall(found.description.lower()))
            return member is not None and member.lower() in words and not words & _NUMBERED
    return False


def told_key(operation: Operation, parameter: str, members: Collection[str]) -> str | None:
    """The one of these members that a sentence of the operation calls the part of its path which it quotes: *the
    `:token` part of the URL should be the token's secret*; None where it tells none, or several.
    """
    if any(plain(parameter).endswith(plain(member)) for member in members):
        return None  # it is called as a member of the record is
    quoted = rf"(?:[:{{]{re.escape(parameter)}\b|[`'\"]{re.escape(parameter)}[`'\"])"
    noun = r"(?:the |an? )?(?:[\w`'\"]+['’]s )?[`'\"]?(?P<noun>[\w-]+)[`'\"]?(?: of (?:the |an? )?[\w-]+)?"
    called = re.compile(rf"{quoted}[^,:;()]*?{_IS} {noun}\s*$", re.IGNORECASE)
    for sentence in _TELLS.told_by(*operation.texts):
        found = called.search(sentence)
        told = [member for member in members if found is not None and member.lower() == found["noun"].lower()]
        if len(told) == 1:
            return told[0]
    return None
