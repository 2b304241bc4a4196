"""When the exchanges of an archive were under way: in which order they ended, and which of them were alone."""

from __future__ import annotations

import heapq
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from contracts.exchange import SAFE_METHODS

if TYPE_CHECKING:
    from collections.abc import Sequence


class RecordedTime(NamedTuple):
    """One entry of an API: ``began`` and ``ended`` in seconds since 1970."""

    began: float
    ended: float
    changes: bool


def recorded_time(entry: Any) -> RecordedTime | None:
    """The time of an entry; None where it does not tell."""
    try:
        began = datetime.fromisoformat(entry["startedDateTime"])
        took = entry["time"]
        changes = str(entry["request"]["method"]).upper() not in SAFE_METHODS
        if not took >= 0:
            return None
        moment = (began if began.tzinfo else began.replace(tzinfo=UTC)).timestamp()
        return RecordedTime(moment, moment + took / 1000, changes)
    except (LookupError, TypeError, ValueError, OverflowError):
        return None


def in_order(times: Sequence[RecordedTime | None]) -> list[int]:
    """The places of the entries in the order of their ends, as they stand where one of them does not tell its time."""
    known = [time.ended for time in times if time is not None]
    if len(known) < len(times):
        return list(range(len(times)))
    return sorted(range(len(times)), key=known.__getitem__)


def alone(times: Sequence[RecordedTime | None]) -> list[bool]:
    """Whether nothing that may have changed something was under way beside each; of none where a time is unknown."""
    if any(time is None for time in times):
        return [False] * len(times)
    known = [time for time in times if time is not None]
    found = [True] * len(known)
    ends: dict[bool, list[tuple[float, int]]] = {True: [], False: []}
    for place in sorted(range(len(known)), key=lambda place: known[place].began):
        time = known[place]
        for waiting in ends.values():
            while waiting and waiting[0][0] <= time.began:
                heapq.heappop(waiting)
        if ends[True]:
            found[place] = False
        for _, other in (*ends[True][:1], *ends[False]) if time.changes else ():
            found[other] = False  # of several that change something each has met another already
        if time.changes:
            ends[False] = []  # they are disturbed, and disturb nobody
        heapq.heappush(ends[time.changes], (time.ended, place))
    return found
