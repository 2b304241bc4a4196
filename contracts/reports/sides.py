"""Two answers side by side: pretty bodies, line by line, with what differs between them marked."""

from __future__ import annotations

import difflib
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mock_server.openapi import json_values, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.exchange import Answer
    from mock_server.openapi import JSON


_LONGEST = 100_000
_DEEPEST = 60
_MOST_LINES = 400
_NO_JSON = object()


class Mark(StrEnum):
    """Why a line is shown in colour."""

    NONE = ""
    DIFFERS = "differs"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a body; the mark says whether the finding points at it, or the other side has another one."""

    text: str
    mark: Mark = Mark.NONE


@dataclass(frozen=True, slots=True)
class Side:
    """One answer as it is shown; ``cut`` is the number of lines left out."""

    status: int
    status_mark: Mark
    headers: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    cut: int = 0


def side(answer: Answer, other: Answer | None = None, place: str = "") -> Side:
    """``answer`` with the ``place`` of a finding marked, and its differences from ``other``."""
    mine, value = _lines_of(answer.body)
    differing: set[int] = set()
    if other is not None:
        theirs, compared = _lines_of(other.body)
        if value is _NO_JSON or compared is _NO_JSON:
            differing = _changed([text for _, text in mine], [text for _, text in theirs])
        else:
            pointers = set(differences(value, compared))
            differing = {number for number, (pointer, _) in enumerate(mine) if pointer in pointers}
    here = _line_of(place, [pointer for pointer, _ in mine]) if value is not _NO_JSON else None
    lines = tuple(
        Line(text, Mark.PLACE if number == here else Mark.DIFFERS if number in differing else Mark.NONE)
        for number, (_, text) in enumerate(mine[:_MOST_LINES])
    )
    status = Mark.PLACE if place == "status" else Mark.NONE
    if status is Mark.NONE and other is not None and other.status != answer.status:
        status = Mark.DIFFERS
    return Side(answer.status, status, answer.headers, lines, len(mine) - len(lines))


def pretty(body: bytes) -> str:
    """``body`` for people: JSON indented, other text as it is, what can't be printed escaped."""
    return "\n".join(text for _, text in _lines_of(body)[0])


def differences(one: JSON, other: Any, at: pointers.Pointer = ()) -> Iterator[pointers.Pointer]:
    """Pointers into ``one`` at which the two JSON values differ; a missing member marks the object it is missing in.

    ``true`` and 1 differ, 1 and 1.0 don't.
    """
    if isinstance(one, dict) and isinstance(other, dict):
        if other.keys() - one.keys():
            yield at
        for key, value in one.items():
            if key in other:
                yield from differences(value, other[key], (*at, key))
            else:
                yield (*at, key)
    elif isinstance(one, list) and isinstance(other, list):
        if len(other) > len(one):
            yield at
        for index, value in enumerate(one):
            if index < len(other):
                yield from differences(value, other[index], (*at, str(index)))
            else:
                yield (*at, str(index))
    elif not json_values.equal(one, other):
        yield at


def _lines_of(body: bytes) -> tuple[list[tuple[pointers.Pointer, str]], JSON]:
    """Lines with the pointer of the value that begins on them, and the JSON value, if it is one."""
    value = _json(body)
    if value is not _NO_JSON:
        return list(_json_lines(value)), value
    text = body[:_LONGEST].decode("utf-8", "backslashreplace")
    lines: list[tuple[pointers.Pointer, str]] = [
        ((str(n),), printable(line)) for n, line in enumerate(text.splitlines())
    ]
    if len(body) > _LONGEST:
        lines.append((("cut",), f"… {len(body) - _LONGEST:,} more bytes"))
    return lines, _NO_JSON


def printable(text: str) -> str:
    """``text`` with control characters, and characters that turn the direction of text, escaped."""
    return "".join(c if c.isprintable() or c in "\t " else _escape(c) for c in text)


def _escape(character: str) -> str:
    """As a JSON string has it (RFC 8259 section 7): `\\uXXXX`, twice beyond the basic plane."""
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[n]:02x}{units[n + 1]:02x}" for n in range(0, len(units), 2))


def _json(body: bytes) -> JSON:
    if len(body) > _LONGEST or not body.strip():
        return _NO_JSON
    try:
        value = json.loads(body, object_pairs_hook=_once)
        return value if _depth(value) < _DEEPEST else _NO_JSON
    except (ValueError, RecursionError):
        return _NO_JSON


def _once(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    return found


def _depth(value: JSON) -> int:
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, items), default=0)


def _json_lines(
    value: JSON, at: pointers.Pointer = (), before: str = "", after: str = ""
) -> Iterator[tuple[pointers.Pointer, str]]:
    indent = "  " * len(at)
    if isinstance(value, dict | list) and value:
        open_mark, close_mark = "{}" if isinstance(value, dict) else "[]"
        yield at, f"{indent}{before}{open_mark}"
        pairs = list(value.items()) if isinstance(value, dict) else [(str(n), item) for n, item in enumerate(value)]
        for number, (key, item) in enumerate(pairs, 1):
            name = f"{_scalar(key)}: " if isinstance(value, dict) else ""
            yield from _json_lines(item, (*at, key), name, "," if number < len(pairs) else "")
        yield ("", *at, ""), f"{indent}{close_mark}{after}"
    else:
        yield at, f"{indent}{before}{_scalar(value)}{after}"


def _scalar(value: JSON) -> str:
    return printable(json.dumps(value, ensure_ascii=False))


def _changed(mine: list[str], theirs: list[str]) -> set[int]:
    """Numbers of the lines that only ``mine`` has."""
    blocks = difflib.SequenceMatcher(None, mine, theirs, autojunk=False).get_matching_blocks()
    same = {number for block in blocks for number in range(block.a, block.a + block.size)}
    return set(range(len(mine))) - same


def _line_of(place: str, places: list[pointers.Pointer]) -> int | None:
    """Number of the line of a JSON pointer, or, where that value is missing, of the nearest one around it."""
    if not place.startswith("/"):
        return None
    wanted = pointers.tokens(place)
    while wanted not in places and wanted:
        wanted = wanted[:-1]
    return places.index(wanted)
