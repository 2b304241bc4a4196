"""Records below a parent: each is found and listed below its own alone, and goes with it where the document says so."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import changed_members, least_change, read_record, remove_it, takes_objects
from contracts.cases.journeys.record_times import nouns_of
from contracts.cases.lists.list_pages import ListPages
from contracts.cases.lists.listed_records import made
from contracts.findings import Culprit
from contracts.laws.leeway import ACCEPTED
from contracts.laws.maker import Maker
from contracts.laws.told_failures import ABSENT
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from contracts.traffic.ledger import LedgerEntry
    from mock_server.openapi import JSON, Behaviour, Schemas

_TAKES_ALONG = re.compile(
    r"\b(?:with|and|including)\s+(?:all\s+)?(?:of\s+)?(?:its|their)\b(?!\s+(?:unique\s+)?(?:id|key|name|uuid|slug|number)\b)"
    r"|\bcascad",
    re.IGNORECASE,
)
"""A removal that says that what is below goes too."""
_TAKES_AWAY = re.compile(
    r"\b(?:remov\w*|delet\w*|clear\w*|drop\w*|discard\w*|reset\w*|cancel\w*|start(?:s|ing)? over|anew|empt\w+|cascad\w*"
    r"|with (?:all|its|their)|including|everything|whole)\b",
    re.IGNORECASE,
)
"""A replacement that may say so."""
_KEYS = {(word,) for word in ("id", "ids", "key", "keys", "ref", "refs", "uuid", "uuids")}
"""Last words of a list of references: `memberIds`."""


def parent_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource below another one that the run can make."""
    for cycle in steps.cycles.values():
        create = cycle.makes
        if create is None or not cycle.removable or not (cycle["read"] or cycle["list"]):
            continue
        if create.parents or _is_part(cycle):
            yield f"parents of {cycle.resource}", partial(apart, cycle=cycle)
        if create.parents:
            yield f"the end of a parent of {cycle.resource}", partial(taken_along, cycle=cycle)
            if _may_keep(steps, cycle):
                yield f"a change of a parent of {cycle.resource}", partial(kept_below, cycle=cycle)


def apart(steps: RecordSteps, cycle: Lifecycle) -> None:
    """What is below one parent is not below another."""
    child, other = _child(steps, cycle), _beside(steps, cycle)
    if child is None or other is None:
        return
    key, body, path = child
    behaviour, shown = cycle["list"], None
    if behaviour is not None:
        pages = ListPages(steps, behaviour, other)
        walk = pages.walk("list below another parent", until=key)
        shown = key in walk.keys if walk.whole or key in walk.keys else None
        if shown and pages.last is not None and _is(steps, key, walk.records[key], body):
            _tell(steps, pages.last, "lists what was made below another parent", behaviour.record)
    read = _read(steps, cycle, key, other) if not _is_part(cycle) else None  # which has a path of its own
    if read is not None and read.succeeded:
        record = _shown(steps, cycle, read)
        if _is(steps, key, record, body) and (shown is False or _names(record, path, other)):
            _tell(steps, read, "shows what was made below another parent", None)
    steps.delete(cycle, key, "remove")


def taken_along(steps: RecordSteps, cycle: Lifecycle) -> None:
    """What is below a parent can't be read any more once the parent is gone, where the document says so."""
    above = parent_of(steps, cycle)
    delete = above["delete"] if above is not None else None
    if above is None or delete is None or cycle["read"] is None or above["read"] is None:
        return
    said = f"{delete.operation.raw.get('summary', '')} {delete.operation.raw.get('description', '')}"
    path = _beside(steps, cycle) if _TAKES_ALONG.search(said) else None
    create = cycle.makes
    if path is None or create is None or not steps.may_create(cycle):
        return
    key = _made_there(steps, cycle, path)
    parent = path[create.parents[-1]]
    if key is None:
        return
    with steps.sender.collector.unobserved():  # whether it may be refused for what is below is open
        gone = steps.delete(above, parent, "remove the parent")
    if gone is None or not gone.succeeded:
        return
    look = steps.act(above, "read", parent, "read the parent that was removed")
    read = _read(steps, cycle, key, path)
    if look is None or look.status not in ABSENT or read is None:
        return
    if read.succeeded:
        _tell(steps, read, "is still there although its parent was removed", None)
    elif read.status in ABSENT:
        went(steps, steps.sender.addressing.entry(read.reading, cycle["read"], key))


def _may_keep(steps: RecordSteps, cycle: Lifecycle) -> bool:
    """Whether a replacement of the parent says nothing of what is below it, neither in words nor in its body."""
    above, read = parent_of(steps, cycle), cycle["read"]
    change = above["replace"] if above is not None and above["read"] is not None else None
    if change is None or read is None or read.operation.response(ABSENT[0]) is None:
        return False
    said = " ".join(change.operation.texts)
    if not takes_objects(steps.schemas, change) or _TAKES_AWAY.search(said):
        return False
    noun, members = nouns_of(cycle.resource), changed_members(steps, change)
    if any(not noun.isdisjoint(map(field_names.singular, field_names.words(name))) for name in members):
        return False
    body = steps.schemas.below(change.operation.request_schema, change.envelope)
    return not _may_hold_records(steps.schemas, {name: steps.schemas.below(body, (name,)) for name in members})


def _may_hold_records(schemas: Schemas, members: Mapping[str, JSON], deepest: int = 3) -> bool:
    """Whether a member may hold what is below its record by another name: a list of objects or keys, or a map."""
    for name, item in members.items():
        several = schemas.items(item), schemas.other_properties(item)
        if any("object" in schemas.types(one) for one in several if one is not None):
            return True
        if "array" in schemas.types(item) and (
            field_names.words(name)[-1:] in _KEYS or schemas.keyword(several[0], "format") == "uuid"
        ):
            return True
        if not deepest or _may_hold_records(schemas, schemas.properties(item), deepest - 1):
            return True
    return False


def kept_below(steps: RecordSteps, cycle: Lifecycle) -> None:
    """What is below a parent is there after a replacement of the parent, which is another resource."""
    above, path, create = parent_of(steps, cycle), _beside(steps, cycle), cycle.makes
    if above is None or path is None or create is None or not steps.may_create(cycle):
        return
    key, parent = _made_there(steps, cycle, path), path[create.parents[-1]]
    first = _read(steps, cycle, key, path, "read what is below it") if key is not None else None
    if key is None or first is None or not first.succeeded:
        return
    if _replaced(steps, above, parent):
        read = _read(steps, cycle, key, path, "read what is below it then")
        if read is not None and read.status in ABSENT:
            _tell(steps, read, "is gone after a change of its parent", None, ("the record", str(read.status)))
    _remove_both(steps, cycle, key, path)


def _replaced(steps: RecordSteps, above: Lifecycle, parent: str) -> bool:
    """Whether a record was replaced, and each list and object that it showed was sent back as it was."""
    change, before = above["replace"], read_record(steps, above, parent, "read the parent")
    if change is None or before is None:
        return False
    body = least_change(steps, above, change, parent)
    given, shown = pointers.at(body, change.envelope), before[1].target
    names = [name for name in changed_members(steps, change) if isinstance(shown.get(name), dict | list)]
    if any(shown[name] and (not isinstance(given, dict) or given.get(name) != shown[name]) for name in names):
        return False
    sent = steps.act(above, "replace", parent, "replace the parent", body=body)
    look = steps.act(above, "read", parent, "read the parent that was replaced")
    return sent is not None and sent.succeeded and sent.status != ACCEPTED and look is not None and look.succeeded


def _remove_both(steps: RecordSteps, cycle: Lifecycle, key: str, path: Mapping[str, str]) -> None:
    """Remove a record below a parent of its own, and that parent."""
    above, delete, create = parent_of(steps, cycle), cycle["delete"], cycle.makes
    if above is None or create is None or delete is None or not delete.key_parameter:
        return
    there = {**steps.sender.path_keys.on(delete, path), delete.key_parameter: key}
    with steps.sender.collector.unobserved():  # it may be gone, which is told
        request = steps.requests.build(delete.operation, path=there, query=steps.hard(cycle))
        gone = steps.send(request, "remove what is below it")
        if gone is not None and (gone.succeeded or gone.status in ABSENT):
            remove_it(steps, above, path[create.parents[-1]])


def _made_there(steps: RecordSteps, cycle: Lifecycle, path: Mapping[str, str]) -> str | None:
    """The key of a new record below these parents."""
    label, puts, create = "create below a parent that goes", cycle.puts, cycle["create"]
    if create is not None:
        chosen = steps.fresh(cycle) if cycle.chosen else None
        request = steps.requests.build(create.operation, path=path, body=steps.body(cycle, chosen))
        return steps.key_of(cycle, steps.send(request, label), chosen)
    if puts is None or not puts.key_parameter:
        return None
    key = steps.fresh(cycle)
    body = steps.requests.body(puts.operation)
    sent = steps.send(steps.requests.build(puts.operation, path={**path, puts.key_parameter: key}, body=body), label)
    return key if sent is not None and sent.succeeded else None


def went(steps: RecordSteps, entry: LedgerEntry | None) -> None:
    """The entry's record was removed by something else than a delete of its own: none finds it any more."""
    records = steps.sender.records
    if entry is not None:
        records.answered(entry, found=None)
        records.removed += records.ledger.gone(entry)
        records.ownership.removed(entry.resource, entry.key, records.addressing.above_entry(entry))


def _shown(steps: RecordSteps, cycle: Lifecycle, sent: Sent) -> JSON:
    behaviour = cycle["read"]
    return steps.sender.addressing.record(behaviour, sent.body) if behaviour is not None else None


def _child(steps: RecordSteps, cycle: Lifecycle) -> tuple[str, JSON, Mapping[str, str]] | None:
    """Key, body and parents of a new record below the usual parents, None where it can't be told from others."""
    path, create = steps.parents(cycle), cycle.makes
    if path is None or create is None or not steps.samples.given.keys().isdisjoint(path):
        return None
    body = steps.full(create)
    keys = made(steps, cycle, [body])
    return (keys[0], body, path) if keys and keys[0] is not None else None


def parent_of(steps: RecordSteps, cycle: Lifecycle) -> Lifecycle | None:
    """The resource of the nearest parent."""
    create = cycle.makes
    return _above(steps, create) if create is not None and create.parents else None


def _above(steps: RecordSteps, create: Behaviour) -> Lifecycle | None:
    """The resource of the nearest record above a new one, also of one that has a path of its own elsewhere."""
    names = _parents(create)
    return steps.cycles.get(steps.sender.path_keys.of(create).get(names[-1], "")) if names else None


def _parents(create: Behaviour) -> tuple[str, ...]:
    """The parameters that name the records above it."""
    return create.parents or (create.operation.path_names if create.within is not None else ())


def _is_part(cycle: Lifecycle) -> bool:
    """Whether one path lists and makes records below a parent, which have a path of their own elsewhere."""
    create, listing = cycle["create"], cycle["list"]
    if create is None or listing is None or create.within is None:
        return False
    return create.operation.path == listing.operation.path


def _beside(steps: RecordSteps, cycle: Lifecycle) -> dict[str, str] | None:
    """The path to the same resource below a new nearest parent."""
    path, create = steps.parents(cycle), cycle.makes
    above = _above(steps, create) if create is not None else None
    if above is None or path is None or create is None or above["create"] is None:
        return None
    key = steps.record_of(above)
    return {**path, _parents(create)[-1]: key} if key is not None else None


def _read(
    steps: RecordSteps, cycle: Lifecycle, key: str, path: Mapping[str, str], label: str = "read below another parent"
) -> Sent | None:
    """The record's key below these parents, looked at without comparing with the mock; only where 404 is documented."""
    behaviour = cycle["read"]
    if behaviour is None or behaviour.operation.response(ABSENT[0]) is None or not behaviour.key_parameter:
        return None
    there = steps.sender.path_keys.on(behaviour, path)
    request = steps.requests.build(behaviour.operation, path={**there, behaviour.key_parameter: key})
    with steps.sender.collector.unobserved():
        return steps.send(request, label)


def _is(steps: RecordSteps, key: str, record: JSON, body: JSON) -> bool:
    """Whether a record of this key is the one that was made: its key, or a value that was sent, names the run."""
    names = steps.names
    if names.owns(key):
        return True
    if not isinstance(record, dict) or not isinstance(body, dict):
        return False
    return any(names.marks(value) and record.get(name) == value for name, value in body.items())


def _names(record: JSON, here: Mapping[str, str], other: Mapping[str, str]) -> bool:
    """Whether a record names the parent that it was made below, and that is not the one of the path."""
    if not isinstance(record, dict):
        return False
    differs = [name for name in here if here[name] != other.get(name)]
    return any(str(record.get(name)) == here[name] for name in differs)


def _tell(
    steps: RecordSteps,
    sent: Sent,
    message: str,
    place: tuple[str, ...] | None,
    values: tuple[str, str] = ("nothing of another parent", "a record of it"),
) -> None:
    make = Maker(sent.exchange, sent.reading.operation if sent.reading else None, Culprit.TARGET_AGAINST_MOCK)
    where = "status" if place is None else pointers.text(place) or "body"
    steps.sender.collector.observe(make("below-parent", where, *values, message, cause=message))
