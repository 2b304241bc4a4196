"""Journeys: sequences of requests through the life of a record, derived from the resources of the document.

Each journey is a function of the steps; run again it works on fresh records, so that what it found can be confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts.laws.echo import same, text
from contracts.traffic import schema as shape
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.lifecycle import Lifecycle
    from contracts.cases.record_steps import RecordSteps
    from contracts.judging.sent import Sent

    Journey = Callable[[RecordSteps], None]


def journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """Every journey of the document, the most telling first."""
    cycles = [cycle for cycle in steps.cycles.values() if cycle["create"] is not None]
    for cycle in cycles:
        if cycle.removable and cycle.chosen:
            yield f"life of {cycle.resource}", lambda s, c=cycle: life(s, c)  # type: ignore[misc]
            yield f"never created: {cycle.resource}", lambda s, c=cycle: never(s, c)  # type: ignore[misc]
            yield f"two of {cycle.resource}", lambda s, c=cycle: neighbours(s, c)  # type: ignore[misc]
            for name in TWINS:
                yield f"{name}: {cycle.resource}", lambda s, c=cycle, n=name: twins(s, c, n)  # type: ignore[misc]
            yield f"refusals of {cycle.resource}", lambda s, c=cycle: refusals(s, c)  # type: ignore[misc]
        else:
            yield f"two of {cycle.resource}", lambda s, c=cycle: assigned(s, c)  # type: ignore[misc]
        if cycle["read"] or cycle["list"] or cycle["replace"] or cycle["merge"]:
            yield f"reading {cycle.resource}", lambda s, c=cycle: reading(s, c)  # type: ignore[misc]
    for cycle in steps.cycles.values():
        if cycle["create"] is None:
            yield f"looking at {cycle.resource}", lambda s, c=cycle: looking(s, c)  # type: ignore[misc]


def life(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Create, again, delete softly, create, softly again, for good, again, create: what each step leaves must show."""
    create = cycle["create"]
    if create is None:
        return
    key = steps.fresh(cycle)
    body = steps.keyed(create, steps.full(create), key)
    steps.create(cycle, body, "create")
    steps.create(cycle, body, "create the same again")
    steps.create(cycle, steps.body(cycle, key), "create it again with other values")
    for way, query in steps.ways(cycle):
        if way == "soft":
            said = "".join(f" ({name}={value})" for name, value in query)
            steps.delete(cycle, key, f"deactivate{said}", query=query)
            steps.create(cycle, body, "create what was deactivated")
            steps.delete(cycle, key, f"deactivate again{said}", query=query)
    steps.delete(cycle, key, "remove")
    steps.delete(cycle, key, "remove again")
    for way, query in steps.ways(cycle):
        if way == "soft":
            steps.delete(cycle, key, "deactivate what was removed", query=query)
    steps.create(cycle, body, "create what was removed")
    steps.create(cycle, body, "create the same again")
    steps.delete(cycle, key, "remove at once")
    steps.delete(cycle, key, "remove again")
    steps.create(cycle, steps.body(cycle, key), "create what was removed, with less")
    steps.delete(cycle, key, "remove")


def never(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Delete what was never created, by every way; then it can be created."""
    key = steps.fresh(cycle)
    for _, query in steps.ways(cycle):
        steps.delete(cycle, key, "delete what was never created", query=query)
    steps.create(cycle, steps.body(cycle, key), "create it after all")
    steps.delete(cycle, key, "remove")


def neighbours(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Two records alike in everything but the key: each lives and dies alone."""
    create = cycle["create"]
    if create is None:
        return
    first, second = steps.fresh(cycle), steps.fresh(cycle)
    for key in (first, second):
        steps.create(cycle, steps.keyed(create, steps.full(create), key), "create one of two alike", ("two alike",))
    for way, query in steps.ways(cycle):
        sent = steps.delete(cycle, first, f"{way} delete of one of two", query=query)
        if sent is not None:
            steps.sender.relate(cycle.resource, second, f"after a {way} delete of another record")
        steps.create(cycle, steps.body(cycle, second), "create the other again")
    steps.delete(cycle, second, "remove the other")


def _swapped(key: str) -> str:
    return key.swapcase()


TWINS: dict[str, Callable[[str], tuple[str, str]]] = {
    "the same in other case": lambda key: (key, _swapped(key)),
    "a key that begins another": lambda key: (key, key[:-1]),
    "a key that another begins": lambda key: (key, f"{key}x"),
    "an underscore for a letter": lambda key: (f"{key}x", f"{key}_"),
    "an underscore for a hyphen": lambda key: (f"{key}-a", f"{key}_a"),
    "a mark at the end": lambda key: (key, f"{key}-"),
    "zeros before": lambda key: (f"{key}7", f"{key}07"),
    "long keys that differ at the end": lambda key: (f"{key}|a", f"{key}|b"),
}
"""Keys that are alike and yet two: what makes the second of the first."""


def twins(steps: RecordSteps, cycle: Lifecycle, name: str) -> None:
    """Keys that are alike are two keys: deleting, creating and removing one leaves the other alone."""
    schema = steps.key_schema(cycle)
    one, two = (_fitted(steps, schema, key) for key in TWINS[name](steps.fresh(cycle)))
    if one == two or not (steps.samples.valid(schema, one) and steps.samples.valid(schema, two)):
        return
    if not (steps.names.owns(one) and steps.names.owns(two)):
        return
    sender, relation = steps.sender, f"keys alike: {name}"
    steps.create(cycle, steps.body(cycle, one), f"create ({name})")
    sender.relate(cycle.resource, two, relation)
    sender.relate(cycle.resource, one, relation)
    for _, query in steps.ways(cycle):
        steps.delete(cycle, two, f"delete its twin ({name})", query=query)
    steps.create(cycle, steps.body(cycle, two), f"create its twin ({name})")
    steps.delete(cycle, two, f"remove its twin ({name})")
    steps.create(cycle, steps.body(cycle, one), f"create the first again ({name})")
    steps.delete(cycle, one, f"remove the first ({name})")


def _fitted(steps: RecordSteps, schema: Any, key: str) -> str:
    stem, bar, end = key.partition("|")
    if not bar:
        return key
    longest = next((t for kind, t in steps.pools.edges(schema, stem) if kind == "the longest text"), stem * 20)
    return longest[: -len(end)] + end


def refusals(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A refused request changes nothing: a bad create makes nothing, a bad delete removes nothing."""
    create, delete = cycle["create"], cycle["delete"]
    if create is None or delete is None:
        return
    key = steps.fresh(cycle)
    for kind, body in _bad_bodies(steps, cycle, key):
        sent = steps.create(cycle, body, f"create with {kind}")
        if sent is not None and sent.succeeded:
            steps.delete(cycle, key, "remove what should not be there")
            key = steps.fresh(cycle)
    for _, query in steps.ways(cycle):
        steps.delete(cycle, key, "delete what was refused", query=query)
    steps.create(cycle, steps.body(cycle, key), "create it rightly")
    for parameter in delete.operation.parameters:
        if parameter.location == "query":
            for kind, value in steps.pools.values(parameter.schema, parameter.name):
                if not steps.samples.valid(parameter.schema, value) and isinstance(value, str):
                    steps.delete(
                        cycle,
                        key,
                        f"delete with {parameter.name}: {kind}",
                        (f"query {parameter.name}", kind),
                        query=((parameter.name, value),),
                    )
            steps.create(cycle, steps.body(cycle, key), "create what a refused delete left")
    steps.delete(cycle, key, "remove")


def _bad_bodies(steps: RecordSteps, cycle: Lifecycle, key: str) -> Iterator[tuple[str, Any]]:
    create = cycle["create"]
    if create is None:
        return
    schema = shape.request_schema(create.operation)
    for name, item in shape.properties(steps.schemas, schema).items():
        if name in steps.body(cycle, key) and steps.body(cycle, key)[name] == key:
            continue
        bad = {"an": "object"} if "object" not in shape.types(steps.schemas, item) else "no object"
        if not steps.samples.valid(item, bad):
            yield f"a wrong {name}", steps.body(cycle, key, **{name: bad})
            return


def assigned(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Records whose key the server assigns: two alike are two."""
    create = cycle["create"]
    if create is None:
        return
    keys = []
    for label in ("create", "create one like it", "create a third like it"):
        if steps.may_create(cycle):
            sent = steps.create(cycle, steps.full(create), label, ("two alike",))
            keys.append(steps.key_of(cycle, sent, None))
    if cycle.removable:
        for key in filter(None, keys):
            for way, query in steps.ways(cycle):
                steps.delete(cycle, key, f"{way} delete", query=query)
            steps.delete(cycle, key, "remove again")


def reading(steps: RecordSteps, cycle: Lifecycle) -> None:
    """What was written is read, listed, replaced, merged and, once removed, gone."""
    create = cycle["create"]
    if create is None or not steps.may_create(cycle):
        return
    chosen = steps.fresh(cycle) if cycle.chosen else None
    body = steps.keyed(create, steps.full(create), chosen)
    key = steps.key_of(cycle, steps.create(cycle, body, "create"), chosen)
    if key is None:
        return
    _read(steps, cycle, key, body, "read what was created")
    _listed(steps, cycle, key, there=True)
    for action in ("replace", "merge"):
        behaviour = cycle[action]
        if behaviour is None:
            continue
        change = steps.samples.typical(shape.request_schema(behaviour.operation) or {})
        if isinstance(change, dict):
            change = steps.keyed(create, change, key) if chosen else change
            sent = steps.act(cycle, action, key, action, body=change)
            if sent is not None and sent.succeeded:
                body = {**body, **change} if action == "merge" and isinstance(body, dict) else change
                _read(steps, cycle, key, body, f"read after the {action}")
    if cycle.removable:
        steps.delete(cycle, key, "remove")
        steps.act(cycle, "read", key, "read what was removed")
        _listed(steps, cycle, key, there=False)


def looking(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Resources that nothing creates are looked at only."""
    for action in ("list", "read"):
        behaviour = cycle[action]
        if behaviour is not None and (path := steps.parents(cycle)) is not None:
            steps.send(steps.requests.build(behaviour.operation, path=path), f"{action} what is there")


def _read(steps: RecordSteps, cycle: Lifecycle, key: str, body: Any, label: str) -> None:
    behaviour = cycle["read"]
    if behaviour is None:
        return
    sent = steps.act(cycle, "read", key, label)
    if sent is None or not sent.succeeded or behaviour.record is None or not isinstance(body, dict):
        return
    try:
        record = pointers.look_up(sent.body, behaviour.record)
        shown = pointers.look_up(sent.mock_body, behaviour.record)
    except LookupError:
        return
    for name, value in body.items():
        if not isinstance(shown, dict) or not same(value, shown.get(name)):
            continue  # the mock shows another value itself: there is no oracle
        if isinstance(record, dict) and name in record and not same(value, record[name]):
            _report(
                steps,
                sent,
                pointers.text((*behaviour.record, name)),
                text(value),
                text(record[name]),
                "is not what was written",
            )


def _listed(steps: RecordSteps, cycle: Lifecycle, key: str, *, there: bool) -> None:
    behaviour = cycle["list"]
    if behaviour is None or (path := steps.parents(cycle)) is None:
        return
    sent = steps.send(steps.requests.build(behaviour.operation, path=path), "list")
    if sent is None or not sent.succeeded or behaviour.record is None or behaviour.property is None:
        return
    try:
        found = pointers.look_up(sent.body, behaviour.record)
    except LookupError:
        return
    keys = (
        {str(item.get(behaviour.property)) for item in found if isinstance(item, dict)}
        if isinstance(found, list)
        else set()
    )
    if not there and key in keys:
        _report(
            steps,
            sent,
            pointers.text(behaviour.record),
            "without what was removed",
            "still with it",
            "lists what was removed",
        )


def _report(steps: RecordSteps, sent: Sent, place: str, expected: str, observed: str, message: str) -> None:
    from contracts.findings import Culprit
    from contracts.laws.maker import Maker

    make = Maker(sent.exchange, sent.reading.operation if sent.reading else None, Culprit.TARGET_AGAINST_MOCK)
    steps.sender.collector.observe(make("echo", place, expected, observed, f"{place} {message}"))
