"""Sequences of values as one body: JSON Lines, JSON text sequences, server-sent events; read and written.

OpenAPI 3.2.0 section 4.13.3 (sequential media types); RFC 7464 (json-seq); the HTML Standard section 9.2 (event
streams), whose events are objects with ``data``, ``event``, ``id`` and ``retry``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from mock_server.openapi.reading.json_text import JSONTextError, dump_json, load_json
from mock_server.openapi.reading.media_types import EVENTS, JSON_LINES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.openapi.schema.shapes import Shape

MAX_ITEMS = 100_000
_EVENT_FIELDS = ("event", "id", "retry", "data")
_LINE_END = re.compile(r"\r\n|\r|\n")


class SequenceError(Exception):
    """A body that is no sequence of its kind; ``str()`` is a clause in lower case."""


def read_sequence(name: str, body: bytes, items: Shape) -> list[Any]:
    """The values in ``body``; raises SequenceError. Fields of events have the types of ``items``."""
    if name == EVENTS:
        return [_typed(event, items) for event in _read_events(body)]
    pieces = body.split(b"\x1e") if name not in JSON_LINES else body.split(b"\n")
    found: list[Any] = []
    for number, piece in enumerate(pieces):
        if not piece.strip():
            continue
        if name not in JSON_LINES and number == 0:
            raise SequenceError("doesn't begin with a record separator (RFC 7464)")
        if len(found) >= MAX_ITEMS:
            raise SequenceError(f"holds more than {MAX_ITEMS} values")
        try:
            found.append(load_json(piece))
        except JSONTextError as error:
            place = f"line {number + 1}" if name in JSON_LINES else f"record {number}"
            raise SequenceError(f"has a bad {place}, which {error}") from None
    return found


def write_sequence(name: str, value: Any) -> bytes:
    """The body with the items of ``value``, or with ``value`` alone where it is no list."""
    items = value if isinstance(value, list) else [value]
    if name == EVENTS:
        return "".join(_event(item) for item in items).encode("utf-8", "replace")
    if name in JSON_LINES:
        return b"".join(dump_json(item) + b"\n" for item in items)
    return b"".join(b"\x1e" + dump_json(item) + b"\n" for item in items)


def _read_events(body: bytes) -> Iterable[dict[str, str]]:
    try:
        text = body.decode().removeprefix("\ufeff")
    except UnicodeDecodeError:
        raise SequenceError("is no valid UTF-8") from None
    event: dict[str, list[str]] = {}
    count = 0
    for line in _LINE_END.split(text)[:-1]:  # the last piece is no whole line
        if not line:
            if event:
                count += 1
                if count > MAX_ITEMS:
                    raise SequenceError(f"holds more than {MAX_ITEMS} events")
                yield {name: "\n".join(values) for name, values in event.items()}
            event = {}
            continue
        name, _, value = line.partition(":")
        if name in _EVENT_FIELDS:
            value = value.removeprefix(" ")
            if name == "data":
                event.setdefault(name, []).append(value)
            else:
                event[name] = [value]


def _typed(event: dict[str, str], items: Shape) -> Any:
    documented = items.properties
    if documented and not documented.keys() & set(_EVENT_FIELDS):
        return items.value(event.get("data", ""))
    return {name: items.property(name).value(value) for name, value in event.items()}


def _event(item: Any) -> str:
    if not (isinstance(item, dict) and "data" in item and item.keys() <= set(_EVENT_FIELDS)):
        item = {"data": item}
    lines: Sequence[str] = [
        f"{name}: {line}"
        for name in _EVENT_FIELDS
        if item.get(name) is not None
        for line in _LINE_END.split(_text(item[name]))[: None if name == "data" else 1]
    ]
    return "\n".join(lines) + "\n\n"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else dump_json(value).decode()
