"""What the sentences of an operation say: of what is there already, and of whom it lets in.

A sentence is read by itself: what another one says of a refusal, or on which condition, is about something else.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from contracts.traffic.operation_memory import once_an_operation
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from mock_server.openapi import Operation

_CONDITION = re.compile(r"\b(?:if|when(?:ever)?|where|in\s+case|or\s+(?:creat|mak|a\s+new)\w*)\b", re.IGNORECASE)
_THERE = re.compile(
    r"\b(?:exists?|already)\b"
    r"|(?<!\bto )(?<!\bof )(?<!\bin )(?<!\bon )(?<!\bfor )(?<!\bfrom )\b(?:the|an|any)\s+existing\b"
    r"|\bthere\s+is\s+one\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(
    r"\b(?:errors?|exceptions?|conflicts?|fail\w*|refus\w+|reject\w+|[45]\d\d)\b"
    r"|\buse\s+(?:the\s+)?[`'\"]?(?:put|patch)\b|\b(?:to|not|never)\s+(?:be\s+)?(?:get|return|reus|updat|replac|overwrit)"
    r"|\b(?:get|creat|updat|upsert)\w*\s+(?:is|are)\s+not\b",
    re.IGNORECASE,
)
"""A sentence that speaks of a refusal, of another operation, or of what is not done."""
_RETURNED = re.compile(
    r"\b(?:is|are|be)\s+(?:returned|reused)\b|\b(?:returns?|reuses?)\s+(?:(?:the|an|any)\s+existing|it)\b",
    re.IGNORECASE,
)
_CHANGED = re.compile(
    r"\b(?:is|are|be)\s+(?:updated|replaced|overwritten)\b"
    r"|\b(?:updates?|replaces?|overwrites?)\s+(?:(?:the|an|any)\s+existing|it)\b",
    re.IGNORECASE,
)
_GETS_OR_MAKES = re.compile(r"\b(?:gets?|finds?|fetch(?:es)?)[\s-]or[\s-]creat", re.IGNORECASE)
_MAKES_OR_CHANGES = re.compile(r"\bupsert|\bcreates?[\s-]or[\s-](?:updat|replac)", re.IGNORECASE)
_OPEN = re.compile(
    r"\b(?:endpoint|operation|call|route|resource|method)\s+is\s+(?:not\s+authenticated|unauthenticated|public|open\s+to\s+all)\b"
    r"|\b(?:does\s+not|no\s+need\s+to)\s+(?:require|need)\s+(?:an?\s+|any\s+)?(?:authentication|credentials?|log-?in|token)\b"
    r"|\b(?:requires|needs)\s+no\s+(?:authentication|credentials?|log-?in|token)\b"
    r"|\b(?:no|without)\s+authentication\s+(?:is\s+)?(?:required|needed)\b",
    re.IGNORECASE,
)
_IN_PART = re.compile(
    r"\b(?:if|when(?:ever)?|where|unless|once|only|until|except|but)\b|\b(?:tokens?|credentials?)\s+(?:with|of|for)\b"
    r"|\bfor\s+(?:public|open|some|certain|those|free|read)\b",
    re.IGNORECASE,
)
"""A sentence that holds on a condition, or of some requests alone."""


class OperationSentences(NamedTuple):
    """What they say: that a create ``returns`` or ``changes`` what is there already, that all are let in (``open``)."""

    returns: bool
    changes: bool
    open: bool


@once_an_operation
def operation_sentences(operation: Operation) -> OperationSentences:
    """What the summary and the description of an operation say, read once."""
    found = [part for text in operation.texts for part in field_names.sentences(text)]
    plain = [part for part in found if _OTHERWISE.search(part) is None]
    standing = [part for part in plain if _CONDITION.search(part) and _THERE.search(part)]
    said = [part for part in found if _OPEN.search(part)]
    return OperationSentences(
        returns=any(map(_GETS_OR_MAKES.search, plain)) or any(map(_RETURNED.search, standing)),
        changes=any(map(_MAKES_OR_CHANGES.search, plain)) or any(map(_CHANGED.search, standing)),
        open=bool(said) and not any(map(_IN_PART.search, said)),
    )
