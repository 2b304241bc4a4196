"""Words that nobody's texts have: a filter by a text, and a search, show none of the run's own records for one."""

from __future__ import annotations

import codecs
import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.asked_orders import MAY_BE_REFUSED
from contracts.cases.records.observing import observe
from contracts.laws import filter_laws as laws
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.cases.journeys.asked_filters import AskedFilters
    from contracts.laws.filter_meaning import FilterMeaning
    from mock_server.openapi import JSON, Operation, Parameter

_SAYS = r"filter(?:s|ed)? (?:the )?\w*(?: \w+)? ?by|only (?:return|show|list|includ)\w*|contain(?:s|ed|ing)?|whose"
_OTHERWISE = (
    r"default|fall(?:s|ing)? back|ignored|unknown|prefer\w*|boost\w*|rank\w*|similar\w*|like|best|others?|not"
    r"|first(?! (?:(?:and|or) last )?names?)|except|exclud\w*|without|or more"
)
_FILTERS = field_names.Telling(rf"{_SAYS}|match(?:es|ing)?|restrict\w*", but=_OTHERWISE)
"""How a description says that what a list shows has the text, or a part of it."""
_SEARCHES = field_names.Telling(
    _SAYS, but=rf"{_OTHERWISE}|expressions?|syntax|operators?|grammar|wildcards?|semantic\w*|fuzzy|meaning"
)
"""How that of a search in several members says so, and of no grammar: what only matches may be the nearest there is."""
_WORD = "qxwzvkjpfygh"
_OTHER_DIGITS = str.maketrans("0123456789", "9876543210")
_LEAST = 7
"""The fewest characters of another text that is nobody's by chance."""


def ask_by_text(filters: AskedFilters, found: FilterMeaning) -> None:
    """Ask for a word that is like none of the run's, where a filter says that it is one: nobody's text has it."""
    if _FILTERS.told_in(found.parameter.description):
        ask_for_nobodys(filters, found.parameter, found.member, several=found.several)


def search(filters: AskedFilters, parameter: Parameter) -> None:
    """As `ask_by_text`, of a parameter that is called as searches are, by the first member of a text that is named."""
    schemas, said = filters.steps.schemas, parameter.description
    is_text = schemas.types(parameter.schema) == {"string"} and not schemas.keyword(parameter.schema, "enum")
    if not (is_text and field_names.SEARCH.match(parameter.name) and _SEARCHES.told_in(said)):
        return
    named = (name for name in filters.members if re.search(rf"\b{re.escape(name)}s?\b", said, re.IGNORECASE))
    member = next((name for name in named if any(isinstance(value, str) for value in filters.held(name))), None)
    if member is not None:
        ask_for_nobodys(filters, parameter, member, several=False)


def ask_for_nobodys(filters: AskedFilters, parameter: Parameter, member: str, *, several: bool) -> None:
    """Ask for a word that no text of the run's has in this member, and count what is found."""
    word = _nobodys(filters, parameter, member, several=several)
    if word is None:
        return
    asked: JSON = [word] if several else word
    law = partial(laws.lets_in_own, own=filters.own, member=member, wanted=[word], name=parameter.name)
    with filters.steps.sender.collector.leaving_open(MAY_BE_REFUSED):
        filters.ask(parameter, member, asked, law)
        _count(filters, parameter, asked)


def _nobodys(filters: AskedFilters, parameter: Parameter, member: str, *, several: bool) -> str | None:
    """The word; of a text with a form of its own another one of that form, which has no part of one that is there."""
    samples, schemas = filters.steps.samples, filters.steps.schemas
    schema = schemas.items(parameter.schema) if several else parameter.schema
    if samples.valid(schema, _WORD):
        return _WORD
    held = [value for value in filters.held(member) if isinstance(value, str)]
    others = (codecs.encode(value.translate(_OTHER_DIGITS), "rot13") for value in held)
    fits = (one for one in others if len(one) >= _LEAST and samples.valid(schema, one))
    return next((one for one in fits if not any(_share(one, each) for each in held)), None)


def _share(one: str, other: str) -> bool:
    """Whether two texts have a part in common by which one may be found that is asked for by the other."""
    parts = {one[at : at + _LEAST] for at in range(len(one) - _LEAST + 1)}
    return one in other or other in one or any(part in other for part in parts)


def _count(filters: AskedFilters, parameter: Parameter, word: JSON) -> None:
    """What counts the records of a list by the same filter counts none, where the list shows none."""
    steps, counts = filters.steps, _counting(filters, parameter)
    walk = filters.walked(parameter, word) if counts is not None else None
    if counts is None or walk is None or not walk.whole or walk.records:
        return
    wire = filters.pages.written(parameter, word)
    sent = steps.send(steps.requests.build(counts, path=filters.pages.path, on_wire=wire), f"count by {parameter.name}")
    shown = sent.body if sent is not None and sent.succeeded else None
    [count] = shown.values() if isinstance(shown, dict) and len(shown) == 1 else [shown]
    if sent is not None and type(count) is int and count > 0:
        place = f"/{next(iter(shown))}" if isinstance(shown, dict) else "body"
        observe(steps, sent, "list", place, "0", str(count), "counts what a filter does not ask for")


def _counting(filters: AskedFilters, parameter: Parameter) -> Operation | None:
    """What counts the records of a list, by the last word of its path, and takes the same parameter."""
    path = f"{filters.behaviour.operation.path}/count"
    for operation in filters.steps.judge.document.operations:
        same = [item for item in operation.parameters if (item.location, item.name) == ("query", parameter.name)]
        told = same and parameter.location == "query" and same[0].description == parameter.description
        if told and operation.method == "GET" and operation.path == path:
            return operation
    return None
