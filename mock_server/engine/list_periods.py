"""Bounds of a list that name no member: ``from`` and ``to``, ``since`` and ``until``, ``timeMin`` and ``timeMax``.

They bound the one time that records have: of their times that which is not of their creation or last change. A bound is
of the form of that time; ``after`` and ``before`` are commonly keys of records, and bounds only where they are times.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_OF = r"(?:date|time|timestamp|ts|period|datetime)?"
_LOW = re.compile(rf"^{_OF}[_-]?(?:from|since|start|min|after|begin)[_-]?{_OF}$", re.I)
_HIGH = re.compile(rf"^{_OF}[_-]?(?:to|until|till|end|max|before)[_-]?{_OF}$", re.I)
_MOMENT = re.compile(r"^(?:ts|time(?:stamp)?|date(?:time)?|at|moment|instant|when)$", re.I)
_CURSOR = re.compile(r"^[_-]?(?:after|before)[_-]?$", re.I)
_TIMES = ("date-time", "date", "unix-time", "timestamp")


def bounds(schemas: Schemas, item: Schema | None, asked: Mapping[str, Schema]) -> dict[str, tuple[str, bool]]:
    """Of the parameters of these names and schemas those that bound a period: the member, and whether from below.

    Where only one side is there, or the member is not told, there are none.
    """
    known = schemas.properties(item)
    sides = {name: _LOW.match(name) is not None for name in asked if _LOW.match(name) or _HIGH.match(name)}
    member = _moment(schemas, item) if len(set(sides.values())) > 1 else None
    if member is None:
        return {}
    found = {
        name: (member, is_low)
        for name, is_low in sides.items()
        if name not in known and _may_bound(schemas, name, asked[name], known[member])
    }
    return found if len({is_low for _, is_low in found.values()}) > 1 else {}


def _may_bound(schemas: Schemas, name: str, asked: Schema, time: Schema) -> bool:
    """Whether a parameter may hold such a time: no text of another form, and no number where it is a text."""
    form, types, wanted = schemas.keyword(asked, "format"), schemas.types(asked), schemas.types(time)
    if form not in _TIMES and (_CURSOR.match(name) or (form is not None and "string" in types)):
        return False
    numbers = {"integer", "number"}
    return not types or not wanted or bool(types & wanted - {"null"}) or bool(types & numbers and wanted & numbers)


def _moment(schemas: Schemas, item: Schema | None) -> str | None:
    """The one time of a record."""
    times = []
    for name, schema in schemas.properties(item).items():
        lean = schemas.follow(schema)
        told = isinstance(lean, dict) and lean.get("format") in _TIMES
        if told or (_MOMENT.match(name) and not schemas.types(schema) & {"object", "array", "boolean"}):
            times.append(name)
    own = [name for name in times if not field_names.is_of_writing(name)]
    return own[0] if len(own) == 1 else times[0] if len(times) == 1 else None
