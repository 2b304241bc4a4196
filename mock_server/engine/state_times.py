"""Times that tell when a record came into a state: `closed_at` beside `closed`, `completedAt` beside `completed`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.clock import moment
from mock_server.engine.kept_inside import is_counted_time, now_like, time_role, unit_of
from mock_server.openapi.behaviour.field_names import is_of_writing
from mock_server.openapi.behaviour.places import plain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from mock_server.json_types import JSON
    from mock_server.openapi.reading.operation_parts import Schema
    from mock_server.openapi.schema.schemas import Schemas

_TIME = re.compile(r"(\w+?)(?:at|on|date|time)")
_FLAG = re.compile(r"^(?:is|has)(?=\w)")


class StateTimes:
    """Those of records with the members ``shown``, of which ``own`` are the server's."""

    def __init__(self, schemas: Schemas, shown: Mapping[str, Schema], own: Collection[str]) -> None:
        self._times: dict[str, str] = {}  # by the word for the state
        self._counted: list[str] = []
        self._states: dict[str, list[JSON]] = {}  # the order of the values of each state; none for a flag
        for name, item in shown.items():
            lean = schemas.said_of(item)
            told = _TIME.fullmatch(plain(name))
            is_counted = is_counted_time(schemas, name, item)
            is_time = lean.get("format") == "date-time" or (is_counted and not is_of_writing(name))
            is_free = name in own and "null" in schemas.types(item) and is_time
            if is_counted:
                self._counted.append(name)
            if told is not None and is_free and not time_role(schemas, name, item):
                self._times[told[1]] = name
            elif isinstance(lean.get("enum"), list):
                self._states[name] = list(lean["enum"])
            elif "boolean" in schemas.types(item):
                self._states[name] = []

    def moved(self, old: dict[str, JSON], new: dict[str, JSON], now: Callable[[], JSON]) -> dict[str, JSON]:
        """``new`` with the time of the state that it came into, and none of one that it went back from."""
        out = new
        for name, order in self._states.items() if self._times else ():
            before, after = old.get(name), new.get(name)
            if before == after:
                continue
            if isinstance(after, bool):
                out = self._told(old, out, _FLAG.sub("", plain(name)), now() if after else None)
            elif isinstance(after, str) and after in order:
                later = order[order.index(after) + 1 :] if before in order else []
                for one in later if before in later else ():
                    out = self._told(old, out, plain(str(one)), None)
                out = self._told(old, out, plain(after), now())
        return out

    def _told(self, old: dict[str, JSON], new: dict[str, JSON], word: str, time: JSON) -> dict[str, JSON]:
        name = self._times.get(word)
        if name is None or new.get(name) != old.get(name):
            return new
        counts = name in self._counted and isinstance(time, str)
        return {**new, name: now_like(unit_of(new, self._counted), "", moment(str(time))) if counts else time}
