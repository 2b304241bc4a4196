"""Changes of a record: bodies of a replace and a merge, and after each the record is read again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.merge_bodies import is_linkage, merge_bodies
from contracts.cases.journeys.record_times import hold_times, nouns_of, told_times
from contracts.cases.journeys.version_journeys import tag_of, tell_same
from contracts.cases.lists.listed_reads import read_in_list
from contracts.cases.lists.listed_records import made
from contracts.cases.probes.created_fields import fields
from contracts.cases.records.independence import independent
from contracts.cases.records.key_parts import key_part
from contracts.cases.records.put_records import put
from contracts.cases.records.spelled_members import spelled
from contracts.cases.values.typical_values import laid_over
from contracts.findings import Culprit
from contracts.laws.alternatives import strange_members
from contracts.laws.maker import Maker
from contracts.laws.own_grammar import takes_operations
from contracts.laws.read_back import Reads, change_meaning, differences, renamed, shown_record, told, unmoved
from contracts.laws.spelled_bodies import as_sent, as_shown
from contracts.laws.standing_members import is_servers_own
from contracts.traffic.effects import CHANGING
from mock_server.openapi import MISSING, media_types, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Schemas

    Shown = tuple[Sent, dict[str, JSON]]

_TAKEN = 409
"""A change to what another record has: a text that a service keeps but once (RFC 9110 section 15.5.10)."""


def changes(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for every operation that replaces or merges records that the run can make."""
    for cycle, action in changed_cycles(steps):
        yield f"{action} in {cycle.resource}", partial(change, cycle=cycle, action=action)


def changed_cycles(steps: RecordSteps) -> Iterator[tuple[Lifecycle, str]]:
    """What the run can make and change, and by which action."""
    for cycle in steps.cycles.values():
        for action in CHANGING:
            if (cycle["create"] is not None or cycle.puts is not None) and takes_objects(steps.schemas, cycle[action]):
                yield cycle, action


@independent
def change(steps: RecordSteps, cycle: Lifecycle, action: str) -> None:
    """What was sent is read, what a replace leaves out is gone, what a merge does not name stays."""
    key, behaviour = made_whole(steps, cycle), cycle[action]
    if key is None or behaviour is None:
        return
    names, called = changed_members(steps, behaviour), spelled(steps, behaviour)
    before, changes = read_record(steps, cycle, key, "read what was created"), False
    reads: list[Shown] = [] if before is None else [(before[0], before[1].target)]
    bodies_taken: list[JSON] = []
    bodies = _replacements(steps, cycle, behaviour, key) if action == "replace" else merge_bodies(steps, behaviour)
    for label, make in bodies:
        body = make(as_sent(called, before[1].mock) if before is not None else {})
        if body is MISSING:
            continue
        sent = first = steps.act(cycle, action, key, f"{action} {label}", (label,), body=body)
        if sent is not None and sent.status == _TAKEN and before is not None and isinstance(body, dict):
            own = with_own_values(steps, behaviour, body, before[1].target)
            if own != body:
                sent = steps.act(cycle, action, key, f"{action} {label}, with its own texts", (label,), body=own)
        body = (
            sent.reading.body if sent is not None and sent.reading is not None else body
        )  # it names no other's record
        after = read_record(steps, cycle, key, f"read after: {action} {label}")
        taken = both_took(sent) if both_took(sent) or both_took(first) is not None else None
        if before is not None and after is not None and taken is not None:  # else the mock alone changed it
            given = _given(behaviour, body) if taken else None
            compare_reads(steps, cycle, before[1], after, given, names, behaviour)
            changes = changes or before[1].target != after[1].target
            _has_another_version(steps, before, after, as_shown(called, given) if isinstance(given, dict) else {})
            if changes:  # else that nothing is changed is told already
                _links_moved(steps, cycle, before[1], after, given, behaviour)
            if taken:
                reads.append((after[0], after[1].target))
                bodies_taken.append(body)
        before = after
    _hold_times(steps, cycle, action, key, (reads, bodies_taken))
    remove_it(steps, cycle, key)


def _has_another_version(
    steps: RecordSteps, before: tuple[Sent, Reads], after: tuple[Sent, Reads], given: dict[str, JSON]
) -> None:
    """Tell a documented `ETag` that stays although what was sent has changed the record."""
    tag, reading = tag_of(before[0]), after[0].reading
    response = reading.operation.response(after[0].status) if reading is not None else None
    documented = response is not None and any(header.name.lower() == "etag" for header in response.headers)
    changed = any(before[1].target.get(name) != after[1].target.get(name) for name in given)
    if tag is not None and documented and changed and tag_of(after[0]) == tag:
        tell_same(steps, after[0], tag)


def _hold_times(
    steps: RecordSteps, cycle: Lifecycle, action: str, key: str, seen: tuple[list[Shown], list[JSON]]
) -> None:
    """Hold the times that the record tells to what was read between its changes, the first of which may come again."""
    read, change, (reads, taken) = cycle["read"], cycle[action], seen
    response = read.operation.success(("200",)) if read is not None else None
    if read is None or read.record is None or change is None or response is None:
        return
    asked = steps.schemas.below(change.operation.request_schema, change.envelope)
    shown = steps.schemas.below(response.schema, read.record)
    times = told_times(steps.schemas, shown, asked, nouns_of(cycle.resource))

    def again() -> Shown | None:
        for body in taken:
            sent = steps.act(cycle, action, key, f"{action} once more, later", body=body)
            shown = read_record(steps, cycle, key, "read the time of the change")
            if sent is None or not sent.succeeded or shown is None:
                return None
            given = _given(change, body)
            given = as_shown(spelled(steps, change), given) if isinstance(given, dict) else {}
            if any(shown[1].target.get(n) != reads[-1][1].get(n) for n in given):
                return shown[0], shown[1].target
        return None

    hold_times(steps, read, times, reads, again)


def takes_objects(schemas: Schemas, behaviour: Behaviour | None) -> bool:
    """Whether the operation takes the members of a record, as JSON or a form, and no list or operations (RFC 6902)."""
    media = behaviour.operation.request_media if behaviour is not None else None
    if media is None or takes_operations(schemas, media):
        return False
    if not media.is_json and media.essence != media_types.FORMS[0]:
        return False
    return (kinds := schemas.types(media.schema)) == frozenset() or "object" in kinds


def made_whole(steps: RecordSteps, cycle: Lifecycle) -> str | None:
    """The key of a new record with every member, or with the least where such a one is not known as the run's own."""
    if cycle.puts is not None:
        return put(steps, cycle, "create", full=True)
    create = cycle["create"]
    wanted = (steps.full(create), steps.body(cycle)) if create is not None else ()
    return next(filter(None, (key for body in wanted for key in made(steps, cycle, [body], "create"))), None)


def remove_it(steps: RecordSteps, cycle: Lifecycle, key: str) -> None:
    """Remove the record, where that is known to work."""
    if cycle.removable:
        steps.delete(cycle, key, "remove")


def _links_moved(
    steps: RecordSteps, cycle: Lifecycle, before: Reads, after: tuple[Sent, Reads], given: JSON, change: Behaviour
) -> None:
    """Tell a relationship that a change led to another record, and that leads where it led before."""
    read, sent = cycle["read"], after[0]
    places = [place[len(change.envelope) :] for place in steps.sender.references.of(change) if is_linkage(place)]
    if read is not None and places:
        make = Maker(sent.exchange, read.operation, Culprit.TARGET_AGAINST_DOCUMENT)
        for finding in told(unmoved(before, after[1], given, places), read.record or (), make):
            steps.sender.collector.observe(replace(finding, changed_by=change.operation.id))


def least_change(steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, key: str) -> dict[str, JSON]:
    """The smallest body of a replace, with the record's key where the caller chose it."""
    body, create = steps.requests.body(behaviour.operation), cycle["create"]
    least = dict(body) if isinstance(body, dict) else {}
    return dict(steps.keyed(create, least, key)) if create is not None and cycle.chosen else least


def with_own_values(
    steps: RecordSteps, behaviour: Behaviour, body: dict[str, JSON], shown: dict[str, JSON]
) -> dict[str, JSON]:
    """A body with what its record shows already: what a service keeps but once is its own then, and nobody else's."""
    there = as_sent(spelled(steps, behaviour), shown)
    own = {**body, **{name: there[name] for name, value in body.items() if isinstance(value, str) and name in there}}
    return own if steps.samples.valid(behaviour.operation.request_schema, own) else body


def _replacements(
    steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, key: str
) -> Iterator[tuple[str, Callable[[dict[str, JSON]], JSON]]]:
    least, members, whole = least_change(steps, cycle, behaviour, key), fields(steps, behaviour), steps.full(behaviour)
    if not isinstance(whole, dict):
        return
    full, own = laid_over(least, whole), key_part(steps.schemas, behaviour)
    others = {n: steps.samples.other(item, full.get(n), n) for n, item in members.items() if n not in least}
    others = {name: value for name, value in others.items() if value is not MISSING}
    required = {
        n: steps.samples.other(members[n], v, n) for n, v in least.items() if n in members and v != key and n != own
    }
    required = {name: value for name, value in required.items() if value is not MISSING}
    yield "by other values", lambda _: {**least, **required, **others}
    bare = _required_of_example(steps, behaviour, least, key)
    yield "by the required alone", lambda _: bare
    yield "by every member", lambda _: full


def _required_of_example(steps: RecordSteps, behaviour: Behaviour, least: dict[str, JSON], key: str) -> dict[str, JSON]:
    """Of a body that is the example of its schema, which may have every member, what is required; else the body."""
    schema = behaviour.operation.request_schema
    examples = [part.get("example") for part in steps.schemas.parts(schema)]
    sent = {name: value for name, value in least.items() if value != key}
    if not any(
        isinstance(one, dict) and all(one.get(name) == value for name, value in sent.items()) for one in examples
    ):
        return least
    needed = steps.schemas.required(schema)
    bare = {name: value for name, value in least.items() if name in needed or value == key}
    return bare if steps.samples.valid(schema, bare) else least


def changed_members(steps: RecordSteps, behaviour: Behaviour) -> list[str]:
    """The members of a record that a change may name, as reading calls them, whatever envelope they travel in."""
    inner = steps.schemas.below(behaviour.operation.request_schema, behaviour.envelope)
    members = as_shown(spelled(steps, behaviour), steps.schemas.properties(inner))
    return [name for name, item in members.items() if not is_servers_own(steps.schemas, name, item)]


def _given(behaviour: Behaviour, body: JSON) -> JSON:
    """What a body says of the record, without its envelope."""
    found = pointers.at(body, behaviour.envelope)
    return None if found is MISSING else found


def read_record(steps: RecordSteps, cycle: Lifecycle, key: str, label: str) -> tuple[Sent, Reads] | None:
    """The record as both sides show it, None where one of them does not."""
    behaviour = cycle["read"]
    if behaviour is None:
        return read_in_list(steps, cycle, key, label)
    sent = steps.act(cycle, "read", key, label)
    if sent is None or not sent.succeeded or behaviour.record is None:
        return None
    target, mock = (pointers.at(body, behaviour.record) for body in (sent.body, sent.mock_body))
    return (sent, Reads(target, mock)) if isinstance(target, dict) and isinstance(mock, dict) else None


def both_took(sent: Sent | None) -> bool | None:
    """Whether both sides took the change; None where they did not do the same."""
    if sent is None or sent.exchange.mock is None or sent.exchange.answer is None:
        return None
    mine, theirs = sent.succeeded, 200 <= sent.exchange.mock.status < 300
    return mine if mine == theirs else None


def compare_reads(
    steps: RecordSteps,
    cycle: Lifecycle,
    before: Reads,
    after: tuple[Sent, Reads],
    body: JSON,
    names: list[str],
    change: Behaviour,
) -> None:
    """Judge two reads of a record by the change between them that said ``body`` of it; None where it was refused.

    ``names`` are those of members, as requests or as reads have them.
    """
    behaviour, sent = cycle["read"] or cycle["list"], after[0]
    if behaviour is None or behaviour.record is None or sent.reading is None:
        return
    root = behaviour.record if cycle["read"] is not None else (*behaviour.record, "*")
    make = Maker(sent.exchange, sent.reading.operation, Culprit.TARGET_AGAINST_MOCK)
    key = steps.sender.addressing.key_name(behaviour)
    moved = renamed(before, after[1], key)
    asked = steps.schemas.below(change.operation.request_schema, change.envelope)
    response = sent.reading.operation.response(sent.status)
    shown = shown_record(steps.schemas, response, behaviour)
    called = steps.schemas.spelled(asked, shown)
    strange = strange_members(steps.schemas, asked, body) if isinstance(body, dict) else ()
    unlike = as_shown(called, dict.fromkeys(strange))
    body = as_shown(called, body) if isinstance(body, dict) else body
    others = [name for name in as_shown(called, dict.fromkeys(names)) if name != key and name not in unlike]
    meaning = change_meaning(steps.schemas, change, shown, key, cycle["create"])
    found = [*differences(before, after[1], body, others, meaning), *([moved] if moved else [])]
    by = change.operation.id if body is not None else ""
    for finding in told(found, root, make):
        steps.sender.collector.observe(replace(finding, changed_by=by))
