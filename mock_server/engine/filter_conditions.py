"""Filters that a search spells out as objects: a member, how it is compared, with what; alone, in lists, in groups."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.clock import moment
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.json_types import JSON

    Keeps = Callable[[JSON], bool]

_MEMBER = re.compile(r"(?:field|property|attribute|column|member|path|key)(?:_?(?:name|id|path|key))?", re.I)
_WORD = re.compile(r"op(?:erator)?|comparator|comparison|condition|predicate", re.I)
_VALUES = re.compile(r"values?|operands?", re.I)
_UPPER = re.compile(r"high_?value|value_?(?:to|2)|to|max", re.I)
_ANY = frozenset(("or", "any", "should"))
_ALL = frozenset(("and", "all", "must"))
_SAME = {"=": "eq", "==": "eq", "!=": "ne", "<>": "ne", ">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
_WORDS = {
    "eq": "eq equal equals equalto is", "ne": "ne neq notequal notequals notequalto doesnotequal isnot",
    "gt": "gt greaterthan after", "gte": "gte greaterthanorequal greaterthanorequals greaterthanorequalto",
    "lt": "lt lessthan before", "lte": "lte lessthanorequal lessthanorequals lessthanorequalto", "between": "between",
    "in": "in isoneof anyof", "nin": "nin notin isnotoneof noneof",
    "there": "hasproperty exists isset isnotnull notnull isnotempty notempty",
    "none": "nothasproperty notexists isnotset isnull isempty", "holds": "contains containstoken like",
    "lacks": "notcontains notcontainstoken doesnotcontain notlike",
    "begins": "startswith beginswith", "ends": "endswith",
}  # fmt: skip
_BY_WORD = {word: name for name, words in _WORDS.items() for word in words.split()}


def conditions(wanted: JSON) -> Keeps | None:
    """What tells whether a record is to be kept; None where a value is no such filter.

    Conditions of a list hold together, groups of a list one by one, unless a word beside them says otherwise. One that
    compares in an unknown way, beside others, keeps every record.
    """
    if isinstance(wanted, list):
        are_groups = any(isinstance(item, dict) and _told(item) is None for item in wanted)
        return _together(_parts(wanted), is_any=are_groups) if wanted else None
    return None if not isinstance(wanted, dict) else _condition(wanted) or _group(wanted)


def _group(wanted: dict[str, JSON]) -> Keeps | None:
    lists = [(name, item) for name, item in wanted.items() if isinstance(item, list)]
    told = {str(item).lower() for item in wanted.values() if isinstance(item, str)}
    if len(lists) != 1 or not told <= _ANY | _ALL or len(wanted) > len(told) + 1:
        return None
    name, items = lists[0]
    return _together(_parts(items), is_any=bool(items) and not _ANY.isdisjoint({*told, name.lower()}))


def _parts(items: list[JSON]) -> list[Keeps | None]:
    """What each tells; nothing of all where none is known."""
    parts = [conditions(item) for item in items]
    if not any(parts):
        return [None for _ in items]
    return [_every if part is None and _told(item) else part for part, item in zip(parts, items, strict=True)]


def _every(_record: JSON) -> bool:
    return True


def _together(parts: list[Keeps | None], *, is_any: bool) -> Keeps | None:
    known, holds = [part for part in parts if part is not None], any if is_any else all
    return (lambda record: holds(part(record) for part in known)) if len(known) == len(parts) else None


def _told(wanted: JSON) -> tuple[str, str] | None:
    """The member and the word of a condition."""
    names = wanted if isinstance(wanted, dict) else {}
    said = {place: value for name, value in names.items() for place in (_place(name),) if place}
    member, word = said.get("member"), said.get("word")
    return (member, word) if isinstance(member, str) and isinstance(word, str) else None


def _condition(wanted: dict[str, JSON]) -> Keeps | None:
    told = _told(wanted)
    if told is None:
        return None
    member, word = told
    name = _SAME.get(word.strip()) or _BY_WORD.get(re.sub(r"[^a-z]", "", word.lower()))
    given = [value for key, value in wanted.items() if _VALUES.fullmatch(key) and value is not None]
    value = given[0] if given else MISSING
    options = [*value] if isinstance(value, list) else [value]
    upper = next((item for key, item in wanted.items() if _UPPER.fullmatch(key)), options[-1] if options else MISSING)
    if name is None or (value is MISSING and name not in ("there", "none")):
        return None
    return lambda record: _holds(name, _value(record, member), options, upper)


def _place(name: str) -> str:
    return "member" if _MEMBER.fullmatch(name) else "word" if _WORD.fullmatch(name) else ""


def _value(record: JSON, member: str) -> JSON:
    """A member of a record by its name or its path with dots, else that of the objects in it."""
    if not isinstance(record, dict):
        return MISSING
    if member in record:
        return record[member]
    first, _, rest = member.partition(".")
    if rest and first in record:
        return _value(record[first], rest)
    return next((item[member] for item in record.values() if isinstance(item, dict) and member in item), MISSING)


def _holds(name: str, value: JSON, options: list[JSON], upper: JSON) -> bool:
    is_there = value is not MISSING and value is not None and value != ""
    if name in ("there", "none"):
        return is_there is (name == "there")
    if name in ("ne", "nin", "lacks"):
        return not _holds({"ne": "eq", "nin": "in", "lacks": "holds"}[name], value, options, upper)
    if isinstance(value, list):
        return any(_holds(name, item, options, upper) for item in value)
    if not is_there or not options:
        return False
    if name in ("eq", "in"):
        return any(_alike(value, one) for one in options)
    if name in ("holds", "begins", "ends"):
        text, part = str(value).lower(), str(options[0]).strip("*%").lower()
        return {"holds": part in text, "begins": text.startswith(part), "ends": text.endswith(part)}[name]
    low, high = _pair(value, options[0]), _pair(value, upper)
    return {
        "gt": low[0] > low[1], "gte": low[0] >= low[1], "lt": low[0] < low[1], "lte": low[0] <= low[1],
        "between": low[0] >= low[1] and high[0] <= high[1],
    }[name]  # fmt: skip


def _alike(value: JSON, other: JSON) -> bool:
    one, two = _pair(value, other)
    return one == two


def _pair(value: JSON, other: JSON) -> tuple[tuple[int, float, str], tuple[int, float, str]]:
    """Both as what is compared: as numbers or as instants where both are, also as texts."""
    one, two = _number(value), _number(other)
    if one is None or two is None:
        one, two = (_instant(each, number) for each, number in ((value, one), (other, two)))
    if one is not None and two is not None:
        return (0, one, ""), (0, two, "")
    return (1, 0.0, str(value).lower()), (1, 0.0, str(other).lower())


def _number(value: JSON) -> float | None:
    is_number = isinstance(value, int | float) or (
        isinstance(value, str) and re.fullmatch(r"-?\d{1,15}(\.\d+)?", value)
    )
    return float(value) if is_number and isinstance(value, int | float | str) else None


def _instant(value: JSON, number: float | None) -> float | None:
    """The milliseconds of a time, be it a number of seconds or milliseconds since 1970, of 10 or 13 digits."""
    if number is not None:
        unit = {10: 1000, 13: 1}.get(len(f"{number:.0f}"))
        return number * unit if unit else None
    try:
        return moment(str(value))
    except ValueError:
        return None
