"""Learns what a document leaves open of keys in bodies, by a record or two of each resource before all else.

One schema often describes what is sent and what is answered. So an ``id`` stands in bodies of creates for which the
service assigns the key whatever is sent, or takes none like the run's (a number of fifteen digits), and in bodies of
replaces where some services ask for the key of the path.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.cases.records.key_spelling import learn_spelling, says_any_case

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent

_MALFORMED = (400, 422)
_TAKEN = 409
_REFUSALS = (*_MALFORMED, _TAKEN)


def learn_keys(steps: RecordSteps) -> None:
    """Take the word of each service that assigns a key, or asks for one; what is answered here is no finding."""
    if steps.sender.safety.read_only:
        return
    steps.sender.collector.replaying = []
    try:
        _learn(steps)
    finally:
        steps.sender.collector.replaying = None


def _learn(steps: RecordSteps) -> None:
    for cycle in steps.cycles.values():
        if not cycle.removable or not steps.may_create(cycle):
            continue
        if _may_be_assigned(steps, cycle):
            _learn_assigned(steps, cycle)
        elif steps.key_schema(cycle) is not None and cycle.puts is None and says_any_case(steps, cycle):
            learn_spelling(steps, cycle)
        if _may_be_asked_for(steps, cycle):
            _learn_asked_for(steps, cycle)


def _may_be_assigned(steps: RecordSteps, cycle: Lifecycle) -> bool:
    """Whether a create's body has the key as a member of its own, which the schema does not require."""
    create = cycle["create"]
    part = create.key_place if create is not None else None
    if create is None or part is None or part.location != "body":
        return False
    owner = steps.schemas.below(create.operation.request_schema, part.names[:-1])
    return part.names[-1] not in steps.schemas.required(owner)


def _learn_assigned(steps: RecordSteps, cycle: Lifecycle) -> None:
    key = steps.fresh(cycle)
    sent = steps.create(cycle, steps.body(cycle, key), "create with a key that the service may assign")
    if sent is not None and sent.status == _TAKEN:  # nobody has the key: one of its texts is there
        sent = steps.create(cycle, steps.distinct.least(cycle, key), "create with that key, and with other texts")
    if sent is not None and (sent.status in _MALFORMED or sent.status >= 500):
        sent = steps.create(cycle, steps.body(cycle), "create without the key that was refused")
    answered = steps.answered(cycle, sent)
    if answered in (None, key) or steps.names.owns(str(answered)):
        return
    cycle.operations["create"] = learnt = replace(cycle.operations["create"], key=None)
    steps.judge.behaviours.learn(learnt)
    steps.sender.addressing.learn(learnt)
    steps.sender.ownership.assigns(cycle.resource)


def _may_be_asked_for(steps: RecordSteps, cycle: Lifecycle) -> bool:
    """Whether a replace's body may name the key of its path, and need not."""
    behaviour = cycle["replace"]
    member = steps.judge.reader.key_members.get(behaviour.operation.id) if behaviour is not None else None
    if behaviour is None or member is None or steps.samples.given.get(behaviour.key_parameter):
        return False
    owner = steps.schemas.below(behaviour.operation.request_schema, member.pointer[:-1])
    known = steps.schemas.properties(owner).get(member.pointer[-1])
    written = known is not None and steps.schemas.keyword(known, "readOnly") is not True
    return written and member.pointer[-1] not in steps.schemas.required(owner)


def _learn_asked_for(steps: RecordSteps, cycle: Lifecycle) -> None:
    key = steps.fresh(cycle) if cycle.puts is not None else steps.record_of(cycle)
    behaviour = cycle["replace"]
    if key is None or behaviour is None:
        return
    if _refused(_replace(steps, cycle, key, "replace without the key in the body")):
        members, name = steps.judge.reader.key_members, behaviour.operation.id
        member = members[name]
        schema = steps.schemas.below(behaviour.operation.request_schema, member.pointer)
        members[name] = replace(member, asked=True, counts="integer" in steps.schemas.types(schema))
        if _refused(_replace(steps, cycle, key, "replace with the key in the body")):
            members[name] = member
    steps.delete(cycle, key, "remove")


def _replace(steps: RecordSteps, cycle: Lifecycle, key: str, label: str) -> Sent | None:
    return steps.act(cycle, "replace", key, label, body=steps.requests.body(cycle.operations["replace"].operation))


def _refused(sent: Sent | None) -> bool:
    return sent is not None and sent.status in _REFUSALS
