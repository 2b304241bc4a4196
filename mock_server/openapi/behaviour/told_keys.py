"""What the descriptions of a path and of its parameter say of the key of its records: *the name of the database*."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading.clauses import sentences

if TYPE_CHECKING:
    from collections.abc import Collection

    from mock_server.openapi.reading.operation import Operation

_WORDS = re.compile(r"[a-z0-9]+")
_NUMBERED = frozenset({"id", "ids", "identifier", "uuid", "guid", "key"})
"""Words of a key that is no member of another name."""
_IS = re.compile(r"\b(?:(?:should|must|has to|needs to) be|is|means)\b", re.IGNORECASE)


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
    quoted = re.compile(rf"[:{{]{re.escape(parameter)}\b|[`'\"]{re.escape(parameter)}[`'\"]")
    for sentence in (part for text in operation.texts for part in sentences(text)):
        place = quoted.search(sentence)
        verb = _IS.search(sentence, place.end()) if place is not None else None
        words = set(_WORDS.findall(sentence[verb.end() :].lower())) if verb is not None else set()
        told = [member for member in members if member.lower() in words]
        if len(told) == 1:
            return told[0]
    return None
