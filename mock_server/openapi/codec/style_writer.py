"""Writes the serialisation styles of OpenAPI: the inverse of ``styles``.

Functions raise ValueError for a value that a style has no form for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mock_server.openapi.codec.deep_objects import write_deep_object
from mock_server.openapi.reading.json_text import text_of
from mock_server.openapi.reading.percent import encode

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON

    Encode = Callable[[str], str]

_MARKS = {"spaceDelimited": " ", "pipeDelimited": "|"}


def form_pairs(name: str, value: JSON, *, style: str, explode: bool, encoded: Encode = encode) -> list[tuple[str, str]]:
    """The pairs of one value in style ``form``, ``spaceDelimited``, ``pipeDelimited`` or ``deepObject``.

    Values are written by ``encoded``, names by it too where it leaves them as they are (`str`), else by `encode`.
    """
    key_of: Encode = encoded if encoded is str else encode
    if style == "deepObject" and isinstance(value, dict | list):
        members = value if isinstance(value, dict) else {str(index): item for index, item in enumerate(value)}
        return [(key_of(key), encoded(text_of(item))) for key, item in write_deep_object(name, members)]
    if not isinstance(value, dict | list):
        return [(key_of(name), encoded(text_of(value)))]
    if explode:
        items = value.items() if isinstance(value, dict) else [(name, item) for item in value]
        return [(key_of(key), encoded(text_of(item))) for key, item in items]
    return [(key_of(name), _joined(value, style, encoded))]


def delimited(value: JSON, delimiter: str, explode: bool, encoded: Encode) -> str:
    """A value whose parts stand in one text: items, or keys and values joined by ``=`` where it explodes."""
    if isinstance(value, list):
        return delimiter.join(encoded(text_of(item)) for item in value)
    if not isinstance(value, dict):
        return encoded(text_of(value))
    joint = "=" if explode else delimiter
    return delimiter.join(f"{encoded(key)}{joint}{encoded(text_of(item))}" for key, item in value.items())


def _joined(value: JSON, style: str, encoded: Encode) -> str:
    mark = _MARKS.get(style, ",")

    def item(text: str) -> str:
        written = encoded(text)
        if style in _MARKS and mark in text:
            raise ValueError(f"{text[:40]!r} holds the delimiter of style {style}")
        if mark in written and style not in _MARKS:
            raise ValueError(f"{text[:40]!r} holds a delimiter that is left as it is")
        return written

    return delimited(value, encode(mark) if style in _MARKS and encoded is not str else mark, False, item)
