"""Lists counted around a record's life: a total moves by one with it, and a change makes no other record.

The list is walked whole each time. Where it shows that others change it meanwhile, nothing is told; a total is told
only where it moves wrongly twice.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import takes_objects
from contracts.cases.lists.listed_records import bodies, tell
from contracts.cases.lists.search_pages import pages_of
from contracts.cases.lists.second_records import remove, second_records
from contracts.cases.records.independence import within_family
from contracts.cases.records.observing import observe
from contracts.laws.list_walks import hides, moves
from contracts.traffic.effects import CHANGING
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.lists.list_pages import ListPages
    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.laws.list_laws import Flaw
    from contracts.laws.list_walks import Walk

_TWICE = 2


def second_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource that is listed and changed: before the others, since it keeps them from changes."""
    for cycle in _listed(steps):
        if any(takes_objects(steps.schemas, cycle[action]) for action in CHANGING):
            yield f"no second of {cycle.resource}", partial(changed, cycle=cycle)


def counting_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource that is listed."""
    for cycle in _listed(steps):
        yield f"totals of {cycle.resource}", partial(counted, cycle=cycle)


def _listed(steps: RecordSteps) -> Iterator[Lifecycle]:
    """The resources that are listed, and that the run can make and remove."""
    for cycle in steps.cycles.values():
        if cycle["create"] is not None and cycle["list"] is not None and cycle.removable:
            yield cycle


@within_family
def changed(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A change makes no record beside the one that it changes; a service that does so gets no more changes."""
    listing, path = cycle["list"], steps.parents(cycle)
    if listing is None or path is None:
        return
    safety = steps.sender.safety
    safety.copying.discard(cycle.resource)
    full, other, _ = bodies(steps, cycle)
    key = _made(steps, cycle, full)
    pages = pages_of(steps, listing, path)
    before = pages.walk("list what is there before a change")
    found: list[str] = []
    for action in CHANGING if key is not None and before.pages else ():
        behaviour = cycle[action]
        if behaviour is None or key is None or not takes_objects(steps.schemas, behaviour):
            continue
        body = steps.keyed(cycle["create"], other, key) if cycle.chosen and cycle["create"] is not None else other
        sent = steps.act(cycle, action, key, f"{action} it", body=body)
        if sent is None or not sent.succeeded:
            continue
        after = pages.walk(f"list what is there after a {action}")
        more = second_records(steps, cycle, path, before, after)
        if more:
            message = "makes another record beside the one that it changes"
            observe(steps, sent, "read-back", "body", "a change of one record", "a second record", message)
        found += more
    remove(steps, cycle, [*found, *([key] if key is not None else [])])
    if found:
        safety.copying.add(cycle.resource)


@within_family
def counted(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A total is one more after a create, and as before after the removal."""
    listing, path = cycle["list"], steps.parents(cycle)
    if listing is None or path is None:
        return
    pages = pages_of(steps, listing, path)
    first = pages.walk("count what is there")
    if not first.whole or not first.pages[0].totals:
        return
    flaws = [_round(steps, cycle, pages, first)]
    while flaws[-1] and len(flaws) < _TWICE:
        again = pages.walk("count what is there once more")
        flaws.append(_round(steps, cycle, pages, again))
    collector = steps.sender.collector
    told = {o.finding.place for o in collector.observations if o.finding.operation == listing.operation.id}
    told = told if collector.replaying is None else set()
    if len(flaws) == _TWICE and pages.last is not None:
        tell(steps, pages.last, listing, [flaw for flaw in flaws[0] if flaw in flaws[1] and flaw.place not in told])


def _round(steps: RecordSteps, cycle: Lifecycle, pages: ListPages, before: Walk) -> list[Flaw]:
    """What is wrong with the totals around the life of one record."""
    key = _made(steps, cycle, bodies(steps, cycle)[0])
    if key is None:
        return []
    during = pages.walk("count after a create")
    gone = steps.delete(cycle, key, "remove")
    if gone is None or not gone.succeeded or gone.body is not MISSING:
        return [*hides(before, during), *moves(before, during, key, None)]
    return [*hides(before, during), *moves(before, during, key, pages.walk("count after the removal"))]


def _made(steps: RecordSteps, cycle: Lifecycle, body: object) -> str | None:
    create = cycle["create"]
    if create is None or not steps.may_create(cycle) or not isinstance(body, dict):
        return None
    chosen = steps.fresh(cycle) if cycle.chosen else None
    sent = steps.create(cycle, steps.keyed(create, dict(body), chosen), "create one to be counted")
    return steps.key_of(cycle, sent, chosen)
