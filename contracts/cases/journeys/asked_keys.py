"""Filters of a list by keys of its records: the ones that are asked for (`ids`), those after one (`since_id`)."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.nobodys_words import says_keys
from contracts.laws import filter_laws as laws
from contracts.laws.filter_meaning import is_of_key
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.cases.journeys.asked_filters import AskedFilters
    from contracts.laws.list_laws import Flaw
    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON, Parameter

_OTHERS = (
    r"relat\w*|similar\w*|like|near\w*|child\w*|descend\w*|ancest\w*|parents?|exclu\w*|except|without|not|first|prefer\w*"
    r"|rank\w*|boost\w*|ignored|include\w*|expand\w*"
)
"""Words of others than those whose keys are given."""
_AFTER_NAME = re.compile(r"(?:since|after)[_-]?id", re.IGNORECASE)
_PAGES = (
    r"pages?|paging|paginat\w*|cursors?|order\w*|sort\w*|newest|latest|recent\w*|descending|reverse\w*|before|starts?"
    r"|starting|begins?|beginning|continue\w*|next|older"
)
"""What comes after a record in the order of the list, which may be any."""
_ANY_ORDER = field_names.Telling(_PAGES)
_AFTER = field_names.Telling(r"after|greater than|larger than|higher than", but=rf"{_OTHERS}|or equals?|inclusive|time")


def ask_by_keys(filters: AskedFilters, parameter: Parameter) -> None:
    """Ask for some of the run's own records by their keys, and for those after the last one."""
    if parameter.location != "query" or len(filters.own) < 2:
        return
    if is_of_key(parameter.name, filters.key, filters.behaviour.resource or "") and says_keys(filters, parameter):
        _ask_for_these(filters, parameter)
    elif _AFTER_NAME.fullmatch(parameter.name) and _tells_later(parameter.description):
        _ask_for_later(filters, parameter)


def _tells_later(said: str) -> bool:
    """Whether a description says that later records are shown, and speaks of no page of the list."""
    return _AFTER.told_in(said) and not _ANY_ORDER.told_in(said)


def _ask_for_these(filters: AskedFilters, parameter: Parameter) -> None:
    schemas, keys = filters.steps.schemas, [*filters.own]
    several, wanted = "array" in schemas.types(parameter.schema), [keys[-1], keys[0]][: len(keys) - 1]
    counts = several and "integer" in schemas.types(schemas.items(parameter.schema))
    values: list[JSON] = [int(key) if counts and key.isdecimal() else key for key in wanted]
    commas = re.search(r"\bcommas?\b", parameter.description, re.IGNORECASE)
    if several or commas:
        own: dict[str, JSON] = {key: {filters.key: key} for key in keys}
        asked: JSON = values if several else ",".join(wanted)

        def law(walk: Walk) -> Iterable[Flaw]:
            yield from laws.keeps(walk, own, filters.key, [*wanted], parameter.name)
            yield from laws.lets_in_own(walk, own, filters.key, [*wanted], parameter.name)

        filters.ask(parameter, filters.key, asked, law)


def _ask_for_later(filters: AskedFilters, parameter: Parameter) -> None:
    """Keys given one after the other, in the order of the list as well, say which are later, whatever that means."""
    numbers = [int(key) for key in filters.own if key.isdecimal()]
    if len(numbers) < len(filters.own) or numbers != sorted(numbers) or [*filters.own] != filters.listed:
        return
    own: dict[str, JSON] = {key: {filters.key: int(key)} for key in filters.own}
    is_text = "string" in filters.steps.schemas.types(parameter.schema)
    law = partial(laws.within, own=own, member=filters.key, lower=numbers[-1], upper=None, name=parameter.name)
    filters.ask(parameter, filters.key, str(numbers[-1]) if is_text else numbers[-1], law)
