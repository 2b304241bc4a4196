"""What one user made, another one neither reads, lists, changes nor removes, nor is told that it is there.

That the two have nothing in common is what whoever gives the other's credentials says; where the document says that
records are shared (``x-check: {shared: reason}`` beside an operation or a path) nothing is asked.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.action_journeys import actions, carry_out
from contracts.cases.journeys.login_answers import login_answers
from contracts.cases.journeys.mass_assignment import assignment_journeys
from contracts.cases.journeys.own_accounts import account_journeys
from contracts.cases.journeys.owner_words import is_for_owners, says_owner
from contracts.cases.journeys.parent_journeys import went
from contracts.cases.journeys.public_records import is_public, made_private
from contracts.cases.journeys.stranger_children import child_journeys
from contracts.cases.lists.list_pages import ListPages
from contracts.cases.probes.created_fields import fields
from contracts.cases.records.observing import observe
from contracts.laws.same_values import alike
from contracts.laws.told_failures import ABSENT
from contracts.traffic.operation_choice import remark
from mock_server.openapi import MISSING, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import CredentialParts
    from mock_server.openapi import JSON, Behaviour

    Try = Callable[[RecordSteps, Lifecycle, str, JSON], None]

_LAW, _EXISTENCE = "object-access", "existence-hidden"
_REFUSAL = "403 or 404"


def other_user_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """Every journey with two users: the given ones where there is another, and those whom the run signs up."""
    yield from stranger_journeys(steps)
    yield from child_journeys(steps, lambda steps, cycle, key: _names_hers(steps, cycle, key, {}))
    yield from assignment_journeys(steps)
    yield from login_answers(steps)
    yield from account_journeys(steps)


def stranger_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each way to a record that the run can make, where another user is given, and one more.

    What can't be removed is made once for all of them, since each record of it stays.
    """
    if steps.sender.other is None:
        return
    for cycle in steps.cycles.values():
        create = cycle["create"]
        if create is None or not create.operation.security:
            continue
        ways = {action: try_it for action, try_it in _WAYS.items() if _access(steps, cycle[action]) is not None}
        for verb in actions(steps) if cycle["read"] is not None and cycle.removable else ():
            if verb.resource == cycle.resource and not verb.restores and _access(steps, verb) is not None:
                ways[verb.operation.id] = partial(_acts, action=verb)
        if not cycle.removable:
            if ways:
                yield f"strangers in {cycle.resource}", partial(stranger, cycle=cycle, tries=[*ways.values()])
            continue
        for action, try_it in ways.items():
            yield f"strangers: {action} in {cycle.resource}", partial(stranger, cycle=cycle, tries=[try_it])
        if "read" in ways:
            yield f"existence of {cycle.resource}", partial(existence, cycle=cycle)


def stranger(steps: RecordSteps, cycle: Lifecycle, tries: Sequence[Try]) -> None:
    """The other user tries to get at a record of the first one."""
    keys, body = made_private(steps, cycle, 1)
    if not keys:
        return
    [key] = keys
    for try_it in tries:
        try_it(steps, cycle, key, body)
    if cycle.removable and steps.sender.made(cycle.resource, key):
        with steps.sender.collector.unobserved():
            steps.delete(cycle, key, "remove")


def existence(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A record that is there and one that is not are refused alike to who may see neither."""
    access = _access(steps, cycle["read"])
    if access is None or cycle["create"] is None:
        return
    keys, _ = made_private(steps, cycle, 2)
    if len(keys) == 2:
        steps.delete(cycle, keys[1], "remove one of them")
        gone = steps.act(cycle, "read", keys[1], "read what is not there, as another user", access=access)
        there = steps.act(cycle, "read", keys[0], "read what is there, as another user", access=access)
        told = gone is not None and there is not None and gone.status in ABSENT and there.status == 403
        if gone is not None and there is not None and told and not says_owner(there):
            message = "tells strangers that a record is there: 403 for it, 404 for one that is not"
            observe(steps, there, _EXISTENCE, "status", str(gone.status), "403", message)
    for key in keys:
        if steps.sender.made(cycle.resource, key):
            steps.delete(cycle, key, "remove")


def unproved(steps: RecordSteps) -> str | None:
    """Why nothing is known of what another user may do although one was given, None where it is."""
    other = steps.sender.other
    if other is None or any(status != 401 for status in other.statuses):
        return None
    if other.statuses:
        return "the other user (--other-credential) is let in nowhere (401), so nothing is known of strangers"
    return "the other user (--other-credential) was asked nothing: no record could be made that only users may see"


def _access(steps: RecordSteps, behaviour: Behaviour | None) -> CredentialParts | None:
    """How the other user is let in there; None where the record is open to everybody, or shared by the document."""
    other = steps.sender.other
    if other is None or behaviour is None or remark(behaviour.operation, "shared") is not None:
        return None
    if behaviour.action != "list" and behaviour.key_place is None:
        return None  # the caller's own record, whoever it is
    return other.access(behaviour.operation)


def _look(steps: RecordSteps, cycle: Lifecycle, key: str) -> Sent | None:
    """The record as the first user sees it; what the mock says of it counts for nothing here."""
    with steps.sender.collector.unobserved():
        return steps.act(cycle, "read", key, "look at it again") if cycle["read"] is not None else None


def _record(steps: RecordSteps, behaviour: Behaviour | None, sent: Sent | None) -> dict[str, JSON]:
    if sent is None or behaviour is None or not sent.succeeded:
        return {}
    shown = (steps.sender.addressing.record(behaviour, sent.body), sent.body)  # it may stand elsewhere than documented
    return next((found for found in shown if isinstance(found, dict)), {})


def _is(steps: RecordSteps, cycle: Lifecycle, key: str, shown: JSON, body: JSON) -> bool:
    """Whether a record is the one that was made: a text of the run says so, or all that its maker sees of it."""
    if not isinstance(shown, dict) or not isinstance(body, dict):
        return False
    if any(steps.names.marks(value) and shown.get(name) == value for name, value in body.items()):
        return True
    known = _record(steps, cycle["read"], _look(steps, cycle, key))
    return len(known) > 1 and all(name in shown and alike(value, shown[name]) for name, value in known.items())


def _reads(steps: RecordSteps, cycle: Lifecycle, key: str, body: JSON) -> None:
    access, behaviour = _access(steps, cycle["read"]), cycle["read"]
    if access is None:
        return
    sent = steps.act(cycle, "read", key, "read it as another user", access=access, source="access")
    shown = _record(steps, behaviour, sent)
    if sent is not None and sent.succeeded and _is(steps, cycle, key, shown, body):
        if is_public(steps, cycle, shown):
            return
        observe(steps, sent, _LAW, "status", _REFUSAL, str(sent.status), "shows a record of another user")


def _lists(steps: RecordSteps, cycle: Lifecycle, key: str, body: JSON) -> None:
    behaviour, path = cycle["list"], steps.parents(cycle)
    access = _access(steps, behaviour)
    if access is None or behaviour is None or path is None:
        return
    pages = ListPages(steps, behaviour, path)
    pages.access = access
    walk = pages.walk("list as another user", until=key)
    shown = walk.records.get(key)
    if pages.last is not None and _is(steps, cycle, key, shown, body) and not is_public(steps, cycle, shown):
        place = pointers.text(behaviour.record or ()) or "body"
        message = "lists a record of another user"
        observe(steps, pages.last, _LAW, place, "records of the user who asks", "another's", message)


def _names_hers(steps: RecordSteps, cycle: Lifecycle, key: str, body: JSON) -> bool:
    """Whether the key may name a record of the other user's own: where each user's keys count anew, it does."""
    other, read = steps.sender.other, cycle["read"]
    if steps.sender.ownership.named(key):
        return False
    if other is None or read is None:
        return True
    access = other.access(read.operation)
    with steps.sender.collector.unobserved():
        sent = steps.act(cycle, "read", key, "look whether it is the other user's own", access=access)
    shown = _record(steps, read, sent)
    return sent is None or (sent.succeeded and not _is(steps, cycle, key, shown, body))


def _changes(steps: RecordSteps, cycle: Lifecycle, key: str, made_of: JSON, action: str) -> None:
    """A change by the other user; whether it was one, only who made the record can see."""
    behaviour, access = cycle[action], _access(steps, cycle[action])
    if access is None or behaviour is None or cycle["read"] is None or not steps.sender.made(cycle.resource, key):
        return
    if _names_hers(steps, cycle, key, made_of):
        return
    before = _record(steps, cycle["read"], _look(steps, cycle, key))
    schema, samples = behaviour.operation.request_schema, steps.samples
    full = steps.full(behaviour)
    if not isinstance(full, dict):
        return
    others = {name: samples.other(item, full.get(name), name) for name, item in fields(steps, behaviour).items()}
    body = {**full, **{name: value for name, value in others.items() if value is not MISSING}}
    if not samples.valid(schema, body):
        return
    sent = steps.act(cycle, action, key, f"{action} it as another user", body=body, access=access, source="access")
    if sent is None or not before:
        return
    if sent.status == 201:  # a record of her own, under the same key
        steps.delete(cycle, key, "remove what the other user made", access=access, source="access")
    given = sent.reading.body if sent.reading is not None and isinstance(sent.reading.body, dict) else body
    after = _record(steps, cycle["read"], _look(steps, cycle, key))
    moved = [n for n, v in given.items() if n in after and alike(v, after[n]) and not alike(v, before.get(n))]
    if moved:
        message = "changes a record of another user" if sent.succeeded else "changes what it refuses to another user"
        observe(steps, sent, _LAW, "status", _REFUSAL, str(sent.status), message)


def _acts(steps: RecordSteps, cycle: Lifecycle, key: str, body: JSON, action: Behaviour) -> None:
    """A verb by the other user; whether anything came of it, only who made the record can see.

    Only where she may not even see the record, or the document says that the verb is its owner's: others like, join and
    report what everybody may read.
    """
    access, read = _access(steps, action), cycle["read"]
    if access is None or not steps.sender.made(cycle.resource, key) or _names_hers(steps, cycle, key, body):
        return
    hidden, owners = _is_hidden(steps, cycle, key), is_for_owners(action.operation)
    if not hidden and not owners:
        return
    before, still = (_record(steps, read, _look(steps, cycle, key)) for _ in range(2))
    sent = carry_out(steps, cycle, action, key, steps.requests.body(action.operation), access)
    after = _record(steps, read, look := _look(steps, cycle, key))
    moved = [n for n, v in before.items() if n in after and alike(v, still.get(n)) and not alike(v, after[n])]
    if not hidden:
        moved = [name for name in moved if not _counts_up(before[name], after[name])]
    if sent is not None and sent.succeeded and moved:
        message = "carries out an action on a record of another user"
        observe(steps, sent, _LAW, "status", _REFUSAL, str(sent.status), message)
    if look is not None and look.status in ABSENT and cycle.removable:  # it may be hers now
        with steps.sender.collector.unobserved():
            steps.delete(cycle, key, "remove what may be the other user's now", access=_access(steps, cycle["delete"]))


def _is_hidden(steps: RecordSteps, cycle: Lifecycle, key: str) -> bool:
    """Whether the other user is refused the record itself."""
    access = _access(steps, cycle["read"])
    if access is None:
        return False
    with steps.sender.collector.unobserved():
        sent = steps.act(cycle, "read", key, "look whether she may see it", access=access)
    return sent is not None and sent.status in (403, *ABSENT)


def _counts_up(before: JSON, after: JSON) -> bool:
    """Whether a number grew, as that of those who like something does."""
    numbers = [value for value in (before, after) if isinstance(value, int) and not isinstance(value, bool)]
    return len(numbers) == 2 and numbers[0] < numbers[1]


def _removes(steps: RecordSteps, cycle: Lifecycle, key: str, body: JSON) -> None:
    access = _access(steps, cycle["delete"])
    if access is None or not steps.sender.made(cycle.resource, key) or _names_hers(steps, cycle, key, body):
        return
    query = steps.hard(cycle)
    sent = steps.act(cycle, "delete", key, "remove it as another user", query=query, access=access, source="access")
    if sent is None:
        return
    look = _look(steps, cycle, key)
    if look is None:
        with steps.sender.collector.unobserved():
            look = steps.delete(cycle, key, "remove")
    if look is None or look.status not in ABSENT:
        return
    message = "removes a record of another user" if sent.succeeded else "removes what it refuses to another user"
    observe(steps, sent, _LAW, "status", _REFUSAL, str(sent.status), message)
    went(steps, steps.sender.addressing.entry(sent.reading, cycle["delete"], key))


_WAYS: dict[str, Try] = {
    "read": _reads,
    "list": _lists,
    "merge": partial(_changes, action="merge"),
    "replace": partial(_changes, action="replace"),
    "delete": _removes,
}
"""What the other user tries, by the action that she has for it."""
