"""The members of an error's body that say the same in every API, found by their usual names, and what fills them."""

from __future__ import annotations

import http
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.json_types import JSON


MESSAGE = re.compile(r"^(?:message|msg|detail|details|description|error_?description|error_?message)$", re.I)
_STATUS = re.compile(r"^(?:http_?)?(?:status|code)(?:_?code)?$", re.I)
_REASON = re.compile(r"^(?:error|title|reason|type|name)$", re.I)


def roles_filled(body: dict[str, JSON], status: int, message: str | None, *, reason: bool = False) -> dict[str, JSON]:
    """``body`` with its status, its message and (with ``reason``) its title replaced, found by their usual names."""
    out = dict(body)
    for name, value in body.items():
        number = isinstance(value, int) and not isinstance(value, bool)
        if _STATUS.match(name) and (number or (isinstance(value, str) and value.isdigit())):
            out[name] = status if number else str(status)
        elif message is not None and MESSAGE.match(name) and isinstance(value, str):
            out[name] = message
        elif reason and _REASON.match(name) and isinstance(value, str):
            out[name] = phrase(status)
        elif isinstance(value, dict) and re.match(r"errors?$", name, re.I):
            out[name] = roles_filled(value, status, message, reason=reason)
    return out


def phrase(status: int) -> str:
    """What a status is called (RFC 9110 section 15)."""
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Error"
