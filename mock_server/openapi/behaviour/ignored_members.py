"""Members of a body that an operation does not look at, by its description: *`status` is ignored on create*."""

from __future__ import annotations

import re

_IGNORED = re.compile(
    r"(?P<subject>[^.;:\n]*?)\b(?:is|are|will be|gets?) (?:silently )?ignored\b"
    r"(?! (?:if|when|unless|where|while|for|by|in)\b)",
    re.IGNORECASE,
)
_TURNED = re.compile(r"\b(?:not?|never|only|other|others|except|but|unknown)\b|n['’]t\b", re.IGNORECASE)
"""What makes a sentence one of other members than those that it names."""
_QUOTED = re.compile(r"[`'\"]([\w.-]+)[`'\"]")
_BARE = re.compile(
    r"\s*(?:(?:changes? to|values? of|the|an?|any|given) )*([\w-]+)(?: (?:field|member|property))?\s*", re.IGNORECASE
)


def ignored(said: str) -> frozenset[str]:
    """The names of which a description says that what is sent under them is ignored."""
    found: set[str] = set()
    for sentence in _IGNORED.finditer(said):
        subject = sentence["subject"].rpartition(",")[2] if "`" not in sentence["subject"] else sentence["subject"]
        if _TURNED.search(subject):
            continue
        bare = _BARE.fullmatch(subject)
        found.update(_QUOTED.findall(subject) or ([bare[1]] if bare is not None else ()))
    return frozenset(found)
