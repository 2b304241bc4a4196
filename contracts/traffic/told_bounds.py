"""Bounds that only a description tells: against this moment, or against a number that another record has.

*Must not be in the past*, *must not exceed the capacity of the room*: what is beyond such a bound conforms to the
schema, and may be refused.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from contracts.traffic.format_clarity import moment
from contracts.traffic.periods import TIME_FORMATS
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from mock_server.openapi import JSON, Schemas

_HAS_TO = r"(?:must|has to|have to|needs? to|should|(?:may|can)(?= only| not))"
_IS = r"(?:be|lie) (?:an? )?(?:(?:date|time|day) )?"
_LATER = r"(?:in the future|(?:after|later than) (?:now|today))"
_EARLIER = r"(?:in the past|(?:before|earlier than) (?:now|today))"
_TO_COME = field_names.Telling(rf"{_HAS_TO} (?:only )?{_IS}{_LATER}|{_HAS_TO} not {_IS}{_EARLIER}")
_THAT_WERE = field_names.Telling(rf"{_HAS_TO} (?:only )?{_IS}{_EARLIER}|{_HAS_TO} not {_IS}{_LATER}")
_OF_ANOTHER = field_names.Telling(
    r"(?:not (?:exceed|(?:be )?(?:more|greater|larger|higher) than)|at most|up to|limited (?:by|to))"
    r" (?:the|its|their) [^\d,;:]*\b(?:of|available|remaining|left)\b[^\d]*$"
)
"""How the greatest value of a number is said to be one of something else: no digit tells it."""
_NEAR = timedelta(days=1)
"""How far off a time has to be: in which zone its day is counted, is open."""


def beyond_told_bounds(schemas: Schemas, schema: JSON, record: dict[str, JSON]) -> bool:
    """Whether a member of ``record`` may be beyond what its description alone tells."""
    members = schemas.properties(schema)
    return any(_is_beyond(schemas, members[name], value) for name, value in record.items() if name in members)


def _is_beyond(schemas: Schemas, schema: JSON, value: JSON) -> bool:
    said = schemas.description(schema)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value != schemas.keyword(schema, "minimum") and _OF_ANOTHER.told_in(said)
    if not isinstance(value, str) or schemas.keyword(schema, "format") not in TIME_FORMATS:
        return False
    at, now = moment(value) or moment(f"{value}T00:00:00Z"), datetime.now(UTC)
    if at is None:
        return False
    return (at < now + _NEAR and _TO_COME.told_in(said)) or (at > now - _NEAR and _THAT_WERE.told_in(said))
