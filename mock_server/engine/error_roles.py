"""The members of an error's body that say the same in every API, found by their usual names, and what fills them."""

from __future__ import annotations

import http
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON


MESSAGE = re.compile(r"^(?:message|msg|detail|details|description|error_?description|error_?message)$", re.I)
LISTS = re.compile(
    r"^(?:details?|causes?|invalid.?params|messages?|fields|(?:\w+[_-]?)?(?:errors?|violations?|issues?|problems?))$",
    re.I,
)
"""Of a member of an error: that it lists, or holds by field, what is wrong."""

_STATUS = re.compile(r"^(?:http_?)?(?:status|code)(?:_?code)?$", re.I)
_REASON = re.compile(r"^(?:error|title|reason|type|name)$", re.I)
_TITLE = re.compile(r"^(?:error|title|reason|problem)$", re.I)
_WITHIN = re.compile(r"^errors?$", re.I)
_NO_TEXT = re.compile(r"(?:^|_|-)(?:code|status|type|id|time|timestamp|date|instance|path|url)$|(?:Id|Code|Type|At)$")
PLACE = re.compile(r"^(?:param(?:eter)?|target|field(?:_?name)?|pointer|attribute|property)$", re.I)
"""Of a member of an error: that it names the one part of the request that is wrong."""


def roles_filled(body: dict[str, JSON], status: int, message: str | None, *, reason: bool = False) -> dict[str, JSON]:
    """``body`` with its status, its message and (with ``reason``) its title replaced, found by their usual names.

    Where no member is a message, the title is, or the only text.
    """
    out = dict(body)
    for name, value in body.items():
        number = isinstance(value, int) and not isinstance(value, bool)
        if _STATUS.match(name) and (number or (isinstance(value, str) and value.isdigit())):
            out[name] = status if number else str(status)
        elif message is not None and MESSAGE.match(name) and isinstance(value, str):
            out[name] = message
        elif reason and _REASON.match(name) and isinstance(value, str):
            out[name] = phrase(status)
        elif isinstance(value, dict) and _is_within(body, name):
            out[name] = roles_filled(value, status, message, reason=reason)
    if message is not None and not says_why(body):
        texts = [name for name, value in body.items() if isinstance(value, str) and not _NO_TEXT.search(name)]
        titles = [name for name in texts if _TITLE.match(name)]
        if titles or len(texts) == 1:
            out[(titles or texts)[0]] = message
    return out


def says_why(body: JSON) -> bool:
    """Whether an error has a text that says for people what is wrong."""
    if not isinstance(body, dict):
        return False
    return any(
        (isinstance(value, str) and MESSAGE.match(name)) or (_is_within(body, name) and _says_within(value))
        for name, value in body.items()
    )


def _is_within(body: dict[str, JSON], name: str) -> bool:
    """Whether what an error says stands in this member: `error`, or where no message is beside it one that has one."""
    return _WITHIN.match(name) is not None or (_has_message(body[name]) and not _has_message(body))


def _has_message(value: JSON) -> bool:
    members = value.items() if isinstance(value, dict) else ()
    return any(isinstance(text, str) and MESSAGE.match(name) for name, text in members)


def has_text(body: JSON) -> bool:
    """Whether an error has a message, or a title that is one where there is no other."""
    titled = isinstance(body, dict) and any(isinstance(body[name], str) and _TITLE.match(name) for name in body)
    return titled or says_why(body)


def _says_within(value: JSON) -> bool:
    """Whether the object in which an error stands has a place for its message."""
    return isinstance(value, dict) and any(isinstance(item, str) for item in value.values())


def phrase(status: int) -> str:
    """What a status is called (RFC 9110 section 15)."""
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Error"
