"""Words that nobody's texts have: a filter by a text, and a search, show none of the run's own records for one."""

from __future__ import annotations

import codecs
import re
from functools import partial
from typing import TYPE_CHECKING

from contracts.cases.journeys.asked_orders import MAY_BE_REFUSED
from contracts.cases.lists.lagging_lists import settles
from contracts.cases.records.observing import observe
from contracts.laws import filter_laws as laws
from contracts.laws.said_additions import all_texts
from contracts.laws.told_totals import may_be_rough
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from contracts.cases.journeys.asked_filters import AskedFilters
    from contracts.judging.sent import Sent
    from contracts.laws.filter_meaning import FilterMeaning
    from mock_server.openapi import JSON, Operation, Parameter

_MEMBER = "MEMBER"
_SAYS = (
    rf"filter(?:s|ed|ing)? (?:\w+ ){{0,4}}by (?:\w+ ){{0,5}}{_MEMBER}"
    rf"|only (?:return|show|list|includ)\w* (?:\w+ ){{1,4}}(?:with|whose|where|having) (?:\w+ ){{0,3}}{_MEMBER}"
    rf"|(?:return|show|list|includ)\w* only (?:\w+ ){{1,4}}(?:specified|given|named) by (?:an? )?"
    rf"(?:comma-separated )?list of {_MEMBER}"
    rf"|contained in (?:(?:the|its|a|their) )?{_MEMBER}"
)
"""How a description says that what a list shows has the text in a member, or a part of it."""
_OTHERWISE = field_names.Telling(
    r"default\w*|fall(?:s|ing)?|ignor\w+|unknown|prefer\w*|boost\w*|rank\w*|similar\w*|like|best|others?|otherwise|else"
    r"|not?|never|none|nothing|first(?! (?:(?:and|or) last )?names?)|except|exclud\w*|without|more|deprecated|older"
    r"|used|together|combin\w*|requir\w+|when\w*|if|unless|where|may|might|must|can|should|will|all|every|whole|reserved"
    r"|highlight\w*|orders? by|ordered|sort\w*|suggest\w*|colon|expressions?|syntax|operators?|grammar|wildcards?"
    r"|regex\w*|patterns?|semantic\w*|fuzzy|meaning|relevan\w+|versions?|beta|experimental|planned|future|admin\w*"
)
"""What makes it say less, or something else."""
_FIRST = "|".join(
    rf"(?<=\b{word} )" for word in ("by", "of", "with", "the", "these", "given", "specified", "separated")
)
_LAST = r"(?: separated by commas?)?\W*$"
"""What may stand before and behind keys, so that they are none of others (`owner IDs`, `IDs of their friends`)."""
_GRAMMAR = re.compile(r"[*%<>=:;|]")
_WORD = "qxwzvkjpfygh"
_OTHER_DIGITS = str.maketrans("0123456789", "9876543210")
_LEAST = 7
"""The fewest characters of another text that is nobody's by chance."""


def ask_by_text(filters: AskedFilters, found: FilterMeaning) -> None:
    """Ask for a word that is like none of the run's, where a filter says that it is one: nobody's text has it."""
    if _says(filters, found.parameter, _called(found.member)):
        ask_for_nobodys(filters, found.parameter, found.member, several=found.several)


def search(filters: AskedFilters, parameter: Parameter) -> None:
    """As `ask_by_text`, of a parameter that is called as searches are, by the first member of a text that is named."""
    schemas = filters.steps.schemas
    is_text = schemas.types(parameter.schema) == {"string"} and not schemas.keyword(parameter.schema, "enum")
    if not (is_text and field_names.SEARCH.match(parameter.name)):
        return
    named = (name for name in filters.members if _says(filters, parameter, _called(name)))
    member = next((name for name in named if any(isinstance(value, str) for value in filters.held(name))), None)
    if member is not None:
        ask_for_nobodys(filters, parameter, member, several=False)


def says_keys(filters: AskedFilters, parameter: Parameter) -> bool:
    """As `_says`, of the keys of the records, be they called by the last word alone, with which its sentence ends."""
    called, words = _called(filters.key), field_names.words(filters.key)
    return bool(words) and _says(filters, parameter, f"(?:{_FIRST})(?:{called}|{re.escape(words[-1])})", behind=_LAST)


def _called(member: str) -> str:
    return "[ _-]?".join(map(re.escape, field_names.words(member.rpartition(".")[2])))


def _says(filters: AskedFilters, parameter: Parameter, called: str, behind: str = "") -> bool:
    """Whether the one sentence that is said of a parameter is that it filters by a member, and nothing beside it."""
    schemas, said = filters.steps.schemas, parameter.description
    if parameter.raw.get("deprecated") is True or schemas.keyword(parameter.schema, "deprecated") is True:
        return False
    several = len([*field_names.sentences(said)]) != 1 or schemas.description(parameter.schema) not in ("", said)
    if not called or several or _GRAMMAR.search(said) or _OTHERWISE.told_in(said):
        return False
    plain = re.sub(r"[`'\"(),]", "", said)
    return re.search(rf"\b(?:{_SAYS.replace(_MEMBER, called)})s?\b{behind}", plain, re.IGNORECASE) is not None


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
    last: list[tuple[Sent, str, int]] = []

    def is_right() -> bool:
        request = steps.requests.build(counts, path=filters.pages.path, on_wire=wire)
        sent = steps.send(request, f"count by {parameter.name}")
        shown = sent.body if sent is not None and sent.succeeded else None
        [count] = shown.values() if isinstance(shown, dict) and len(shown) == 1 else [shown]
        place = f"/{next(iter(shown))}" if isinstance(shown, dict) and shown else "body"
        last[:] = [(sent, place, count)] if sent is not None and type(count) is int and count > 0 else []
        return not last

    if is_right() or settles(steps, filters.behaviour.resource or "", is_right) or not last:
        return
    sent, place, count = last[0]
    observe(steps, sent, "list", place, "0", str(count), "counts what a filter does not ask for")


def _counting(filters: AskedFilters, parameter: Parameter) -> Operation | None:
    """What counts the records of a list, by the last word of its path, and takes the same parameter."""
    path = f"{filters.behaviour.operation.path}/count"
    for operation in filters.steps.judge.document.operations:
        same = [item for item in operation.parameters if (item.location, item.name) == ("query", parameter.name)]
        told = same and parameter.location == "query" and same[0].description == parameter.description
        if told and operation.method == "GET" and operation.path == path:
            said = [*all_texts(filters.steps.schemas, operation)]
            shown = filters.steps.schemas.properties(operation.response_schema(("200",))).values()
            said += map(filters.steps.schemas.description, shown)
            return None if may_be_rough(said) else operation
    return None
