"""Which characters UTF-8 can write: known by its definition, so that Hypothesis need not try all 1.1 million of them.

It does that once for each folder in which it runs, and keeps what it found there: a tenth of a whole check, wherever
that begins in a fresh folder, as in CI.
"""

from __future__ import annotations

import contextlib
import gzip
from pathlib import Path

import orjson

from contracts import atomic_file

_WRITABLE = ((0, 0xD7FF), (0xE000, 0x10FFFF))
"""All but the surrogates (RFC 3629 section 3)."""


def prepare() -> None:
    """Put the table where Hypothesis looks for it, as it would have written it; what it doesn't find there it makes."""
    from hypothesis.internal import charmap

    with contextlib.suppress(OSError, AttributeError):  # it is Hypothesis' own place, which may be another one
        path = Path(charmap.charmap_file("codec-v2-utf-8"))
        if not path.exists():
            atomic_file.write_octets(path, gzip.compress(orjson.dumps([_WRITABLE, ()]), mtime=1))
