"""Records that a request made beside the one that it is about: told by the list, taken into the ledger, removed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import orjson

from contracts.cases.list_pages import ListPages
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.record_age import long_there

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.lifecycle import Lifecycle
    from contracts.cases.record_steps import RecordSteps
    from contracts.laws.list_walks import Walk


def second_records(
    steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str], before: Walk, after: Walk
) -> list[str]:
    """The keys of records that the list shows now and did not before, that show the run's name, and no create made.

    They are the run's own from now on.
    """
    if not before.whole:
        return []
    found, sender = [], steps.sender
    known = set(before.keys)
    for key, record in after.records.items():
        if key in known or sender.made(cycle.resource, key) or long_there(record, None) is not None:
            continue
        if not isinstance(record, dict) or steps.names.tag.encode() not in orjson.dumps(record).lower():
            continue
        found.append(key)
        delete = cycle["delete"]
        there = path if delete is None else sender.path_keys.on(delete, path)
        entry = LedgerEntry(cycle.resource, key, tuple(there.items()))
        sender.ownership.adopt(cycle.resource, key, sender.addressing.above_entry(entry))
        sender.records.created += sender.ledger.made(entry)
    if found:
        steps.sweeps[cycle.resource] = partial(_sweep, steps, cycle, path, before)
    return found


def _sweep(steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str], before: Walk) -> None:
    """Find what was made since: repetitions of a finding make second records too."""
    if cycle["list"] is not None:
        after = ListPages(steps, cycle["list"], path).walk("list what was made beside others")
        second_records(steps, cycle, path, before, after)


def remove(steps: RecordSteps, cycle: Lifecycle, keys: list[str]) -> None:
    """Remove them again, where that is possible."""
    for key in keys:
        if cycle.removable:
            steps.delete(cycle, key, "remove what was made beside it")
