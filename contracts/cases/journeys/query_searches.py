"""Searches by a GET beside a collection (`/books/search/findByStatus`): what they let in of the run's own records."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.action_journeys import shown_to
from contracts.cases.journeys.asked_filters import AskedFilters
from contracts.cases.journeys.filtered_bodies import filtered_bodies
from contracts.cases.journeys.nobodys_words import ask_for_nobodys
from contracts.cases.lists.list_pages import ListPages
from contracts.cases.lists.listed_records import made
from contracts.cases.lists.search_pages import is_turned
from contracts.cases.records.independence import within_family
from contracts.laws.filter_laws import lets_in_own
from contracts.laws.filter_meaning import meaning
from mock_server.openapi import behaviours, field_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from mock_server.openapi import JSON, Behaviour, Parameter

_FINDS = frozenset(("by", "find", "search", "get", "read", "query", "list", "filter", "stream", "fetch"))
_GOES_ON = frozenset(("", "and", "in", "is", "equals", "containing", "contains", "starting", "ending", "ignore"))
"""What may stand in a path behind the member by which it finds, as Spring Data has it."""
_OTHERS = field_names.Telling(
    r"not|without|except|exclud\w*|but|others?|similar\w*|like|near\w*|rest|related|before|after|or|first|rank\w*"
    r"|prefer\w*|suggest\w*|ignored|sort\w*|ordered|ordering"
)
"""What says that records are shown that do not have what is asked for."""


def query_searches(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each GET of a path without keys that shows records which the run can make, read and remove.

    That it lists just those is a guess, by the members of what it shows; what is held is what it says of them.
    """
    guessed = behaviours(steps.judge.document, steps.schemas, related=True)
    for operation in steps.judge.document.operations:
        known = steps.judge.behaviours[operation.id].action
        if operation.method != "GET" or operation.path_names or known != "none":
            continue
        found = guessed[operation.id]
        cycle = steps.cycles.get(found.resource or "") if found.action == "list" and not found.across else None
        if cycle is None or found.record is None or found.within is not None or "{}" in cycle.resource:
            continue
        if cycle["create"] is not None and cycle["read"] is not None and cycle.removable:
            yield f"{operation.path} of {cycle.resource}", partial(searched, cycle=cycle, behaviour=found)


@within_family
def searched(steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour) -> None:
    """Make records of different values, and search by each parameter that is called as a member of them."""
    asked = [p for p in behaviour.operation.parameters if p.location == "query" and not is_turned(p)]
    keys = [key for key in made(steps, cycle, filtered_bodies(steps, cycle, asked)) if key is not None]
    searches = _Searches(steps, cycle, behaviour, keys)
    for parameter in asked if searches.own else ():
        searches.holds(parameter)
    for key in keys:
        steps.delete(cycle, key, "remove")


class _Searches(AskedFilters):
    """Those of one operation, over the run's own records as reads show them: a search need not show all of them."""

    def __init__(self, steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, keys: list[str]) -> None:
        super().__init__(steps, behaviour, ListPages(steps, behaviour, {}), keys)
        read = {key: shown_to(steps, cycle, key, "read what is searched for") for key in keys}
        self.own = {key: shown[1] for key, shown in read.items() if shown is not None}

    def holds(self, parameter: Parameter) -> None:
        """Ask for each option that records have, or a word that none has, where the path says that it finds by this."""
        found = meaning(self.steps.schemas, parameter, self.members)
        if found is None or found.times or found.bounds or not self._finds_by(parameter):
            return
        schemas, schema = self.steps.schemas, self.members.get(found.member)
        if "array" in schemas.types(schema):
            return
        if "string" in schemas.types(schema) and not schemas.keyword(schema, "enum"):
            ask_for_nobodys(self, parameter, found.member, several=found.several)
        for value in self.held(found.member) if schemas.keyword(schema, "enum") else ():
            law = partial(lets_in_own, own=self.own, member=found.member, wanted=[value], name=parameter.name)
            sent: JSON = [value] if found.several else value
            self.ask(parameter, found.member, sent, law)
            self._follow(found, value)

    def _finds_by(self, parameter: Parameter) -> bool:
        """Whether the path says that it finds records by this, and no text that others are shown as well.

        `findByLastName` is for `lastName`; `findByLastNameNot` is not, nor is `orderByLastName`.
        """
        operation = self.behaviour.operation
        last = field_names.words(operation.path.rstrip("/").rpartition("/")[2])
        said = (" ".join(last), operation.id, parameter.description, *operation.texts)
        if "by" not in last or _OTHERS.told_in(*said):
            return False
        at, name = last.index("by"), field_names.words(parameter.name)
        behind = last[at + 1 :]
        goes_on = next(iter(behind[len(name) :]), "") in _GOES_ON
        return behind[: len(name)] == name and goes_on and last[0] in _FINDS
