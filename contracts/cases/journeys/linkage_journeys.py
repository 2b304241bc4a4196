"""Relationships of JSON:API that have a path of their own: what is added, replaced or taken out there is read there.

JSON:API 1.1, Updating Relationships: POST adds what is not in it, PATCH replaces all, DELETE takes out what it names.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import made_whole, remove_it
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.observing import observe
from contracts.laws.leeway import ACCEPTED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Operation

    Changes = Mapping[str, Behaviour]

_MEDIA = "application/vnd.api+json"


def linkage_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each relationship with a path below that of records which the run can make and read."""
    for cycle in steps.cycles.values():
        read = cycle["read"]
        if read is None or cycle["create"] is None:
            continue
        for look in steps.judge.document.operations:
            below = look.path.startswith(f"{read.operation.path}/") and look.path_names == read.operation.path_names
            changes = {b.operation.method: b for b in _changes(steps, look)} if below and look.method == "GET" else {}
            kinds = {kind for b in changes.values() for kind in steps.sender.references.of(b).values()}
            if len(kinds) == 1:
                name = f"linkage of {look.path}"
                yield name, partial(linked, cycle=cycle, look=look, changes=changes, kind=kinds.pop())


def _changes(steps: RecordSteps, look: Operation) -> Iterator[Behaviour]:
    """What changes the relationship that is read so, by a body that is a linkage and nothing else."""
    for behaviour in steps.judge.behaviours.values():
        media = behaviour.operation.request_media
        is_it = behaviour.action == "none" and steps.sender.references.linkage(behaviour) is not None
        if is_it and behaviour.operation.path == look.path and media is not None and media.essence == _MEDIA:
            yield behaviour


def linked(steps: RecordSteps, cycle: Lifecycle, look: Operation, changes: Changes, kind: str) -> None:
    """Lead a new record to others of the run's own by each change, and look after each where it leads."""
    keys = steps.referred.one(kind), steps.referred.another(kind)
    key, parents = made_whole(steps, cycle), steps.parents(cycle)
    read = cycle["read"]
    if key is None or parents is None or read is None or read.key_parameter is None:
        return
    path = {**steps.sender.path_keys.on(read, parents), read.key_parameter: key}
    if None not in keys:
        for method, index, wanted in _steps(changes):
            given, there = [str(keys[i]) for i in index], {str(keys[i]): is_there for i, is_there in wanted.items()}
            if not _holds(steps, cycle, look, changes[method], path, given, there):
                break
    remove_it(steps, cycle, key)


def _steps(changes: Changes) -> Iterator[tuple[str, tuple[int, ...], dict[int, bool]]]:
    """Which of two records each change names, and which of them is there then, once."""
    if "POST" in changes:
        yield "POST", (0,), {0: True}
        yield "POST", (1,), {0: True, 1: True}
        yield "POST", (0,), {0: True, 1: True}
    if "PATCH" in changes:
        yield "PATCH", (0,), {0: True, 1: False}
        yield "PATCH", (1,), {0: False, 1: True}
    if "DELETE" in changes and "POST" in changes:
        yield "POST", (0, 1), {0: True, 1: True}
        yield "DELETE", (1,), {0: True, 1: False}


def _holds(
    steps: RecordSteps,
    cycle: Lifecycle,
    look: Operation,
    change: Behaviour,
    path: Mapping[str, str],
    given: list[str],
    wanted: Mapping[str, bool],
) -> bool:
    """Whether the change was made, and the relationship leads where it has to; tells where it does not."""
    body = _body(steps, change, given)
    sent = steps.send(steps.requests.build(change.operation, path=path, body=body), "change what it leads to")
    if sent is None or not sent.succeeded or sent.status == ACCEPTED:
        return False
    seen: list[tuple[Sent, list[str]]] = []

    def is_so() -> bool:
        answer = steps.send(steps.requests.build(look, path=path), "read where it leads")
        shown = _shown(answer)
        if answer is None or shown is None:
            return True  # nothing is known
        seen.append((answer, shown))
        return all(shown.count(key) == is_there for key, is_there in wanted.items())

    if is_so() or settles(steps, cycle.resource, is_so):
        return True
    if len(seen) == 1:
        return False  # it was not waited for: too much of this resource came late
    answer, shown = seen[-1]
    wrong = next(key for key, is_there in wanted.items() if shown.count(key) != is_there)
    missed = "does not lead where it was led to" if wanted[wrong] else "leads still where it was led away from"
    message = "leads twice to what was added again" if wanted[wrong] and wrong in shown else missed
    expected = ", ".join(key for key, is_there in wanted.items() if is_there)
    what = f"the relationship {message} by {change.operation.method}"
    observe(steps, answer, "read-back", "/data", expected, ", ".join(shown), what)
    return False


def _body(steps: RecordSteps, change: Behaviour, keys: list[str]) -> JSON:
    """A linkage that names these records; its type is that of the schema."""
    [place] = steps.sender.references.of(change)
    schema, owner = change.operation.request_schema, place[:-1]
    identifier = steps.samples.full(steps.schemas.below(schema, owner))
    named = [{**identifier, "id": key} if isinstance(identifier, dict) else {"id": key} for key in keys]
    return {"data": named if "*" in place else named[0]}


def _shown(sent: Sent | None) -> list[str] | None:
    """The keys to which an answer leads; None where it shows no linkage."""
    if sent is None or not sent.succeeded or not isinstance(sent.body, dict) or "data" not in sent.body:
        return None
    data = sent.body["data"]
    found = data if isinstance(data, list) else [data]
    return [str(item.get("id")) for item in found if isinstance(item, dict)]
