"""The law of a list by a span of time: what lies days outside it is not shown, what lies days inside it is.

Whether a bound belongs to its span, and which zone a day is counted in, is open; so nothing is asked near a bound.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from contracts.laws.list_laws import Flaw
from contracts.traffic.format_clarity import moment

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON

_AWAY = timedelta(days=3)
_FIRST = datetime.min.replace(tzinfo=UTC) + 2 * _AWAY
_LAST = datetime.max.replace(tzinfo=UTC) - 2 * _AWAY
Bounds = tuple[datetime | None, datetime | None]


def instant(value: JSON) -> datetime | None:
    """The instant that a time, or a date, names; None where it names none, or has no days around it.

    The first and the last moments of the calendar stand for none: never, or always.
    """
    if not isinstance(value, str):
        return None
    found = moment(value) or moment(f"{value}T00:00:00Z")
    return found if found is not None and _FIRST < found < _LAST else None


def spans(instants: Mapping[str, datetime], *, lower: bool) -> Iterator[Bounds]:
    """Bounds of one kind that let in all of these, and none."""
    early, late = min(instants.values()) - _AWAY, max(instants.values()) + _AWAY
    yield from ((bound, None) if lower else (None, bound) for bound in (early, late))


def written(at: datetime, form: JSON) -> str:
    """How a parameter of this format asks for an instant."""
    at = at.astimezone(UTC)
    return at.date().isoformat() if form == "date" else at.strftime("%Y-%m-%dT%H:%M:%SZ")


def within_span(walk: Walk, instants: Mapping[str, datetime], bounds: Bounds, member: str, name: str) -> Iterator[Flaw]:
    """A list by a span of time shows the run's own records inside it and none outside."""
    lower, upper = bounds
    asked = f"{'…' if lower is None else lower.date()} to {'…' if upper is None else upper.date()}"
    for key, at in instants.items():
        inside = (lower is None or at > lower) and (upper is None or at < upper)
        if not inside and key in walk.records:
            yield Flaw(member, asked, at.isoformat(), f"is outside what {name} asks for")
            return
        if inside and walk.whole and key not in walk.records:
            yield Flaw(member, f"with {at.isoformat()}", "without it", f"lacks what {name} asks for")
            return
