"""Looks whether a number that others may have by chance is free, before a record is made under it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.search_pages import pages_of
from contracts.laws.leeway import shows_nothing
from contracts.laws.told_failures import ABSENT
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.records.record_steps import RecordSteps
    from contracts.traffic.request_validity import Reading
    from mock_server.openapi import JSON, Behaviour

_LABEL = "look whether somebody has it"
_REFUSED = (400, 422)
"""What services answer, too, to who reads what is not there."""


def look_first(steps: RecordSteps) -> None:
    """From now on look before each create of these steps whether its number is free."""
    steps.sender.asking.first = partial(look_whether_free, steps)


def look_whether_free(steps: RecordSteps, reading: Reading | None, behaviour: Behaviour | None, key: JSON) -> None:
    """Before a create under a number that others may have by chance: it may be made where nothing shows it."""
    sender = steps.sender
    where = sender.addressing.where(reading, behaviour, key)
    if where is None or behaviour is None or behaviour.action != "create" or where in sender.ownership.missed:
        return
    number = where[2]
    if not (number.isdecimal() and steps.names.owns(number)) or sender.ownership.named(number):
        return
    parents = dict(sender.addressing.parents(reading, behaviour))
    with sender.collector.unobserved():
        free = _misses(steps, where[0], parents, number)
        if _lacks(steps, where[0], parents, number) if free is None else free:
            sender.ownership.missed.add(where)


def _misses(steps: RecordSteps, resource: str, parents: Mapping[str, str], number: str) -> bool | None:
    """Whether a read of this number says that nothing has it; None where there is no read, or it says neither."""
    cycle = steps.cycles.get(resource)
    read = cycle["read"] if cycle is not None else None
    part = read.key_place if read is not None else None
    if read is None or part is None or part.location not in ("path", "query"):
        return None
    path, name = steps.sender.path_keys.on(read, dict(parents)), part.names[0]
    asked = {**path, name: number} if part.location == "path" else path
    query = ((name, number),) if part.location == "query" else ()
    sent = steps.send(steps.requests.build(read.operation, path=asked, query=query), _LABEL)
    if sent is None or sent.access is not True:
        return False
    if sent.status in _REFUSED:
        return _says_missing(read, sent.status) or None
    return sent.status in ABSENT or shows_nothing(sent.status, ABSENT[0], read, sent.body)


def _says_missing(read: Behaviour, status: int) -> bool:
    """Whether the document says of this refusal that it is that of a record that is not there."""
    response = read.operation.response(status)
    return response is not None and read.operation.says_missing(response)


def _lacks(steps: RecordSteps, resource: str, parents: Mapping[str, str], number: str) -> bool:
    """Whether the whole list shows the key of each record that it has, and this number is none of them."""
    cycle = steps.cycles.get(resource)
    listing = cycle["list"] if cycle is not None else None
    path = steps.sender.path_keys.on(listing, dict(parents)) if listing is not None else {}
    if listing is None or not path.keys() >= set(listing.operation.path_names) or _chooses(listing):
        return False
    pages = pages_of(steps, listing, path)
    walk = pages.walk(_LABEL, until=number)  # which is not whole where it ends at this number
    seen = pages.last is not None and pages.last.access is True
    return seen and walk.whole and len(walk.keys) == walk.length


def _chooses(listing: Behaviour) -> bool:
    """Whether a list can only be asked for a part of what it has."""
    asked = [p.name for p in listing.operation.parameters if p.location in ("query", "querystring") and p.required]
    return not all(map(field_names.asks, asked))
