"""JSON texts that a server must refuse, and those that parsers disagree about (RFC 8259, RFC 7493)."""

from __future__ import annotations

import json
import re
from typing import Any

DEEP = 32
HUGE = 2**53
_CLEARLY_BROKEN = re.compile(rb"\s*(?:[a-z']|\{\s*[^\s\"}]|\{[^\"]*\"[^\"]*\"?\s*:?\s*$|\[\s*$|\{\s*$|<)(?!aN)")


def clearly_broken(data: bytes) -> bool:
    """Whether no parser takes these bytes for JSON."""
    return _CLEARLY_BROKEN.match(data) is not None or not grey_json(data)


def grey_json(data: bytes) -> bool:
    """Whether some parser may take these bytes, which a strict one refuses."""
    try:
        json.loads(data)
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
        json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        return text.count("[") > DEEP * 8 or text.count("{") > DEEP * 8
    return True


def duplicates(data: bytes, value: Any) -> bool:
    """Whether the text has more member names than the value kept (RFC 8259 section 4)."""
    if not isinstance(value, dict) or data.count(b'":') + data.count(b'" :') <= len(value):
        return False
    twice = False

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        nonlocal twice
        found = dict(items)
        twice = twice or len(found) != len(items)
        return found

    try:
        json.loads(data, object_pairs_hook=pairs)
    except (ValueError, RecursionError):
        return False
    return twice


def extreme(value: Any, depth: int) -> str:
    """Why a JSON value is beyond what every implementation keeps (RFC 8259 section 6, RFC 7493), or nothing."""
    if depth > DEEP:
        return "nested deeper than many parsers take"
    if isinstance(value, dict):
        return next(filter(None, (extreme(item, depth + 1) for item in value.values())), "")
    if isinstance(value, list):
        return next(filter(None, (extreme(item, depth + 1) for item in value)), "")
    if isinstance(value, int) and abs(value) >= HUGE:
        return "a number beyond 2^53"
    if isinstance(value, float) and (len(repr(value)) > 12 or abs(value) >= HUGE):
        return "a number that not every implementation keeps"
    return ""
