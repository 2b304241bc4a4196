"""Where a document says in words that somebody is refused because the record is another's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.judging.sent import Sent
    from mock_server.openapi import Operation

_OWNERS = re.compile(r"\bown(?:er|ed|s)?\b|\bbelong|\banother\b|\bother\s+(?:user|account|people)", re.IGNORECASE)
_REFUSALS = ("403", "404")


def is_for_owners(operation: Operation) -> bool:
    """Whether a refusal of the operation is, as its description says, for whom the record does not belong to."""
    told = (response for response in operation.responses if response.status in _REFUSALS)
    return any(_OWNERS.search(str(response.raw.get("description") or "")) for response in told)


def says_owner(sent: Sent) -> bool:
    """Whether the description of this answer says that it is for what belongs to another."""
    response = sent.reading.operation.response(sent.status) if sent.reading is not None else None
    return response is not None and _OWNERS.search(str(response.raw.get("description") or "")) is not None
