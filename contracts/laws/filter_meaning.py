"""What a parameter of a list filters by, as far as its document tells: a member by its name, a range of its values."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from contracts.traffic.periods import TIME_FORMATS
from mock_server.openapi import field_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mock_server.openapi import JSON, Parameter, Schemas

_INNER = re.compile(r"^(?:filter|where|q)\[([^\[\]]+)\]$", re.IGNORECASE)
_LOWER = "min|minimum|from|since|after|gte?|over"
_UPPER = "max|maximum|to|until|till|before|lte?|under"
_OPEN = "gt|lt|over|under|after|before"
_BOUND = re.compile(
    rf"^(?:(?P<early>{_LOWER}|{_UPPER})[_-]?(?P<rest>.+)"
    rf"|(?P<name>.+?)(?:__|[_.-]|\[)?(?P<late>{_LOWER}|{_UPPER})\]?)$",
    re.IGNORECASE,
)
_INCLUSIVE = re.compile(r"\binclusive(?:ly)?\b|\bor equals?\b|\bat (?:least|most) (?:this|that)\b", re.IGNORECASE)
_EXCLUSIVE = re.compile(r"exclusive|\bnot?\b|\bnon\b|strict", re.IGNORECASE)
_OF_ITSELF = re.compile(r"\d|\b(?:zero|must|has to|should)\b", re.IGNORECASE)
"""That a sentence is of what may be asked for: *must be greater than or equal to zero*."""
_GIVEN = (
    r"(?:this|that|(?:the |a )?(?:given|specified|provided|requested|value|bound|limit|parameter)|[`'\"]?{given}\b)"
)
_BOUNDED = (
    r"[`'\"]? (?:(?:(?:is|are|of|being) )?(?:at (?:most|least)|(?:less|greater|more|lower|higher|larger|smaller) than)"
    rf"|(?:is|are|of|being) (?:below|above|under|over|up to|from)|[<>≤≥]=?)(?: or equals?(?: to)?)? {_GIVEN}",
    r"\b(?:(?:min|max)(?:imum|imal)?|lowest|highest|smallest|largest|(?:lower|upper) (?:bound|limit) (?:of|for|on)) "
    r"(?:value (?:of|for) )?(?:the )?[`'\"]?",
    r"[`'\"]?(?:$|[.;:\n]|,? (?:to\b|\(|inclusive))",
)
"""What says of a member that it is bounded by what is given: a comparison behind its name, or a word before it and
nothing behind that takes it as part of something else.
"""
_RECKONED = field_names.Telling(
    r"not|times|sum|total|plus|minus|multiplied|divided|before|after|without|including|excluding|average|converted"
    r"|per|each|every|whole|entire|any|(?:on|for|of|over|in|and|with|across) all|currenc(?:y|ies)|tax(?:es|ed)?|fees?"
)
"""Words of something else than the value of a member: *pricePerNight times three nights*."""
_MOMENT = re.compile(r"(?:_|-)?(?:at|on|date|time)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FilterMeaning:
    """A parameter that lets in by ``member``: records with its values, or from ``lower`` and up to ``upper`` on.

    The two name how a bound is asked for: the name of a property of the parameter, nothing where the parameter is it.
    """

    parameter: Parameter
    member: str
    several: bool = False
    lower: str | None = None
    upper: str | None = None
    times: bool = False
    """Whether its bounds are times."""
    edges: frozenset[str] = frozenset()
    """The bounds that belong to its range, as they are asked for."""

    @property
    def bounds(self) -> bool:
        """Whether it lets in by a range."""
        return self.lower is not None or self.upper is not None


def meaning(schemas: Schemas, parameter: Parameter, members: Mapping[str, JSON]) -> FilterMeaning | None:
    """What ``parameter`` filters by among these members of a record."""
    if field_names.asks(parameter.name) and schemas.keyword(parameter.schema, "format") not in TIME_FORMATS:
        return None  # `from` is a place in a list, and the beginning of a span where it is a day
    inner = _INNER.match(parameter.name)
    name = inner[1] if inner else parameter.name.removesuffix("[]")
    schema: JSON = parameter.schema
    several = "array" in schemas.types(schema)
    values: JSON = schemas.items(schema) if several else schema
    member = of_member(name, members)
    if member is not None:
        item = members[member]
        own = schemas.items(item) if "array" in schemas.types(item) else item
        if "object" in schemas.types(values):
            return _range_inside(schemas, parameter, member, own)
        fits = schemas.types(values) - {"null"} == schemas.types(own) - {"null"}
        return FilterMeaning(parameter, member, several) if fits and _options(schemas, values, own) else None
    return None if several else _range(schemas, parameter, name, members)


def is_of_key(name: str, key: str, resource: str) -> bool:
    """Whether a parameter takes keys of records: it is called as their key, or `ids` with or without their name."""
    own = field_names.singular(field_names.plain(resource.rpartition("/")[2]))
    name = name.removesuffix("[]")
    return _same(name, key) or field_names.plain(name) in ("ids", "keys", f"{own}ids", f"{own}keys")


def is_bound(name: str) -> bool:
    """Whether a parameter of this name may be a bound, as ``min_price`` is."""
    return _BOUND.match(name) is not None


def _range_inside(schemas: Schemas, parameter: Parameter, member: str, own: JSON) -> FilterMeaning | None:
    """A range that is an object of bounds, such as ``price[min]``."""
    found: dict[str, str] = {}
    for name, item in schemas.properties(parameter.schema).items():
        if not re.fullmatch(f"{_LOWER}|{_UPPER}", name, re.IGNORECASE) or not _comparable(schemas, item, own):
            return None
        found.setdefault("lower" if re.fullmatch(_LOWER, name, re.IGNORECASE) else "upper", name)
    inner = schemas.properties(parameter.schema)
    edges = frozenset(name for name in found.values() if _is_edge(name, schemas.description(inner[name])))
    lower, upper = found.get("lower"), found.get("upper")
    return FilterMeaning(parameter, member, lower=lower, upper=upper, edges=edges) if found else None


def _is_edge(word: str, said: str) -> bool:
    """Whether a bound is one of its range, by its word (`gte`) or its description; `gt` and the like never."""
    if word.lower() in ("gte", "lte"):
        return True
    told = [_INCLUSIVE.search(each) and not _OF_ITSELF.search(each) for each in field_names.sentences(said)]
    return any(told) and not (_EXCLUSIVE.search(said) or re.fullmatch(_OPEN, word, re.IGNORECASE))


def _range(schemas: Schemas, parameter: Parameter, name: str, members: Mapping[str, JSON]) -> FilterMeaning | None:
    """One bound of a range, such as ``min_price``, ``createdAfter`` and ``price__lte``."""
    if re.fullmatch(f"{_LOWER}|{_UPPER}", name, re.IGNORECASE):
        word, member = name, _only_time(schemas, parameter, members)
    else:
        match = _BOUND.match(name)
        if match is None:
            return None
        word, rest = (match["early"], match["rest"]) if match["early"] else (match["late"], match["name"])
        member = next((m for m in members if _same(rest, m) or _same(rest, _MOMENT.sub("", m))), None)
        member = member or _named_bound(schemas, parameter, rest, members)
    if member is None:
        return None
    times = _are_times(schemas, parameter.schema, members[member])
    if not times and not _comparable(schemas, parameter.schema, members[member]):
        return None
    lower = re.fullmatch(_LOWER, word, re.IGNORECASE) is not None
    edges = frozenset([""] if _is_edge(word, parameter.description) else [])
    bounds = ("", None) if lower else (None, "")
    return FilterMeaning(parameter, member, lower=bounds[0], upper=bounds[1], times=times, edges=edges)


def _named_bound(schemas: Schemas, parameter: Parameter, rest: str, members: Mapping[str, JSON]) -> str | None:
    """The number that the description says to be bounded, and nothing but it, if its name has all words of the bound:
    `maxPrice` of `pricePerNight`.
    """
    said, wanted = parameter.description, {*field_names.words(rest)}
    if not wanted or _RECKONED.told_in(said) or re.search(r"[*×+/]", said):
        return None
    named = [
        name
        for name, item in members.items()
        if _is_bounded(name, said, parameter.name) and wanted <= {*field_names.words(name)}
        if _comparable(schemas, parameter.schema, item)
    ]
    return named[0] if len(named) == 1 else None


def _is_bounded(name: str, said: str, given: str) -> bool:
    """Whether a description says of this member that it is at most, or at least, what is ``given``."""
    compared, before, behind = _BOUNDED
    compared = compared.replace("{given}", re.escape(given))
    name = rf"(?<![\w.]){re.escape(name)}(?!\w)"
    return re.search(rf"{name}(?i:{compared})|(?i:{before}){name}(?i:{behind})", said) is not None


def _only_time(schemas: Schemas, parameter: Parameter, members: Mapping[str, JSON]) -> str | None:
    """The member that a bare ``since`` or ``until`` is about: the only time that a record has, if a service writes it.

    Where a client writes it (when a task is due), it may be about the last change, which no record shows: then the
    parameter's description has to name it.
    """
    own = [name for name in members if "." not in name]
    times = [name for name in own if _are_times(schemas, parameter.schema, members[name])]
    named = [name for name in times if _names(parameter.description, name)]
    if len(named) == 1 or len(times) != 1:
        return named[0] if len(named) == 1 else None
    read_only = schemas.keyword(members[times[0]], "readOnly") is True
    return times[0] if read_only or field_names.is_of_writing(times[0]) else None


def _names(said: str, member: str) -> bool:
    """Whether a description speaks of a time by all words of its name: *events that start before* of `starts`."""
    stems = [word.removesuffix("s") for word in field_names.words(_MOMENT.sub("", member))]
    words = field_names.words(said)
    return bool(stems) and all(any(word in (stem, f"{stem}s") for word in words) for stem in stems)


def _are_times(schemas: Schemas, asked: JSON, own: JSON) -> bool:
    """Whether both are times, or days."""
    kinds = [schemas.types(item) - {"null"} == {"string"} for item in (asked, own)]
    return all(kinds) and all(schemas.keyword(item, "format") in TIME_FORMATS for item in (asked, own))


def _comparable(schemas: Schemas, asked: JSON, own: JSON) -> bool:
    """Whether both are numbers, or texts of the format `decimal`, which is that of numbers alone."""
    numbers = {"integer", "number"}
    kinds = [(schemas.types(each) - {"null"}, schemas.keyword(each, "format")) for each in (asked, own)]
    return all((kind and kind <= numbers) or (kind == {"string"} and form == "decimal") for kind, form in kinds)


_ALL = ("all", "any")
"""Options that choose nothing, beside those that a member has."""


def _options(schemas: Schemas, asked: JSON, own: JSON) -> bool:
    """Whether what may be asked for is what may be there, or all of that; where answers leave it open, requests may
    still tell it.
    """
    wanted, there = schemas.keyword(asked, "enum") or [], schemas.keyword(own, "enum") or []
    some = [option for option in wanted if option not in _ALL]
    return bool(
        wanted == there
        or (wanted and not there)
        or (some and len(some) == len(there) and all(one in there for one in some))
    )


def of_member(name: str, members: Mapping[str, JSON]) -> str | None:
    """The member that a parameter of this name is about: the one called so, else the only one in another spelling, else
    the only one in singular or plural.
    """
    if name in members:
        return name
    alike = [member for member in members if _same(name, member)]
    spelled = [member for member in alike if field_names.plain(member) == field_names.plain(name)]
    found = next((some for some in (spelled, alike) if some), [])
    return found[0] if len(found) == 1 else None


def _same(one: str, other: str) -> bool:
    """Whether two names are one, in whatever spelling, singular or plural."""
    a, b = map(field_names.plain, (one, other))
    return bool(a) and (a == b or a in (f"{b}s", f"{b}es") or b in (f"{a}s", f"{a}es"))
