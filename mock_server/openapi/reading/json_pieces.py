"""A large JSON text, parsed piece by piece: a parser needs room for all that it is given at once, besides its result.

The text is cut between members of its outer objects, where its brackets are as deep. A piece is made whole by the
brackets that it lacks, and two names of no document mark where it goes on and where it ends: what the cuts get wrong,
such as for brackets within texts, shows by them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.json_types import JSON

LARGE = 8 * 1024 * 1024
"""Octets from which on it is worth it."""
_PIECE = 2 * 1024 * 1024
_DEEPEST = 3
_MOST_TRIES = 20_000
_COMMA = re.compile(rb'\}\s*(,)\s*"')
_GOES_ON, _ENDS = "\0", "\1"
_MARKS = (b"\\u0000", b"\\u0001")
_FRONT, _BACK = b'{"\\u0000":', b',"\\u0001":0'

Open = list[dict[str, "JSON"]]
"""The objects that are open at some place, from the outermost."""


class _UncutError(Exception):
    """The text can't be cut so."""


def in_pieces(data: bytes, size: int = _PIECE) -> dict[str, JSON] | None:
    """The object that ``data`` holds, None where it can't be parsed in pieces of about ``size`` octets."""
    if any(mark in data for mark in _MARKS):
        return None
    root: dict[str, JSON] = {}
    inside: Open = [root]
    try:
        with memoryview(data) as view:
            for start, end, deep in _cuts(data, size):
                front, back = _FRONT * (len(inside) - 1) + b"{", (_BACK if deep else b"") + b"}" * deep
                inside = _joined(inside, orjson.loads(b"".join((front, view[start:end], back))), deep)
    except (orjson.JSONDecodeError, _UncutError):
        return None
    return root


def _cuts(data: bytes, size: int) -> Iterator[tuple[int, int, int]]:
    """Where each piece begins and ends, and how many objects are open there; none behind the last."""
    start, depth = data.index(b"{") + 1, 1
    while len(data) - start > size:
        place = start
        for _ in range(_MOST_TRIES):
            found = _COMMA.search(data, max(start + size, place))
            if found is None:
                break
            depth += _opened(data, place, found.start(1))
            place = found.start(1)
            if 0 < depth <= _DEEPEST:
                break
        else:
            raise _UncutError
        if found is None:
            break
        yield start, place, depth
        start = place + 1
    if start == data.index(b"{") + 1:
        raise _UncutError  # one piece would only be a copy
    yield start, len(data), 0


def _opened(data: bytes, start: int, end: int) -> int:
    opened = data.count(b"{", start, end) + data.count(b"[", start, end)
    return opened - data.count(b"}", start, end) - data.count(b"]", start, end)


def _joined(inside: Open, piece: JSON, deep: int) -> Open:
    """Put the members of a piece where they belong; the objects that are open behind it."""
    parts = [piece]
    for _ in inside[1:]:
        parts.append(parts[-1].pop(_GOES_ON))
    behind, part = inside[:1], piece
    for level in range(1, deep):
        if level < len(inside) and part is parts[level - 1] and not part:  # nothing came but what goes on
            behind.append(inside[level])
            part = parts[level]
        else:
            part = next(reversed(part.values()), None)
            if not isinstance(part, dict):
                raise _UncutError
            behind.append(part)
    if deep and part.pop(_ENDS, None) is None:
        raise _UncutError
    for target, members in zip(inside, parts, strict=True):
        target.update(members)
    return behind
