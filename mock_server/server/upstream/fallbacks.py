"""When the mock answers in place of the real service."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.codec.decoders import BodySyntaxError, decode
from mock_server.openapi.reading.media_types import parse

if TYPE_CHECKING:
    from mock_server.engine.operation_plan import OperationPlan
    from mock_server.server.upstream.service import RawHeaders

UNREACHABLE, NO_ROUTE, NONE = "unreachable", "no-route", "none"
_NO_ROUTE = (404, 405)
_FIRST_REFUSAL, _LAST = 400, 599


@dataclass(frozen=True)
class Fallbacks:
    """``statuses`` of the service after which the mock answers; whether it does where the service can't be reached, and
    where its answer says that there is no such route.
    """

    statuses: frozenset[int]
    unreachable: bool
    no_route: bool

    def may(self, status: int) -> bool:
        """Whether an answer of this status may be none of the operation's; its body decides."""
        return self.no_route and status in _NO_ROUTE


def is_documented(plan: OperationPlan, status: int, headers: RawHeaders, body: bytes) -> bool:
    """Whether an answer is one that the document gives the operation for this status: its media type, its schema.

    What ``default`` describes is documented where the path names a record that may be missing.
    """
    response = plan.operation.response(status)
    if response is None or (response.status == "default" and not plan.operation.path_names):
        return False
    if not response.content:
        return not body
    content_type = next((value.decode("latin-1") for name, value in headers if name.lower() == b"content-type"), "")
    sent = parse(content_type)
    for media in response.content:
        if sent is None or media.essence not in (sent.essence, "*/*"):
            continue
        if media.schema is None:
            return True
        try:
            value = decode(media, content_type, body, plan.api.schemas)
        except BodySyntaxError:
            return False
        return bool(plan.api.validators.validator(media.schema, "response").is_valid(value))
    return False


def fallbacks_of(words: str) -> Fallbacks:
    """From a list such as ``501,502,unreachable,no-route``; raises ValueError with what is wrong in it."""
    found = [word.strip().lower() for word in words.split(",") if word.strip()]
    statuses = set()
    for word in found:
        if word.isascii() and word.isdigit() and _FIRST_REFUSAL <= int(word) <= _LAST:
            statuses.add(int(word))
        elif word not in (UNREACHABLE, NO_ROUTE, NONE):
            raise ValueError(f"{word!r} is no status from 400 on, nor {UNREACHABLE}, {NO_ROUTE} or {NONE}")
    if NONE in found and len(found) > 1:
        raise ValueError(f"{NONE} stands alone")
    return Fallbacks(frozenset(statuses), UNREACHABLE in found, NO_ROUTE in found)
