"""Filters that a document shows as expressions: `userName eq "bjensen"` (SCIM, OData), `genre = "POETRY"` (AIP-160).

A member and an operator that the texts of a parameter show are asked for with values of the run's own records. A bare
`=` may be a query or a mark of HTML: it counts where a span of code, a quotation or a line has nothing beside it. Texts
are compared without case, which services do as they like; other operators than these may mean more than they say.
"""

from __future__ import annotations

import operator
import re
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from contracts.laws.inner_members import value_of
from contracts.laws.list_laws import Flaw
from contracts.laws.same_values import text
from contracts.laws.time_ranges import instant
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON, Operation, Parameter, Schemas

_SHOWN = re.compile(
    r"""(?<![\w.$?&])(?P<member>[A-Za-z_]\w*(?:[./]\w+)?)(?P<before>\s*)(?P<operator>\b(?:eq|ne|gt|ge|lt|le)\b|[=!<>]=|[=<>])
    (?P<behind>\s*)(?P<value>"[^"\n]*"|'[^'\n]*'|-?\d+(?:\.\d+)?\b|true\b|false\b)""",
    re.VERBOSE,
)
_SPAN = re.compile(r"<code>([^<]+)</code>|`+([^`]+)`+|\"([^\"\n]+)\"|'([^'\n]+)'")
_LINE = re.compile(r".+")
_JOINED = re.compile(r"(?:\s|[(),;|]|&&|\b(?:and|or|not)\b)*", re.IGNORECASE)
_OF_FILTERS = frozenset({"filter", "filters", "where"})
_ODATA, _BESIDE = "$filter", frozenset({"$top", "$skip", "$orderby", "$select", "$expand"})
"""OData's option that filters (4.01 part 2, section 5.1.1), and others, of which one tells that it is OData's."""
_FEW = 2
_NAMED = re.compile(r"`([A-Za-z_]\w*(?:\.\w+)?)`")
_COMPARED: dict[str, Callable[[JSON, JSON], bool]] = {
    "eq": operator.eq, "=": operator.eq, "==": operator.eq, "ne": operator.ne, "!=": operator.ne,
    "gt": operator.gt, ">": operator.gt, "ge": operator.ge, ">=": operator.ge,
    "lt": operator.lt, "<": operator.lt, "le": operator.le, "<=": operator.le,
    "gte": operator.ge, "lte": operator.le, "contains": operator.contains,
    "startswith": str.startswith, "endswith": str.endswith,
}  # fmt: skip
_OF_TEXTS = (operator.eq, operator.ne, operator.contains, str.startswith, str.endswith)
_DAY = len("2020-01-31")
_NEAR = timedelta(days=2)
"""Nearer than this an instant and a day may be one, by zone."""
EQUAL = frozenset({"eq", "=", "=="})
_SPOILT = frozenset("\"'\\*%")
"""What a text may not have that is asked for: quotes, escapes and wildcards."""


class Expression(NamedTuple):
    """One comparison of a ``member``; ``mark`` is its operator as it is written, ``quote`` stands around texts."""

    member: str
    mark: str
    quote: str
    before: str | None = None
    """What stands before the value where the member is named elsewhere: a prefix, or nothing."""

    def written(self, value: JSON) -> str | None:
        """The expression with this value, None where it has no form."""
        before = f"{self.member}{self.mark}{self.quote}" if self.before is None else self.before
        if isinstance(value, str):
            plain = (self.quote or self.before is not None) and not _SPOILT & set(value) and value.isprintable()
            return f"{before}{value}{self.quote}" if plain else None
        before = before.removesuffix(self.quote)
        return f"{before}{text(value)}" if isinstance(value, bool | int | float) else None

    def fits(self, value: JSON, wanted: JSON) -> bool | None:
        """Whether a record of this value is one of those asked for, None where that is open."""
        compared = _COMPARED[self.mark.strip().lower()]
        if isinstance(value, str) and isinstance(wanted, str):
            at, other = instant(value), instant(wanted)
            if at is not None and other is not None:
                days = len(value) == len(wanted) == _DAY
                return compared(at, other) if days or abs(at - other) > _NEAR else None
            return _texts(compared, value, wanted) if compared in _OF_TEXTS else None
        if isinstance(value, bool) or isinstance(wanted, bool):
            return compared(value, wanted) if type(value) is type(wanted) else None
        numbers = isinstance(value, int | float) and isinstance(wanted, int | float)
        return compared(value, wanted) if numbers else None


def expressions(
    schemas: Schemas, operation: Operation, parameter: Parameter, members: Mapping[str, JSON]
) -> list[Expression]:
    """What the texts and examples of a parameter show of its grammar, by these members of a record.

    Members that are named beside an expression in the same text are compared for equality in the same way. OData's own
    option needs no text: its grammar is known.
    """
    if schemas.types(parameter.schema) != {"string"} or schemas.keyword(parameter.schema, "enum"):
        return []
    told = [parameter.description, schemas.description(parameter.schema)]
    told += [about for about in operation.texts[1:] if f"`{parameter.name}`" in about]
    shown = [example.value for example in parameter.examples] + [schemas.keyword(parameter.schema, "example")]
    texts = [each for each in (*told, *shown) if isinstance(each, str)]
    others = {each.name for each in operation.parameters}
    found = {
        Expression(one["member"], one["before"] + one["operator"] + one["behind"], _quote(one["value"])): None
        for each in texts
        for one in _comparisons(each, parameter.name)
        if one["member"] in members
        and one["member"] not in (others if _may_be_a_pair(one, parameter.name) else {parameter.name})
    }
    if parameter.name == _ODATA and not (found or any(shown)) and not _BESIDE.isdisjoint(others):
        plain = (name for name, item in members.items() if _is_plain_text(schemas, item))
        return [Expression(name, " eq ", "'") for name in islice(plain, _FEW)]
    like = next((each for each in found if each.mark.strip() in EQUAL and each.quote), None)
    if like is not None:
        named = [name for each in texts for name in _NAMED.findall(each) if name in members]
        known = {each.member for each in found}
        found |= {like._replace(member=name): None for name in named if name not in known}
    return [*found]


def _is_plain_text(schemas: Schemas, schema: JSON) -> bool:
    bound = any(schemas.keyword(schema, word) is not None for word in ("enum", "const", "format"))
    return not bound and schemas.types(schema) - {"null"} == {"string"}


def _texts(compared: Callable[[JSON, JSON], bool], value: str, wanted: str) -> bool | None:
    """What a comparison of texts says, None where it depends on their case."""
    exact, loose = compared(value, wanted), compared(value.casefold(), wanted.casefold())
    return exact if exact is loose else None


def _comparisons(said: str, parameter: str) -> Iterator[re.Match[str]]:
    """The comparisons that a text shows to this parameter."""
    filters = _filters(parameter)
    spans = [each.span(each.lastindex or 0) for form in (_SPAN, _LINE) for each in form.finditer(said)]
    whole = [(begin, end) for begin, end in spans if _is_whole(said[begin:end], parameter)]
    for one in _SHOWN.finditer(said):
        stands = any(begin <= one.start() and one.end() <= end for begin, end in whole)
        if one["operator"] != "=" or (stands and (filters or one["before"] or _quote(one["value"]))):
            yield one


def _filters(parameter: str) -> bool:
    return not _OF_FILTERS.isdisjoint(field_names.words(parameter))


def _may_be_a_pair(shown: re.Match[str], parameter: str) -> bool:
    """Whether a comparison may be what a query says to another parameter: no blanks, and no quotes of a filter's."""
    blank = shown["before"] or shown["behind"]
    return shown["operator"] == "=" and not blank and not (_filters(parameter) and _quote(shown["value"]))


def _is_whole(span: str, parameter: str) -> bool:
    """Whether nothing stands in a span of code, a quotation or a line but comparisons, behind the parameter's name."""
    return _JOINED.fullmatch(_SHOWN.sub("", re.sub(rf"^[\s*-]*(?:\??{re.escape(parameter)}=)?", "", span))) is not None


def _quote(value: str) -> str:
    return value[0] if value[0] in "\"'" else ""


def lets_in_otherwise(
    walk: Walk, own: Mapping[str, JSON], asked: Expression, wanted: JSON, name: str
) -> Iterator[Flaw]:
    """A list by an expression shows the run's own records that fit it, all where it is whole, and no others of them."""
    for key, record in own.items():
        value = value_of(record, asked.member)
        fits = asked.fits(value, wanted) if value is not None else None
        if fits is False and key in walk.records:
            yield Flaw(asked.member, asked.written(wanted) or "", text(value), f"is not what {name} asks for")
            return
        if fits and walk.whole and key not in walk.records:
            yield Flaw(asked.member, f"with {text(value)}", "without it", f"lacks what {name} asks for")
            return
