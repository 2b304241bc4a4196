"""What a document says of a preference (RFC 7240): a service need not follow one of which nothing is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from contracts.exchange import Request
    from mock_server.openapi import Operation

_NO_BODY = re.compile(
    r"return=minimal\b[^.;\n]{0,60}\b(?:no|without|empty|204)\b(?![^.;\n]*\breturn=representation)"
    r"|\b(?:no|without an?|empty) (?:response )?(?:body|content|representation)\b[^.;\n]{0,40}\breturn=minimal\b",
    re.IGNORECASE,
)
_AT_TIMES = re.compile(r"\b(?:may|might|can|if|unless|sometimes|not|never|ignored|hint|optional\w*)\b", re.IGNORECASE)


def asks_for_less(request: Request) -> bool:
    """Whether a request prefers a success that shows nothing (RFC 7240 section 4.2)."""
    return re.search(r"\breturn\s*=\s*\"?minimal\b", request.header("Prefer") or "", re.IGNORECASE) is not None


def says_no_body(operation: Operation) -> bool:
    """Whether the header `Prefer` of an operation is said to leave the answer without a body for `return=minimal`."""
    for parameter in operation.parameters:
        if parameter.location == "header" and parameter.name.lower() == "prefer":
            said = re.split(r"[.;\n]", str(parameter.raw.get("description") or ""))
            return any(_NO_BODY.search(part) and not _AT_TIMES.search(part) for part in said)
    return False
