"""Sets of characters of a regular expression, as ranges of code points, and what of them reads well.

Source: ECMA-262, section 22.2 (RegExp): character classes, escapes and Unicode property escapes.
"""

from __future__ import annotations

import sys
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache

Ranges = tuple[tuple[int, int], ...]

_LAST = sys.maxunicode
_SURROGATES = (0xD800, 0xDFFF)
_SHOWN = 64
DIGITS: Ranges = ((48, 57),)
WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACE: Ranges = (
    (9, 13), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
    (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF),
)  # fmt: skip
LINE_ENDS: Ranges = ((10, 10), (13, 13), (0x2028, 0x2029))
_SCRIPTS: dict[str, Ranges] = {
    "latin": ((65, 90), (97, 122), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x24F)),
    "greek": ((0x391, 0x3A1), (0x3A3, 0x3A9), (0x3B1, 0x3C9)),
    "cyrillic": ((0x410, 0x44F),),
    "hebrew": ((0x5D0, 0x5EA),),
    "arabic": ((0x621, 0x63A), (0x641, 0x64A)),
    "thai": ((0xE01, 0xE2E),),
    "hangul": ((0xAC00, 0xD7A3),),
    "hiragana": ((0x3041, 0x3096),),
    "katakana": ((0x30A1, 0x30FA),),
    "han": ((0x4E00, 0x9FFF),),
}
_CATEGORIES = {
    "letter": "L", "alphabetic": "L", "alpha": "L", "uppercase_letter": "Lu", "uppercase": "Lu", "upper": "Lu",
    "lowercase_letter": "Ll", "lowercase": "Ll", "lower": "Ll", "mark": "M", "number": "N", "digit": "Nd",
    "decimal_number": "Nd", "punctuation": "P", "punct": "P", "symbol": "S", "separator": "Z", "space_separator": "Zs",
    "white_space": "Z", "space": "Z", "other": "C", "control": "Cc",
}  # fmt: skip
_SHORT = {"L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe",
          "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Characters:
    """One position of a text: the characters that may stand there.

    ``broad`` sets (``.``, negated ones, ``\\S``, ``\\p{L}``) say what may not stand there, or name thousands: they are
    stood for by lower-case letters. The others name what they mean.
    """

    ranges: Ranges
    broad: bool = False

    def holds(self, code: int) -> bool:
        """Whether the character with this code point belongs to the set."""
        return any(low <= code <= high for low, high in self.ranges)

    def readable(self) -> str:
        """The members to choose from: letters and digits if there are any, else what is printable, else the first."""
        printable = self.printable()
        plain = "".join(char for char in printable if char.isascii() and char.isalnum())
        if self.broad:
            lower = "".join(char for char in plain if char.islower())
            return lower or plain or printable
        return plain or printable

    def printable(self) -> str:
        """The printable members in ASCII; where there are none, the set's first printable ones, or the first."""
        return _printable(self.ranges)


@lru_cache(maxsize=4096)
def _printable(ranges: Ranges) -> str:
    codes = {code for low, high in ranges for code in range(max(low, 0x21), min(high, 0x7E) + 1)}
    if codes:
        return "".join(map(chr, sorted(codes)))
    if any(low <= 0x20 <= high for low, high in ranges):
        return " "
    listed = [code for low, high in ranges for code in range(low, min(high, low + _SHOWN) + 1)]
    texts = [chr(code) for code in listed if not _SURROGATES[0] <= code <= _SURROGATES[1]]
    return "".join(char for char in texts if char.isprintable())[:_SHOWN] or "".join(texts)[:_SHOWN]


def normal(ranges: list[tuple[int, int]] | Ranges) -> Ranges:
    """The same set with its ranges sorted and joined."""
    found: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1] = (found[-1][0], max(high, found[-1][1]))
        else:
            found.append((low, high))
    return tuple(found)


def complement(ranges: Ranges) -> Ranges:
    """Every character that is not in the set."""
    found, start = [], 0
    for low, high in normal(ranges):
        if start < low:
            found.append((start, low - 1))
        start = high + 1
    if start <= _LAST:
        found.append((start, _LAST))
    return tuple(found)


def property_ranges(name: str) -> Ranges | None:
    """The set behind ``\\p{name}``: a general category or one of the common scripts; None for an unknown one."""
    key, _, value = name.partition("=")
    if value:
        if key.lower() in ("script", "sc", "script_extensions", "scx"):
            return _SCRIPTS.get(value.lower())
        name = value
    if name.lower() == "any":
        return ((0, _LAST),)
    if name.lower() == "ascii":
        return ((0, 127),)
    category = name if name in _SHORT else _CATEGORIES.get(name.lower())
    return _category(category) if category else _SCRIPTS.get(name.lower())


@cache
def _category(prefix: str) -> Ranges:
    """The characters of a general category within the Basic Multilingual Plane."""
    codes = (code for code in range(0x10000) if unicodedata.category(chr(code)).startswith(prefix))
    return normal([(code, code) for code in codes])
