"""The words of a document: what it says is known to everybody who has it, and gives no secret away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Document

_WORD = re.compile(r"[^\W\d]{6,}")
"""Letters and underscores alone, as many as the shortest part of a secret has."""


class DocumentWords:
    """The words of ``document`` in lower case, gathered when one is first asked for; none without a document."""

    def __init__(self, document: Document | None = None) -> None:
        self._document = document
        self._words: frozenset[str] | None = None

    def holds(self, word: str) -> bool:
        """Whether this word, in lower case, stands in the document: in a name, a path or a text."""
        if self._document is None or _WORD.fullmatch(word) is None:
            return False
        if self._words is None:
            self._words = _words(self._document.tree)
        return word in self._words


def _words(tree: JSON) -> frozenset[str]:
    found: set[str] = set()
    stack, seen = [tree], set()
    while stack:
        value = stack.pop()
        if isinstance(value, str):
            found.update(map(str.lower, _WORD.findall(value)))
        elif isinstance(value, dict | list) and id(value) not in seen:
            seen.add(id(value))
            stack.extend(value)
            stack.extend(value.values() if isinstance(value, dict) else ())
    return frozenset(found)
