"""What is known of characters by definition, so that Hypothesis need not try all 1.1 million of them.

It does that once for each folder in which it runs, and keeps what it found there: a tenth of a whole check, wherever
that begins in a fresh folder, as in CI.
"""

from __future__ import annotations

import contextlib
import gzip
import sys
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from contracts import atomic_file

if TYPE_CHECKING:
    from mock_server.openapi import JSON

_WRITABLE = ((0, 0xD7FF), (0xE000, 0x10FFFF))
"""All that UTF-8 can write: all but the surrogates (RFC 3629 section 3)."""
_ALIKE = ((0xD800, 0xDFFF), (0xE000, 0xF8FF), (0x40000, 0xDFFFF), (0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))
"""Ranges of one category each: surrogates, those for private use, which stay so, and planes without a character."""
_LATEST = (17, 0, 0)
"""The version of Unicode up to which those planes are known to have none."""


def prepare() -> None:
    """Put the tables where Hypothesis looks for them, as it would have written them; what it doesn't find it makes."""
    from hypothesis.internal import charmap

    with contextlib.suppress(OSError, AttributeError):  # it is Hypothesis' own place, which may be another one
        _write(Path(charmap.charmap_file("codec-v2-utf-8")), [_WRITABLE, ()])
        path = Path(charmap.charmap_file())
        if not path.exists() and tuple(map(int, unicodedata.unidata_version.split("."))) <= _LATEST:
            _write(path, sorted(categories().items()))


def _write(path: Path, table: JSON) -> None:
    if not path.exists():
        atomic_file.write_octets(path, gzip.compress(orjson.dumps(table), 1, mtime=1))


def categories() -> dict[str, list[tuple[int, int]]]:
    """Each category of characters with the ranges that have it, in order."""
    found: dict[str, list[tuple[int, int]]] = {}
    category, now, begun, at = unicodedata.category, unicodedata.category("\0"), 0, 1
    for first, last in (*_ALIKE, (sys.maxunicode, sys.maxunicode)):
        for code in range(at, first + 1):  # of a range that is alike the first character tells
            if (name := category(chr(code))) is not now and name != now:
                found.setdefault(now, []).append((begun, code - 1))
                now, begun = name, code
        at = last + 1
    found.setdefault(now, []).append((begun, sys.maxunicode))
    return found
