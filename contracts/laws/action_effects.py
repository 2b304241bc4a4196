"""The law of actions: what an answer shows as changed by a verb is so when its record is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.job_states import JobState, state_of
from contracts.laws.same_values import alike, same
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.openapi import JSON


def unkept(
    said: Mapping[str, JSON], before: Mapping[str, JSON], shown: Mapping[str, JSON], after: Mapping[str, JSON]
) -> list[str]:
    """The members that the action changes as ``said``, of which the answer has ``shown`` just that, and a read nothing.

    What is said to be MISSING is a value that the service chooses, as a time. A state that goes on by itself may be
    over when it is read: which one comes then is open.
    """
    found = []
    for name, wanted in said.items():
        value = shown.get(name)
        if value is None or not (wanted is MISSING or alike(wanted, value)):
            continue
        moved = not same(before.get(name), value)
        if moved and same(before.get(name), after.get(name)) and state_of({"state": value}) is not JobState.RUNNING:
            found.append(name)
    return found
