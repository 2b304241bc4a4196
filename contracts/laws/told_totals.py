"""What a document says of a list as a whole: which totals count just what its pages show, and that a link leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws.list_walks import LINK_RELATIONS
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from mock_server.openapi import JSON, Operation, Response, Schemas

_EXACT = field_names.Telling("(?:on|over|across|of) all (?:the )?pages|match(?:es|ing|ed)?")
_ROUGH = field_names.Telling(
    r"approx\w*|estimat\w*|roughly|about|at (?:least|most)|up to|max\w*|capped|limit\w*|before|regardless|without"
    r"|unfiltered|ignor\w+|irrespective|except|(?<!page or )not|may|might|visible|deleted|hidden"
)
"""What makes a total another number than that of the records which the pages show."""
_AGED = field_names.Telling(r"cached?|delay\w*|eventual\w*|lag\w*|stale|refresh\w*|snapshot|periodic\w*|planner\w*")
_LINK, _NEXT = field_names.Telling("link"), field_names.Telling("next")
_SHOWN = "(?:pages?|results?|records?|items?|entr(?:y|ies)|elements?|rows?|data)"
_GONE, _AT_END = (
    r"(?:null|none|absent|empty|omitted|missing|not (?:there|set|present|included))",
    rf"(?:no (?:more|others?|further|next|following|subsequent|remaining)(?: (?:matching )?{_SHOWN}|(?= *(?:$|[,;:)])))"
    rf"|there (?:is|are) no more \w+|no {_SHOWN} (?:(?:is|are) )?(?:left|remains?|follows?)|(?:last|final) {_SHOWN}"
    r"|there (?:is|are) (?:none|nothing)(?! (?:of|in|for|to|with|by)\b)"
    r"|(?:none|nothing) (?:is left|left|remains?|follows?))",
)
_ONLY_THEN = field_names.Telling(
    rf"{_GONE},? (?:if|when|where|once|on|for) .*\b{_AT_END}\b|(?:if|when|where|once) .*\b{_AT_END}\b.*\b{_GONE}"
)
_HEDGED = field_names.Telling(
    "may|might|can|could|never|guarante\\w+|always|even|usually|sometimes|necessarily|unless|rarely|hardly|seldom|scarcely"
    "|barely|often|mostly|normally|typically|generally|not (?!(?:there|set|present|included)\\b)\\w+"
)
"""How what leads to the next page is said to be there just where there is one, and what takes back such a promise."""
_HIDING = field_names.Telling(
    r"pages? .*\bempty|empty pages?|(?:fewer|less) (?:\w+ ){0,3}than|(?:return|show|hold|have|contain)s? (?:fewer|less)"
    r"|hidden|invisible|(?:may|can) not (?:see|read)|(?:left|leav\w+|filtered) out"
)
"""What says that a page has room for records that it does not show."""
_DEEP = 3


def exact_totals(schemas: Schemas, operation: Operation) -> frozenset[str]:
    """The totals, by place, of which the description says that they count what is on all pages, or what matches."""
    response = _success(operation)
    if response is None:
        return frozenset()
    heads = ((f"header {header.name.lower()}", header.description) for header in response.headers)
    found = (*heads, *_described(schemas, response.schema, ()))
    return frozenset(place for place, said in found if _EXACT.told_in(said) and not _ROUGH.told_in(said))


def may_be_rough(said: Iterable[str]) -> bool:
    """Whether something that is said of a total lets it be another number than that of the records."""
    return any(map(_ROUGH.told_in, said)) or any(map(_AGED.told_in, said))


def links_to_next(schemas: Schemas, operation: Operation) -> bool:
    """Whether the document says of a list's header `Link`, or of links in a member, that they lead to the next page."""
    response = _success(operation)
    if leads_where_more_follows(schemas, operation):
        return True
    if response is not None and any(_leads_on(schemas, item) for item in schemas.properties(response.schema).values()):
        return True
    header = next((h for h in response.headers if h.name.lower() == "link"), None) if response is not None else None
    if header is None:
        return False
    return _NEXT.told_in(header.description) or any(map(_NEXT.told_in, _LINK.told_by(operation.texts[1])))


def leads_where_more_follows(schemas: Schemas, operation: Operation) -> bool:
    """Whether a member leads to the next page of which the document says that it is null where there is none."""
    response = _success(operation)
    found = _described(schemas, response.schema, ()) if response is not None else ()
    told = (said for place, said in found if field_names.marks_next(pointers.tokens(place)[-1]))
    return any(_ONLY_THEN.told_in(said) and not _HEDGED.told_in(said) for said in told)


def hides_records(schemas: Schemas, operation: Operation) -> bool:
    """Whether the document says that pages of this list show fewer records than they have room for, or none."""
    response = _success(operation)
    beside = (said for _, said in _described(schemas, response.schema, ())) if response is not None else ()
    return _HIDING.told_in(*operation.texts, *(each.description for each in operation.parameters), *beside)


def _leads_on(schemas: Schemas, links: JSON) -> bool:
    """Whether a member has links of which the document names the next one, and says when it is there."""
    return "next" in _relations(schemas, links) and _NEXT.told_in(schemas.description(links))


def has_place_of_next(schemas: Schemas, response: Response) -> bool:
    """Whether an answer has a place for what leads to the next page: a header, a member, a link in an array."""
    if any(header.name.lower() == "link" for header in response.headers):
        return True
    return any(field_names.marks_next(name) for name in _members(schemas, response.schema, 0))


def _members(schemas: Schemas, schema: JSON, depth: int) -> Iterator[str]:
    for name, item in schemas.properties(schema).items():
        yield name
        if "array" in schemas.types(item):
            yield from _relations(schemas, item)
        elif depth < _DEEP:
            yield from _members(schemas, item, depth + 1)


def _relations(schemas: Schemas, links: JSON) -> list[str]:
    """The relations that the links in an array may have, as far as the document names them: `next`, `self`."""
    known = schemas.properties(schemas.items(links))
    told = [schemas.keyword(known[name], "enum") or [] for name in LINK_RELATIONS if name in known]
    return [relation for options in told for relation in options if isinstance(relation, str)]


def _described(schemas: Schemas, schema: JSON, place: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    for name, item in schemas.properties(schema).items():
        yield pointers.text((*place, name)), schemas.description(item)
        if len(place) < _DEEP and "array" not in schemas.types(item):
            yield from _described(schemas, item, (*place, name))


def _success(operation: Operation) -> Response | None:
    return next((response for response in operation.responses if response.status.startswith("2")), None)
