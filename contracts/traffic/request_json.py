"""JSON texts that a server must refuse, and those that parsers disagree about (RFC 8259, RFC 7493)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi import JSON


DEEP = 32
HUGE = 2**53
_TINY = 1e-12
_HOLDERS = (dict, list)
_CLEARLY_BROKEN = re.compile(rb"\s*(?:[a-z']|\{\s*[^\s\"}]|\{[^\"]*\"[^\"]*\"?\s*:?\s*$|\[\s*$|\{\s*$|<)(?!aN)")


def clearly_broken(data: bytes) -> bool:
    """Whether no parser takes these bytes for JSON."""
    return _CLEARLY_BROKEN.match(data) is not None or not grey_json(data)


def grey_json(data: bytes) -> bool:
    """Whether some parser may take these bytes, which a strict one refuses."""
    try:
        json.loads(data, parse_int=float)  # of however many digits: they are no fault of the grammar
    except (ValueError, RecursionError):
        pass
    else:
        return True
    if data.startswith(b"\xef\xbb\xbf"):
        return True
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return True
    try:
        json.JSONDecoder(parse_int=float).raw_decode(text)
    except (ValueError, RecursionError):
        return text.count("[") > DEEP * 8 or text.count("{") > DEEP * 8
    return True


def duplicates(data: bytes, value: JSON) -> bool:
    """Whether the text has more member names than the value kept (RFC 8259 section 4)."""
    if not isinstance(value, dict) or data.count(b'":') + data.count(b'" :') <= len(value):
        return False
    twice = False

    def pairs(items: list[tuple[str, JSON]]) -> dict[str, JSON]:
        nonlocal twice
        found = dict(items)
        twice = twice or len(found) != len(items)
        return found

    try:
        json.loads(data, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return False
    return twice


def nested(value: JSON, most: int = DEEP) -> bool:
    """Whether a JSON value holds objects or arrays more than ``most`` levels below each other; without recursion."""
    level = [value]
    for _ in range(most + 1):
        level = [item for one in level if isinstance(one, _HOLDERS) for item in _items(one)]
        if not level:
            return False
    return True


def _items(value: dict[str, JSON] | list[JSON]) -> list[JSON]:
    return list(value.values()) if isinstance(value, dict) else value


def extreme(value: JSON) -> str:
    """Why a JSON value is beyond what every implementation keeps (RFC 8259 section 6, RFC 7493), or nothing."""
    if nested(value):
        return "nested deeper than many parsers take"
    stack = [value]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            if "\0" in item:
                return "a NUL, which databases and C can't keep in a text"
        elif isinstance(item, _HOLDERS):
            stack.extend(item if isinstance(item, dict) else ())
            stack.extend(reversed(_items(item)))
        elif isinstance(item, int) and abs(item) >= HUGE:
            return "a number beyond 2^53"
        elif isinstance(item, float) and (len(repr(item)) > 12 or abs(item) >= HUGE or 0 < abs(item) < _TINY):
            return "a number that not every implementation keeps"
    return ""
