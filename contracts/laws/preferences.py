"""What a document says of a preference (RFC 7240): a service need not follow one of which nothing is said."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.exchange import Request
    from mock_server.openapi import Operation

_NO_BODY = field_names.Telling(
    r"return=minimal\b.{0,60}\b(?:no|without|empty|204)\b(?!.*\breturn=representation)"
    r"|(?:no|without an?|empty) (?:response )?(?:body|content|representation)\b.{0,40}\breturn=minimal",
    but=r"may|might|can(?! not)|if|unless|sometimes|(?<!can )not|never|ignored|hint|optional\w*",
)


def asks_for_less(request: Request) -> bool:
    """Whether a request prefers a success that shows nothing (RFC 7240 section 4.2)."""
    return re.search(r"\breturn\s*=\s*\"?minimal\b", request.header("Prefer") or "", re.IGNORECASE) is not None


def says_no_body(operation: Operation) -> bool:
    """Whether the header `Prefer` of an operation is said to leave the answer without a body for `return=minimal`."""
    named = (each for each in operation.parameters if (each.location, each.name.lower()) == ("header", "prefer"))
    return _NO_BODY.told_in(*(each.description for each in named))
