"""Records that a request made beside the one that it is about: told by the list, taken into the ledger, removed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.search_pages import pages_of
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.record_age import long_there

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON


def second_records(
    steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str], before: Walk, after: Walk
) -> list[str]:
    """The keys of records that the list shows now and did not before, that show the run's name, and no create made.

    They are the run's own from now on where a read shows its name too; what can't be read is nobody's to remove.
    """
    if not (before.whole or _grew_by_one(before, after)):
        return []
    found, sender = [], steps.sender
    known = set(before.keys)
    for key, record in after.records.items():
        if key in known or sender.made(cycle.resource, key) or long_there(record, None) is not None:
            continue
        if not _marks(steps, record) or (cycle["read"] is not None and not _shows(steps, cycle, key)):
            continue
        found.append(key)
        delete = cycle["delete"]
        there = path if delete is None else sender.path_keys.on(delete, path)
        entry = LedgerEntry(cycle.resource, key, tuple(there.items()))
        if cycle["read"] is None:
            sender.ledger.unsure(entry)
            continue
        sender.ownership.adopt(cycle.resource, key, sender.addressing.above_entry(entry))
        sender.records.created += sender.ledger.made(entry)
    if found:
        steps.sweeps[cycle.resource] = partial(_sweep, steps, cycle, path, before)
    return found


def _grew_by_one(before: Walk, after: Walk) -> bool:
    """Whether a list shows all that it showed, and one record more: one that is cut off does not grow."""
    there, now = set(before.keys), set(after.keys)
    return bool(there) and there < now and len(now) == len(there) + 1


def _marks(steps: RecordSteps, record: JSON) -> bool:
    """Whether a record shows the run's name."""
    return isinstance(record, dict) and steps.names.marks(record)


def _shows(steps: RecordSteps, cycle: Lifecycle, key: str) -> bool:
    """Whether a read shows the run's name in the record of this key, as the list does."""
    behaviour = cycle["read"]
    with steps.sender.collector.unobserved():
        look = steps.act(cycle, "read", key, "read what was made beside it")
    if behaviour is None or look is None or not look.succeeded:
        return False
    return _marks(steps, steps.sender.addressing.record(behaviour, look.body) or look.body)


def _sweep(steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str], before: Walk) -> None:
    """Find what was made since: repetitions of a finding make second records too."""
    if cycle["list"] is not None:
        after = pages_of(steps, cycle["list"], path).walk("list what was made beside others")
        second_records(steps, cycle, path, before, after)


def remove(steps: RecordSteps, cycle: Lifecycle, keys: list[str]) -> None:
    """Remove them again, where that is possible."""
    for key in keys:
        if cycle.removable:
            steps.delete(cycle, key, "remove what was made beside it")
