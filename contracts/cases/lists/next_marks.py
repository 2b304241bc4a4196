"""What an answer says of the page behind it: a mark, a link, or a flag that there is more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.list_walks import members
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON


def next_mark(sent: Sent) -> JSON:
    """What the answer says of the next page: a mark, a URL, or None."""
    answer = sent.exchange.answer
    link = answer.header("Link") if answer is not None else None
    for part in (link or "").split(","):
        address, _, rest = part.partition(">")
        if 'rel="next"' in rest.replace("'", '"') or rest.strip() in (";rel=next", "; rel=next"):
            return address.strip().removeprefix("<")
    for place, value in members(sent.body):
        held = value.get("href") if isinstance(value, dict) else value
        if field_names.marks_next(place[-1]) and isinstance(held, str | int) and not isinstance(held, bool) and held:
            return held
    return None


def says_more(body: JSON) -> bool | None:
    """What a member such as ``has_more`` says of further records, None where there is none."""
    told = (v for place, v in members(body) if field_names.MORE.match(place[-1]) and isinstance(v, bool))
    return next(told, None)
