"""The words by which a filter's description asks for records that have nothing, or something, where its member is."""

from __future__ import annotations

import re
from functools import lru_cache

_NONE = re.compile(
    r"""[`'"](none|null|nobody|unassigned)[`'"][^.;]*?\b(?:no|without|un[a-z]+ed|not)\b""", re.IGNORECASE
)
_ANY = re.compile(r"""[`'"](\*|any)[`'"][^.;]*?\b(?:any|some|at least one)\b""", re.IGNORECASE)


@lru_cache(maxsize=1024)  # each request that filters asks
def absence_words(description: str) -> dict[str, bool]:
    """Each such word, and whether it asks for nothing: *`none` for issues with no assigned user*."""
    some = {found[1].lower(): False for found in _ANY.finditer(description)}
    return some | {found[1].lower(): True for found in _NONE.finditer(description)}
