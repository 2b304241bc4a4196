"""Reads a record in the list, where a document has no operation that reads one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.lists.search_pages import pages_of
from contracts.laws.read_back import Reads

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent


def read_in_list(steps: RecordSteps, cycle: Lifecycle, key: str, label: str) -> tuple[Sent, Reads] | None:
    """The record as both sides list it, and the page that shows it; None where one of them does not."""
    listing, path = cycle["list"], steps.parents(cycle)
    if listing is None or path is None:
        return None
    pages = pages_of(steps, listing, path)
    walk = pages.walk(label, until=key)
    resource, above, _ = steps.where(cycle, key)
    theirs = steps.sender.correspondence.partner(key, resource, above) or key
    target, mock = walk.records.get(key), dict(walk.beside).get(theirs)
    if pages.last is None or not isinstance(target, dict) or not isinstance(mock, dict):
        return None
    return pages.last, Reads(target, mock)
