"""Checks for the `format`s that the JSON Schema library does not know: name → predicate on a string.

Source: the OpenAPI format registry; for JavaScript identifiers ECMA-262 section 12.7; for zones the IANA time zone
database.
"""

from __future__ import annotations

import base64
import binascii
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_IDENTIFIER = re.compile(r"[^\W\d]|[$_]")
_RESERVED = frozenset(
    [
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "debugger",
        "default",
        "delete",
        "do",
        "else",
        "enum",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "function",
        "if",
        "import",
        "in",
        "instanceof",
        "new",
        "null",
        "return",
        "super",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "var",
        "void",
        "while",
        "with",
        "yield",
        "let",
        "static",
    ]
)


@cache
def _zones() -> frozenset[str]:
    import zoneinfo

    return frozenset(zoneinfo.available_timezones())


def is_timezone(text: str) -> bool:
    """Whether ``text`` names a zone of the IANA time zone database."""
    return text in _zones()


@lru_cache(maxsize=1024)
def is_javascript_identifier(text: str) -> bool:
    """Whether ``text`` can name a variable in JavaScript."""
    if not text or text in _RESERVED or not _IDENTIFIER.match(text):
        return False
    return text.replace("$", "_").replace("\u200c", "_").replace("\u200d", "_").isidentifier()


def is_base64(text: str) -> bool:
    """Whether ``text`` is base64 (RFC 4648 section 4), line breaks allowed."""
    try:
        base64.b64decode("".join(text.split()), validate=True)
    except (binascii.Error, ValueError):
        return False
    return True


FORMATS: dict[str, Callable[[str], bool]] = {
    "iana-timezone": is_timezone,
    "timezone": is_timezone,
    "javascript-identifier": is_javascript_identifier,
    "byte": is_base64,
}
