"""How old a record says it is: services that revive what was deactivated answer a create with a record from before."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from contracts.traffic.format_clarity import moment
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from mock_server.openapi import JSON

_LONG = 48 * 3600.0
"""Seconds; zones that are not told, and clocks that are a day behind, are less."""
_MILLISECONDS = 10**11
"""From where on a number counts milliseconds since 1970."""


def long_there(record: JSON, sent: JSON) -> str | None:
    """The member of a record by which it was made long ago, None where none says so.

    What the create itself sent says nothing.
    """
    if not isinstance(record, dict):
        return None
    own = sent if isinstance(sent, dict) else {}
    limit = time.time() - _LONG
    for name, value in record.items():
        if field_names.CREATED.search(name) and name not in own:
            seconds = _seconds(value)
            if seconds is not None and 0 < seconds < limit:
                return str(name)
    return None


def _seconds(value: JSON) -> float | None:
    """A time as seconds since 1970."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return value / 1000 if value > _MILLISECONDS else float(value) if value > 10**8 else None
    found = moment(value)
    return found.timestamp() if found is not None else None
