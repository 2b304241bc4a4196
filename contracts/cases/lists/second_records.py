"""Records that a request made beside the one that it is about: told by the list, taken into the ledger, removed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.search_pages import pages_of
from contracts.cases.sending.left_records import DOUBT
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.record_age import long_there
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON

_MOST = 200
"""How many texts are asked for one by one."""


def named_records(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each collection whose records other bodies name in a list of texts, which may make them: the
    tags of a droplet. What is there before is listed, and what is there afterwards looked for at the end.
    """
    for cycle in steps.cycles.values():
        listing, given = cycle["list"], steps.samples.given
        if listing is None or listing.operation.method != "GET" or not _is_named(steps, cycle):
            continue
        if all(name in given for name in listing.operation.path_names):
            path = {name: given[name] for name in listing.operation.path_names}
            yield f"before what is named in {cycle.resource}", partial(_list_before, cycle=cycle, path=path)


def _is_named(steps: RecordSteps, cycle: Lifecycle) -> bool:
    """Whether bodies of other resources have a list of texts that is called like this one."""
    word = field_names.singular(field_names.plain(cycle.resource.rpartition("/")[2]))
    for behaviour in steps.judge.behaviours.values() if not steps.sender.safety.read_only else ():
        operation = behaviour.operation
        if operation.is_safe or behaviour.resource == cycle.resource:
            continue
        sent = steps.schemas.below(operation.request_schema, behaviour.envelope)
        for name, item in steps.schemas.properties(sent).items():
            texts = steps.schemas.types(steps.schemas.items(item)) == {"string"}
            if texts and field_names.singular(field_names.plain(name)) == word:
                return True
    return False


def _list_before(steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str]) -> None:
    if cycle["list"] is not None:
        with steps.sender.collector.unobserved():
            before = pages_of(steps, cycle["list"], path).walk("list what is there before")
        steps.sweeps[f"named in {cycle.resource}"] = partial(_sweep_named, steps, cycle, path, before)


def _sweep_named(steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str], before: Walk) -> None:
    """Find what was named into being; what bears a text that anybody may have, or can't be removed, is told alone."""
    listing, sender = cycle["list"], steps.sender
    if listing is None:
        return
    if not before.whole:
        _tell_named(steps, cycle, path)
        return
    after = pages_of(steps, listing, path).walk("list what was named")
    if cycle.removable:
        second_records(steps, cycle, path, before, after, partial(_was_named, steps))
    why = f"{DOUBT}another may have named it" if cycle.removable else "the document has no operation that removes it"
    known = set(before.keys)
    for key, record in after.records.items():
        new = key not in known and not sender.made(cycle.resource, key)
        if new and (key in steps.listed_texts or _marks(steps, record)):
            sender.records.keep(listing, key, why)


def _tell_named(steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str]) -> None:
    """Tell what is there under a text that a body named where the list is too long to show what was there before."""
    read, listing, sender = cycle["read"], cycle["list"], steps.sender
    place = read.key_place if read is not None else None
    if read is None or listing is None or place is None or place.location != "path":
        return
    for text in sorted(filter(str.strip, steps.listed_texts), key=steps.names.marks, reverse=True)[:_MOST]:
        with sender.collector.unobserved():
            look = steps.requests.build(read.operation, path={**path, place.names[0]: text})
            sent = steps.send(look, "look for what was named")
        if sent is not None and sent.succeeded and not sender.made(cycle.resource, text):
            sender.records.keep(listing, text, f"{DOUBT}its list is too long to show whether it was there before")


def _was_named(steps: RecordSteps, key: str, record: JSON) -> bool:
    """Whether a record is called as the run named it: one of somebody else's may quote the run's name meanwhile."""
    texts = {text for text in steps.listed_texts if steps.names.marks(text)}
    shown = {value for value in record.values() if isinstance(value, str)} if isinstance(record, dict) else set()
    return key in texts or bool(shown and shown <= texts)


def second_records(
    steps: RecordSteps,
    cycle: Lifecycle,
    path: Mapping[str, str],
    before: Walk,
    after: Walk,
    of: Callable[[str, JSON], bool] = lambda *_: True,
) -> list[str]:
    """The keys of records that the list shows now and did not before, that show the run's name, and no create made;
    ``of`` tells those that are looked for.

    They are the run's own from now on where a read shows its name too; what can't be read is nobody's to remove.
    """
    if not (before.whole or _grew_by_one(before, after)):
        return []
    found, sender = [], steps.sender
    known = set(before.keys)
    for key, record in after.records.items():
        if (
            key in known
            or not of(key, record)
            or sender.made(cycle.resource, key)
            or long_there(record, None) is not None
        ):
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
        steps.sweeps[cycle.resource] = partial(_sweep, steps, cycle, path, before, of)
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


def _sweep(
    steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str], before: Walk, of: Callable[[str, JSON], bool]
) -> None:
    """Find what was made since: repetitions of a finding make second records too."""
    if cycle["list"] is not None:
        after = pages_of(steps, cycle["list"], path).walk("list what was made beside others")
        second_records(steps, cycle, path, before, after, of)


def remove(steps: RecordSteps, cycle: Lifecycle, keys: list[str]) -> None:
    """Remove them again, where that is possible."""
    for key in keys:
        if cycle.removable:
            steps.delete(cycle, key, "remove what was made beside it")
