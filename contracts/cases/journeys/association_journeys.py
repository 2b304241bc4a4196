"""Associations that an address alone changes (text/uri-list): what one was led to is shown there.

A PUT replaces what its path shows (RFC 9110, section 9.3.4), so a read of the same path leads to that record.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import made_whole, remove_it
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.linked_records import takes_addresses
from contracts.cases.records.observing import observe
from contracts.exchange import Request
from contracts.laws.leeway import ACCEPTED
from contracts.laws.told_failures import ABSENT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Operation


def association_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each association that is put and read below records which the run can make and remove."""
    operations = {(operation.method, operation.path): operation for operation in steps.judge.document.operations}
    for behaviour in steps.judge.behaviours.values():
        change, look = behaviour.operation, operations.get(("GET", behaviour.operation.path))
        if change.method != "PUT" or behaviour.action != "none" or look is None or not takes_addresses(change):
            continue
        for cycle in steps.cycles.values():
            read = cycle["read"]
            below = read is not None and change.path.startswith(f"{read.operation.path}/")
            if below and read is not None and change.path_names == read.operation.path_names and cycle["create"]:
                name = f"association of {change.path}"
                yield name, partial(associated, cycle=cycle, change=behaviour, look=look)


def associated(steps: RecordSteps, cycle: Lifecycle, change: Behaviour, look: Operation) -> None:
    """Lead a new record to another of the run's own, and look where it leads."""
    address = steps.referred.settled(change, steps.requests.body(change.operation))
    other, read = _named(steps, address), cycle["read"]
    key, parents = made_whole(steps, cycle), steps.parents(cycle)
    if key is None or parents is None or read is None or read.key_parameter is None or other is None:
        return
    path = {**steps.sender.path_keys.on(read, parents), read.key_parameter: key}
    sent = steps.send(steps.requests.build(change.operation, path=path, body=address), "lead it to a record")
    seen: list[Sent] = []

    def is_so() -> bool:
        answer = steps.send(steps.requests.build(look, path=path), "read where it leads")
        seen.extend([answer] if answer is not None else [])
        return answer is None or not _is_elsewhere(answer, *other)

    is_made = sent is not None and sent.succeeded and sent.status != ACCEPTED
    if is_made and not is_so() and not settles(steps, cycle.resource, is_so) and len(seen) > 1:
        message = f"does not lead where {change.operation.path} was led to by PUT"
        observe(steps, seen[-1], "read-back", "body", str(address), str(seen[-1].status), message)
    remove_it(steps, cycle, key)


def _named(steps: RecordSteps, address: JSON) -> tuple[str, str] | None:
    """The member that tells the key of the record of an address, and that key; None where it is none of the run's."""
    base = steps.sender.asking.target.url
    if not isinstance(address, str) or not address.startswith(base):
        return None
    reading = steps.judge.reader.read(Request("GET", address.removeprefix(base)))
    behaviour = steps.judge.behaviours[reading.operation.id] if reading is not None else None
    if reading is None or behaviour is None or behaviour.action != "read" or not behaviour.key_parameter:
        return None
    return steps.sender.addressing.key_name(behaviour), str(reading.values["path"].get(behaviour.key_parameter))


def _is_elsewhere(answer: Sent, member: str, key: str) -> bool:
    """Whether a read shows no record at all, an empty list, or one record alone of another key."""
    if answer.status in ABSENT:
        return True
    if not answer.succeeded or not isinstance(answer.body, dict | list):
        return False
    lists = [*_lists(answer.body)]
    if lists:
        return len(lists) == 1 and not lists[0]
    shown = answer.body.get(member) if isinstance(answer.body, dict) else None
    return isinstance(shown, str | int) and not isinstance(shown, bool) and str(shown) != key


def _lists(body: JSON) -> Iterator[list[JSON]]:
    """The arrays of an answer, not those inside others."""
    if isinstance(body, list):
        yield body
    for value in body.values() if isinstance(body, dict) else ():
        yield from _lists(value)
