"""Periods: two members of an object of which one says when it begins and the other when it ends.

No schema says that a beginning comes before its end; every service does. So bodies have them in order, and a refusal of
those that have not is nobody's fault.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON, Schemas

_BEGINS = frozenset(("start", "starts", "begin", "begins", "from", "since", "opens", "departure", "checkin", "arrives"))
_ENDS = frozenset(
    ("end", "ends", "finish", "finishes", "to", "until", "till", "through", "closes", "return", "checkout", "leaves")
)
_FORMATS = ("date-time", "date")


def periods(schemas: Schemas, schema: JSON) -> Iterator[tuple[str, str]]:
    """The names of the members with a period's beginning and end: their names differ in nothing but these words."""
    begins: dict[tuple[str, ...], str] = {}
    ends: dict[tuple[str, ...], str] = {}
    for name, item in schemas.properties(schema).items():
        if schemas.keyword(item, "format") not in _FORMATS:
            continue
        words = field_names.words(name, numbers=False)
        for known, found in ((_BEGINS, begins), (_ENDS, ends)):
            said = [word for word in words if word in known]
            if len(said) == 1:
                found.setdefault(tuple(word for word in words if word != said[0]), name)
    for rest, name in begins.items():
        if rest in ends:
            yield name, ends[rest]


def in_order(schemas: Schemas, schema: JSON, record: dict[str, JSON]) -> dict[str, JSON]:
    """``record`` with the end of each period a day after its beginning where it was not later."""
    moved: dict[str, JSON] = {}
    for begin, end in periods(schemas, schema):
        first, last = _moment(record.get(begin)), _moment(record.get(end))
        if first is not None and last is not None and first >= last:
            with suppress(OverflowError):  # nothing is later than the last day that there is
                moved[end] = _written(first + timedelta(days=1), str(record[end]))
    return {**record, **moved}


def out_of_order(schemas: Schemas, schema: JSON, record: JSON) -> bool:
    """Whether a period of ``record``, or of an object in it, ends before it begins, or as it begins."""
    if isinstance(record, list):
        return any(out_of_order(schemas, schemas.items(schema), item) for item in record[:20])
    if not isinstance(record, dict):
        return False
    for begin, end in periods(schemas, schema):
        first, last = _moment(record.get(begin)), _moment(record.get(end))
        if first is not None and last is not None and first >= last:
            return True
    known = schemas.properties(schema)
    return any(
        out_of_order(schemas, known[n], v) for n, v in record.items() if n in known and isinstance(v, dict | list)
    )


def _moment(value: JSON) -> datetime | None:
    """The moment that a text names, without its zone: a few hours decide nothing here."""
    try:
        return datetime.fromisoformat(value).replace(tzinfo=None) if isinstance(value, str) else None
    except ValueError:
        return None


def _written(moment: datetime, like: str) -> str:
    text = moment.isoformat(timespec="seconds")
    return text[:10] if len(like) == 10 else f"{text}Z"
