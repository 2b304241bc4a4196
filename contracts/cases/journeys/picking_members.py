"""Members that a request asks for: a record of the run's own is listed and read with some of its members alone."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.list_pages import ListPages
from contracts.cases.lists.listed_records import bodies, made, queries
from contracts.cases.records.independence import within_family
from contracts.findings import Culprit
from contracts.laws.maker import Maker
from contracts.laws.picked_members import MEMBER_NAME, known_to, lacks, names_wanted, place_of, shows_all
from contracts.laws.read_back import shown_record
from mock_server.openapi import MISSING, percent, pointers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.exchange import WrittenParameters
    from contracts.judging.sent import Sent
    from mock_server.openapi import JSON, Behaviour, Parameter

    Showing = Callable[[Behaviour, WrittenParameters], tuple[Sent, JSON] | None]

_EMPTY: tuple[JSON, ...] = (None, "", [], {})
"""What may be left out of any answer."""
_MOST = 4
"""Members that are asked for, each alone."""
_ALWAYS = ("id", "type", "links", "_links")
"""Members that tell which record it is, and where."""


def picking_members(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each resource of which an operation shows some members alone."""
    for cycle in steps.cycles.values():
        able = (cycle["create"] is not None or cycle.puts is not None) and cycle.removable
        if able and any(_picking(steps, cycle[action]) for action in ("list", "read")):
            yield f"members of {cycle.resource} that are asked for", partial(picking, cycle=cycle)


@within_family
def picking(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Make a record, and ask the list and the record itself for some of its members."""
    full, *_ = bodies(steps, cycle)
    key = next((key for key in made(steps, cycle, [full], "create one to be shown in part") if key is not None), None)
    if key is None:
        return
    for action, showing in (("list", _listed), ("read", _read)):
        behaviour = cycle[action]
        for parameter in _picking(steps, behaviour):
            if behaviour is not None:
                _asked(steps, behaviour, parameter, partial(showing, steps, cycle, key))
    steps.delete(cycle, key, "remove")


def _picking(steps: RecordSteps, behaviour: Behaviour | None) -> list[Parameter]:
    """The parameters that name members; those of a list with options for them are judged as filters are."""
    schemas = steps.schemas
    found = [parameter for parameter in queries(behaviour) if names_wanted(parameter)]
    if behaviour is None or behaviour.action != "list":
        return found
    return [
        p
        for p in found
        if "[" in p.name or not any(schemas.keyword(s, "enum") for s in (p.schema, schemas.items(p.schema)))
    ]


def _asked(steps: RecordSteps, behaviour: Behaviour, parameter: Parameter, showing: Showing) -> None:
    whole = showing(behaviour, {})
    place = place_of(parameter, whole[1]) if whole is not None else None
    have = _at(whole[1], place) if whole is not None and place is not None else {}
    told = _documented(steps, behaviour, place or ())
    names = [
        name for name, value in have.items() if name in told and MEMBER_NAME.fullmatch(name) and value not in _EMPTY
    ]
    required = steps.schemas.required(_schema(steps, behaviour, place or ()))
    key = steps.sender.addressing.key_name(behaviour)
    free = [name for name in names if name not in required and name not in (key, *_ALWAYS)]
    found: list[dict[str, JSON]] = []
    asked = known_to(parameter, [*free, *(name for name in names if name not in free)])
    for name, wire in [*_written(steps, parameter, asked)][:_MOST]:
        shown = showing(behaviour, {(parameter.location, parameter.name): wire})
        if shown is None:  # it is refused, or not shown at all
            return
        sent, record = shown
        found.append(_at(record, place or ()))
        make = Maker(sent.exchange, behaviour.operation, Culprit.TARGET_AGAINST_DOCUMENT)
        wrong = lacks(name, found[-1], parameter, make)
        wrong += shows_all((found[0], found[1]), set(free), parameter, make) if len(found) == 2 else []
        for finding in wrong:
            steps.sender.collector.observe(finding)


def _written(steps: RecordSteps, parameter: Parameter, names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each member alone as the parameter's value, where that takes it."""
    for name in names:
        value: JSON = [name] if "array" in steps.schemas.types(parameter.schema) else name
        wire = steps.requests.writer.parameter(parameter, value)
        if wire is not None and steps.samples.valid(parameter.schema, value):
            yield name, wire


def _listed(
    steps: RecordSteps, cycle: Lifecycle, key: str, behaviour: Behaviour, given: WrittenParameters
) -> tuple[Sent, JSON] | None:
    """The record as a list shows it."""
    path = steps.parents(cycle)
    pages = ListPages(steps, behaviour, path) if path is not None else None
    walk = pages.walk("list some members", given, until=key) if pages is not None else None
    if pages is None or pages.last is None or walk is None or key not in walk.records:
        return None
    return pages.last, walk.records[key]


def _read(
    steps: RecordSteps, cycle: Lifecycle, key: str, behaviour: Behaviour, given: WrittenParameters
) -> tuple[Sent, JSON] | None:
    """The record as it is read."""
    pairs = tuple((pair.name, pair.value) for text in given.values() for pair in percent.pairs(text))
    sent = steps.act(cycle, "read", key, "read some members", query=pairs)
    record = pointers.at(sent.body, behaviour.record or ()) if sent is not None and sent.succeeded else MISSING
    return (sent, record) if sent is not None and isinstance(record, dict) else None


def _at(record: JSON, place: tuple[str, ...]) -> dict[str, JSON]:
    found = pointers.at(record, place)
    return found if isinstance(found, dict) else {}


def _documented(steps: RecordSteps, behaviour: Behaviour, place: tuple[str, ...]) -> Mapping[str, JSON]:
    return steps.schemas.properties(_schema(steps, behaviour, place))


def _schema(steps: RecordSteps, behaviour: Behaviour, place: tuple[str, ...]) -> JSON:
    """The schema of what a record of an answer has at ``place``."""
    response = next((r for r in behaviour.operation.responses if r.status.startswith("2")), None)
    return steps.schemas.below(shown_record(steps.schemas, response, behaviour), place)
