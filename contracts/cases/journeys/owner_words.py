"""Where a document says in words that somebody is refused because the record is another's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.judging.sent import Sent
    from mock_server.openapi import Operation

_OWNERS = re.compile(r"\bown(?:er|ed|s)?\b|\bbelong|\banother\b|\bother\s+(?:user|account|people)", re.IGNORECASE)
"""That a refusal may have to do with whose the record is."""
_ELSE = r"(?:another|other|(?:some|any)(?:one|body)\s+else|an?\s+different)"
_OWNERS_ONLY = re.compile(
    r"n[o']t\s+(?:an?|the|its)\s+(?:\w+\s+)?owners?\b(?!')|\bonly\s+(?:(?:an?|the|its)\s+)?(?:\w+\s+)?owners?\b"
    r"|\b(?:reserved|only)\s+for\s+(?:the|its)\s+owners?\b|n[o']t\s+(?:own\b|yours\b)"
    rf"|\b(?:belongs?\s+to|owned\s+by)\s+{_ELSE}",
    re.IGNORECASE,
)
"""That a refusal is for everybody but the owner."""
_OTHERWISE = re.compile(
    r"\b(?:your|their|his|her|one's)\s+own\b|\balready\b|\bnon-?owner|\bother\s+than\s+(?:the|its)\s+owner"
    rf"|(?<!owned )\bby\s+{_ELSE}",
    re.IGNORECASE,
)
"""That it is for the owner herself, or for who comes too late."""
_REFUSALS = ("403", "404")


def is_for_owners(operation: Operation) -> bool:
    """Whether a refusal of the operation is, as its description says, for whom the record does not belong to."""
    told = [response.description for response in operation.responses if response.status in _REFUSALS]
    return any(map(_OWNERS_ONLY.search, told)) and not any(map(_OTHERWISE.search, told))


def says_owner(sent: Sent) -> bool:
    """Whether the description of this answer says that it is for what belongs to another."""
    response = sent.reading.operation.response(sent.status) if sent.reading is not None else None
    return response is not None and _OWNERS.search(response.description) is not None
