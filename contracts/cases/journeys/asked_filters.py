"""The filters of one list: each is asked for with what records have, and judged by what it shows."""

from __future__ import annotations

from functools import partial
from itertools import permutations
from typing import TYPE_CHECKING

from contracts.cases.journeys.asked_keys import ask_by_keys
from contracts.cases.journeys.asked_orders import MAY_BE_REFUSED, ask_both_ways, ask_orders
from contracts.cases.journeys.filtered_bodies import SORTS
from contracts.cases.journeys.nobodys_words import ask_by_text, search
from contracts.cases.lists.filtered_links import keeps_filter
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.lists.listed_records import tell
from contracts.cases.records.spelled_members import refers
from contracts.laws import filter_laws as laws
from contracts.laws.filter_expressions import expressions, lets_in_otherwise
from contracts.laws.filter_meaning import meaning
from contracts.laws.filter_modifiers import asked_with, days_away, modified
from contracts.laws.inner_members import members, value_of
from contracts.laws.label_selectors import selectors
from contracts.laws.list_laws import lets_in
from contracts.laws.list_walks import totals
from contracts.laws.read_back import shown_record
from contracts.laws.time_ranges import instant, spans, within_span, written
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from contracts.cases.lists.list_pages import ListPages
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.exchange import WrittenParameters
    from contracts.laws.filter_expressions import Expression
    from contracts.laws.filter_meaning import FilterMeaning
    from contracts.laws.list_laws import Flaw
    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON, Behaviour, Parameter

_BY_OTHERS = field_names.Telling(
    "names?|slugs?|titles?|handles?|e-?mails?|codes?", but="ids?|keys?|uuids?|identifiers?"
)
"""That what a record refers to is asked for by another member of it than its key."""
_MOST, _FEW = 4, 2
"""Values of one filter that the run's own records have, and others."""
_PAGES, _PAGES_OF_OTHERS = 25, 3
"""How many pages of a list are looked at: it may be long where others made what it shows."""


class AskedFilters:
    """The filters of one list, over the run's own records as the list shows them; over all without ``keys``."""

    def __init__(self, steps: RecordSteps, behaviour: Behaviour, pages: ListPages, keys: Iterable[str] | None) -> None:
        self.steps = steps
        self.behaviour = behaviour
        self.pages = pages
        self.most = _PAGES if keys is not None else _PAGES_OF_OTHERS
        everything = pages.walk("list all", most=self.most)
        self.mock_items = everything.beside
        shown = everything.records
        self.own: Mapping[str, JSON] = {
            key: shown[key] for key in (keys if keys is not None else shown) if key in shown
        }
        self.listed = [key for key in shown if key in self.own]
        """Their keys, in the order of the list."""
        self.key = steps.sender.addressing.key_name(behaviour)
        response = next((r for r in behaviour.operation.responses if r.status.startswith("2")), None)
        listed = shown_record(steps.schemas, response, behaviour)
        self.members = members(steps.schemas, listed)
        self._always = {self.key, *steps.schemas.required(listed)}
        """Members that a record has whatever is asked for."""
        self._may_lag = True
        """Whether what filters look through may yet lack what was made."""

    def holds(self, parameter: Parameter) -> None:
        """Ask for it with what the run's own records have."""
        if ask_both_ways(self, parameter):
            return
        if SORTS.fullmatch(parameter.name):
            ask_orders(self, parameter)
            return
        schemas = self.steps.schemas
        told = selectors(schemas, parameter, self.members, self.own.values())
        told = told or modified(schemas, parameter, self.members)
        found = None if told else meaning(schemas, parameter, self.members)
        if found is None:
            shown = told or expressions(schemas, self.behaviour.operation, parameter, self.members)
            self._express(parameter, shown[: _MOST if not told else None])
            if not shown:
                self._names_members(parameter)
                search(self, parameter)
                ask_by_keys(self, parameter)
        elif found.times:
            self._span(found)
        elif found.bounds:
            self._range(found)
        else:
            self.values(found)

    def values(self, found: FilterMeaning) -> None:
        """Ask by values of a member: each that the run's own records have, pairs of them, and others."""
        values = self.held(found.member)
        schema = self.members.get(found.member)
        schemas, asked = self.steps.schemas, found.parameter.schema
        options = schemas.keyword(schemas.items(asked) if found.several else asked, "enum")
        free = schemas.types(schema) - {"null"} == {"string"} and not (options or schemas.keyword(schema, "enum"))
        is_key = found.member == self.key
        refers = self._refers(found.member) and not _BY_OTHERS.told_in(found.parameter.description)
        if free and not (is_key or refers):
            ask_by_text(self, found)  # a text may be searched for in many ways
            return
        for value in values:
            law = partial(self.by, found, [value], is_key)
            self.ask(found.parameter, found.member, [value] if found.several else value, law)
            self._follow(found, value)
        if not found.several:
            self._unheld(found, [value for value in options or () if value not in values], schema)
            return
        others = [v for v in self.steps.schemas.keyword(schema, "enum") or () if v not in values]
        for pair in permutations([*values, *others][:2], 2):
            self.ask(found.parameter, found.member, [*pair], partial(self.by, found, [*pair], is_key))

    def _follow(self, found: FilterMeaning, value: JSON) -> None:
        asked = self.pages.written(found.parameter, [value] if found.several else value)
        right = (self.behaviour.operation.id, found.member) in self.steps.sender.collector.spared.filters
        if right and asked:
            keeps_filter(self.steps, self.pages, asked, found.member, value, found.parameter.name)

    def _unheld(self, found: FilterMeaning, others: list[JSON], schema: JSON) -> None:
        """Ask for options that none of the run's own records has."""
        known = self.steps.schemas.keyword(schema, "enum") or ()
        for value in [other for other in others if other in known][:_FEW]:
            law = partial(
                laws.lets_in_own, own=self.own, member=found.member, wanted=[value], name=found.parameter.name
            )
            self.ask(found.parameter, found.member, value, law)

    def by(self, found: FilterMeaning, wanted: list[JSON], is_key: bool, walk: Walk) -> Iterable[Flaw]:
        """What is wrong with a list by these values of a member."""
        name, member = found.parameter.name, found.member
        yield from laws.keeps(walk, self.own, member, wanted, name)
        if is_key:
            yield from laws.lets_in_others(walk, member, wanted, name)
            yield from totals(walk, own=True)
        elif self._refers(member):
            yield from laws.lets_in_own(walk, self.own, member, wanted, name)
        else:
            strange = [*lets_in([*walk.records.items()], walk.beside, self.mock_items, member, wanted)]
            schemas, schema = self.steps.schemas, self.members.get(member)
            if not strange and "boolean" not in schemas.types(schema) and schemas.keyword(schema, "default") is None:
                strange += laws.lets_in_without(walk, self.own, member, wanted, name)
            yield from strange

    def _refers(self, member: str) -> bool:
        """Whether a member refers to another record by its key; of a path, a list may take the key as well."""
        cycle = self.steps.cycles.get(self.behaviour.resource or "")
        create = cycle["create"] if cycle is not None else None
        return create is not None and refers(self.steps, create, member)

    def chooses(self, parameter: Parameter) -> None:
        """Ask for each option that records have, where a parameter has the name and the options of a member."""
        found = meaning(self.steps.schemas, parameter, self.members)
        if found is None or found.bounds:
            return
        schemas, asked = self.steps.schemas, parameter.schema
        if not schemas.keyword(schemas.items(asked) if found.several else asked, "enum"):
            return  # what others made may be asked for in many ways
        for value in self.held(found.member):
            law = partial(laws.lets_in_others, member=found.member, wanted=[value], name=parameter.name)
            self.ask(parameter, found.member, [value] if found.several else value, law)

    def _range(self, found: FilterMeaning) -> None:
        numbers = {number: value for value in self.held(found.member) if (number := laws.number_of(value)) is not None}
        values = sorted(numbers)
        if len(values) < 2:  # nothing of the run's own would be left out
            return
        low, high = values[0], values[-1]
        for lower, upper in ((high, None), (low, None), (None, low), (None, high)):
            name = found.lower if lower is not None else found.upper
            bound = lower if lower is not None else upper
            if name is not None and bound is not None:
                is_text = "string" in self.steps.schemas.types(found.parameter.schema)
                asked = {name: bound} if name else numbers[bound] if is_text else bound
                law = partial(laws.within, own=self.own, member=found.member, lower=lower, upper=upper,
                              name=found.parameter.name, edge=name in found.edges)  # fmt: skip
                self.ask(found.parameter, found.member, asked, law)

    def _span(self, found: FilterMeaning) -> None:
        """Spans of time that hold all of the run's own records, and none."""
        told = {key: instant(value_of(record, found.member)) for key, record in self.own.items()}
        instants = {key: at for key, at in told.items() if at is not None}
        form = self.steps.schemas.keyword(found.parameter.schema, "format")
        for bounds in spans(instants, lower=found.lower is not None) if instants else ():
            asked = written(next(at for at in bounds if at is not None), form)
            law = partial(within_span, instants=instants, bounds=bounds, member=found.member, name=found.parameter.name)
            with self.steps.sender.collector.leaving_open(MAY_BE_REFUSED):
                self.ask(found.parameter, found.member, asked, law)

    def _express(self, parameter: Parameter, shown: list[Expression]) -> None:
        """Each expression that the document shows, with what the run's own records have; one may be refused."""
        for each in shown:
            values = [value for value in days_away(self.held(each.member)) if each.written(value) is not None][:_FEW]
            for value in asked_with(each, values):
                law = partial(lets_in_otherwise, own=self.own, asked=each, wanted=value, name=parameter.name)
                asked = each.written(value) if isinstance(value, str) or each.before != "" else value
                with self.steps.sender.collector.leaving_open(MAY_BE_REFUSED):
                    self.ask(parameter, each.member, asked, law)

    def _names_members(self, parameter: Parameter) -> None:
        """A parameter that takes names of members shows those of each of its values."""
        items = self.steps.schemas.items(parameter.schema)
        options = self.steps.schemas.keyword(items, "enum") or ()
        named = [option for option in options if isinstance(option, str) and option in self.members]
        named = [name for name in named if name != self.key][:2]
        if len(named) < 2:
            return
        one, other = ([name] for name in named)
        shown = [self._shown(parameter, wanted) for wanted in (one, other, one + other, other + one)]
        if all(found is not None for found in shown) and self.pages.last is not None:
            first, second, there, back = (found or set() for found in shown)
            flaws = [*laws.first_only((first, second), (there, back), parameter.name)]
            if field_names.PICKED.match(parameter.name):
                everything = {name for record in self.own.values() if isinstance(record, dict) for name in record}
                flaws += laws.picks_nothing(first, second, everything - self._always, parameter.name)
            tell(self.steps, self.pages.last, self.behaviour, flaws)

    def _shown(self, parameter: Parameter, wanted: list[JSON]) -> set[str] | None:
        """The members that the run's own records show when these are asked for."""
        found: set[str] = set()
        walk = self.walked(parameter, wanted)
        if walk is None:
            return None
        known = [walk.records[key] for key in self.own if key in walk.records]
        for record in known or [item for page in walk.pages for _, item in page.items]:  # the key may be left out too
            found |= record.keys() if isinstance(record, dict) else set()
        return found or None

    def ask(self, parameter: Parameter, member: str, value: JSON, law: Callable[[Walk], Iterable[Flaw]]) -> None:
        """Ask by a value, and tell what is wrong with what is shown, also after a wait where it lacks a record."""
        walk = self.walked(parameter, value)
        flaws = [*law(walk)] if walk is not None else []
        if self._may_lag and any(laws.filter_flaw(flaw.message) == laws.LACKS for flaw in flaws):

            def is_right() -> bool:
                nonlocal walk, flaws
                walk = self.walked(parameter, value)
                flaws = [*law(walk)] if walk is not None else []
                return not flaws

            self._may_lag = settles(self.steps, self.behaviour.resource or "", is_right)
        last = self.pages.last
        if flaws and last is not None and not self._moved(member):
            tell(self.steps, last, self.behaviour, flaws)
        elif walk is not None and not flaws:
            if walk.whole and self._parts(walk):
                self.steps.sender.collector.spared.filters.add((self.behaviour.operation.id, member))
            counted = [*totals(walk)]
            again = self.walked(parameter, value) if counted else None
            if again is not None and self.pages.last is not None and [*totals(again)] == counted:
                tell(self.steps, self.pages.last, self.behaviour, counted)

    def _parts(self, walk: Walk) -> bool:
        """Whether a walk shows some of the run's own records, and not the others."""
        return bool(self.own.keys() & walk.records.keys() and self.own.keys() - walk.records.keys())

    def _moved(self, member: str) -> bool:
        """Whether a record of the run's own has another value by now: what moves by itself is asked for in vain."""
        now = self.pages.walk("list all again", most=self.most).records
        return any(
            value_of(now[key], member) != value_of(record, member) for key, record in self.own.items() if key in now
        )

    def walked(self, parameter: Parameter, value: JSON, beside: WrittenParameters | None = None) -> Walk | None:
        """The list by a value, and what is given ``beside`` it, None where that can't be sent or is refused."""
        if not self.steps.samples.valid(parameter.schema, value):
            return None
        asked = self.pages.written(parameter, value)
        if not asked:
            return None
        walk = self.pages.walk(f"list by {parameter.name}", {**asked, **(beside or {})}, most=self.most)
        return walk if walk.pages else None

    def held(self, member: str) -> list[JSON]:
        """The values of a member that the run's own records have, each once."""
        found: list[JSON] = []
        for record in self.own.values():
            value = value_of(record, member)
            for one in value if isinstance(value, list) else [value]:
                if one is not None and one not in found:
                    found.append(one)
        return found[:_MOST]
