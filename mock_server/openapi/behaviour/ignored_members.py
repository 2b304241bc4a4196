"""Members of a body that an operation does not look at, by its description: *`status` is ignored on create*."""

from __future__ import annotations

import re

from mock_server.openapi.reading.clauses import QUOTED, READ, Telling

_IGNORED = Telling(r"(?:is|are|will be|gets?) (?:silently )?ignored(?! (?:if|when|unless|where|while|for|by|in)\b)")
_TURNED = re.compile(r"\b(?:not?|never|only|other|others|except|but|unknown)\b", re.IGNORECASE)
"""What makes a sentence one of other members than those that it names."""
_CONDITION = re.compile(r"\b(?:if|unless|where|while|when(?! \w+ing\b))\b", re.IGNORECASE)
_SENT = r"(?:sent|given|present|provided|included|set|supplied|specified)"
_SENDER = r"by (?:the |a )?(?:client|caller)s?|(?:of|in) the (?:request )?(?:body|request|payload)"
_IF_SENT = re.compile(
    rf"(?:(?P<before>,) *|(?<! ) *)\b(?:even )?(?:if|when) (?:(?:it is|they are) )?{_SENT}(?: (?:{_SENDER}))?"
    r"\s*(?:,|(?=[.;\n]|$))",
    re.IGNORECASE,
)
"""A condition that is none, as what is not sent can't be looked at: *if sent*."""
_KIND = r"(?:field|member|property|attribute)"
_BESIDE = re.compile(
    rf"(?:changes? to|values? (?:{_SENT} )?(?:of|for|in)|{_SENDER}"
    rf"|the|an?|any|{_SENT}|both|and|or|also|values?|{_KIND}s?|properties|,|\s)*",
    re.IGNORECASE,
)
"""What may stand beside the names where they, and nothing else, are the subject."""
_BARE = re.compile(rf"\s*(?:(?:changes? to|values? of|the|an?|any|given) )*([\w-]+) {_KIND}\s*", re.IGNORECASE)


def ignored(said: str) -> frozenset[str]:
    """The names of which a description says that what is sent under them is ignored."""
    found: set[str] = set()
    for told in _IGNORED.found(_IF_SENT.sub(_unless_of_another, said[:READ])):
        whole = told.before.rpartition(":")[2]
        subject = whole if "`" in whole else whole.rpartition(",")[2]
        if _TURNED.search(subject) or _CONDITION.search(whole):
            continue
        bare = _BARE.fullmatch(subject)
        found.update(
            [bare[1]] if bare is not None else _named(whole, one=told.words.lower().startswith(("is ", "gets ")))
        )
    return frozenset(found)


def _unless_of_another(condition: re.Match[str]) -> str:
    """Nothing for the words *if sent*, but these words where they may speak of what the sentence before names."""
    said, at = condition.string, condition.start()
    told, rest = re.split(r"[.;\n]", said[:at].rstrip(".;: \n"))[-1], re.split(r"[.;\n]", said[condition.end() :])[0]
    begins = not condition["before"] and said[:at].rstrip(" ")[-1:] in (".", ";", ":", "\n")
    return condition[0] if begins and set(QUOTED.findall(told)) - set(QUOTED.findall(rest)) else " "


def _named(subject: str, *, one: bool) -> list[str]:
    """The quoted names of the subject's end, behind the comma that ends what is said before; ``one`` of a list alone.

    ``Send `name`, `status` is ignored`` speaks of the last one, and ``Send `id`, `a` and `b` are ignored`` of two.
    """
    parts = subject.split(",")
    ends = [",".join(parts[at:]) for at in range(len(parts))]
    told = next((end for end in ends if _BESIDE.fullmatch(QUOTED.sub("", end))), "")
    names = QUOTED.findall(told)
    return QUOTED.findall(ends[-1]) if one and len(names) > 1 and not re.search(r"\b(?:and|or)\b", told) else names
