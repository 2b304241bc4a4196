"""Lets a job go on each time that it is looked at: its state, and what goes with that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON
    from mock_server.openapi.behaviour.state_steps import StateSteps
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.operation_parts import Schema

_PROGRESS = re.compile(r"(?:progress|completion)?_?(?:percent(?:age)?)?(?:_?(?:completed?|done))?|progress", re.I)
_BEGAN = re.compile(r"(?:start|began|begin)\w*", re.I)
_ENDED = re.compile(r"(?:finish|complet|end|succeed)\w*", re.I)
_DONE = re.compile(r"(?:is_?)?(?:done|finished|completed?|ready)", re.I)
_WHOLE = 100


class JobProgress:
    """Moves the records of one job; ``schema`` is that of the record, ``now`` gives the time."""

    def __init__(self, job: StateSteps, schema: Schema | None, synthesis: Synthesis, now: Callable[[], JSON]) -> None:
        self._job = job
        self._members = synthesis.schemas.properties(schema)
        self._must = synthesis.schemas.required(schema)
        self._schemas = synthesis.schemas
        self._validators = synthesis.validators
        self._now = now

    def begun(self, record: dict[str, JSON]) -> dict[str, JSON]:
        """A new record in the first state, in which nothing is done yet."""
        out = self._at(record, 0)
        for name in out.keys() & self._members.keys():
            if self._is_time(name) and (_BEGAN.fullmatch(name) or _ENDED.fullmatch(name)):
                if self._may_be(name, None):
                    out[name] = None
                elif name not in self._must:
                    del out[name]
        return out

    def moved(self, record: dict[str, JSON]) -> dict[str, JSON]:
        """The record one step further; itself where it is at the end, or aside of the way."""
        steps, state = self._job.steps, record.get(self._job.member)
        if state not in steps or state == steps[-1]:
            return record
        place = steps.index(str(state)) + 1
        out = self._at(record, place)
        for name in self._members:
            came = _BEGAN if place == 1 else None
            is_over = place == len(steps) - 1 and _ENDED.fullmatch(name)
            if self._is_time(name) and out.get(name) is None and ((came and came.fullmatch(name)) or is_over):
                out[name] = self._now()
        return out

    def _at(self, record: dict[str, JSON], place: int) -> dict[str, JSON]:
        last = len(self._job.steps) - 1
        out = {**record, self._job.member: self._job.steps[place]}
        for name, schema in self._members.items():
            types = self._schemas.types(schema)
            if "boolean" in types and _DONE.fullmatch(name):
                out[name] = place == last
            elif types & {"integer", "number"} and name and _PROGRESS.fullmatch(name):
                most = self._schemas.keyword(schema, "maximum")
                share = place / last * (most if isinstance(most, int | float) else _WHOLE)
                told = round(share) if "integer" in types else share
                out[name] = told if self._may_be(name, told) else record.get(name, told)
        return out

    def _is_time(self, name: str) -> bool:
        return bool(self._schemas.keyword(self._members[name], "format") == "date-time")

    def _may_be(self, name: str, value: JSON) -> bool:
        valid: bool = self._validators.validator(self._members[name], "response", strict=True).is_valid(value)
        return valid
