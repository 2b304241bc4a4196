"""Periods: two members of an object of which one says when it begins and the other when it ends; ranges of numbers too.

No schema says that a beginning comes before its end; every service does. So bodies have them in order, and a refusal of
those that have not is nobody's fault.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mock_server.openapi import JSON, Schemas

_BEGINS = frozenset(("start", "starts", "begin", "begins", "from", "since", "opens", "departure", "checkin", "arrives"))
_ENDS = frozenset(
    ("end", "ends", "finish", "finishes", "to", "until", "till", "through", "closes", "return", "checkout", "leaves")
)
_LEAST = frozenset(("min", "minimum", "lower", "lowest", "least"))
_MOST = frozenset(("max", "maximum", "upper", "highest", "most"))
_APART = re.compile(r"\bcheck (?=(?:in|out)\b)")
"""Between the parts of a word that some write as two: `checkIn`."""
TIME_FORMATS = ("date-time", "date")
"""Formats of values that tell a time, or a day."""


def periods(schemas: Schemas, schema: JSON) -> Iterator[tuple[str, str]]:
    """The names of the members with a period's beginning and end: their names differ in nothing but these words."""
    return _periods(schemas, schemas.properties(schema))


def _periods(schemas: Schemas, members: Mapping[str, JSON]) -> Iterator[tuple[str, str]]:
    moments = [name for name, item in members.items() if schemas.keyword(item, "format") in TIME_FORMATS]
    return _pairs(moments, _BEGINS, _ENDS)


def _ranges(schemas: Schemas, members: Mapping[str, JSON]) -> Iterator[tuple[str, str]]:
    """The names of the members with the least and the greatest number of a range, told in the same way."""
    numbers = [name for name, item in members.items() if schemas.types(item) & {"integer", "number"}]
    return _pairs(numbers, _BEGINS | _LEAST, _ENDS | _MOST)


def _pairs(names: Iterable[str], lower: frozenset[str], upper: frozenset[str]) -> Iterator[tuple[str, str]]:
    begins: dict[tuple[str, ...], str] = {}
    ends: dict[tuple[str, ...], str] = {}
    for name in names:
        words = _APART.sub("check", " ".join(field_names.words(name, numbers=False))).split()
        for known, found in ((lower, begins), (upper, ends)):
            said = [word for word in words if word in known]
            if len(said) == 1:
                found.setdefault(tuple(word for word in words if word != said[0]), name)
    for rest, name in begins.items():
        if rest in ends:
            yield name, ends[rest]


def in_order(schemas: Schemas, schema: JSON, record: dict[str, JSON]) -> dict[str, JSON]:
    """``record`` with the end of each period a day after its beginning where it was not later."""
    return given_in_order(schemas, schemas.properties(schema), record)


def given_in_order(schemas: Schemas, members: Mapping[str, JSON], given: dict[str, JSON]) -> dict[str, JSON]:
    """What is ``given`` by the names of ``members``, with the end of each period behind its beginning."""
    moved: dict[str, JSON] = {}
    for begin, end in _periods(schemas, members):
        first, last = _moment(given.get(begin)), _moment(given.get(end))
        if first is not None and last is not None and first >= last:
            with suppress(OverflowError):  # nothing is later than the last day that there is
                moved[end] = a_day_later(first, str(given[end]))
    return {**given, **moved}


def at_other_times(schemas: Schemas, schema: JSON, record: dict[str, JSON], nth: int) -> dict[str, JSON]:
    """``record`` with its times later, or earlier where all of them were, so that the ``nth`` meets no other one."""
    found = {
        name: at
        for name, item in schemas.properties(schema).items()
        if schemas.keyword(item, "format") in TIME_FORMATS and (at := _moment(record.get(name))) is not None
    }
    if not found:
        return record
    apart = nth * (max(found.values()) - min(found.values()) + timedelta(days=2))
    is_past = max(found.values()) < datetime.now(UTC).replace(tzinfo=None)
    with suppress(OverflowError):
        moved = {name: at - apart if is_past else at + apart for name, at in found.items()}
        return {**record, **{name: _written(at, str(record[name])) for name, at in moved.items()}}
    return record


def out_of_order(schemas: Schemas, schema: JSON, record: JSON) -> bool:
    """Whether a period or a range of ``record``, or of an object in it, ends before it begins, or as it begins."""
    if isinstance(record, list):
        return any(out_of_order(schemas, schemas.items(schema), item) for item in record[:20])
    if not isinstance(record, dict):
        return False
    known = schemas.properties(schema)
    return given_out_of_order(schemas, known, record) or any(
        out_of_order(schemas, known[n], v) for n, v in record.items() if n in known and isinstance(v, dict | list)
    )


def given_out_of_order(schemas: Schemas, members: Mapping[str, JSON], given: Mapping[str, JSON]) -> bool:
    """Whether a period or a range of what is ``given`` by the names of ``members`` ends before it begins."""
    for begin, end in _periods(schemas, members):
        first, last = _moment(given.get(begin)), _moment(given.get(end))
        if first is not None and last is not None and first >= last:
            return True
    pairs = ((given.get(begin), given.get(end)) for begin, end in _ranges(schemas, members))
    return any(isinstance(low, int | float) and isinstance(high, int | float) and low > high for low, high in pairs)


def is_half(schemas: Schemas, schema: JSON, record: JSON) -> bool:
    """Whether ``record`` has one end of a period or a range, whose other end is that of the record which it changes."""
    members, given = schemas.properties(schema), record if isinstance(record, dict) else {}
    pairs = (*_periods(schemas, members), *_ranges(schemas, members))
    return any((begin in given) is not (end in given) for begin, end in pairs)


def _moment(value: JSON) -> datetime | None:
    """The moment that a text names, without its zone: a few hours decide nothing here."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None) if isinstance(value, str) else None
    except ValueError:
        return None


def beginning_of(schemas: Schemas, members: Mapping[str, JSON], end: str) -> str | None:
    """The one of ``members`` that begins the period that ``end`` ends."""
    return next((begin for begin, other in _periods(schemas, members) if other == end), None)


def a_day_later(moment: datetime, like: str) -> str:
    """The time a day after a moment, as a text of the form of ``like``."""
    return _written(moment.replace(tzinfo=None) + timedelta(days=1), like)


def _written(moment: datetime, like: str) -> str:
    text = moment.isoformat(timespec="seconds")
    return text[:10] if len(like) == 10 else f"{text}Z"
