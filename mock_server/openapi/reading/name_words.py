"""The words of a name: in snake_case, camelCase, kebab-case or any mixture of these."""

from __future__ import annotations

import re
from functools import lru_cache

_MARKS = re.compile(r"[^a-z0-9]")
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@lru_cache(maxsize=8192)
def words(name: str, *, numbers: bool = True) -> tuple[str, ...]:
    """The words of a name in lower case; without ``numbers`` those alone that are none."""
    found = (word.lower() for word in _WORD.findall(name))
    return tuple(word for word in found if numbers or not word.isdigit())


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """A name without case and marks."""
    return _MARKS.sub("", name.lower())
