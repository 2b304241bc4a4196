"""Creates and actions that the description of a 409 speaks of: each is sent where it says that it is refused."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.action_journeys import actions, carry_out, made_and_read, shown_to
from contracts.cases.journeys.changing import remove_it
from contracts.cases.lists.listed_records import bodies
from contracts.cases.records.distinct_bodies import distinct
from contracts.cases.records.independence import within_family
from contracts.cases.records.observing import observe
from contracts.laws.leeway import ACCEPTED
from contracts.laws.read_back import shown_record
from contracts.laws.told_conflicts import LAW, STATUS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour


def conflict_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each create that takes a text but once, and for each action that one state refuses."""
    for cycle in steps.cycles.values():
        create = cycle["create"]
        members = taken_by(steps, create) if create is not None and cycle.removable else ()
        if members:
            yield f"{cycle.resource} of one {' and '.join(members)}", partial(alone, cycle=cycle, members=members)
    for action in actions(steps):
        owner = steps.cycles.get(action.resource or "")
        if owner is not None and owner["create"] and owner["read"] and not action.restores:
            found = _states(steps, owner, action)
            if found is not None:
                member, states = found
                yield (
                    f"{action.operation.id} is refused by {member}",
                    partial(refused, cycle=owner, action=action, member=member, states=states),
                )


def taken_by(steps: RecordSteps, create: Behaviour) -> tuple[str, ...]:
    """The texts of a create, or of a change, of which the description of its 409 says that they are there but once."""
    once = () if create.envelope else create.once  # what is sent in an object around it is not varied there
    return tuple(name for name in once if not steps.sender.named.is_key(create, name))


def _states(steps: RecordSteps, cycle: Lifecycle, action: Behaviour) -> tuple[str, frozenset[str]] | None:
    read, said = cycle["read"], action.told_conflict
    response = next((r for r in read.operation.responses if r.status.startswith("2")), None) if read else None
    known = steps.schemas.properties(shown_record(steps.schemas, response, read)) if said and read else {}
    options = {name: steps.schemas.keyword(item, "enum") or () for name, item in known.items()}
    texts = {name: [text for text in some if isinstance(text, str)] for name, some in options.items()}
    return action.refusing({name: some for name, some in texts.items() if some})


@within_family
def alone(steps: RecordSteps, cycle: Lifecycle, members: tuple[str, ...]) -> None:
    """Two records that have these members in common, and differ in all other texts: the second is refused."""
    create, path, full = cycle["create"], steps.parents(cycle), bodies(steps, cycle)[0]
    if create is None or path is None or not isinstance(full, dict) or not steps.may_create(cycle):
        return
    first = steps.create(cycle, with_key(steps, cycle, full), "create one")
    key, sent = steps.answered(cycle, first), first.reading.body if first is not None and first.reading else None
    if first is None or not first.succeeded or key is None or not isinstance(sent, dict):
        return
    same = {name: sent[name] for name in members if name in sent}
    claims = [("another like it", same)] if same else []
    turned = {name: value.swapcase() for name, value in same.items() if isinstance(value, str)}
    claims += [("another in other case", turned)] if turned != same and create.once_in_any_case else []
    valid = partial(steps.samples.valid, create.operation.request_schema)
    for label, claim in claims:
        other = distinct(full, steps.names, valid)
        body = with_key(steps, cycle, {**(other if isinstance(other, dict) else full), **claim})
        if not valid(body) or not steps.may_create(cycle):
            continue
        second = steps.send(steps.requests.build(create.operation, path=path, body=body), f"create {label}")
        made = steps.answered(cycle, second)
        if second is not None and second.status == 201 and made not in (None, key):
            _tell(steps, second, f"makes a second record of one {' and '.join(members)}, which its 409 is for")
        if made is not None and made != key and steps.sender.made(cycle.resource, str(made)):
            remove_it(steps, cycle, str(made))
        if second is not None and second.succeeded:
            break
    remove_it(steps, cycle, str(key))


def with_key(steps: RecordSteps, cycle: Lifecycle, body: dict[str, JSON]) -> JSON:
    """``body`` with a key of the run's where callers choose it."""
    create = cycle["create"]
    return steps.keyed(create, body, steps.fresh(cycle)) if create is not None and cycle.chosen else body


@within_family
def refused(steps: RecordSteps, cycle: Lifecycle, action: Behaviour, member: str, states: frozenset[str]) -> None:
    """Carry out the action, once more where it is let in, until the record is in a state that refuses it."""
    made = made_and_read(steps, cycle)
    if made is None:
        return
    key, shown = made[0], made[1][1]
    for _ in range(2):
        state = shown.get(member)
        sent = carry_out(steps, cycle, action, key, steps.requests.body(action.operation))
        if sent is None or not sent.succeeded or sent.status == ACCEPTED:
            break
        if state in states:
            _tell(steps, sent, f"is carried out where {member} is {state}, which its 409 is for")
            break
        after = shown_to(steps, cycle, key, "read what the action made of it")
        if after is None:
            break
        shown = after[1]
    remove_it(steps, cycle, key)


def _tell(steps: RecordSteps, sent: Sent, message: str) -> None:
    observe(steps, sent, LAW, "status", STATUS, str(sent.status), message)
