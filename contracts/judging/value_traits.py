"""What can be said of a value that may be why a service fails over it: its kind, size and odd parts, in words.

A trait is a whole class of values (`holds a NUL`, `has 256 characters and more`), so that the same fault shows the same
traits whichever value of the class a run happens to send.
"""

from __future__ import annotations

import re
import string
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON

_LENGTHS = (16, 32, 64, 128, 256, 512, 1024, 4096)
_SIZES = (1, 10, 100, 1_000, 1_000_000, 2**31, 2**53 - 1)
_COUNTS = (2, 16, 50)
_JUDGED = 20_000
"""Characters of a text that are looked at."""
_LITERAL, _SHOWN = 24, 40
LITERAL = 9
"""The weight of a value's own text."""
BEYOND = "does not fit in 64 bits"
"""Said of numbers that many databases and languages have no room for, above or below."""
_QUOTES = "'\"`"
NO_NUMBER = "is no number"
"""Said of nearly all texts, so any answer to such a text that is no failure speaks against it."""
_NUMBER = re.compile(r"\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?\s*")
_CONTROL = re.compile("[\\x00-\\x1f\\x7f]")
_ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\ufeff")


def kind(value: JSON) -> str:
    """The JSON type of a value, in words."""
    if value is None:
        return "null"
    for types, word in ((bool, "a boolean"), (int, "a number"), (float, "a fraction"), (str, "a text")):
        if isinstance(value, types):
            return word
    return "a list" if isinstance(value, list) else "an object" if isinstance(value, dict) else "octets"


def shown_value(place: str, value: JSON) -> str:
    """A text or a number as a sentence shows it; empty for what is no single value, says itself, or is a secret."""
    if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
        return ""
    if field_names.is_secret_name(re.split(r"[ .]", place.removesuffix("[*]"))[-1]):
        return ""
    text = repr(value)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}… of {len(text) - 2:,} characters"


def traits(value: JSON, tag: str = "") -> Iterator[tuple[int, str]]:
    """The traits of one value, each with a weight: the lower, the more telling.

    Names of the run (by its ``tag``) are never told.
    """
    if isinstance(value, bool) or value is None:
        yield 0, f"is {str(value).lower() if value is not None else 'null'}"
    elif isinstance(value, str):
        yield from _text(value[:_JUDGED], tag)
    elif isinstance(value, int | float):
        yield from _number(value)
    elif isinstance(value, list):
        yield from _list(value)
    elif isinstance(value, dict) and not value:
        yield 0, "is an empty object"


def _text(text: str, tag: str) -> Iterator[tuple[int, str]]:
    if not text:
        yield 0, "is empty"
        return
    if text.isspace():
        yield 0, "is white space alone"
    elif text != text.strip():
        yield 1, "begins or ends with white space"
    if "\0" in text:
        yield 0, "holds a NUL"
    if _CONTROL.search(text) is not None:
        yield 2, "holds control characters"
    if max(text) > "\uffff":
        yield 0, "holds an emoji or another character beyond the basic plane"
    if not _ZERO_WIDTH.isdisjoint(text):
        yield 1, "holds zero-width characters"
    if not text.isascii():
        yield 3, "holds characters beyond ASCII"
    for mark in sorted(set(text) & set(string.punctuation)):
        yield 1, f"holds {mark}"
    for mark in _QUOTES:
        if text.count(mark) % 2:
            yield 2, f"holds {mark} without another one"
    if text.isdecimal():
        yield 3, "is digits alone"
    elif "/" not in text and not _NUMBER.fullmatch(text):  # a slash in a path leads elsewhere
        yield 8, NO_NUMBER
    for weight, length in enumerate(reversed(_LENGTHS)):
        if len(text) >= length:
            yield min(weight, 7), f"has {length:,} characters and more"
    if len(text) == 1:
        yield 3, "is one character"
    if len(text) <= _LITERAL and text.isprintable() and not (tag and tag[:8] in text.lower()):
        yield LITERAL, f"is {text!r}"


def _number(number: float) -> Iterator[tuple[int, str]]:
    if number == 0:
        yield 0, "is zero"
    if number < 0:
        yield 1, "is negative"
    if not -(2**63) <= number < 2**63:
        yield 0, BEYOND
    if isinstance(number, float):
        yield 1, "is a whole number written with a fraction" if number.is_integer() else "is a fraction"
    for weight, size in enumerate(reversed(_SIZES), 1):
        if number >= size or -number >= max(size, _SIZES[1]):
            yield weight, f"is {size:,} or more" if number > 0 else f"is minus {size:,} or less"
    if 0 < abs(number) < _SIZES[-1]:
        yield LITERAL, f"is {number}"


def _list(items: list[JSON]) -> Iterator[tuple[int, str]]:
    if not items:
        yield 0, "is an empty list"
    for weight, count in enumerate(reversed(_COUNTS)):
        if len(items) >= count:
            yield weight, f"has {count} items and more"
    words = [repr(item) for item in items[: _COUNTS[-1]]]
    if len(set(words)) < len(words):
        yield 1, "holds an item twice"
