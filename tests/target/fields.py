"""What each input field may hold: name → check, as the vendor's pages describe them."""

from __future__ import annotations

import ipaddress
import re
import zoneinfo
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.target.exchange import CREATE, DELETE, ISSUE

if TYPE_CHECKING:
    from collections.abc import Callable

_ID = re.compile(r"[a-zA-Z0-9_-]{1,255}")
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LOCAL = re.compile(rf'{_ATEXT}(\.{_ATEXT})*|"([\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"')
_LABEL = re.compile(r"[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
_MOMENT = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt]([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(\.\d+)?([Zz]|[+-]([01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
)
_ALWAYS_RESERVED = re.compile(
    "break|case|catch|class|const|continue|debugger|default|delete|do|else|enum|export|extends|false|finally|for"
    "|function|if|import|in|instanceof|new|null|return|super|switch|this|throw|true|try|typeof|var|void|while|with"
)


@dataclass(frozen=True, slots=True)
class Field:
    """One input field: ``accepts`` tells good values from bad ones, ``rule`` says in words what is asked."""

    accepts: Callable[[Any], bool]
    rule: str
    required: bool = False


def is_text(value: Any) -> bool:
    """A JSON string."""
    return isinstance(value, str)


def is_identifier(value: Any) -> bool:
    """1 to 255 letters, digits, hyphens and underscores."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def is_email(value: Any) -> bool:
    """A mailbox of RFC 5321 section 4.1.2, with the lengths of section 4.5.3.1."""
    if not isinstance(value, str):
        return False
    local, at, domain = value.rpartition("@")
    if not at or len(local) > 64 or len(domain) > 255 or not _LOCAL.fullmatch(local):
        return False
    if domain.startswith("[") and domain.endswith("]"):
        return _is_address(domain[1:-1])
    return all(_LABEL.fullmatch(label) for label in domain.split("."))


def _is_address(text: str) -> bool:
    try:
        if text.startswith("IPv6:"):
            return bool(ipaddress.IPv6Address(text[5:]))
        return bool(ipaddress.IPv4Address(text))
    except ValueError:
        return False


def is_moment(value: Any) -> bool:
    """A date-time of RFC 3339 section 5.6; a leap second only at the end of a day in UTC is not looked up."""
    match = _MOMENT.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return False
    try:
        date.fromisoformat("2000" + match[1][4:] if match[1].startswith("0000") else match[1])
    except ValueError:
        return False
    return match[4] != "60" or _is_last_minute(match[2], match[3], match[6])


def _is_last_minute(hour: str, minute: str, zone: str) -> bool:
    minutes = int(hour) * 60 + int(minute)
    if zone not in "Zz":
        away = int(zone[1:3]) * 60 + int(zone[4:])
        minutes -= away if zone[0] == "+" else -away
    return minutes % 1440 == 1439


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones())


def is_zone(value: Any) -> bool:
    """A name of the IANA time zone database."""
    return isinstance(value, str) and value in _zone_names()


def is_global_name(value: Any) -> bool:
    """A JavaScript identifier (ECMA-262 section 12.7) that is no word reserved in every mode."""
    if not isinstance(value, str) or _ALWAYS_RESERVED.fullmatch(value) or value[:1] in ("\u200c", "\u200d"):
        return False
    return re.sub("[$\u200c\u200d]", "_", value).isidentifier()


def is_texts(value: Any) -> bool:
    """A list of strings."""
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_TEXT = Field(is_text, "has to be a string")

FIELDS: dict[str, dict[str, Field]] = {
    CREATE: {
        "id": Field(is_identifier, "has to be 1 to 255 letters, digits, hyphens or underscores", required=True),
        "name": Field(is_text, "has to be a string", required=True),
        "status": Field(lambda value: isinstance(value, bool), "has to be true or false"),
        "domain": _TEXT,
        "email": Field(is_email, "has to be an e-mail address"),
        "phone": _TEXT,
        "website": _TEXT,
        "timezone": Field(is_zone, "has to be an IANA time zone"),
        "global_name": Field(is_global_name, "has to be a JavaScript identifier"),
        "company_id": _TEXT,
        "agency_id": _TEXT,
        "api_metadata": Field(lambda value: isinstance(value, dict), "has to be an object"),
        "ghl_location_id": _TEXT,
        "proxy_api_key": _TEXT,
    },
    ISSUE: {
        "name": Field(is_text, "has to be a string", required=True),
        "scopes": Field(is_texts, "has to be a list of strings"),
        "expires_at": Field(lambda value: value is None or is_moment(value), "has to be a date-time or null"),
    },
    DELETE: {
        "id": Field(is_identifier, "has to be 1 to 255 letters, digits, hyphens or underscores", required=True),
        "hard": Field(lambda value: value in ("true", "false"), "has to be true or false"),
    },
}
OPTIONAL_CLIENT_FIELDS = tuple(name for name in FIELDS[CREATE] if name not in ("id", "name", "status"))
