"""Which values a service of some habits takes, and how it writes times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from tests.habits.document import STATES

if TYPE_CHECKING:
    from tests.habits.profile import Habits


def fits(habits: Habits, name: str, value: Any) -> bool:
    """Whether the service takes this value of a member."""
    if name == "title":
        pattern = {True: r"\S(.*\S)?"}.get(habits.trims, r"[a-z0-9-]+" if habits.ids == "slug" else r"[\s\S]+")
        return isinstance(value, str) and len(value) <= 80 and re.fullmatch(pattern, value) is not None
    if name == "amount":
        whole = isinstance(value, int | float) and not isinstance(value, bool) and value == int(value)
        return whole and 0 <= value <= 1000
    if name == "state":
        return value in STATES if isinstance(value, str) else False
    if name == "note":
        return value is None or (isinstance(value, str) and len(value) <= 200)
    return isinstance(value, list) and len(value) <= 5 and all(isinstance(t, str) and len(t) <= 20 for t in value)


def time_of(habit: str) -> Any:
    """The time of day, in the form of this habit."""
    now = datetime.now(UTC)
    return {
        "zulu": now.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "offset": now.isoformat(),
        "local-offset": now.astimezone(timezone(timedelta(hours=2))).isoformat(),
        "seconds": now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "epoch": int(now.timestamp()),
        "date": now.strftime("%Y-%m-%d"),
    }[habit]
