"""Which media types are sequences of items, and what an item of one is by its Media Type Object.

OpenAPI 3.2.0, section 4.14.3 (sequential media types) and Media Type Object: `itemSchema` describes an item. Documents
of 3.0 and 3.1 have a `schema` alone: an array of the items, or what a single one is; a string is the whole text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mock_server.openapi.reading import media_types

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON

EVENT_FIELDS = ("event", "id", "retry", "data")
"""The fields of a server-sent event (HTML Standard, section 9.2.6)."""

_FORM = "multipart/form-data"
_DEPTH = 6


@dataclass(frozen=True, slots=True)
class StreamItems:
    """What a sequence consists of.

    ``schema`` is that of an item, ``listed`` that of an array of what the items carry (the described data of an event),
    None where a document does not tell; ``whole`` is the schema of the sequence as an array; ``documented`` says that
    nothing of it is a guess.
    """

    schema: JSON
    whole: JSON
    listed: JSON
    documented: bool


def is_parts(name: str) -> bool:
    """Whether a body of the media type ``name`` (lower case) may be a sequence of parts without names."""
    return name.startswith("multipart/") and name != _FORM


def stream_items(name: str, schema: JSON, item: JSON, follow: Callable[[JSON], JSON]) -> StreamItems | None:
    """The items of content with this ``schema`` and ``itemSchema``; None where it has none, or one can't be told.

    ``name`` is that of the media type, ``follow`` gives what a reference leads to.
    """
    essence = media_types.essence(name)
    if not (media_types.is_sequence(essence) or is_parts(essence)):
        return None
    documented, whole = item is not None, None
    if item is None:
        lean = follow(schema)
        kinds = _kinds(lean)
        if kinds == {"array"} and isinstance(lean.get("items", True), dict | bool):
            item, documented, whole = lean.get("items", True), True, schema
        elif schema is None or is_parts(essence) or "string" in kinds:
            return None
        else:
            item = schema
    carried = _carried(item, follow) if essence == media_types.EVENTS else item
    whole = {"type": "array", "items": item} if whole is None else whole
    listed = whole if carried is item else None if carried is None else {"type": "array", "items": carried}
    return StreamItems(item, whole, listed, documented)


def is_event(names: JSON) -> bool:
    """Whether a value with properties of these names, as they are documented, is an event and not the data of one."""
    return "data" in names and set(names) <= set(EVENT_FIELDS)


def _carried(item: JSON, follow: Callable[[JSON], JSON]) -> JSON:
    """The schema of what events carry: the described content of their `data`, or the item that is itself the data."""
    known = _properties(item, follow, _DEPTH)
    if not is_event(known):
        return item
    for data in known.get("data", ()):
        lean = follow(data)
        if isinstance(lean, dict) and isinstance(lean.get("contentSchema"), dict):
            return lean["contentSchema"]
        if _kinds(lean) & {"object", "array"}:
            return data
    return None


def _properties(schema: JSON, follow: Callable[[JSON], JSON], depth: int) -> dict[str, list[JSON]]:
    """The properties of a schema and of what it is composed of, each with its schemas."""
    lean = follow(schema)
    found: dict[str, list[JSON]] = {}
    if not isinstance(lean, dict) or depth == 0:
        return found
    own = lean.get("properties")
    for name, value in own.items() if isinstance(own, dict) else ():
        found.setdefault(str(name), []).append(value)
    for word in ("allOf", "oneOf", "anyOf"):
        for branch in lean[word] if isinstance(lean.get(word), list) else ():
            for name, values in _properties(branch, follow, depth - 1).items():
                found.setdefault(name, []).extend(values)
    return found


def _kinds(schema: JSON) -> set[str]:
    if not isinstance(schema, dict):
        return set()
    kinds = schema.get("type")
    if isinstance(kinds, str | list):
        return {kinds} if isinstance(kinds, str) else {kind for kind in kinds if isinstance(kind, str)} - {"null"}
    return {"array"} if "items" in schema else set()
