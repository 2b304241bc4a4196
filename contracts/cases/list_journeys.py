"""Lists: what was made is there with its values, removed records are not; pages and filters do what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.findings import Culprit
from contracts.laws import list_laws as laws
from contracts.laws.maker import Maker
from mock_server.openapi import MISSING, field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from contracts.cases.lifecycle import Lifecycle
    from contracts.cases.record_steps import RecordSteps
    from contracts.judging.sent import Sent
    from contracts.laws.list_laws import Flaw, Items
    from mock_server.openapi import JSON, Behaviour, Parameter

_FULL = 20
"""Records on a page from which on a list without documented pages may be cut off all the same."""


def listed(steps: RecordSteps, cycle: Lifecycle, key: str, sent: Sent | None, *, there: bool) -> None:
    """The list with a record that was made by ``sent``, or after it was removed."""
    found = _asked(steps, cycle, "list", {})
    behaviour = cycle["list"]
    if found is None or behaviour is None:
        return
    answer, target, mock = found
    flaws = [*laws.repeats(target)]
    if not there:
        flaws += laws.shows_removed(target, key)
    elif sent is not None:
        create = cycle["create"]
        theirs = steps.sender.addressing.answered_key(create, sent.mock_body) if create is not None else None
        twin = key if cycle.chosen else (str(theirs) if theirs is not None else None)
        body = sent.reading.body if sent.reading is not None else None
        flaws += laws.other_values(target, mock, key, twin, body)
        if not _pages(behaviour) and len(target) < _FULL:
            flaws += laws.lacks(target, mock, key, twin)
    _tell(steps, answer, behaviour, flaws)


def paging(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Pages of one record each: no page holds more, and the second is not the first."""
    keys, behaviour = _three(steps, cycle), cycle["list"]
    size = next((p for p in _queries(behaviour) if field_names.LIMIT.match(p.name)), None)
    one = steps.requests.writer.parameter(size, 1) if size is not None else None
    if behaviour is not None and size is not None and one is not None and steps.samples.valid(size.schema, 1):
        small = {("query", size.name): one}
        first = _asked(steps, cycle, "list a page of one", small)
        if first is not None:
            _tell(steps, first[0], behaviour, laws.exceeds(first[1], first[2], 1))
            for place, wire in _following(steps, behaviour, first[0]):
                second = _asked(steps, cycle, "list the page after it", {**small, place: wire})
                if second is not None:
                    _tell(steps, second[0], behaviour, laws.stands_still(first[1], second[1], first[2], second[2]))
    _remove(steps, cycle, keys)


def filtering(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Each parameter that has the name and the values of a member lets in the records that have them."""
    keys, behaviour = _three(steps, cycle), cycle["list"]
    everything = _asked(steps, cycle, "list all", {})
    members = steps.schemas.properties(_record_schema(steps, cycle))
    for parameter in _queries(behaviour) if everything is not None else ():
        for value in _filters(steps, parameter, members.get(parameter.name)):
            wire = steps.requests.writer.parameter(parameter, value)
            if wire is None:
                continue
            found = _asked(steps, cycle, f"list by {parameter.name}", {("query", parameter.name): wire})
            if found is not None and behaviour is not None and everything is not None:
                wanted = value if isinstance(value, list) else [value]
                _tell(
                    steps, found[0], behaviour, laws.lets_in(found[1], found[2], everything[2], parameter.name, wanted)
                )
    _remove(steps, cycle, keys)


def _three(steps: RecordSteps, cycle: Lifecycle) -> list[str]:
    """The keys of three new records: with every member, with other values, with the least."""
    create = cycle["create"]
    if create is None:
        return []
    full = steps.full(create)
    members = steps.schemas.properties(create.operation.request_schema)
    other = {name: steps.samples.other(members.get(name), value, name) for name, value in full.items()}
    other = {**full, **{name: value for name, value in other.items() if value is not MISSING}}
    keys = []
    for body in (full, other, steps.body(cycle)):
        if not steps.may_create(cycle) or not isinstance(body, dict):
            break
        chosen = steps.fresh(cycle) if cycle.chosen else None
        sent = steps.create(cycle, steps.keyed(create, dict(body), chosen), "create one to be listed")
        keys.append(steps.key_of(cycle, sent, chosen))
    return [key for key in keys if key is not None]


def _remove(steps: RecordSteps, cycle: Lifecycle, keys: Iterable[str]) -> None:
    for key in keys if cycle.removable else ():
        steps.delete(cycle, key, "remove")


def _asked(
    steps: RecordSteps, cycle: Lifecycle, label: str, on_wire: Mapping[tuple[str, str], str]
) -> tuple[Sent, Items, Items] | None:
    """A list with the records that both sides show, None where one of them shows none."""
    behaviour = cycle["list"]
    if behaviour is None or (path := steps.parents(cycle)) is None:
        return None
    sent = steps.send(steps.requests.build(behaviour.operation, path=path, on_wire=on_wire), label)
    mock = sent.exchange.mock if sent is not None else None
    if sent is None or mock is None or not sent.succeeded or not 200 <= mock.status < 300:
        return None
    items = steps.sender.addressing.items
    return sent, items(behaviour, sent.body), items(behaviour, sent.mock_body)


def _queries(behaviour: Behaviour | None) -> list[Parameter]:
    return [p for p in behaviour.operation.parameters if p.location == "query"] if behaviour is not None else []


def _pages(behaviour: Behaviour) -> bool:
    """Whether the document speaks of pages."""
    return any(field_names.asks(p.name) or field_names.POSITION.search(p.name) for p in _queries(behaviour))


def _following(steps: RecordSteps, behaviour: Behaviour, sent: Sent) -> Iterator[tuple[tuple[str, str], str]]:
    """The parameter that asks for the second record, by its place or by what the first page says of the next one."""
    body = sent.body if isinstance(sent.body, dict) else {}
    mark = next((v for name, v in body.items() if field_names.marks_next(name) and isinstance(v, str)), None)
    for parameter in _queries(behaviour):
        value: JSON = None
        if field_names.SKIPPED.match(parameter.name):
            value = 1
        elif field_names.CURSOR.match(parameter.name) and mark is not None and "/" not in mark:
            value = mark
        if value is not None and (wire := steps.requests.writer.parameter(parameter, value)) is not None:
            yield ("query", parameter.name), wire


def _record_schema(steps: RecordSteps, cycle: Lifecycle) -> JSON:
    create = cycle["create"]
    return create.operation.request_schema if create is not None else None


def _filters(steps: RecordSteps, parameter: Parameter, member: JSON) -> list[JSON]:
    """The values to filter by: the options of a member and a parameter that share them, true and false."""
    inner: JSON = parameter.schema
    several = "array" in steps.schemas.types(inner)
    inner = steps.schemas.items(inner) if several else inner
    own = steps.schemas.items(member) if "array" in steps.schemas.types(member) else member
    if member is None or steps.schemas.types(inner) != steps.schemas.types(own):
        return []
    if steps.schemas.types(own) == {"boolean"}:
        return [[True], [False]] if several else [True, False]
    options = steps.schemas.keyword(own, "enum") or []
    if options != (steps.schemas.keyword(inner, "enum") or []):
        return []
    return [[option] if several else option for option in options[:4]]


def _tell(steps: RecordSteps, sent: Sent, behaviour: Behaviour, flaws: Iterable[Flaw]) -> None:
    make = Maker(sent.exchange, sent.reading.operation if sent.reading else None, Culprit.TARGET_AGAINST_MOCK)
    root = behaviour.record or ()
    for flaw in flaws:
        place = pointers.text((*root, "*", flaw.place) if flaw.place else root) or "body"
        found = make("list", place, flaw.expected, flaw.observed, f"{place} {flaw.message}", cause=flaw.message)
        steps.sender.collector.observe(found)
