"""Sequences of values as one body: JSON Lines, JSON text sequences, server-sent events; read and written.

OpenAPI 3.2.0 section 4.13.3 (sequential media types); RFC 7464 (json-seq); the HTML Standard section 9.2 (event
streams), whose events are objects with ``data``, ``event``, ``id`` and ``retry``.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.reading.json_text import JSONTextError, dump_json, load_json, text_of
from mock_server.openapi.reading.media_types import EVENTS, JSON_LINES
from mock_server.openapi.reading.stream_items import EVENT_FIELDS, is_event

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mock_server.json_types import JSON
    from mock_server.openapi.schema.shapes import Shape

MAX_ITEMS = 100_000
_LINE_END = re.compile(r"\r\n|\r|\n")


class SequenceError(Exception):
    """A body that is no sequence of its kind; ``str()`` is a clause in lower case."""


def read_sequence(name: str, body: bytes, items: Shape) -> list[JSON]:
    """The values in ``body``; raises SequenceError. Fields of events have the types of ``items``."""
    if name == EVENTS:
        raw = not is_event(items.properties) and bool(items.properties or items.types)
        events = _read_events(body)
        if raw:  # an event without data is none for whoever listens (HTML Standard, section 9.2.6)
            return [items.value(event["data"]) for event in events if "data" in event]
        return [{name: items.property(name).value(value) for name, value in event.items()} for event in events]
    pieces = body.split(b"\x1e") if name not in JSON_LINES else body.split(b"\n")
    found: list[JSON] = []
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


def write_sequence(name: str, value: JSON) -> bytes:
    """The body with the items of ``value``, or with ``value`` alone where it is no list."""
    return b"".join(write_item(name, item) for item in (value if isinstance(value, list) else [value]))


def write_item(name: str, item: JSON, mark: str | None = None, *, event: bool | None = None) -> bytes:
    """One item as it stands in a body of the media type ``name``.

    ``mark`` is the id of an event that has none; ``event`` says whether an item is an event or the data of one, where
    its own members do not tell.
    """
    if name == EVENTS:
        if event is None:
            event = isinstance(item, dict) and is_event(item)
        return _event(item if event else {"data": item}, mark).encode("utf-8", "replace")
    return (b"" if name in JSON_LINES else b"\x1e") + dump_json(item) + b"\n"


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
        if name in EVENT_FIELDS:
            value = value.removeprefix(" ")
            if name == "data":
                event.setdefault(name, []).append(value)
            else:
                event[name] = [value]


def _event(item: dict[str, JSON], mark: str | None) -> str:
    if mark is not None and "id" not in item:
        item = {**item, "id": mark}
    lines: Sequence[str] = [
        f"{name}: {line}"
        for name in EVENT_FIELDS
        if item.get(name) is not None
        for line in _LINE_END.split(text_of(item[name]))[: None if name == "data" else 1]
    ]
    return "\n".join(lines) + "\n\n"
