"""Times and versions that the server keeps in an object of the record: SCIM's ``meta.lastModified``, ``sys.version``.

An object with a key of its own is another record, whose times are not those of this one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.version_numbers import counts_versions
from mock_server.openapi.behaviour import field_names, record_keys
from mock_server.openapi.generator.numbers import MOMENTS
from mock_server.openapi.reading.pointers import at, replaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.schema.schemas import Schemas

_WRITTEN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
_PLAIN = frozenset(("type", "title", "description", "readOnly", "deprecated"))
"""Of a schema of a text: what leaves it open which text."""

_DEEPEST = 3
_POINT = re.compile(r"(?:_at|At|_on|_time|Time|_date|_ts|[tT]imestamp)$")
_BARE = re.compile(r"^(?:updated|modified|edited)$")
"""Of a number: that it is a point in time where more says so, else it may count what was updated."""
_EPOCH = re.compile(r"\b(?:unix|epoch)\b", re.I)
_TELLS_TIME = re.compile(r"^(?:the )?(?:when|date)\b|\b(?:time ?stamp|date of|date and time|time (?:of|at|in))\b", re.I)
_COUNTS = re.compile(r"\b(?:how many|counts?|(?<!as a )numbers?)\b(?! of \w*seconds)", re.I)
_FIRST = 1_000_000_000
"""From here on an example may be seconds since the epoch."""
_SECONDS = 100_000_000_000
"""A number of seconds since the epoch is less, one of milliseconds more."""
_MOST = 100
VERSION = "version"
BEGINS = "begins"
"""Of a member that has a documented value at first: the first of an enum, or false for what has not happened."""


class MemberInside(NamedTuple):
    """A member that is the server's: where, its schema, and ``created``, ``updated``, `VERSION` or `BEGINS`."""

    place: Pointer
    schema: Schema
    role: str


def time_role(schemas: Schemas, name: str, schema: Schema) -> str:
    """Whether a member is the time of creation (``created``) or of the last change (``updated``); nothing otherwise."""
    lean = schemas.said_of(schema)
    if not _is_time(name, lean):
        return ""
    if "pattern" in lean or "string" not in schemas.types(lean):
        return ""
    if field_names.CHANGED.search(name):
        return "updated"
    return "created" if field_names.CREATED.search(name) else ""


def _is_time(name: str, schema: dict[str, JSON]) -> bool:
    """Whether a text is a time: by its format, its example, or its name where nothing more is said."""
    if "format" in schema:
        return bool(schema["format"] == "date-time")
    told = schema.get("example", next(iter(schema.get("examples") or ()), None))
    if told is None:
        return name.endswith(("At", "_at")) and _PLAIN.issuperset(schema)
    return isinstance(told, str) and _WRITTEN.fullmatch(told) is not None


def is_counted_time(schemas: Schemas, name: str, schema: Schema) -> bool:
    """Whether a member is a point in time told by a number: ``completed_at``, ``updated`` in Unix time."""
    lean, types = schemas.said_of(schema), schemas.types(schema) - {"null"}
    named = _POINT.search(name) or lean.get("format") in MOMENTS or (_BARE.match(name) and _says_time(lean))
    return bool(named) and bool(types) and types <= {"integer", "number"}


def _says_time(lean: dict[str, JSON]) -> bool:
    example = lean.get("example")
    is_late = isinstance(example, int | float) and example >= _FIRST
    told = [text.strip() for text in (lean.get("title"), lean.get("description")) if isinstance(text, str)]
    if is_late or any(map(_EPOCH.search, told)):
        return True
    return any(map(_TELLS_TIME.search, told)) and not any(map(_COUNTS.search, told))


def tells_event(schemas: Schemas, name: str, schema: Schema) -> bool:
    """Whether a member is the time of something else than writing: that has not happened to a new record."""
    if schemas.said_of(schema).get("format") == "date-time":
        return True
    return is_counted_time(schemas, name, schema) and not field_names.is_of_writing(name)


def now_like(old: JSON, text: str, milliseconds: int) -> JSON:
    """The time of the request as ``old`` has it: a text, seconds or milliseconds."""
    if isinstance(old, bool) or not isinstance(old, int | float):
        return text
    return milliseconds if old > _SECONDS else milliseconds // 1000


def unit_of(record: Mapping[str, JSON], counted: Iterable[str]) -> JSON:
    """One of a record's times that are numbers, in whose unit the others are told; 0 where none is there yet.

    A smaller number is a duration that is called like a time: ``cook_time``.
    """
    held = (record.get(name) for name in counted)
    return next((one for one in held if isinstance(one, int | float) and one >= _FIRST), 0)


def kept_inside(schemas: Schemas, shown: Mapping[str, Schema], taken: Mapping[str, Schema]) -> tuple[MemberInside, ...]:
    """Those of a record with these members; ``taken`` are the ones that a request gives, as it gives them."""
    found = list[MemberInside]()
    for name, schema in shown.items():
        for one in _below(schemas, (name,), schema, taken.get(name)):
            if len(found) >= _MOST:
                return tuple(found)
            found.append(one)
    return tuple(found)


def _below(schemas: Schemas, place: Pointer, schema: Schema, sent: Schema | None) -> Iterator[MemberInside]:
    if len(place) > _DEEPEST or "array" in schemas.types(schema):
        return
    if not field_names.TELLS_OF_ITS_RECORD.match(place[-1]) and record_keys.is_told_apart(schemas, schema, None, None):
        return
    given = schemas.properties(sent)
    takes_anything = sent is not None and not given and schemas.is_open(sent)
    for name, item in schemas.properties(schema).items():
        lean = schemas.follow(item)
        own = not (takes_anything or name in given) or (isinstance(lean, dict) and lean.get("readOnly") is True)
        role = time_role(schemas, name, item) or (VERSION if counts_versions(schemas, name, item) else "")
        role = role or (BEGINS if _begins(schemas, name, item) else "")
        if own and role:
            yield MemberInside((*place, name), item, role)
        elif not role:
            yield from _below(schemas, (*place, name), item, None if own else given.get(name, True))


def _begins(schemas: Schemas, name: str, schema: Schema) -> bool:
    is_choice = isinstance(schemas.said_of(schema).get("enum"), list)
    return is_choice or (schemas.types(schema) == {"boolean"} and field_names.tells_event(name))


def put_within(record: dict[str, JSON], place: Pointer, value: JSON) -> dict[str, JSON]:
    """``record`` with this value there; as it is where the object around is not there."""
    return replaced(record, place, value) if isinstance(at(record, place[:-1]), dict) else record
