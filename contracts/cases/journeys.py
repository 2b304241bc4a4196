"""Journeys: sequences of requests through the life of a record, derived from the resources of the document.

Each journey is a function of the stage; run again it works on fresh records, so that what it found can be confirmed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from contracts import schema as shape
from contracts.laws.echo import same, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.lifecycle import Lifecycle
    from contracts.cases.record_steps import Stage
    from contracts.traffic.sender import Sent

    Journey = Callable[[Stage], None]


def journeys(stage: Stage) -> Iterator[tuple[str, Journey]]:
    """Every journey of the document, the most telling first."""
    cycles = [cycle for cycle in stage.cycles.values() if cycle["create"] is not None]
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
    for cycle in stage.cycles.values():
        if cycle["create"] is None:
            yield f"looking at {cycle.resource}", lambda s, c=cycle: looking(s, c)  # type: ignore[misc]


def life(stage: Stage, cycle: Lifecycle) -> None:
    """Create, again, delete softly, create, softly again, for good, again, create: what each step leaves must show."""
    create = cycle["create"]
    if create is None:
        return
    key = stage.fresh(cycle)
    body = stage.keyed(create, stage.full(create), key)
    stage.create(cycle, body, "create")
    stage.create(cycle, body, "create the same again")
    stage.create(cycle, stage.body(cycle, key), "create it again with other values")
    for way, query in stage.ways(cycle):
        if way == "soft":
            said = "".join(f" ({name}={value})" for name, value in query)
            stage.delete(cycle, key, f"deactivate{said}", query=query)
            stage.create(cycle, body, "create what was deactivated")
            stage.delete(cycle, key, f"deactivate again{said}", query=query)
    stage.delete(cycle, key, "remove")
    stage.delete(cycle, key, "remove again")
    for way, query in stage.ways(cycle):
        if way == "soft":
            stage.delete(cycle, key, "deactivate what was removed", query=query)
    stage.create(cycle, body, "create what was removed")
    stage.create(cycle, body, "create the same again")
    stage.delete(cycle, key, "remove at once")
    stage.delete(cycle, key, "remove again")
    stage.create(cycle, stage.body(cycle, key), "create what was removed, with less")
    stage.delete(cycle, key, "remove")


def never(stage: Stage, cycle: Lifecycle) -> None:
    """Delete what was never created, by every way; then it can be created."""
    key = stage.fresh(cycle)
    for _, query in stage.ways(cycle):
        stage.delete(cycle, key, "delete what was never created", query=query)
    stage.create(cycle, stage.body(cycle, key), "create it after all")
    stage.delete(cycle, key, "remove")


def neighbours(stage: Stage, cycle: Lifecycle) -> None:
    """Two records alike in everything but the key: each lives and dies alone."""
    create = cycle["create"]
    if create is None:
        return
    first, second = stage.fresh(cycle), stage.fresh(cycle)
    for key in (first, second):
        stage.create(cycle, stage.keyed(create, stage.full(create), key), "create one of two alike", ("two alike",))
    for way, query in stage.ways(cycle):
        sent = stage.delete(cycle, first, f"{way} delete of one of two", query=query)
        if sent is not None:
            stage.session.relate(cycle.resource, second, f"after a {way} delete of another record")
        stage.create(cycle, stage.body(cycle, second), "create the other again")
    stage.delete(cycle, second, "remove the other")


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


def twins(stage: Stage, cycle: Lifecycle, name: str) -> None:
    """Keys that are alike are two keys: deleting, creating and removing one leaves the other alone."""
    schema = stage.key_schema(cycle)
    one, two = (_fitted(stage, schema, key) for key in TWINS[name](stage.fresh(cycle)))
    if one == two or not (stage.samples.valid(schema, one) and stage.samples.valid(schema, two)):
        return
    if not (stage.names.owns(one) and stage.names.owns(two)):
        return
    session, relation = stage.session, f"keys alike: {name}"
    stage.create(cycle, stage.body(cycle, one), f"create ({name})")
    session.relate(cycle.resource, two, relation)
    session.relate(cycle.resource, one, relation)
    for _, query in stage.ways(cycle):
        stage.delete(cycle, two, f"delete its twin ({name})", query=query)
    stage.create(cycle, stage.body(cycle, two), f"create its twin ({name})")
    stage.delete(cycle, two, f"remove its twin ({name})")
    stage.create(cycle, stage.body(cycle, one), f"create the first again ({name})")
    stage.delete(cycle, one, f"remove the first ({name})")


def _fitted(stage: Stage, schema: Any, key: str) -> str:
    stem, bar, end = key.partition("|")
    if not bar:
        return key
    longest = next((t for kind, t in stage.pools.edges(schema, stem) if kind == "the longest text"), stem * 20)
    return longest[: -len(end)] + end


def refusals(stage: Stage, cycle: Lifecycle) -> None:
    """A refused request changes nothing: a bad create makes nothing, a bad delete removes nothing."""
    create, delete = cycle["create"], cycle["delete"]
    if create is None or delete is None:
        return
    key = stage.fresh(cycle)
    for kind, body in _bad_bodies(stage, cycle, key):
        sent = stage.create(cycle, body, f"create with {kind}")
        if sent is not None and sent.succeeded:
            stage.delete(cycle, key, "remove what should not be there")
            key = stage.fresh(cycle)
    for _, query in stage.ways(cycle):
        stage.delete(cycle, key, "delete what was refused", query=query)
    stage.create(cycle, stage.body(cycle, key), "create it rightly")
    for parameter in delete.operation.parameters:
        if parameter.location == "query":
            for kind, value in stage.pools.values(parameter.schema, parameter.name):
                if not stage.samples.valid(parameter.schema, value) and isinstance(value, str):
                    stage.delete(
                        cycle,
                        key,
                        f"delete with {parameter.name}: {kind}",
                        (f"query {parameter.name}", kind),
                        query=((parameter.name, value),),
                    )
            stage.create(cycle, stage.body(cycle, key), "create what a refused delete left")
    stage.delete(cycle, key, "remove")


def _bad_bodies(stage: Stage, cycle: Lifecycle, key: str) -> Iterator[tuple[str, Any]]:
    create = cycle["create"]
    if create is None:
        return
    schema = shape.request_schema(create.operation)
    for name, item in shape.properties(stage.schemas, schema).items():
        if name in stage.body(cycle, key) and stage.body(cycle, key)[name] == key:
            continue
        bad = {"an": "object"} if "object" not in shape.types(stage.schemas, item) else "no object"
        if not stage.samples.valid(item, bad):
            yield f"a wrong {name}", stage.body(cycle, key, **{name: bad})
            return


def assigned(stage: Stage, cycle: Lifecycle) -> None:
    """Records whose key the server assigns: two alike are two."""
    create = cycle["create"]
    if create is None:
        return
    keys = []
    for label in ("create", "create one like it", "create a third like it"):
        if stage.may_create(cycle):
            sent = stage.create(cycle, stage.full(create), label, ("two alike",))
            keys.append(stage.key_of(cycle, sent, None))
    if cycle.removable:
        for key in filter(None, keys):
            for way, query in stage.ways(cycle):
                stage.delete(cycle, key, f"{way} delete", query=query)
            stage.delete(cycle, key, "remove again")


def reading(stage: Stage, cycle: Lifecycle) -> None:
    """What was written is read, listed, replaced, merged and, once removed, gone."""
    create = cycle["create"]
    if create is None or not stage.may_create(cycle):
        return
    chosen = stage.fresh(cycle) if cycle.chosen else None
    body = stage.keyed(create, stage.full(create), chosen)
    key = stage.key_of(cycle, stage.create(cycle, body, "create"), chosen)
    if key is None:
        return
    _read(stage, cycle, key, body, "read what was created")
    _listed(stage, cycle, key, there=True)
    for action in ("replace", "merge"):
        behaviour = cycle[action]
        if behaviour is None:
            continue
        change = stage.samples.typical(shape.request_schema(behaviour.operation) or {})
        if isinstance(change, dict):
            change = stage.keyed(create, change, key) if chosen else change
            sent = stage.act(cycle, action, key, action, body=change)
            if sent is not None and sent.succeeded:
                body = {**body, **change} if action == "merge" and isinstance(body, dict) else change
                _read(stage, cycle, key, body, f"read after the {action}")
    if cycle.removable:
        stage.delete(cycle, key, "remove")
        stage.act(cycle, "read", key, "read what was removed")
        _listed(stage, cycle, key, there=False)


def looking(stage: Stage, cycle: Lifecycle) -> None:
    """Resources that nothing creates are looked at only."""
    for action in ("list", "read"):
        behaviour = cycle[action]
        if behaviour is not None and (path := stage.parents(cycle)) is not None:
            stage.send(stage.requests.build(behaviour.operation, path=path), f"{action} what is there")


def _read(stage: Stage, cycle: Lifecycle, key: str, body: Any, label: str) -> None:
    behaviour = cycle["read"]
    if behaviour is None:
        return
    sent = stage.act(cycle, "read", key, label)
    if sent is None or not sent.succeeded or behaviour.record is None or not isinstance(body, dict):
        return
    try:
        record = shape.at(sent.body, behaviour.record)
    except LookupError:
        return
    try:
        shown = shape.at(sent.mock_body, behaviour.record)
    except LookupError:
        return
    for name, value in body.items():
        if not isinstance(shown, dict) or not same(value, shown.get(name)):
            continue  # the mock shows another value itself: there is no oracle
        if isinstance(record, dict) and name in record and not same(value, record[name]):
            _report(
                stage,
                sent,
                "/" + "/".join((*behaviour.record, name)),
                text(value),
                text(record[name]),
                "is not what was written",
            )


def _listed(stage: Stage, cycle: Lifecycle, key: str, *, there: bool) -> None:
    behaviour = cycle["list"]
    if behaviour is None or (path := stage.parents(cycle)) is None:
        return
    sent = stage.send(stage.requests.build(behaviour.operation, path=path), "list")
    if sent is None or not sent.succeeded or behaviour.record is None or behaviour.property is None:
        return
    try:
        found = shape.at(sent.body, behaviour.record)
    except LookupError:
        return
    keys = (
        {str(item.get(behaviour.property)) for item in found if isinstance(item, dict)}
        if isinstance(found, list)
        else set()
    )
    if not there and key in keys:
        _report(
            stage,
            sent,
            "/" + "/".join(behaviour.record),
            "without what was removed",
            "still with it",
            "lists what was removed",
        )


def _report(stage: Stage, sent: Sent, place: str, expected: str, observed: str, message: str) -> None:
    from contracts.judging.findings import Culprit
    from contracts.laws.maker import Maker

    make = Maker(sent.exchange, sent.reading.operation if sent.reading else None, Culprit.TARGET_AGAINST_MOCK)
    stage.session.collector.observe(make("echo", place, expected, observed, f"{place} {message}"))
