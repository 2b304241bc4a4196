"""What is the server's own stays so: members that clients may not write, sent all the same, are not what is read.

A member is the server's own where the document marks it ``readOnly``, where an answer alone has it, or where it has a
usual name of such (`OWN_NAMES`) and records show it although nobody sent it. Whether a service keeps members that
nobody knows is open. A record made without them is the contrast: what happens by itself happens to it too.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.changing import takes_objects, with_own_values
from contracts.cases.lists.listed_records import made
from contracts.cases.records.distinct_bodies import distinct
from contracts.cases.records.spelled_members import spelled
from contracts.findings import Culprit
from contracts.laws.maker import Maker
from contracts.laws.same_values import alike
from contracts.traffic.effects import WRITING
from mock_server.openapi import MISSING, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour

    Record = dict[str, JSON]

_LAW = "mass-assignment"
OWN_NAMES: dict[str, JSON] = {
    "role": "admin", "usertype": "admin", "accounttype": "admin", "plan": "enterprise", "tier": "enterprise",
    "admin": True, "isadmin": True, "isstaff": True, "issuperuser": True, "superuser": True, "isowner": True,
    "verified": True, "isverified": True, "emailverified": True, "approved": True, "isapproved": True,
    "balance": 1_000_003, "credit": 1_000_003, "credits": 1_000_003, "ownerid": 1_000_003, "userid": 1_000_003,
    "accountid": 1_000_003, "tenantid": 1_000_003, "organizationid": 1_000_003, "owner": "admin",
}  # fmt: skip
"""Usual names of members that are a server's own, without case and marks, and what whoever abuses them sends."""
_FAR_OFF = "2099-12-30T21:54:03Z"
"""Nothing from before the run: what was made long ago is somebody else's."""
_FAR = 1_000_003
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_REFERS = re.compile(r"(?i:owner|user|account|tenant|organi[sz]ation|author|creator|created_?by|(?:^|_)(?:uu)?id$)|Id$")
"""Names of members that may say whose a record is: another's own is sent there, or nothing."""
_MOST_ALONE = 6


def assignment_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that writes records which the run can make and read, where another user is given."""
    if steps.sender.other is None:
        return
    for cycle in steps.cycles.values():
        read = cycle["read"]
        if cycle["create"] is None or not cycle.removable or read is None or read.record is None:
            continue
        for action in WRITING:
            if takes_objects(steps.schemas, cycle[action]):
                yield f"server's own members: {action} in {cycle.resource}", partial(assign, cycle=cycle, action=action)


def assign(steps: RecordSteps, cycle: Lifecycle, action: str) -> None:
    """Write members of the server's own, and read what became of them."""
    create, behaviour = cycle["create"], cycle[action]
    if create is None or behaviour is None:
        return
    with steps.sender.collector.unobserved():
        keys = [key for key in made(steps, cycle, [steps.full(create)] * 2) if key is not None]
        shown = [_look(steps, cycle, key) for key in keys]
        wanted = _claims(steps, cycle, behaviour, shown, _hers(steps, cycle)) if len(keys) == 2 and all(shown) else {}
        found = _written(steps, cycle, behaviour, keys, wanted) if wanted else []
        for key in keys:
            _remove(steps, cycle, key)
    for sent, names in found:
        make = Maker(sent.exchange, behaviour.operation, Culprit.TARGET_AGAINST_DOCUMENT)
        message = f"lets a client write what is the server's own: {', '.join(names)}"
        steps.sender.collector.observe(make(_LAW, "body", "values of the server's own", "those sent", message))


def _written(
    steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, keys: list[str], wanted: Record
) -> list[tuple[Sent, list[str]]]:
    """What was taken, with the request that wrote it: all at once, or each alone where all are refused."""
    first = _try(steps, cycle, behaviour, keys, wanted)
    if first is None:
        return []
    if first[0].status in (400, 422):
        alone = [{name: value} for name, value in wanted.items()][:_MOST_ALONE]
        tried = [_try(steps, cycle, behaviour, keys, claim) for claim in alone]
        return [one for one in tried if one is not None and one[1]][:1]
    return [first] if first[1] else []


def _try(
    steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, keys: list[str], wanted: Record
) -> tuple[Sent, list[str]] | None:
    """The request that writes these, and the names of those that were taken: not so where the same body without them,
    for the other record, makes them so too.
    """
    create, label = cycle["create"], f"{behaviour.action} with members of the server's own"
    steps.sender.addressing.claimed.setdefault(behaviour.operation.id, set()).update(wanted)
    if create is None or (behaviour is create and not steps.may_create(cycle)):
        return None
    key: str | None = keys[1]
    if behaviour is create:
        chosen = steps.fresh(cycle) if cycle.chosen else None
        full = steps.full(create)
        other = distinct(full, steps.names, partial(steps.samples.valid, create.operation.request_schema))
        body = steps.keyed(create, _with(full if other is None else other, create.envelope, wanted), chosen)
        sent = steps.create(cycle, body, label)
        key = steps.key_of(cycle, sent, chosen)
    else:
        body = _own_body(steps, cycle, behaviour, keys[1])
        sent = steps.act(cycle, behaviour.action, keys[1], label, body=_with(body, behaviour.envelope, wanted))
    if sent is None or key is None:
        return (sent, []) if sent is not None else None
    now, beside = _look(steps, cycle, key), _look(steps, cycle, keys[0])
    if not now and sent.succeeded:  # it may be another's now
        now = _look(steps, cycle, key, hers=True)
    taken = _taken(wanted, now, beside)
    if taken and behaviour is not create:
        body = _own_body(steps, cycle, behaviour, keys[0])
        alone = steps.act(cycle, behaviour.action, keys[0], f"{behaviour.action} without them", body=body)
        told = alone is not None and alone.succeeded
        taken = _taken(wanted, now, _look(steps, cycle, keys[0])) if told else []
    if behaviour is create:
        _remove(steps, cycle, key)
    return sent, taken


def _own_body(steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, key: str) -> JSON:
    """A body for the record with this key, with the values that it has."""
    body, create = with_own_values(steps, behaviour, steps.full(behaviour), _look(steps, cycle, key)), cycle["create"]
    is_keyed = create is not None and cycle.chosen and behaviour.action == "replace"
    return steps.keyed(create, body, key) if create is not None and is_keyed else body


def _taken(wanted: Record, now: Record, beside: Record) -> list[str]:
    """The names of members that have the value sent, and not so in the record beside."""
    return [n for n, v in wanted.items() if n in now and alike(v, now[n]) and not alike(v, beside.get(n))]


def _claims(steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, shown: list[Record], hers: Record) -> Record:
    """The members to write, each with a value that nobody gives by himself."""
    read, schemas = cycle["read"], steps.schemas
    if read is None:
        return {}
    schema = schemas.below(behaviour.operation.request_schema, behaviour.envelope)
    declared = schemas.properties(schema)
    answered = schemas.properties(schemas.below(read.operation.response_schema(), read.record or ()))
    more = schemas.keyword(schema, "additionalProperties")
    theirs = _writable(steps, cycle)
    found: Record = {}
    for name in dict.fromkeys((*answered, *declared, *shown[0])):
        known, mine = name in declared or name in answered, [record.get(name) for record in shown]
        if name in theirs or name in behaviour.parents or steps.sender.named.is_key(behaviour, name):
            continue
        usual = field_names.plain(name) in OWN_NAMES
        if (name not in declared and more not in (None, False)) or not (known or usual):
            continue
        whose = _scalar(hers.get(name)) and not _TIME.match(str(mine[0])) and alike(*mine)
        if whose and not alike(hers[name], mine[0]):
            found[name] = hers[name]
        elif _REFERS.search(name) is None:
            value = _claim(steps, name, answered.get(name, declared.get(name)), mine[0])
            found |= {name: value} if value is not MISSING and not any(alike(value, own) for own in mine) else {}
    return found


def _claim(steps: RecordSteps, name: str, schema: JSON, value: JSON) -> JSON:
    """A value that no server gives by itself, MISSING where there is none."""
    if not _scalar(value) and value is not None:
        return MISSING
    guesses: list[JSON] = [OWN_NAMES.get(field_names.plain(name))]
    if isinstance(value, bool):
        guesses.append(not value)
    elif isinstance(value, int | float):
        guesses.append(value + _FAR)
    elif isinstance(value, str) and _TIME.match(value):
        guesses.append(_FAR_OFF)
    if schema is None:
        kinds = (bool,) if isinstance(value, bool) else (int, float) if isinstance(value, int | float) else (str,)
        return next((guess for guess in guesses if type(guess) in kinds), MISSING)
    guesses.append(steps.samples.other(schema, value, name))
    fits = steps.judge.reader.validators.validator(schema, "response").is_valid
    good = (g for g in guesses if g is not None and g is not MISSING and _scalar(g) and g != value and fits(g))
    return next(good, MISSING)


def _writable(steps: RecordSteps, cycle: Lifecycle) -> set[str]:
    """Members that some operation of the resource lets a client write, under either of two spellings."""
    found: set[str] = set()
    for action in WRITING:
        behaviour = cycle[action]
        if behaviour is not None:
            schema = steps.schemas.below(behaviour.operation.request_schema, behaviour.envelope)
            members = steps.schemas.properties(schema).items()
            mine = {name for name, item in members if steps.schemas.keyword(item, "readOnly") is not True}
            found |= mine | {called for name, called in spelled(steps, behaviour).items() if name in mine}
    return found


def _hers(steps: RecordSteps, cycle: Lifecycle) -> Record:
    """A record of the other user's as its create shows it, removed at once: by it is told whose records are."""
    other, create, delete = steps.sender.other, cycle["create"], cycle["delete"]
    if other is None or create is None or delete is None or create.parents or not create.shows_key:
        return {}
    access = other.access(create.operation)
    if access is None or other.access(delete.operation) is None:
        return {}
    chosen = steps.fresh(cycle) if cycle.chosen else None
    body = steps.keyed(create, steps.full(create), chosen)
    sent = steps.create(cycle, body, "create as another user", access=access)
    key = steps.key_of(cycle, sent, chosen)
    if sent is None or key is None:
        return {}
    other.made.add((cycle.resource, key))
    record = steps.sender.addressing.record(create, sent.body)
    steps.delete(cycle, key, "remove as another user", access=other.access(delete.operation))
    return record if isinstance(record, dict) else {}


def _look(steps: RecordSteps, cycle: Lifecycle, key: str, *, hers: bool = False) -> Record:
    behaviour, other = cycle["read"], steps.sender.other
    access = other.access(behaviour.operation) if hers and behaviour is not None and other is not None else None
    sent = steps.act(cycle, "read", key, "read what became of it", access=access) if behaviour is not None else None
    if sent is None or behaviour is None or not sent.succeeded:
        return {}
    record = steps.sender.addressing.record(behaviour, sent.body)
    return record if isinstance(record, dict) else {}


def _remove(steps: RecordSteps, cycle: Lifecycle, key: str) -> None:
    """Remove a record, by the other user where it became hers."""
    other, delete = steps.sender.other, cycle["delete"]
    if not steps.sender.made(cycle.resource, key) or delete is None:
        return
    access = other.access(delete.operation) if other is not None and not _look(steps, cycle, key) else None
    hers = steps.names.tag in repr(_look(steps, cycle, key, hers=True)) if access is not None else False
    if other is not None and access is not None and hers:
        other.made.add((cycle.resource, key))
        steps.delete(cycle, key, "remove as another user", access=access)
    if steps.sender.made(cycle.resource, key):
        steps.delete(cycle, key, "remove")


def _with(body: JSON, envelope: tuple[str, ...], wanted: Record) -> JSON:
    """``body`` with these members in the record that it holds."""
    if not isinstance(body, dict):
        return body
    if not envelope:
        return {**body, **wanted}
    return {**body, envelope[0]: _with(body.get(envelope[0], {}), envelope[1:], wanted)}


def _scalar(value: JSON) -> bool:
    return isinstance(value, str | int | float)
