"""Lists that lag behind their records: asked again for a bounded time before they are told to be wrong.

Nothing in a document promises that a list shows at once what was made, or no more what was removed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.cases.records.record_steps import RecordSteps

_PAUSES = (0.05, 0.2, 0.5, 1.0)
_MOST = 4.0
"""Seconds of waiting for the lists of one resource."""


def settles(steps: RecordSteps, resource: str, is_right: Callable[[], bool]) -> bool:
    """Whether a list becomes right while it is asked again, each time after a longer pause."""
    for pause in _PAUSES:
        waited = steps.waited.get(resource, 0.0) + pause
        if waited > _MOST or not steps.sender.target.wait(pause):
            return False
        steps.waited[resource] = waited
        if is_right():
            return True
    return False
