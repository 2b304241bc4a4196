"""Numbers that records show of what is below them, before one is made there, while it is there, and after."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import changed_members
from contracts.cases.journeys.parent_journeys import parent_of
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.lists.list_pages import ListPages
from contracts.cases.lists.listed_records import bodies, made
from contracts.cases.records.independence import within_family
from contracts.cases.records.observing import observe
from contracts.laws.child_counts import counts, wrong
from contracts.laws.leeway import ACCEPTED
from contracts.laws.read_back import shown_record
from contracts.traffic.free_texts import values
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from contracts.traffic.free_texts import Place
    from mock_server.openapi import JSON, Behaviour


def child_counts(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource that the run can make and remove, below or referring to a record that counts it."""
    for cycle in steps.cycles.values():
        for above, place in _counting(steps, cycle) if cycle.removable else ():
            read = above["read"]
            if read is None:
                continue
            response = next((r for r in read.operation.responses if r.status.startswith("2")), None)
            members = steps.schemas.properties(shown_record(steps.schemas, response, read))
            given = _given(steps, above)
            members = {name: schema for name, schema in members.items() if name not in given}
            found = dict(counts(steps.schemas, members, cycle.resource.rpartition("/")[2]))
            if found:
                yield (
                    f"numbers of {cycle.resource}",
                    partial(counted, cycle=cycle, above=above, members=found, place=place),
                )


def _counting(steps: RecordSteps, cycle: Lifecycle) -> list[tuple[Lifecycle, Place]]:
    """What may count a resource: its nearest parent, or else what one member of it alone refers to, and its place."""
    above, create = parent_of(steps, cycle), cycle["create"]
    if above is not None or create is None or create.parents:
        return [(above, ())] if above is not None else []
    known = steps.sender.references.of(create)
    places = {resource: place for place, resource in known.items() if [*known.values()].count(resource) == 1}
    others = [(steps.cycles.get(resource), place) for resource, place in places.items() if resource != cycle.resource]
    return [(other, place) for other, place in others if other is not None and "*" not in place]


def _given(steps: RecordSteps, above: Lifecycle) -> set[str]:
    """The members that some request gives to a record: what a client says there counts nothing."""
    asked = (each for each in steps.judge.behaviours.values() if each.resource == above.resource)
    return {name for each in asked for name in changed_members(steps, each)}


@within_family
def counted(
    steps: RecordSteps, cycle: Lifecycle, above: Lifecycle, members: Mapping[str, bool], place: Place = ()
) -> None:
    """Make one below the run's own record, or that refers to it, and remove it; a number may follow a moment later."""
    create, path = cycle.makes, steps.parents(cycle)
    if create is None or path is None or not steps.samples.given.keys().isdisjoint(path):
        return
    full, body, _ = bodies(steps, cycle)
    body = full if place else body
    parent = path[create.parents[-1]] if not place else _referred(steps, create, full, place)
    if not parent or (place and not steps.sender.made(above.resource, parent)):
        return
    before = _numbers(steps, above, parent, "read what counts it")
    if before is None:
        return
    key = next(iter(made(steps, cycle, [body], "create one to be counted")), None)
    if key is None:
        return
    first = before[1]
    if not place:
        _empty(steps, cycle, above, [name for name, told in members.items() if told])
    during = _settled(steps, above, parent, lambda shown: not _flaws(members, first, shown, first))
    gone = steps.delete(cycle, key, "remove what was counted")
    if during is None or gone is None or not gone.succeeded or gone.status == ACCEPTED:
        return
    after = _settled(steps, above, parent, lambda shown: not _flaws(members, first, during[1], shown))
    for name, flaw in _flaws(members, first, during[1], after[1]).items() if after is not None else ():
        sent, last = after if after is not None else during
        numbers = ", ".join(str(shown.get(name)) for shown in (first, during[1], last))
        where = pointers.text((*_record(above), name))
        observe(steps, sent, "read-back", where, "one more, then as before", numbers, f"{where} {flaw}")


def _referred(steps: RecordSteps, create: Behaviour, body: JSON, place: Place) -> str:
    """The key of the record that a body refers to at ``place``."""
    return next((steps.sender.references.key(create, place, value) for value in values(body, place)), "")


def _empty(steps: RecordSteps, cycle: Lifecycle, above: Lifecycle, told: list[str]) -> None:
    """Tell a number that is said to count what is below a record, and is none of a new one below which nothing is."""
    create, parents, behaviour = cycle.makes, steps.parents(cycle), cycle["list"]
    key = steps.record_of(above) if told and behaviour is not None and steps.may_create(above) else None
    if key is None or create is None or parents is None or behaviour is None:
        return
    pages = ListPages(steps, behaviour, {**parents, create.parents[-1]: key})
    walk = pages.walk("list below a new one")
    shown = _numbers(steps, above, key, "read a new one below which nothing is")
    for name in told if walk.whole and not walk.length and shown is not None else ():
        value = shown[1].get(name) if shown is not None else None
        if type(value) is int and value > 0 and shown is not None:
            place = pointers.text((*_record(above), name))
            message = f"{place} counts what is not below the record"
            observe(steps, shown[0], "read-back", place, "0", str(value), message)


def _settled(
    steps: RecordSteps, above: Lifecycle, key: str, right: Callable[[dict[str, JSON]], bool]
) -> tuple[Sent, dict[str, JSON]] | None:
    """The numbers as they are now, or a moment later where they are not right yet."""
    last = [_numbers(steps, above, key, "read what counts it again")]

    def is_right() -> bool:
        last.append(_numbers(steps, above, key, "read what counts it a moment later"))
        return last[-1] is None or right(last[-1][1])

    if last[0] is not None and not right(last[0][1]):
        settles(steps, above.resource, is_right)
    return last[-1]


def _flaws(
    members: Mapping[str, bool], before: Mapping[str, JSON], during: Mapping[str, JSON], after: Mapping[str, JSON]
) -> dict[str, str]:
    found = {n: wrong(before.get(n), during.get(n), after.get(n), told=told) for n, told in members.items()}
    return {name: flaw for name, flaw in found.items() if flaw is not None}


def _record(above: Lifecycle) -> tuple[str, ...]:
    read = above["read"]
    return (read.record or ()) if read is not None else ()


def _numbers(steps: RecordSteps, above: Lifecycle, key: str, label: str) -> tuple[Sent, dict[str, JSON]] | None:
    sent = steps.act(above, "read", key, label)
    shown = pointers.at(sent.body, _record(above), None) if sent is not None and sent.succeeded else None
    return (sent, shown) if sent is not None and isinstance(shown, dict) else None
