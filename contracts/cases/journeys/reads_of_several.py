"""Reads of several records by their keys (`/pets:batchGet?ids=1&ids=2`): each asked for is there, and no other."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.lists.lagging_lists import settles
from contracts.cases.lists.list_pages import ListPages
from contracts.cases.lists.listed_records import bodies, made, tell
from contracts.cases.records.independence import within_family
from contracts.laws import filter_laws as laws
from contracts.laws.filter_meaning import is_of_key
from mock_server.openapi import behaviours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from contracts.cases.records.record_steps import Journey, RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.laws.list_laws import Flaw
    from mock_server.openapi import JSON, Behaviour, Parameter

_OTHERS = re.compile(
    r"relat|similar|recommend|like\b|near|child|descend|ancest|parent|exclu|except|without|\bnot\b", re.I
)
"""Of what an operation says: that it shows others than those whose keys it takes."""
_COMMAS = re.compile(r"\bcommas?\b", re.IGNORECASE)


def reads_of_several(steps: RecordSteps) -> Iterator[tuple[str, Journey]]:
    """A journey for each read beside a collection that takes keys of its records and shows these."""
    guessed = behaviours(steps.judge.document, steps.schemas, related=True)
    for operation in steps.judge.document.operations:
        guess = guessed[operation.id]
        cycle = steps.cycles.get(guess.resource or "")
        if steps.judge.behaviours[operation.id].action != "none" or guess.action != "list" or operation.path_names:
            continue
        told = " ".join(
            [operation.path, operation.id, *(str(operation.raw.get(n) or "") for n in ("summary", "description"))]
        )
        if (
            operation.method != "GET"
            or _OTHERS.search(told)
            or cycle is None
            or not cycle.removable
            or cycle["read"] is None
        ):
            continue
        key = steps.sender.addressing.key_name(cycle["read"])
        found = [p for p in operation.parameters if p.location == "query" and is_of_key(p.name, key, cycle.resource)]
        needed = [p for p in operation.parameters if p.required and p not in found]
        if len(found) == 1 and not needed and cycle.makes is not None and not cycle.makes.parents:
            shown = replace(cycle["list"] or cycle["read"], operation=operation, action="list", record=guess.record)
            yield (
                f"several at once of {cycle.resource}",
                partial(asking, cycle=cycle, behaviour=shown, parameter=found[0]),
            )


@within_family
def asking(steps: RecordSteps, cycle: Lifecycle, behaviour: Behaviour, parameter: Parameter) -> None:
    """Make three, and ask for two of them."""
    full, other, _ = bodies(steps, cycle)
    keys = [key for key in made(steps, cycle, [full, other, full], "create one to be asked for") if key is not None]
    schemas, several = steps.schemas, "array" in steps.schemas.types(parameter.schema)
    for wanted in [keys[:2], keys[1::-1]] if len(keys) > 2 else []:
        counts = "integer" in schemas.types(schemas.items(parameter.schema) if several else None)
        values: list[JSON] = [int(key) if counts and key.isdecimal() else key for key in wanted]
        asked: JSON = values if several else ",".join(wanted)
        if not steps.samples.valid(parameter.schema, asked) or not (several or _says_commas(parameter)):
            break
        pages = ListPages(steps, behaviour, {})
        found = partial(_flaws, pages, parameter, asked, keys, wanted)
        flaws = found()
        if flaws and not settles(steps, cycle.resource, partial(_is_right, found)) and pages.last is not None:
            tell(steps, pages.last, behaviour, [replace(flaw, place="") for flaw in flaws[:1]])
            break
    for key in keys:
        steps.delete(cycle, key, "remove")


def _flaws(pages: ListPages, parameter: Parameter, asked: JSON, keys: list[str], wanted: list[str]) -> list[Flaw]:
    """What is wrong in the answer for these keys; nothing where none of them is shown: it may show something else."""
    walk = pages.walk("read two of three", pages.written(parameter, asked))
    own: dict[str, JSON] = {key: {parameter.name: key} for key in keys}
    if walk.records.keys().isdisjoint(wanted):
        return []
    flaws = [*laws.keeps(walk, own, parameter.name, [*wanted], parameter.name)]
    return [*flaws, *laws.lets_in_own(walk, own, parameter.name, [*wanted], parameter.name)]


def _is_right(found: Callable[[], list[Flaw]]) -> bool:
    return not found()


def _says_commas(parameter: Parameter) -> bool:
    return _COMMAS.search(parameter.description) is not None
