"""Searches by a POST: filters, limits and sorts of its body hold over the run's own records as those of a query do."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.asked_filters import AskedFilters
from contracts.cases.journeys.asked_orders import MAY_BE_REFUSED
from contracts.cases.journeys.filtered_bodies import filtered_bodies
from contracts.cases.journeys.parent_journeys import parent_of
from contracts.cases.lists.listed_records import made, tell
from contracts.cases.lists.search_pages import SearchPages, is_turned
from contracts.cases.records.independence import within_family
from contracts.laws import filter_laws as laws
from contracts.laws import list_walks as walks
from contracts.laws.list_laws import exceeds
from contracts.laws.read_back import shown_record
from contracts.traffic.operation_purpose import says_search
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.laws.filter_meaning import FilterMeaning
    from contracts.laws.list_laws import Flaw
    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON, Behaviour, Operation, Parameter, Schemas

_ENVELOPES = 2
_ALL = field_names.Telling("all|each|every")
"""Of a description: that several values have to be there together."""


def search_journeys(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each POST that finds records of one resource that the run can make and remove."""
    for operation in steps.judge.document.operations:
        behaviour = steps.judge.behaviours[operation.id]
        is_told = behaviour.action == "list" and operation.id in steps.requests.asked_in_body
        if operation.path_names or not (is_told or (says_search(operation) and behaviour.action == "none")):
            continue
        found = _told(steps, behaviour) if is_told else _found(steps, operation)
        if found is not None:
            cycle, behaviour = found
            yield f"searches of {cycle.resource}", partial(searching, cycle=cycle, behaviour=behaviour)


def _found(steps: RecordSteps, operation: Operation) -> tuple[Lifecycle, Behaviour] | None:
    """The resource whose records a search answers, and the search as what lists them."""
    schemas = steps.schemas
    response = next((r for r in operation.responses if r.status.startswith("2")), None)
    if response is None or response.schema is None or not schemas.properties(operation.request_schema):
        return None
    lists = [*_lists(schemas, response.schema)]
    if len(lists) != 1:
        return None
    item: JSON = schemas.items(schemas.below(response.schema, lists[0]))
    item = schemas.follow(item) if isinstance(item, dict) else None
    same = [cycle for cycle in steps.cycles.values() if (known := _record(steps, cycle)) and known == item]
    if len(same) != 1 or same[0].makes is None or not same[0].removable:
        return None
    like = same[0]["list"] or same[0]["read"]
    return (same[0], replace(like, operation=operation, action="list", record=lists[0])) if like is not None else None


def _told(steps: RecordSteps, behaviour: Behaviour) -> tuple[Lifecycle, Behaviour] | None:
    """The resource of a list that is asked for by a POST, where the run can make and remove its records."""
    cycle = steps.cycles.get(behaviour.resource or "")
    return (cycle, behaviour) if cycle is not None and cycle.makes is not None and cycle.removable else None


def _lists(schemas: Schemas, schema: JSON, depth: int = 0) -> Iterator[tuple[str, ...]]:
    """The places of arrays in an answer: at its top, in it, or in the one object that it wraps."""
    members = schemas.properties(schema)
    if "array" in schemas.types(schema):
        yield ()
    yield from ((name,) for name, item in members.items() if "array" in schemas.types(item))
    if len(members) == 1 and depth < _ENVELOPES:
        yield from ((name, *place) for name, item in members.items() for place in _lists(schemas, item, depth + 1)
                    if place)  # fmt: skip


def _record(steps: RecordSteps, cycle: Lifecycle) -> JSON:
    shows = cycle["read"] or cycle["list"]
    response = next((r for r in shows.operation.responses if r.status.startswith("2")), None) if shows else None
    record = shown_record(steps.schemas, response, shows) if shows is not None else None
    return steps.schemas.follow(record) if isinstance(record, dict) else None


@within_family
def searching(steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour) -> None:
    """Make records of different values, and search by each member of the body that has a meaning."""
    pages = SearchPages(steps, behaviour)
    keys = [key for key in made(steps, cycle, filtered_bodies(steps, cycle, pages.parameters)) if key is not None]
    filters = _SearchFilters(steps, cycle, behaviour, pages, keys)
    if filters.own:
        _pages(steps, pages)
    for parameter in pages.parameters if filters.own else ():
        if not is_turned(parameter):
            filters.holds(parameter)
    for key in keys:
        steps.delete(cycle, key, "remove")


def _pages(steps: RecordSteps, pages: SearchPages) -> None:
    """A page holds no more than was asked for, counts all that is found, and shows none of the page before."""
    whole = pages.walk("search for everything")
    if pages.last is not None and pages.stands(whole):
        tell(steps, pages.last, pages.behaviour, [*walks.comes_again(whole), *walks.totals(whole)])
    if not pages.takes(1) or whole.length < 2:
        return
    first = pages.walk("search for a page of one", size=1, most=1)
    if first.pages and pages.last is not None:
        flaws = [*exceeds(first.pages[0].items, [], 1), *walks.counts_less(first.pages[0], whole)]
        tell(steps, pages.last, pages.behaviour, flaws)
        following = pages.walk("search for pages of one", size=1, most=3) if not flaws else first
        again = [*walks.comes_again(following)]
        if again and pages.stands(following, size=1):
            tell(steps, pages.last, pages.behaviour, again)


class _SearchFilters(AskedFilters):
    """The filters of one search, of which a mock knows nothing: they are judged by the run's own records alone."""

    def __init__(
        self, steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, pages: SearchPages, keys: Iterable[str]
    ) -> None:
        super().__init__(steps, behaviour, pages, keys)
        self.cycle = cycle

    def holds(self, parameter: Parameter) -> None:
        """Ask for it with what the run's own records have, and by the parents that they have and have not."""
        above, names = parent_of(self.steps, self.cycle), self.cycle.makes.parents if self.cycle.makes else ()
        if above is None or parameter.name != names[-1] or parameter.name not in self.members:
            super().holds(parameter)
            return
        other = self.steps.record_of(above)
        for value in (*self.held(parameter.name), *([other] if other is not None else [])):
            law = partial(laws.lets_in_own, own=self.own, member=parameter.name, wanted=[value], name=parameter.name)
            with self.steps.sender.collector.leaving_open(MAY_BE_REFUSED):
                self.ask(parameter, parameter.name, value, law)

    def values(self, found: FilterMeaning) -> None:
        """Ask by values of a member, and by one that is there together with one that is not."""
        super().values(found)
        held, several = self.held(found.member), self.steps.schemas.items(found.parameter.schema)
        if not found.several or not held or not _ALL.told_in(found.parameter.description):
            return
        fresh = self.steps.names.fresh(lambda text: self.steps.samples.valid(several, text))
        if self.steps.samples.valid(several, fresh):
            wanted: list[JSON] = [held[0], fresh]
            law = partial(
                laws.lets_in_part, own=self.own, member=found.member, wanted=wanted, name=found.parameter.name
            )
            self.ask(found.parameter, found.member, wanted, law)

    def by(self, found: FilterMeaning, wanted: list[JSON], is_key: bool, walk: Walk) -> Iterable[Flaw]:
        """What is wrong with a search by these values of a member."""
        name, member, schemas = found.parameter.name, found.member, self.steps.schemas
        yield from laws.keeps(walk, self.own, member, wanted, name)
        schema = self.members.get(member)
        exact = is_key or schemas.keyword(schema, "enum") or "boolean" in schemas.types(schema)
        if exact and "array" not in schemas.types(schema):
            yield from laws.lets_in_own(walk, self.own, member, wanted, name)
        elif found.several and _ALL.told_in(found.parameter.description):
            yield from laws.lets_in_part(walk, self.own, member, wanted, name)
