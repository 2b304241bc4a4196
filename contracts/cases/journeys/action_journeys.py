"""Actions on records: what an answer says that an action made of its record, a read shows then.

Which verbs change which members is guessed by their names, as a mock has to; what is held against a service is its own
word alone, where its answer shows just that change and a read shows the record as it was before.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import made_whole, remove_it
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.laws.job_states import JobState, state_of
from contracts.laws.leeway import ACCEPTED
from contracts.laws.read_back import shown_record
from contracts.laws.same_values import alike, same, text
from mock_server.openapi import MISSING, behaviours, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import JSON, Behaviour

_IN_ANOTHER_STATE = 409
_MOST = 6
"""How many other actions are tried before one that is refused for the state of its record."""
_ITEM = "0"
"""In the place of a record, that of an array: what stands there was put into the record."""


def action_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each action on records that the run can make and read, and that its answer shows."""
    found = [*actions(steps)]
    for behaviour in found:
        others = [other for other in found if other.resource == behaviour.resource and other != behaviour]
        cycle = steps.cycles.get(behaviour.resource or "")
        makes = cycle is not None and (cycle["create"] is not None or cycle.puts is not None)
        if cycle is not None and makes and cycle["read"] is not None and not behaviour.restores:
            yield f"{behaviour.operation.id} is kept", partial(kept, cycle=cycle, action=behaviour, others=others)


def actions(steps: RecordSteps) -> Iterator[Behaviour]:
    """What changes a record by a verb in its path, and is no part of a record's life by the document alone."""
    guessed = behaviours(steps.judge.document, steps.schemas, related=True)
    for operation in steps.judge.document.operations:
        if operation.is_safe or steps.judge.behaviours[operation.id].action != "none":
            continue
        found = guessed[operation.id]
        if found.copies:
            continue  # what it makes would be nobody's to remove
        is_told = found.key_parameter or steps.judge.behaviours[operation.id].acts_on == found.resource
        if found.action == "merge" and found.record is not None and _ITEM not in found.record and is_told:
            yield found


@independent
def kept(steps: RecordSteps, cycle: Lifecycle, action: Behaviour, others: Sequence[Behaviour] = ()) -> None:
    """Carry out the action between two reads of its record; in vain (409), then behind what may lead to its state."""
    made = made_and_read(steps, cycle)
    if made is None:
        return
    key, before = made
    sent = carry_out(steps, cycle, action, key, _others(steps, action, before[1]))
    if sent is not None and sent.status == _IN_ANOTHER_STATE:
        before, sent = _behind_another(steps, cycle, action, key, others) or (before, sent)
    shown = pointers.at(sent.body, action.record or (), None) if sent is not None and sent.succeeded else None
    if sent is not None and sent.status != ACCEPTED and isinstance(shown, dict) and _is_it(cycle, before[1], shown):
        said = _said(steps, cycle, action, sent)
        after = shown_to(steps, cycle, key, "read what the action made of it")
        if after is not None and unkept(said, before[1], shown, after[1]):
            _tell(steps, cycle, key, (said, before[1], shown))
    remove_it(steps, cycle, key)


def _behind_another(
    steps: RecordSteps, cycle: Lifecycle, action: Behaviour, key: str, others: Sequence[Behaviour]
) -> tuple[tuple[Sent, dict[str, JSON]], Sent] | None:
    """The record as other actions left it, and what came of this one then; None where none of them lets it in."""
    for other in others[:_MOST]:
        led = carry_out(steps, cycle, other, key, steps.requests.body(other.operation))
        shown = shown_to(steps, cycle, key, "read what another action made of it") if led and led.succeeded else None
        if shown is None:
            continue
        sent = carry_out(steps, cycle, action, key, _others(steps, action, shown[1]))
        if sent is not None and sent.succeeded:
            return shown, sent
    return None


def _is_it(cycle: Lifecycle, record: dict[str, JSON], shown: dict[str, JSON]) -> bool:
    """Whether an answer shows the record that was read, and not what the action put into it."""
    read = cycle["read"]
    key = read.property if read is not None else None
    return key is None or key not in shown or alike(record.get(key), shown[key])


def _said(steps: RecordSteps, cycle: Lifecycle, action: Behaviour, sent: Sent) -> dict[str, JSON]:
    """The members of the record that the verb names, with the value that it gives them, or that the body holds.

    MISSING stands for a time. What a read does not list is none of the record's.
    """
    read = cycle["read"]
    response = next((r for r in read.operation.responses if r.status.startswith("2")), None) if read else None
    known = steps.schemas.properties(shown_record(steps.schemas, response, read)) if read is not None else {}
    times = {name for name, item in known.items() if steps.schemas.keyword(item, "format") == "date-time"}
    sets = {name: MISSING if name in times else value for name, value in action.sets.items()}
    body = sent.reading.body if sent.reading is not None and isinstance(sent.reading.body, dict) else {}
    return {name: value for name, value in {**sets, **body}.items() if name in known}


def _others(steps: RecordSteps, action: Behaviour, record: dict[str, JSON]) -> JSON:
    """The least body of an action, with other values than its record has."""
    body, members = steps.requests.body(action.operation), steps.schemas.properties(action.operation.request_schema)
    if not isinstance(body, dict):
        return body
    other = {n: steps.samples.other(item, record.get(n), n) for n, item in members.items() if n in body or n in record}
    changed = {**body, **{name: value for name, value in other.items() if value is not MISSING}}
    return changed if steps.samples.valid(action.operation.request_schema, changed) else body


def carry_out(
    steps: RecordSteps,
    cycle: Lifecycle,
    action: Behaviour,
    key: str,
    body: JSON = MISSING,
    access: CredentialParts | None = None,
) -> Sent | None:
    """Send the action for the record of this key, as another user where her ``access`` is given."""
    parents = steps.parents(cycle)
    if parents is None:
        return None
    path, query, body = steps.placed(action, key, steps.sender.path_keys.on(action, parents), (), body)
    request = steps.requests.build(action.operation, path=path, query=query, body=body, access=access)
    return steps.send(request, "carry out the action", source="journey" if access is None else "access")


def _tell(
    steps: RecordSteps, cycle: Lifecycle, key: str, seen: tuple[dict[str, JSON], dict[str, JSON], dict[str, JSON]]
) -> None:
    """Tell the members that stay as they were, also where they are read a little later."""
    said, before, shown = seen
    last: list[tuple[Sent, dict[str, JSON]]] = []

    def is_there() -> bool:
        found = shown_to(steps, cycle, key, "read what the action made of it once more")
        last.extend([found] if found is not None else [])
        return found is None or not unkept(said, before, shown, found[1])

    read = cycle["read"]
    if settles(steps, cycle.resource, is_there) or not last or read is None:
        return
    sent, after = last[-1]
    for name in unkept(said, before, shown, after)[:1]:
        place = pointers.text((*(read.record or ()), name))
        message = f"{place} is as it was before an action whose answer shows it changed"
        observe(steps, sent, "read-back", place, text(shown.get(name)), text(after.get(name)), message)


def made_and_read(steps: RecordSteps, cycle: Lifecycle) -> tuple[str, tuple[Sent, dict[str, JSON]]] | None:
    """The key of a new record, and the record as it is read then; None where one of them fails."""
    key = made_whole(steps, cycle)
    shown = shown_to(steps, cycle, key, "read what was created") if key is not None else None
    return (key, shown) if key is not None and shown is not None else None


def shown_to(steps: RecordSteps, cycle: Lifecycle, key: str, label: str) -> tuple[Sent, dict[str, JSON]] | None:
    """The record as the target shows it, None where it shows none."""
    sent, read = steps.act(cycle, "read", key, label), cycle["read"]
    if sent is None or not sent.succeeded or read is None:
        return None
    record = steps.sender.addressing.record(read, sent.body)
    return (sent, record) if isinstance(record, dict) else None


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
