"""Creates that must be refused: each field alone with a wrong value, required ones missing, several at once.

They share a key until one is taken; a rightful create at the end shows that none of them had an effect.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from contracts.cases.probes.created_fields import fields, item_fields, key_name
from contracts.cases.records.independence import independent, refused
from contracts.laws.differential import mentions
from contracts.traffic.request_validity import Verdict
from mock_server.openapi import percent

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.cases.values.odd_values import Kinds
    from contracts.exchange import Request
    from mock_server.openapi import JSON, Parameter, Schemas

GROUP = 16
"""Cases that one journey sends."""
_BESIDE = frozenset({"query", "header"})
"""Places of parameters that can be left out."""
_WITHOUT = re.compile(
    r"(?i)\b(?:missing|absent|omitted|left out|defaults?|otherwise|generated|fall(?:s|ing)? ?back|optional)\b"
    r"|\b(?:not|nothing|none|unless|without)\b.{0,20}\b(?:given|sent|set|provided|specified|present|supplied)\b"
)
"""How a description says what holds where a parameter is left out."""
_OF_THE_WAY = re.compile(
    r"(?i)accept(?:-\w+)?|date|host|user-agent|traceparent|tracestate|x-b3-\w+"
    r"|(?:x-)?(?:request|correlation|trace|span|amzn-trace)-?id"
)
"""Header fields of the protocol and of tracing, which gateways add where a client does not."""
_OPEN = frozenset({"invalid-refused"})


@refused
def invalid(steps: RecordSteps, cycle: Lifecycle, group: int) -> None:
    """One group of the fields, each alone, with a value that is not valid."""
    _refused(steps, cycle, wrong_values(steps, cycle)[group * GROUP : (group + 1) * GROUP])


@refused
def invalid_items(steps: RecordSteps, cycle: Lifecycle, group: int) -> None:
    """Lists in whose first record a member has a value that is not valid, until one of that member is taken.

    That it is taken is open: such a create may leave out what is wrong, or tell of each record what became of it.
    """
    taken = set()
    for name, value, kind in wrong_items(steps, cycle)[group * GROUP : (group + 1) * GROUP]:
        body = steps.body(cycle)
        if (
            name in taken
            or not steps.may_create(cycle)
            or not (isinstance(body, list) and body and isinstance(body[0], dict))
        ):
            continue
        body[0][name] = value
        with steps.sender.collector.leaving_open(_OPEN):
            label = f"create with {name} = {kind} in a list"
            sent = steps.create(cycle, body, label, (f"field {name}", kind), source="boundary")
        taken |= {name} if sent is not None and sent.succeeded else set()


def wrong_items(steps: RecordSteps, cycle: Lifecycle) -> list[tuple[str, JSON, str]]:
    """Member, value and kind of each value that is not valid in an item of a list."""
    create = cycle["create"]
    found = item_fields(steps, create).items() if create is not None else ()
    return [
        (name, value, kind)
        for name, item in found
        for kind, value in steps.pools.values(item, name, 0)
        if not steps.samples.valid(item, value)
    ]


def wrong_values(steps: RecordSteps, cycle: Lifecycle) -> list[tuple[str, JSON, str, str]]:
    """Field, value, kind and label of each value that is not valid."""
    create = cycle["create"]
    if create is None:
        return []
    own = key_name(create)
    cases: list[tuple[str, JSON, str, str]] = []
    for name, item in fields(steps, create).items():
        values: Kinds = steps.pools.of_member(create, name, item)
        if name == own:
            values = [(kind, _ours(steps, value)) for kind, value in values]
            values += steps.pools.edges(item, steps.fresh(cycle))
        for kind, value in values:
            if not steps.samples.valid(item, value) and not (name == own and _reckless(steps, value)):
                cases.append((name, value, kind, f"{name} = {kind}"))
    return cases


@refused
def lacking(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Each required field missing."""
    create = cycle["create"]
    if create is None:
        return
    own = key_name(create)
    for name in steps.schemas.required(create.operation.request_schema, alternatives=True):
        key = steps.fresh(cycle) if cycle.chosen else None
        body = steps.body(cycle, key)
        causes = (f"field {name}", "a required one missing")
        if isinstance(body, dict):
            body.pop(name, None)
            if name != own or not _shielded(steps, cycle, body, name, f"create without {name}", causes):
                steps.once(cycle, body, f"create without {name}", causes, key)


@independent
def lacking_parameters(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Each required parameter of query and header left out; one that has a default is not missed."""
    create, path = cycle["create"], steps.parents(cycle)
    place = create.key_place if create is not None else None
    for parameter in create.operation.parameters if create is not None and path is not None else ():
        if not (parameter.required and parameter.location in _BESIDE) or not steps.may_create(cycle):
            continue
        own = place is not None and (place.location, place.names[0]) == (parameter.location, parameter.name)
        if own or create is None or may_be_missing(parameter, steps.schemas):
            continue
        if parameter.location == "header" and steps.sender.target.adds(parameter.name):
            continue
        key = steps.fresh(cycle) if cycle.chosen else None
        whole = steps.requests.build(create.operation, path=path, body=steps.body(cycle, key))
        request = without(whole, parameter)
        reading = steps.judge.reader.read(request)
        if request == whole or reading is None or reading.verdict is not Verdict.INVALID:
            continue
        causes = (f"{parameter.location} {parameter.name}", "a required one missing")
        sent = steps.send(request, f"create without {parameter.name}", causes, "boundary")
        if (made := steps.key_of(cycle, sent, key)) is not None and cycle.removable:
            steps.delete(cycle, made, "remove", source="boundary")


def may_be_missing(parameter: Parameter, schemas: Schemas) -> bool:
    """Whether a required parameter is not missed: it has a default, its description says what holds without it, or it
    is a header field by which a service is never told what to make (a client's name, languages, tracing).
    """
    said = f"{parameter.description} {schemas.description(parameter.schema)}"
    return (
        schemas.keyword(parameter.schema, "default") is not None
        or _WITHOUT.search(said) is not None
        or (parameter.location == "header" and _OF_THE_WAY.fullmatch(parameter.name) is not None)
    )


def without(request: Request, parameter: Parameter) -> Request:
    """A request that lacks a parameter of its query, or of its header."""
    name = parameter.name.lower()
    if parameter.location == "header":
        return replace(request, headers=tuple(field for field in request.headers if field[0].lower() != name))
    path, _, query = request.target.partition("?")
    pairs = "&".join(pair.text for pair in percent.pairs(query) if pair.name != parameter.name)
    return replace(request, target=f"{path}?{pairs}" if pairs else path)


def _ours(steps: RecordSteps, value: JSON) -> JSON:
    """A wrong key of the same kind that can't be somebody's: numbers, and texts that are numbers, are long ones."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int):
        return int(steps.names.digits(value))
    if isinstance(value, float):
        return int(steps.names.digits(0)) + 0.5
    if isinstance(value, list):
        return [steps.names.fresh()] if value else value
    return value


def _reckless(steps: RecordSteps, value: JSON) -> bool:
    """Whether a wrong key might be somebody's: only keys that name this run, or that are no text, are tried."""
    return isinstance(value, str) and bool(value.strip()) and not steps.names.owns(value)


def _refused(steps: RecordSteps, cycle: Lifecycle, cases: list[tuple[str, JSON, str, str]]) -> None:
    create = cycle["create"]
    if create is None:
        return
    own = key_name(create)
    taken = False
    key = steps.fresh(cycle) if cycle.chosen else None
    for name, value, kind, label in cases:
        if name == own and taken and isinstance(value, str):
            continue
        if not steps.may_create(cycle):
            break
        body = steps.body(cycle, key)
        if not isinstance(body, dict):
            return
        body[name] = value
        causes = (f"field {name}", kind)
        if name == own and _shielded(steps, cycle, body, name, f"create with {label}", causes):
            continue
        sent = steps.create(cycle, body, f"create with {label}", causes, source="boundary")
        if sent is not None and sent.succeeded:
            taken = taken or name == own
            found = steps.key_of(cycle, sent, str(value) if name == own else key)
            if found is not None and cycle.removable:
                steps.delete(cycle, found, "remove what should not be there", source="boundary")
            key = steps.fresh(cycle) if cycle.chosen else None
    if cycle.chosen and key is not None:
        steps.once(cycle, steps.body(cycle, key), "create what was refused", ("after a refusal",), key)


def _shielded(steps: RecordSteps, cycle: Lifecycle, body: JSON, own: str, label: str, causes: tuple[str, ...]) -> bool:
    """Send a wrong key beside another violation, so that a target that takes it creates nothing.

    A record with a wrong key might be beyond the reach of every delete. Whether the refusal names the key tells enough;
    False where it names nothing and only the wrong key alone can tell.
    """
    create = cycle["create"]
    if create is None or not cycle.removable:
        return False
    for name, item in fields(steps, create).items():
        bad: JSON = 12 if "string" in steps.schemas.types(item) else "no such thing"
        if name != own and not steps.samples.valid(item, bad):
            sent = steps.create(cycle, {**body, name: bad}, f"{label} beside a wrong {name}", causes, source="boundary")
            return sent is not None and (bool(sent.findings) or mentions(sent.body, own))
    return False


@refused
def several(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Several violations at once: all of them count."""
    create = cycle["create"]
    if create is None:
        return
    key = steps.fresh(cycle) if cycle.chosen else None
    least = steps.body(cycle, key)
    wrong: dict[str, JSON] = {}
    for name, item in fields(steps, create).items():
        bad: JSON = 12 if "string" in steps.schemas.types(item) else "no such thing"
        if name != key_name(create) and not steps.samples.valid(item, bad):
            wrong[name] = bad
    names = list(wrong)
    if not isinstance(least, dict) or len(names) < 2:
        return
    for chosen in (names[:2], names[-2:], names[::2], names):
        body = {**least, **{name: wrong[name] for name in chosen}}
        steps.once(cycle, body, f"create with {len(chosen)} wrong fields", ("several violations",), key)
    for name in steps.schemas.required(create.operation.request_schema, alternatives=True):
        body = {k: v for k, v in least.items() if k != name} | {n: wrong[n] for n in names[:1] if n != name}
        steps.once(cycle, body, f"create without {name} and with a wrong field", ("several violations",), key)
