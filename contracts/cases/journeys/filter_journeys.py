"""Filters of lists: each declared one lets in the run's own records that it asks for, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.journeys.asked_filters import AskedFilters
from contracts.cases.journeys.filtered_bodies import filtered_bodies, led_elsewhere
from contracts.cases.lists.listed_records import made
from contracts.cases.lists.search_pages import pages_of
from contracts.cases.probes.reaching import BESIDE_THE_PATH
from contracts.cases.records.independence import within_family

if TYPE_CHECKING:
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle


@within_family
def filtering(steps: RecordSteps, cycle: Lifecycle) -> None:
    """Each parameter that has the name and the values of a member lets in the records that have them."""
    behaviour, path = cycle["list"], steps.parents(cycle)
    if behaviour is None or path is None:
        return
    keys = [
        key
        for key in made(steps, cycle, filtered_bodies(steps, cycle, behaviour.operation.parameters))
        if key is not None
    ]
    filters = AskedFilters(steps, behaviour, pages_of(steps, behaviour, path), keys)
    for parameter in behaviour.operation.parameters if filters.own else ():
        if parameter.location in BESIDE_THE_PATH:
            filters.holds(parameter)
    for key in keys if cycle.removable else ():
        steps.delete(cycle, key, "remove")


@within_family
def holding(steps: RecordSteps, cycle: Lifecycle) -> None:
    """As `filtering`, over what the run has made by then, of what nothing removes, and one that refers elsewhere."""
    behaviour, path = cycle["list"], steps.parents(cycle)
    if behaviour is None or path is None:
        return
    pages = pages_of(steps, behaviour, path)
    made(steps, cycle, led_elsewhere(steps, cycle, behaviour.operation.parameters))
    keys = [key for key in pages.walk("list what was made").keys if steps.sender.made(cycle.resource, key)]
    filters = AskedFilters(steps, behaviour, pages, keys)
    for parameter in behaviour.operation.parameters if filters.own else ():
        if parameter.location in BESIDE_THE_PATH:
            filters.holds(parameter)


def choosing(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A parameter that has the name and the options of a member lets in no record of another one."""
    behaviour, path = cycle["list"], steps.parents(cycle)
    if behaviour is None or path is None:
        return
    filters = AskedFilters(steps, behaviour, pages_of(steps, behaviour, path), None)
    for parameter in behaviour.operation.parameters if filters.own else ():
        if parameter.location in BESIDE_THE_PATH:
            filters.chooses(parameter)
