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
    shown_by, member, named = other
    texts = {named, str(address).strip()}
    names = {look.path.rpartition("/")[2], (shown_by.resource or "").rpartition("/")[2]}
    alike = _members(steps, look) == _members(steps, shown_by.operation) != set()

    def is_so() -> bool:
        answer = steps.send(steps.requests.build(look, path=path), "read where it leads")
        seen.extend([answer] if answer is not None else [])
        return answer is None or not _is_elsewhere(answer, member, texts, names, alike=alike)

    is_made = sent is not None and sent.succeeded and sent.status != ACCEPTED
    if is_made and not is_so() and not settles(steps, cycle.resource, is_so) and len(seen) > 1:
        message = f"does not lead where {change.operation.path} was led to by PUT"
        observe(steps, seen[-1], "read-back", "body", str(address), str(seen[-1].status), message)
    remove_it(steps, cycle, key)


def _members(steps: RecordSteps, read: Operation) -> set[str]:
    return {*steps.schemas.properties(read.response_schema(("200",)))}


def _named(steps: RecordSteps, address: JSON) -> tuple[Behaviour, str, str] | None:
    """The read of the record of an address, the member that tells its key, and that; None where it is no own one."""
    base = steps.sender.asking.target.url
    if not isinstance(address, str) or not address.startswith(base):
        return None
    reading = steps.judge.reader.read(Request("GET", address.removeprefix(base)))
    behaviour = steps.judge.behaviours[reading.operation.id] if reading is not None else None
    if reading is None or behaviour is None or behaviour.action != "read" or not behaviour.key_parameter:
        return None
    return (
        behaviour,
        steps.sender.addressing.key_name(behaviour),
        str(reading.values["path"].get(behaviour.key_parameter)),
    )


def _is_elsewhere(answer: Sent, member: str, texts: set[str], names: set[str], *, alike: bool) -> bool:
    """Whether a read shows no record at all, an empty list, or one record alone of another key.

    What shows one of the ``texts`` (its key, its address) anywhere leads there; a list of it stands under one of
    ``names``; ``alike``: it is shown as by its own read.
    """
    body = answer.body
    if answer.status in ABSENT:
        return True
    if not answer.succeeded or not isinstance(body, dict | list) or _shows(body, texts):
        return False
    lists = [body] if isinstance(body, list) else [*_lists(body, names)]
    if lists:
        return len(lists) == 1 and not lists[0]
    shown = body.get(member) if isinstance(body, dict) else None
    return alike and isinstance(shown, str | int) and not isinstance(shown, bool)


def _lists(body: dict[str, JSON], names: set[str]) -> Iterator[list[JSON]]:
    """The arrays of an answer under these names, those of its `_embedded` too."""
    inner = body.get("_embedded")
    for name, value in [*body.items(), *(inner.items() if isinstance(inner, dict) else ())]:
        if isinstance(value, list) and name in names:
            yield value


def _shows(body: JSON, texts: set[str]) -> bool:
    """Whether one of the texts stands anywhere in an answer, alone or as the last part of an address."""
    if isinstance(body, dict | list):
        return any(_shows(value, texts) for value in (body.values() if isinstance(body, dict) else body))
    return str(body) in texts or (isinstance(body, str) and any(body.endswith(f"/{text}") for text in texts))
