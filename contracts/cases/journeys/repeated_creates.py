"""Creates that are sent twice with one idempotency key, where the document has such a key: one record comes of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.listed_records import bodies
from contracts.cases.lists.search_pages import pages_of
from contracts.cases.lists.second_records import remove, second_records
from contracts.cases.records.observing import observe
from contracts.laws.list_walks import Walk

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle

_LAW = "idempotency"


def repeated_creates(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each create with such a key."""
    for cycle in steps.cycles.values():
        create = cycle["create"]
        if create is not None and not cycle.chosen and create.operation.idempotency_key is not None:
            yield f"sent twice: {create.operation.id}", partial(twice, cycle=cycle)


def twice(steps: RecordSteps, cycle: Lifecycle) -> None:
    """The same key and body make one record; with another body it may be refused, or answered as before."""
    create, path = cycle["create"], steps.parents(cycle)
    parameter = create.operation.idempotency_key if create is not None else None
    if create is None or path is None or parameter is None or not steps.may_create(cycle):
        return
    full, other, _ = bodies(steps, cycle)
    pages = pages_of(steps, cycle["list"], path) if cycle["list"] is not None else None
    before = pages.walk("list what is there before") if pages is not None else Walk()
    own = steps.names.fresh(lambda text: steps.samples.valid(parameter.schema, text))
    keys: list[str] = []
    for body, label in (
        (full, "create"),
        (full, "create it again with its key"),
        (other, "create another with that key"),
    ):
        given = ((parameter.name, own),)
        query, headers = (given, ()) if parameter.location == "query" else ((), given)
        request = steps.requests.build(create.operation, path=path, query=query, body=body, headers=headers)
        sent = steps.send(request, label)
        key = steps.answered(cycle, sent)
        if sent is None or key is None:
            if not keys:
                return
            continue
        if keys and key not in keys:
            what = "another record" if body is full else "a record of another body"
            observe(
                steps,
                sent,
                _LAW,
                "body",
                "the record of the first request",
                what,
                f"makes {what} for one idempotency key",
            )
        keys.append(key)
    known = {key for key in keys if steps.sender.made(cycle.resource, key)}
    after = pages.walk("list what is there after") if pages is not None else Walk()
    more = second_records(steps, cycle, path, before, after) if cycle.removable else []
    if more and len(known) == 1 and pages is not None and pages.last is not None:
        message = "makes a second record for one idempotency key, and answers with the first"
        observe(steps, pages.last, _LAW, "body", "one record", "a second one", message)
    remove(steps, cycle, more)
    for key in dict.fromkeys(keys):
        if cycle.removable and steps.sender.made(cycle.resource, key):
            steps.delete(cycle, key, "remove")
