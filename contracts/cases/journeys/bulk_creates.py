"""Creates of several records, below the run's own or beside a collection: each that is said to be made is there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.parent_journeys import parent_of
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.distinct_bodies import distinct
from contracts.cases.records.observing import observe
from contracts.laws.bulk_results import may_refuse_some, missed, said, wrong
from contracts.laws.read_back import shown_record
from contracts.laws.told_failures import ABSENT
from contracts.traffic.ledger import LedgerEntry
from contracts.traffic.operation_purpose import says_create
from mock_server.openapi import behaviours, pointers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from contracts.laws.bulk_results import Result
    from mock_server.openapi import JSON, Behaviour, Operation

_CREATED, _DONE = 201, (200, 201)
_ITEM = "0"
"""In the place of a record, that of an array."""
_Made = tuple[int | None, LedgerEntry]
"""The status of a result, and what it says was made."""


@dataclass(frozen=True, slots=True)
class _Bulk:
    """Where the items stand in the body, the results in the answer, and in each of those status and record."""

    operation: Operation
    items: tuple[str, ...]
    results: tuple[str, ...]
    status: str
    record: str
    """Both are empty where the results are the records."""


def bulk_creates(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each create of several that answers an item each, beside a create of one below the run's own."""
    for operation in steps.judge.document.operations:
        if steps.judge.behaviours[operation.id].action != "none" or not says_create(operation):
            continue
        for cycle in steps.cycles.values():
            create, above = cycle["create"], parent_of(steps, cycle)
            if create is None or above is None or not above.removable or not cycle.removable or cycle["read"] is None:
                continue
            found = _bulk(steps, operation, cycle) if operation.path.startswith(f"{create.operation.path}/") else None
            if found is not None:
                yield f"several of {cycle.resource}", partial(several, cycle=cycle, bulk=found)
    guessed = behaviours(steps.judge.document, steps.schemas, related=True)
    for operation in steps.judge.document.operations:
        mine, guess = steps.judge.behaviours[operation.id], guessed[operation.id]
        other = steps.cycles.get(guess.resource or "")
        makes = mine.action == "create" and other is not None and mine.resource != other.resource
        if other is None or not (makes or (mine.action == "none" and says_create(operation))):
            continue
        found = (
            _records(guess) if other.removable and other["create"] is not None and other["read"] is not None else None
        )
        if found is not None:
            yield f"several of {other.resource}", partial(several, cycle=other, bulk=found)


def _records(guess: Behaviour) -> _Bulk | None:
    """What a create beside a collection takes and shows, where it is a list of its records."""
    taken, shown = guess.envelope, guess.record or ()
    if guess.action != "create" or guess.operation.path_names or (taken[-1:], shown[-1:]) != ((_ITEM,), (_ITEM,)):
        return None
    return _Bulk(guess.operation, taken[:-1], shown[:-1], "", "") if len(taken) <= 2 else None


def _bulk(steps: RecordSteps, operation: Operation, cycle: Lifecycle) -> _Bulk | None:
    schemas, create, read = steps.schemas, cycle["create"], cycle["read"]
    answer = next((r for r in operation.responses if r.status in ("200", "201", "207")), None)
    if create is None or read is None or answer is None or answer.schema is None:
        return None
    taken, given = (_lists(steps, schema) for schema in (operation.request_schema, answer.schema))
    if (
        len(taken) != 1
        or len(given) != 1
        or _plain(steps, taken[0][1]) != _plain(steps, create.operation.request_schema)
    ):
        return None
    shows = next((r for r in read.operation.responses if r.status.startswith("2")), None)
    record = _plain(steps, shown_record(schemas, shows, read))
    members = schemas.properties(given[0][1])
    records = [name for name, item in members.items() if record is not None and _plain(steps, item) == record]
    status = "status" if "integer" in schemas.types(members.get("status")) else ""
    return _Bulk(operation, taken[0][0], given[0][0], status, records[0]) if len(records) == 1 and status else None


def _lists(steps: RecordSteps, schema: JSON) -> list[tuple[tuple[str, ...], JSON]]:
    """The arrays of objects in a schema, at its top or one member below, with the schemas of their items."""
    places = [((), schema), *(((name,), item) for name, item in steps.schemas.properties(schema).items())]
    found = [(place, steps.schemas.items(item)) for place, item in places if "array" in steps.schemas.types(item)]
    return [(place, item) for place, item in found if steps.schemas.properties(item)]


def _plain(steps: RecordSteps, schema: JSON) -> JSON:
    return steps.schemas.follow(schema) if isinstance(schema, dict) else None


def several(steps: RecordSteps, cycle: Lifecycle, bulk: _Bulk) -> None:
    """Make three that differ in their texts, and look for each that is said to be made."""
    path, create = steps.parents(cycle), cycle["create"]
    least = steps.body(cycle)
    if path is None or not steps.samples.given.keys().isdisjoint(path) or not isinstance(least, dict):
        return
    valid = partial(steps.samples.valid, create.operation.request_schema if create is not None else None)
    items = [one for one in (distinct(least, steps.names, valid) for _ in range(3)) if isinstance(one, dict)]
    body = _around(bulk, items)
    if len(items) < 3 or not steps.may_create(cycle) or not steps.samples.valid(bulk.operation.request_schema, body):
        return
    sent = steps.send(steps.requests.build(bulk.operation, path=_named(bulk, path), body=body), "create several")
    if sent is None or not sent.succeeded or sent.reading is None:
        return
    shown = pointers.at(sent.body, bulk.results, None)
    sent_items = pointers.at(sent.reading.body, bulk.items, None)
    if not isinstance(shown, list) or not isinstance(sent_items, list):
        return
    results = [_result(bulk, each) for each in shown]
    made = _announced(steps, cycle, results)
    place = pointers.text(bulk.results) or "body"
    for expected, observed, message in wrong(said(bulk.operation), sent_items, results, bulk.operation.path):
        observe(steps, sent, "echo", place, expected, observed, f"{place} {message}")
    if not bulk.record and sent.status in _DONE and not may_refuse_some(sent.reading.body, sent.body):
        for expected, observed, message in missed(sent_items, shown):
            observe(steps, sent, "echo", place, expected, observed, f"{place} {message}")
    _look(steps, cycle, sent, made, place)


def _announced(steps: RecordSteps, cycle: Lifecycle, results: list[Result]) -> list[_Made]:
    """What was not refused; all of it is in the ledger before anything else is sent."""
    read, delete, ledger = cycle["read"], cycle["delete"], steps.sender.ledger
    parents = steps.parents(cycle)
    if read is None or delete is None or parents is None:
        return []
    name, path = steps.sender.addressing.key_name(read), steps.sender.path_keys.on(delete, parents)
    made: list[_Made] = []
    for status, record in results:
        key = record.get(name) if isinstance(record, dict) and (status is None or 200 <= status < 300) else None
        if isinstance(key, str | int) and not isinstance(key, bool):
            made.append((status, LedgerEntry(cycle.resource, str(key), tuple(path.items()))))
            if made[-1][1] not in ledger.open:
                ledger.will(made[-1][1])
    return made


def _look(steps: RecordSteps, cycle: Lifecycle, sent: Sent, made: list[_Made], place: str) -> None:
    """Look for each, remove it, and tell once where one is not there that was said to be made, for a while."""
    looks = {entry: _removed(steps, cycle, entry) for _, entry in made}

    def all_there() -> bool:
        missing = [entry for entry, status in looks.items() if status in ABSENT]
        looks.update((entry, _removed(steps, cycle, entry)) for entry in missing)
        return not any(looks[entry] in ABSENT for entry in missing)

    said = [e for status, e in made if status == _CREATED or (status is None and sent.status in _DONE)]
    lost = any(looks[entry] in ABSENT for entry in said)
    found = any(status is not None and status < ABSENT[0] for status in looks.values())
    if lost and (found or made[0][0] is not None) and not settles(steps, cycle.resource, all_there):
        message = f"{place} says that a record was made which is not there"  # were none there, they might come later
        observe(steps, sent, "read-back", place, "a record that is there", "none", message)


def _removed(steps: RecordSteps, cycle: Lifecycle, entry: LedgerEntry) -> int | None:
    """Look for a record, and remove it where it is there; what the look was answered, None where it was not sent."""
    with steps.sender.collector.unobserved():
        looked = steps.act(cycle, "read", entry.key, "read one of several")
        if looked is not None and looked.succeeded:
            _take(steps, cycle, entry, looked)
            steps.delete(cycle, entry.key, "remove one of several")
    return looked.status if looked is not None else None


def _take(steps: RecordSteps, cycle: Lifecycle, entry: LedgerEntry, looked: Sent) -> None:
    """It is the run's own where it shows the run's name, below a record that the run made."""
    sender = steps.sender
    answer = looked.exchange.answer
    if answer is not None and steps.names.tag.encode() in answer.body:
        sender.ownership.adopt(cycle.resource, entry.key, steps.where(cycle, entry.key)[1])
        sender.records.created += sender.ledger.made(entry)


def _result(bulk: _Bulk, result: JSON) -> Result:
    if not isinstance(result, dict):
        return None, None
    if not bulk.record:
        return None, result
    status = result.get(bulk.status)
    return (status if type(status) is int else None), result.get(bulk.record)


def _around(bulk: _Bulk, items: list[dict[str, JSON]]) -> JSON:
    return {bulk.items[0]: items} if bulk.items else items


def _named(bulk: _Bulk, path: Mapping[str, str]) -> dict[str, str]:
    """The parents under the names that this path gives them, which begins as that of the create does."""
    return dict(zip(bulk.operation.path_names, path.values(), strict=False))
