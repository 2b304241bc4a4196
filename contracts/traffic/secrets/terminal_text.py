"""Makes a text from outside harmless for a terminal and for the log of a CI service.

Control characters, marks that turn the direction of writing (UAX 9) and lines that a runner would take for a command
are shown, not obeyed: GitHub Actions trims a line and looks for ``::name``, and for ``##[`` anywhere in it; Azure
Pipelines looks for ``##vso[``, TeamCity for ``##teamcity[``.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mock_server.openapi import JSON

_COMMAND = re.compile(r"^(\s*):(?=:)", re.MULTILINE)
_MARK = re.compile(r"##(?=\w*\[)")


def quoted(text: str) -> str:
    """``text`` with everything that could steer a terminal or a CI runner made visible."""
    shown = "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)
    return _MARK.sub("#\\\\u0023", _COMMAND.sub(r"\1\\u003a", shown))


def json_quoted(text: str) -> str:
    """A JSON text with the same characters as escapes, which mean the same (RFC 8259 section 7)."""
    if not text.isascii() or "\x7f" in text:
        text = "".join(map(_json_character, text))
    return _MARK.sub("#\\\\u0023", text) if "##" in text else text


def indented(value: JSON) -> str:
    """A value as such a text, indented, with a line's end."""
    return json_quoted(json.dumps(value, indent=2, ensure_ascii=False)) + "\n"


def _json_character(character: str) -> str:
    if character.isprintable() or character == "\n":
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[i : i + 4]}" for i in range(0, len(units), 4))
