"""A few plain requests to every operation: least and full ones to each that reads, and to each not reached yet."""

from __future__ import annotations

from copy import deepcopy
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from contracts.cases.probes.broken_bodies import json_media
from contracts.cases.probes.nobodys_keys import nobodys, numbered
from contracts.cases.probes.undocumented_guards import DENIED, show_credentials
from contracts.cases.records.independence import independent
from contracts.cases.records.plausible_keys import PlausibleKeys
from contracts.cases.records.told_texts import plain_words, sent_of, spots, told_texts
from contracts.laws.told_failures import ABSENT
from contracts.traffic.operation_purpose import says_search
from contracts.traffic.safety import Allowance
from contracts.traffic.waits import waits_long
from mock_server.openapi import MISSING, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.judging.sent import Sent
    from contracts.traffic.credentials import Pairs
    from mock_server.openapi import JSON, Operation

BESIDE_THE_PATH = ("query", "header", "cookie")
_OPEN = frozenset({"valid-accepted", "state"})
"""Laws that do not hold where every parameter is sent at once: some may exclude others."""
_OPEN_BELOW_NOBODY = _OPEN | {"access-granted"}
"""Nor do they below a record that is not there, where who may make something is in no document either."""
_READING = ("none", "list")
"""What an operation may be that searches by a POST."""
_NO_OBJECTS = (
    ("with a list for its body", b"[1]"),
    ("with a text for its body", b'"text"'),
    ("with a number for its body", b"7"),
    ("with null for its body", b"null"),
)
"""The last one may stand for no body, where none is needed, and pass for an object where something is done."""
_REFUSED = (400, 422)
"""How what was sent is refused for its form: in other words it may still be taken."""


class _Place(NamedTuple):
    """Where an operation is called; ``is_nobodys`` tells that its path has a key which no record has, ``is_plain`` that
    it has letters and digits alone.
    """

    path: Mapping[str, str]
    query: Pairs
    is_nobodys: bool = False
    is_plain: bool = False


def first_looks(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that reads, by a POST too, and names no record: it needs nothing made before."""
    for operation in steps.judge.document.operations:
        if operation.path_names:
            continue
        if operation.is_safe:
            yield f"look at {operation.id}", partial(look, operation=operation)
        elif says_search(operation) and steps.judge.behaviours[operation.id].action in _READING:
            yield f"reach {operation.id}", partial(reach, operation=operation)


def reaching(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each operation that reads a record, and for each that is without a success when its turn comes."""
    for operation in steps.judge.document.operations:
        if not steps.sender.collector.reached(operation.id):
            yield f"reach {operation.id}", partial(reach, operation=operation)
        if operation.is_safe and operation.path_names:
            yield f"look at {operation.id}", partial(look, operation=operation)


@independent
def look(steps: RecordSteps, operation: Operation) -> None:
    """Call what reads with the least that it takes, then with every parameter at once."""
    path: Mapping[str, str] = {}
    if operation.path_names:
        reached = steps.sender.collector.reached(operation.id)  # else `reach` has tried what there is
        path = PlausibleKeys(steps, operation).there() if reached else {}
        if not path:
            return
    else:
        sent = steps.send(steps.requests.build(operation), "look at it")
        if sent is not None and sent.status in DENIED:
            show_credentials(steps, operation)
    on_wire = _every_parameter(steps, operation)
    if not on_wire:
        return
    request = steps.requests.build(operation, path=path, on_wire=on_wire)
    with steps.sender.collector.leaving_open(_OPEN):
        steps.send(request, "look at it with every parameter")


def reach(steps: RecordSteps, operation: Operation) -> None:
    """Call the operation as its document asks, with the least that it takes, then with everything."""
    collector = steps.sender.collector
    if collector.replaying is None and collector.reached(operation.id):  # else it is to show again what it found
        return
    for place in _places(steps, operation):
        makes = place.is_plain or (place.is_nobodys and steps.judge.behaviours[operation.id].action == "create")
        is_open = _OPEN_BELOW_NOBODY if makes else frozenset({"valid-accepted"} if place.is_nobodys else ())
        with steps.sender.safety.allowing(_allowance(place)), steps.sender.collector.leaving_open(is_open):
            sent = _call(steps, operation, place)
        if sent is None or sent.status not in ABSENT:
            break
    if operation.is_safe and not steps.sender.collector.reached(operation.id):
        PlausibleKeys(steps, operation).there()


def _call(steps: RecordSteps, operation: Operation, place: _Place) -> Sent | None:
    """Call it there, with bodies that are none as well; how the last plain call was answered."""
    path, query = place.path, place.query
    _break(steps, operation, place)
    bodies = [steps.requests.body(operation)]
    schema, sent = operation.request_schema, None
    if schema is not None and bodies[0] is not MISSING:
        bodies.append(full := steps.samples.full(schema))
        bodies += [{**full, **texts}] if isinstance(full, dict) and (texts := told_texts(steps, operation)) else []
    for number, body in enumerate(bodies):
        if number and body == bodies[0]:
            break
        request = steps.requests.build(operation, path=path, query=query, body=_keyed(steps, operation, body))
        sent = steps.send(request, "call it once, plainly")
        if sent is None or sent.status not in _REFUSED:
            break
    if not operation.is_safe and sent is not None and sent.status in _REFUSED:
        _call_with_numbers(steps, operation, place, bodies[0])
        if isinstance(bodies[0], dict):
            _call_in_plain_words(steps, operation, place)
    _call_bare(steps, operation, path, query)
    return sent


def _call_with_numbers(steps: RecordSteps, operation: Operation, place: _Place, body: JSON) -> None:
    """Call it with numbers that nobody has for the run's own texts, where its path takes them."""
    numbers = numbered(steps, operation, place.path)
    if numbers is None:
        return
    request = steps.requests.build(operation, path=numbers, query=place.query, body=body)
    with steps.sender.safety.allowing(_allowance(place._replace(path=numbers))):
        steps.send(request, "call it with a number that nobody has")


def _allowance(place: _Place) -> Allowance:
    """What may be asked for below names that nobody has."""
    return Allowance(below_nobody=frozenset(place.path.values()) if place.is_nobodys else frozenset())


def _call_in_plain_words(steps: RecordSteps, operation: Operation, place: _Place) -> None:
    """Call it with words of letters alone for its free texts: they may be names.

    Those that it takes are sent to its resource from then on; what the body leaves out stays as it was.
    """
    words = plain_words(steps, operation)
    if not words:
        return
    with steps.samples.with_texts(spots(steps, operation, words)):
        body = _keyed(steps, operation, steps.requests.body(operation))
    request = steps.requests.build(operation, path=place.path, query=place.query, body=body)
    sent = steps.send(request, "call it with plain words")
    if sent is not None and sent.succeeded:
        steps.samples.told.update(spots(steps, operation, sent_of(body, words)))


def _break(steps: RecordSteps, operation: Operation, place: _Place) -> None:
    """Call what makes no record, and so has no boundaries of its own, without its body and with broken ones.

    What changes a record has none either where nobody has one.
    """
    media = operation.request_media
    if operation.is_safe or media is None or not media.is_json:
        return
    if place.is_nobodys or steps.judge.behaviours[operation.id].action == "none":
        bare = (("without its body", b""),) if _needs_body(operation) else ()
        others = _NO_OBJECTS[: None if bare and says_search(operation) else -1] if _is_object(steps, operation) else ()
        for kind, raw in (*bare, ("with half a body", b"{"), *others):
            request = steps.requests.build(
                operation, path=place.path, query=place.query, raw=raw, media=json_media(operation)
            )
            sent = steps.send(request, f"call it {kind}", (kind, "broken body"))
            if sent is not None and sent.succeeded and (kind, raw) in others:
                break  # what one is done for, the others are done for too


def _is_object(steps: RecordSteps, operation: Operation) -> bool:
    """Whether the document says that a body is an object, and nothing else."""
    return steps.schemas.types(operation.request_schema) == {"object"}


def _call_bare(steps: RecordSteps, operation: Operation, path: Mapping[str, str], query: Pairs) -> None:
    """Call what may have a body without one, at last: what an action has done to a record it may not do again."""
    media = operation.request_media
    if operation.is_safe or media is None or not media.is_json or _needs_body(operation):
        return
    if steps.judge.behaviours[operation.id].action == "none":
        request = steps.requests.build(operation, path=path, query=query, raw=b"", media=json_media(operation))
        steps.send(request, "call it without its body", ("without its body", "broken body"))


def _needs_body(operation: Operation) -> bool:
    return operation.request_body is not None and operation.request_body.required


def _every_parameter(steps: RecordSteps, operation: Operation) -> dict[tuple[str, str], str]:
    """Each parameter with a typical value, as it is written, but marks of pages, which only a service knows."""
    found: dict[tuple[str, str], str] = {}
    for parameter in operation.parameters:
        if parameter.location not in BESIDE_THE_PATH or field_names.CURSOR.match(parameter.name):
            continue
        value = steps.samples.typical(parameter.schema, parameter.name)
        wire = steps.requests.writer.parameter(parameter, value)
        if wire is None or parameter.required or waits_long(steps.schemas, parameter, wire):
            continue
        if steps.samples.valid(parameter.schema, value):
            found[parameter.location, parameter.name] = wire
    return found


def _keyed(steps: RecordSteps, operation: Operation, body: JSON) -> JSON:
    behaviour = steps.judge.behaviours[operation.id]
    cycle = steps.cycles.get(behaviour.resource or "")
    if behaviour.action == "create" and cycle is not None and cycle.chosen:
        keyed = steps.keyed(behaviour, deepcopy(body), steps.fresh(cycle))
        options = operation.path_names and not steps.samples.valid(operation.request_schema, keyed)
        return body if options else keyed  # one of few keys: below the run's own parent it is nobody else's
    return body


def _places(steps: RecordSteps, operation: Operation) -> Iterator[_Place]:
    """Paths and queries that name what was given, is the run's own, or is nobody's; none where a change would name
    another's. Of nobody's keys a plain one comes second.
    """
    behaviour = steps.judge.behaviours[operation.id]
    cycle = steps.cycles.get(behaviour.resource or "")
    own = behaviour.key_place
    path = dict(steps.above.on(operation))
    query: Pairs = ()
    if own is not None and own.location == "query" and cycle is not None:
        key = steps.samples.given.get(own.names[0]) or steps.record_of(cycle)
        query = ((own.names[0], key),) if key is not None else ()
    elif own is not None and own.location == "path" and cycle is not None and cycle.chosen and own.names[0] not in path:
        path[own.names[0]] = steps.fresh(cycle)
    if operation.is_safe or all(name in path for name in operation.path_names):
        yield _Place(path, query)
        return
    for plain in (False, True):
        if (nobody := nobodys(steps, operation, path, plain=plain)) is not None:
            yield _Place(nobody, query, is_nobodys=True, is_plain=plain)
