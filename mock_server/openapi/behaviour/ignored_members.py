"""Members of a body that an operation does not look at, by its description: *`status` is ignored on create*."""

from __future__ import annotations

import re

_IGNORED = re.compile(
    r"(?P<subject>[^.;:\n]*?)\b(?P<verb>is|are|will be|gets?) (?:silently )?ignored\b"
    r"(?! (?:if|when|unless|where|while|for|by|in)\b)",
    re.IGNORECASE,
)
_TURNED = re.compile(r"\b(?:not?|never|only|other|others|except|but|unknown)\b|n['’]t\b", re.IGNORECASE)
"""What makes a sentence one of other members than those that it names."""
_CONDITION = re.compile(r"\b(?:if|unless|where|while|when(?! \w+ing\b))\b", re.IGNORECASE)
_QUOTED = re.compile(r"[`'\"]([\w.-]+)[`'\"]")
_KIND = r"(?:field|member|property|attribute)"
_BESIDE = re.compile(
    rf"(?:changes? to|values? (?:of|for|in)|(?:in|of) the (?:request )?(?:body|request|payload)"
    rf"|the|an?|any|given|sent|supplied|provided|both|and|or|also|values?|{_KIND}s?|properties|,|\s)*",
    re.IGNORECASE,
)
"""What may stand beside the names where they, and nothing else, are the subject."""
_BARE = re.compile(rf"\s*(?:(?:changes? to|values? of|the|an?|any|given) )*([\w-]+) {_KIND}\s*", re.IGNORECASE)


def ignored(said: str) -> frozenset[str]:
    """The names of which a description says that what is sent under them is ignored."""
    found: set[str] = set()
    for sentence in _IGNORED.finditer(said):
        whole = sentence["subject"]
        subject = whole if "`" in whole else whole.rpartition(",")[2]
        if _TURNED.search(subject) or _CONDITION.search(whole):
            continue
        bare = _BARE.fullmatch(subject)
        found.update([bare[1]] if bare is not None else _named(whole, one=sentence["verb"].lower() in ("is", "gets")))
    return frozenset(found)


def _named(subject: str, *, one: bool) -> list[str]:
    """The quoted names of the subject's end, behind the comma that ends what is said before; ``one`` of a list alone.

    ``Send `name`, `status` is ignored`` speaks of the last one, and ``Send `id`, `a` and `b` are ignored`` of two.
    """
    parts = subject.split(",")
    ends = [",".join(parts[at:]) for at in range(len(parts))]
    told = next((end for end in ends if _BESIDE.fullmatch(_QUOTED.sub("", end))), "")
    names = _QUOTED.findall(told)
    return _QUOTED.findall(ends[-1]) if one and len(names) > 1 and not re.search(r"\b(?:and|or)\b", told) else names
