"""Reads by a POST that go on by another one: the mark in the answer is handed to what takes it (`/list/continue`)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.laws.list_walks import members
from contracts.traffic.operation_purpose import says_search
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Operation


def continued_reads(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each read whose body requires a mark that one other read gives."""
    reads = [one for one in steps.judge.document.operations if says_search(one) and not one.path_names]
    for operation in reads:
        name = _mark(steps, operation)
        begun = [one for one in reads if one is not operation and name and _leads(steps, one, operation, name)]
        if name is not None and len(begun) == 1:
            yield f"{begun[0].id} goes on", partial(going_on, begun=begun[0], operation=operation, name=name)


def _mark(steps: RecordSteps, operation: Operation) -> str | None:
    """The one member that a body requires for the mark of a page."""
    needed = steps.schemas.required(operation.request_schema)
    texts = steps.schemas.properties(operation.request_schema)
    found = [n for n, item in texts.items() if field_names.CURSOR.match(n) and "string" in steps.schemas.types(item)]
    return found[0] if len(found) == 1 and found[0] in needed else None


def _leads(steps: RecordSteps, begun: Operation, operation: Operation, name: str) -> bool:
    """Whether a read shows such a mark, and stands above in the path, or is what the mark's description names."""
    response = begun.success(("200",))
    if response is None or name not in steps.schemas.properties(response.schema):
        return False
    if operation.path.rstrip("/").rpartition("/")[0] == begun.path.rstrip("/"):
        return True
    said = steps.schemas.description(steps.schemas.properties(operation.request_schema)[name])
    names = (begun.id, begun.path, begun.path.rstrip("/").rpartition("/")[2])
    return any(re.search(rf"(?<![\w/]){re.escape(one)}(?![\w/])", said) for one in names if one)


@independent
def going_on(steps: RecordSteps, begun: Operation, operation: Operation, name: str) -> None:
    """A mark that is given where more is to come is taken, and what comes is not what was there."""
    for body in _bodies(steps, begun):
        first = steps.send(steps.requests.build(begun, body=body), "begin a list that goes on")
        mark = first.body.get(name) if first is not None and first.succeeded and isinstance(first.body, dict) else None
        if first is not None and isinstance(mark, str) and mark:
            _go_on(steps, first, operation, {name: mark})
            return


def _go_on(steps: RecordSteps, first: Sent, operation: Operation, mark: dict[str, JSON]) -> None:
    least, begun = steps.requests.body(operation), first.reading.body if first.reading is not None else None
    taken = steps.schemas.properties(operation.request_schema)
    same = {name: value for name, value in begun.items() if name in taken} if isinstance(begun, dict) else {}
    body = {**(least if isinstance(least, dict) else {}), **same, **mark}
    sent = steps.send(steps.requests.build(operation, body=body), "go on with the mark that was given")
    more = (value for place, value in members(first.body) if field_names.MORE.match(place[-1]))
    if sent is None or next(more, None) is not True:
        return
    name = next(iter(mark))
    if 400 <= sent.status < 500 and sent.status not in (401, 403, 429):
        message = "refuses the mark that was given to go on with"
        observe(steps, sent, "list", f"body /{name}", "what comes next", str(sent.status), message)
    elif sent.succeeded and (shown := _shown(sent.body)) and shown == _shown(first.body):
        observe(steps, sent, "list", "body", "what comes next", "the same again", "shows again what it showed before")


def _bodies(steps: RecordSteps, begun: Operation) -> Iterator[JSON]:
    """The least body, for a page of one where that can be asked for, and the same with empty texts (a root)."""
    schema, least = begun.request_schema, steps.requests.body(begun)
    if not isinstance(least, dict):
        yield least
        return
    sized = {n: 1 for n in steps.schemas.properties(schema) if field_names.LIMIT.match(n)}
    empty = {n: "" for n, value in least.items() if isinstance(value, str)}
    for body in ({**least, **sized}, {**least, **empty, **sized}):
        if steps.samples.valid(schema, body):
            yield body


def _shown(body: JSON) -> JSON:
    """The items of an answer: its one list."""
    lists = [value for value in body.values() if isinstance(value, list)] if isinstance(body, dict) else []
    return lists[0] if len(lists) == 1 else None
