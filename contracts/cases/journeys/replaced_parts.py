"""What lies at one path below a record, and is replaced as a whole there: `/repos/{id}/topics`, `/buckets/{id}/policy`.

A PUT replaces the state of its target (RFC 9110 section 9.3.4): after a second one nothing of the first is left. Many
add all the same, so those alone are asked whose texts say that they replace; only texts of the run's own making tell
what was left, for options and numbers may be there by themselves.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.laws.leeway import ACCEPTED
from contracts.laws.said_additions import all_texts, says_adds, says_stays, texts_of_member
from contracts.laws.same_values import alike, text
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Operation

_REPLACES = re.compile(r"\b(?:replac|overwrit)\w*", re.IGNORECASE)
"""That a PUT leaves nothing of what is there: of one that says less, it may."""
_LAW = "read-back"


class _Part(NamedTuple):
    """What is read and replaced at one path, and the members that both have."""

    read: Operation
    put: Operation
    members: tuple[str, ...]


def replaced_parts(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each such path, below records that the run can make."""
    operations = {(one.method, one.path): one for one in steps.judge.document.operations}
    for (method, path), put in operations.items():
        read = operations.get(("GET", path))
        if method != "PUT" or read is None or not put.path_names or path.endswith("}"):
            continue
        if any(steps.judge.behaviours[one.id].action not in ("none", "list") for one in (read, put)):
            continue
        members = _members(steps, read, put) if _replaces(steps, put) else ()
        if members:
            yield f"replacing what {put.id} has", partial(replaced_twice, part=_Part(read, put, members))


def _replaces(steps: RecordSteps, put: Operation) -> bool:
    """Whether its own texts say that it replaces, and nothing about it that something stays, or may."""
    chosen = (text for p in put.parameters if p.location == "query" for text in (p.name, p.description))
    said = [*all_texts(steps.schemas, put)]
    if not any(map(_REPLACES.search, put.texts)) or any(map(_REPLACES.search, chosen)):
        return False
    return not (says_adds(said) or says_stays(said))


def _members(steps: RecordSteps, read: Operation, put: Operation) -> tuple[str, ...]:
    """What both have, and of which nothing says that it stays, or is the server's."""
    schemas, records = steps.schemas, (put.request_schema, read.response_schema(("200",)))
    sent, shown = map(schemas.properties, records)
    texts = {name: [*texts_of_member(schemas, name, *records)] for name in sent if name in shown}
    own = {name for name in texts if any(schemas.keyword(part[name], "readOnly") is True for part in (sent, shown))}
    return tuple(name for name, said in texts.items() if name not in own and not (says_adds(said) or says_stays(said)))


@independent
def replaced_twice(steps: RecordSteps, part: _Part) -> None:
    """Replace it by one body and by another one, and look after each: below records of the run's own alone."""
    with steps.afresh():
        path = steps.above.on(part.put)
    behaviour, keys = steps.judge.behaviours[part.put.id], steps.sender.path_keys
    if any(name not in path for name in part.put.path_names) or keys.strange(steps.sender.ownership, behaviour, path):
        return
    bodies = _bodies(steps, part)
    with steps.sender.collector.unobserved():  # what is there by itself may stay
        first = _read(steps, part, path) if bodies else None
    there = first[1] if first is not None else {}
    before: Mapping[str, JSON] | None = None
    for number, body in enumerate(bodies):
        sent = steps.send(steps.requests.build(part.put, path=path, body=body), "replace it as a whole")
        shown = _read(steps, part, path) if sent is not None and sent.succeeded and sent.status != ACCEPTED else None
        if shown is None:
            return
        if number and before is not None:
            _tell(steps, part, path, (there, bodies[0], body))
        before = {name: shown[1].get(name, MISSING) for name in part.members}
        if not any(alike(body[name], before[name]) for name in part.members if name in body):
            return  # how it is shown nobody can tell


def _bodies(steps: RecordSteps, part: _Part) -> list[dict[str, JSON]]:
    """Two bodies of which each member has another value."""
    schema = part.put.request_schema
    first = steps.samples.full(schema)
    if not isinstance(first, dict):
        return []
    known = steps.schemas.properties(schema)
    others = {name: steps.samples.other(item, first.get(name), name) for name, item in known.items() if name in first}
    second = {**first, **{name: value for name, value in others.items() if value is not MISSING}}
    first = {name: value or second.get(name, value) for name, value in first.items()}
    distinct = any(first.get(name) != second.get(name) for name in part.members)
    return [first, second] if distinct and all(steps.samples.valid(schema, body) for body in (first, second)) else []


def _read(steps: RecordSteps, part: _Part, path: Mapping[str, str]) -> tuple[Sent, dict[str, JSON]] | None:
    sent = steps.send(steps.requests.build(part.read, path=path), "read what was replaced")
    return (sent, sent.body) if sent is not None and sent.status == 200 and isinstance(sent.body, dict) else None


def _tell(steps: RecordSteps, part: _Part, path: Mapping[str, str], states: tuple[dict[str, JSON], ...]) -> None:
    """Tell a member in which something of the first body is left, also where it is read a little later."""
    last: list[tuple[Sent, str]] = []

    def is_right() -> bool:
        shown = _read(steps, part, path)
        left = [name for name in part.members if shown is not None and _is_left(steps, name, shown[1], states)]
        last[:] = [(shown[0], left[0])] if shown is not None and left else []
        return not last

    if is_right() or settles(steps, part.put.path, is_right) or not last:
        return
    sent, name = last[0]
    message = f"/{name} has what was there before it was replaced"
    observe(steps, sent, _LAW, f"/{name}", text(states[-1][name]), text(sent.body[name]), message)


def _is_left(steps: RecordSteps, name: str, shown: Mapping[str, JSON], states: tuple[dict[str, JSON], ...]) -> bool:
    """Whether a member shows what the first body alone had there, and all of it where that is a list."""
    (there, old, new), now = (_values(state.get(name)) for state in states), _values(shown.get(name))
    left = [item for item in old if item not in new]
    return bool(left) and all(item in now and item not in there and _is_runs(steps, item) for item in left)


def _values(value: JSON) -> list[JSON]:
    return value if isinstance(value, list) else [value]


def _is_runs(steps: RecordSteps, item: JSON) -> bool:
    return isinstance(item, str) and steps.names.marks(item)
