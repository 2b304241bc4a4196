"""Bounds of a list that name no member: ``from`` and ``to``, ``since`` and ``until``, ``timeMin`` and ``timeMax``.

They bound the one time that records have: of their times that which is not of their creation or last change.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi.behaviour import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_OF = r"(?:date|time|timestamp|ts|period|datetime)?"
_LOW = re.compile(rf"^{_OF}[_-]?(?:from|since|start|min|after|begin)[_-]?{_OF}$", re.I)
_HIGH = re.compile(rf"^{_OF}[_-]?(?:to|until|till|end|max|before)[_-]?{_OF}$", re.I)
_MOMENT = re.compile(r"^(?:ts|time(?:stamp)?|date(?:time)?|at|moment|instant|when)$", re.I)
_TIMES = ("date-time", "date", "unix-time", "timestamp")


def bounds(schemas: Schemas, item: Schema | None, asked: Iterable[str]) -> dict[str, tuple[str, bool]]:
    """Of the parameters of these names those that bound a period: the member, and whether it is the lower bound.

    Where only one side is there, or the member is not told, there are none.
    """
    asked, known = list(asked), schemas.properties(item)
    low = [name for name in asked if _LOW.match(name) and name not in known]
    high = [name for name in asked if _HIGH.match(name) and name not in known]
    member = _moment(schemas, item) if low and high else None
    if member is None:
        return {}
    return {**dict.fromkeys(low, (member, True)), **dict.fromkeys(high, (member, False))}


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
