"""How a job stands, by what an answer says of it: in words and marks that many services use."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mock_server.openapi import JSON

_STATE = re.compile(r"^(?i:(?:\w*[_-])?(?:status|state|phase))$|^\w+(?:Status|State)$")
_DONE_MARK = re.compile(r"^(?:is[_-]?)?(?:done|finished|completed?|ready)$", re.IGNORECASE)
_WORDS = {
    "done": "done complete completed succeed succeeded success successful finished ready ok closed resolved processed"
    " available",
    "failed": "failed failure error errored cancelled canceled aborted rejected expired timedout timeout stopped",
    "running": "pending queued waiting accepted running started starting processing inprogress progress working new"
    " created scheduled active submitted notstarted open initiated building",
}
_DEEP = 2


class JobState(StrEnum):
    """Where a job stands; unknown where its answer does not say."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"


_KNOWN = {word: JobState(kind) for kind, words in _WORDS.items() for word in words.split()}


NOT_THERE = "is not there, although the work was accepted (202) and this is where it is asked after"


def is_state(name: str) -> bool:
    """Whether a member of this name says how a job stands."""
    return _DONE_MARK.match(name) is not None or _STATE.match(name) is not None


def state_of(body: JSON) -> JobState:
    """How the job in this answer stands: by the outermost member that says so."""
    for name, value in _members(body, 0):
        if _DONE_MARK.match(name) and isinstance(value, bool):
            return JobState.DONE if value else JobState.RUNNING
        if _STATE.match(name) and isinstance(value, str):
            found = _KNOWN.get(re.sub(r"[^a-z]", "", value.lower()))
            if found is not None:
                return found
    return JobState.UNKNOWN


def _members(value: JSON, depth: int) -> Iterator[tuple[str, JSON]]:
    if not isinstance(value, dict):
        return
    yield from value.items()
    for inner in value.values():
        if depth < _DEEP:
            yield from _members(inner, depth + 1)
