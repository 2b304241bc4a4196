"""What lies at one path below a record, and is replaced as a whole there: `/repos/{id}/topics`, `/buckets/{id}/policy`.

A PUT replaces the state of its target (RFC 9110 section 9.3.4): after a second one nothing of the first is left.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.independence import independent
from contracts.cases.records.observing import observe
from contracts.laws.leeway import ACCEPTED
from contracts.laws.same_values import alike, text
from mock_server.openapi import MISSING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Operation

_ADDS = re.compile(r"\b(?:add(?:s|ed|ing)?|append(?:s|ed|ing)?|merg(?:e|es|ed|ing)|extend(?:s|ed)?)\b", re.IGNORECASE)
"""That a PUT leaves what is there."""
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
        sent = steps.schemas.properties(put.request_schema)
        shown = steps.schemas.properties(read.response_schema(("200",)))
        members = tuple(name for name in sent if name in shown)
        if members and not any(map(_ADDS.search, put.texts)):
            yield f"replacing what {put.id} has", partial(replaced_twice, part=_Part(read, put, members))


@independent
def replaced_twice(steps: RecordSteps, part: _Part) -> None:
    """Replace it by one body and by another one, and look after each: below records of the run's own alone."""
    with steps.afresh():
        path = steps.above.on(part.put)
    behaviour, keys = steps.judge.behaviours[part.put.id], steps.sender.path_keys
    if any(name not in path for name in part.put.path_names) or keys.strange(steps.sender.ownership, behaviour, path):
        return
    bodies = _bodies(steps, part)
    before: Mapping[str, JSON] | None = None
    for number, body in enumerate(bodies):
        sent = steps.send(steps.requests.build(part.put, path=path, body=body), "replace it as a whole")
        shown = _read(steps, part, path) if sent is not None and sent.succeeded and sent.status != ACCEPTED else None
        if shown is None:
            return
        if number and before is not None:
            _tell(steps, part, path, (bodies[0], body))
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


def _tell(
    steps: RecordSteps, part: _Part, path: Mapping[str, str], bodies: tuple[dict[str, JSON], dict[str, JSON]]
) -> None:
    """Tell a member in which something of the first body is left, also where it is read a little later."""
    last: list[tuple[Sent, str]] = []

    def is_right() -> bool:
        shown = _read(steps, part, path)
        left = [name for name in part.members if shown is not None and _is_left(name, shown[1], *bodies)]
        last[:] = [(shown[0], left[0])] if shown is not None and left else []
        return not last

    if is_right() or settles(steps, part.put.path, is_right) or not last:
        return
    sent, name = last[0]
    message = f"/{name} has what was there before it was replaced"
    observe(steps, sent, _LAW, name, text(bodies[1][name]), text(sent.body[name]), message)


def _is_left(name: str, shown: Mapping[str, JSON], first: Mapping[str, JSON], second: Mapping[str, JSON]) -> bool:
    """Whether a member shows what the first body alone had there."""
    old, new, now = first.get(name), second.get(name), shown.get(name)
    if isinstance(old, list) and isinstance(new, list) and isinstance(now, list):
        return any(item in now for item in old if item not in new)
    return old is not None and not alike(old, new) and alike(old, now) and not alike(new, now)
