"""Narrows a list of records down by parameters that are recognisable as filters of one of their members."""

from __future__ import annotations

import operator
import re
from typing import TYPE_CHECKING

from mock_server.engine import filter_text
from mock_server.engine.absence_words import absence_words
from mock_server.engine.bounding_box import within
from mock_server.engine.filter_conditions import conditions
from mock_server.engine.label_selector import selecting
from mock_server.engine.selection import of
from mock_server.engine.typed_values import as_type
from mock_server.openapi.behaviour import field_names, places, resources
from mock_server.openapi.reading.plurals import singular
from mock_server.openapi.reading.pointers import MISSING
from mock_server.store import order_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mock_server.engine.listed_members import ListedMembers
    from mock_server.engine.selection import Selection
    from mock_server.json_types import JSON
    from mock_server.openapi.generator.synthesis import Synthesis
    from mock_server.openapi.reading.pointers import Pointer

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WRAPPED = re.compile(r"^(?:q|search|where)\[(?P<name>[^\[\]]+)\]$", re.I)
"""A filter in an object of filters, as a parameter of its own: Ransack's ``q[name_cont]``."""
_EXPRESSION = re.compile(r"^(?:\$?filters?|where|q|query)$", re.I)
_RANGE = re.compile(
    r"^(?:(?P<low>min|from|since)[_-](?P<a>.+)|(?P<high>max|to|until)[_-](?P<b>.+)"
    r"|(?P<name>.+?)(?:__|[_\[.-])(?P<op>gteq?|gt|lteq?|lt|min|max|from|to|after|before|since|until|ne)\]?)$",
    re.I,
)
_COMPARED = re.compile(
    r"^(?P<name>.+?)(?:__|[_\[.-])(?P<op>i?(?:cont(?:ains)?|exact|like|starts[_-]?with|ends[_-]?with|prefix)|eq|n?in|not[_-]in|is[_-]?null)\]?$",
    re.I,
)
"""A member and, in words, how it is compared: Django's ``name__icontains``, ``name[like]``, ``status_in``."""

LEAVES_OUT = re.compile(r"^(?:(?P<out>exclude|hide|omit|without)|include|show|with)[_-](?P<flag>\w+)$", re.I)
"""A flag that leaves out what has another flag: ``exclude_archived=true``, ``include_deleted=false``."""

_PRESENTS = re.compile(
    r"^(?:accept[_-])?(?:currency|lang(?:uage)?s?|locale|culture|(?:output[_-])?format|units?|(?:api[_-])?version|time[_-]?zone|tz)$",
    re.I,
)
"""A parameter that says how records are shown, not which: it chooses none by what stands inside an array."""
_SHOWS = re.compile(
    r"(?!.*(?:\bfilter|\b(?:whose|having|contain(?:s|ing)?|matching|with this)\b))"
    r".*\b(?:shown|displayed|rendered|formatted|rounded|converted|translated|affects?)\b",
    re.I | re.S,
)
"""What the description of a parameter says that presents records and chooses none of them."""

ANYTHING = ("all", "any", "*")
"""Words that filter nothing."""

_LOW = {"min": True, "from": True, "since": True, "gte": True, "gteq": True, "gt": False, "after": False}
_HIGH = {"max": True, "to": True, "until": True, "lte": True, "lteq": True, "lt": False, "before": False}
_SIDES = {
    **{word: (True, included) for word, included in _LOW.items()},
    **{word: (False, included) for word, included in _HIGH.items()},
}

_TEXTS: dict[str, Callable[[str, str], bool]] = {
    "contains": operator.contains, "cont": operator.contains, "like": operator.contains,
    "startswith": str.startswith, "prefix": str.startswith, "endswith": str.endswith, "exact": operator.eq,
}  # fmt: skip


class ListFilters:
    """The filters of one operation's list, whose records have these ``members``; ``told`` is said of its parameters."""

    def __init__(self, synthesis: Synthesis, members: ListedMembers, told: Mapping[str, str] | None = None) -> None:
        self._synthesis = synthesis
        self._members = members
        self._told = told or {}

    def filtered(self, records: Selection, name: str, wanted: JSON, parameter: str = "") -> Selection:
        """The records that a parameter of this name and value, or this member of a ``parameter``, leaves."""
        parameter = parameter or name
        if isinstance(wanted, dict | list) and (keeps := conditions(wanted)) is not None:
            return records.kept([record for record in records.all() if keeps(record)])
        if isinstance(wanted, dict):  # deepObject: filter[name]=x, created[gt]=2
            for inner, value in wanted.items():
                compared = _RANGE.match(f"a[{inner}]") or _COMPARED.match(f"a[{inner}]")
                compares = compared is not None and self._members.named(name) is not None
                records = self.filtered(records, f"{name}[{inner}]" if compares else inner, value, parameter)
            return records
        if (is_within := within(name, wanted)) is not None:
            placed = [(record, is_within(record)) for record in records.all()]
            knows = any(place is not None for _, place in placed)
            return records.kept([record for record, place in placed if place]) if knows else records
        wrapped = _WRAPPED.match(name)
        name = wrapped["name"] if wrapped is not None else name
        member = self._members.named(name)
        if isinstance(wanted, str) and (is_none := self._absence_words(parameter).get(wanted.lower())) is not None:
            return self._absent(records, name, is_none=is_none)
        if member is not None and not isinstance(wanted, list) and (keys := self._members.keys(member)):
            return self._naming(records, (member, *keys), wanted, parameter)
        if member is not None:
            options = wanted if isinstance(wanted, list) else self._parts(member, wanted, records, parameter)
            possible = [option for option in options if self._is_possible(member, option, records)]
            return records.having(member, possible) if possible else records
        if (several := self._in_number(name)) is not None:
            member, many = several
            if not isinstance(wanted, list) and (keys := self._members.keys(member)):
                return self._naming(records, (member, *keys), wanted, parameter)
            values = wanted.split(",") if many and isinstance(wanted, str) else wanted
            options = values if isinstance(values, list) else [values]
            possible = [option for option in options if not (isinstance(option, str) and option.lower() in ANYTHING)]
            return records.having(member, possible) if possible else records
        if _EXPRESSION.match(name) and isinstance(wanted, str):
            kept = filter_text.keeps(wanted, self._members.named)
            if kept is not None:
                return records.kept([record for record in records.all() if kept(record)])
        if field_names.SEARCH.match(name) and isinstance(wanted, str):
            return records.kept([record for record in records.all() if wanted.lower() in _words(record)])
        if (selects := selecting(name, wanted, self._members, self._synthesis.schemas)) is not None:
            return records.kept([record for record in records.all() if selects(record)])
        if isinstance(wanted, bool) and (flag := LEAVES_OUT.match(_HUMP.sub("_", name))) is not None:
            member = self._flagged(flag["flag"])
            if member is None or wanted is not (flag["out"] is not None):
                return records
            if self._synthesis.schemas.types(self._members.schema(member)) - {"null"} == {"boolean"}:
                return records.leaving_out(member, (True,))
            return records.kept([one for one in records.all() if of(one, member) in (MISSING, None, False)])
        found = self._compared(records, _HUMP.sub("_", name), wanted)
        return (
            found
            if found is not records or isinstance(wanted, list)
            else self._inside(records, name, wanted, parameter)
        )

    def leaving_out(self, records: Selection, name: str, values: Sequence[JSON]) -> Selection:
        """The records but those whose member, or flag, that this parameter means has one of these values."""
        flag = LEAVES_OUT.match(_HUMP.sub("_", name))
        if flag is not None:
            return self.filtered(records, name, flag["out"] is not None)
        member = self._members.named(name)
        return records if member is None else records.leaving_out(member, values)

    def _inside(self, records: Selection, name: str, wanted: JSON, parameter: str) -> Selection:
        """The records with this value in an array, unless the parameter says how they are shown."""
        shows = _PRESENTS.match(name) or _SHOWS.match(self._told.get(parameter, ""))
        inside = None if shows else self._members.inside(name)
        if inside is None or not self._is_possible(inside, wanted, records):
            return records
        return records.having(inside, (wanted,))

    def _naming(self, records: Selection, places: tuple[Pointer, ...], wanted: JSON, parameter: str) -> Selection:
        """The records of which an object, or one of a list, is named so; several names where commas are spoken of."""
        text = str(wanted).lower()
        if text in ANYTHING:
            return records
        parts = text.split(",") if "comma" in self._told.get(parameter, "").lower() else [text]
        return records.kept(_named(records.all(), places, [part.strip() for part in parts]))

    def _absence_words(self, parameter: str) -> dict[str, bool]:
        said = self._told.get(parameter, "")
        return absence_words(said) if said else {}

    def _absent(self, records: Selection, name: str, *, is_none: bool) -> Selection:
        several = self._in_number(name)
        member = self._members.named(name) or (several[0] if several is not None else None)
        if member is None:
            return records
        return records.kept([one for one in records.all() if (of(one, member) in (MISSING, None, [], "")) is is_none])

    def _compared(self, records: Selection, name: str, wanted: JSON) -> Selection:
        """The records of which a member is compared by a word in the parameter's name."""
        found = _RANGE.match(name)
        if found is not None and (member := self._members.named(found["a"] or found["b"] or found["name"] or "")):
            word = (found["low"] or found["high"] or found["op"]).lower()
            side = _SIDES.get(word)
            found_so = None if side is None else records.between(member, wanted, above=side[0], included=side[1])
            if found_so is not None:
                return found_so
            return records.kept([record for record in records.all() if _within(of(record, member), wanted, word)])
        found = _COMPARED.match(name)
        if found is not None and (member := self._members.named(found["name"])) is not None:
            return _told(records, member, re.sub(r"[_-]", "", found["op"].lower()), wanted)
        return records

    def _flagged(self, flag: str) -> Pointer | None:
        """The member that says whether a record has a flag, or when it was removed; a part that is shown is none."""
        for member in filter(None, map(self._members.named, (flag, f"is_{flag}"))):
            schema = self._members.schema(member) or {}
            said = self._synthesis.schemas.said_of(schema)
            is_time = str(said.get("format")).startswith("date") or places.plain(member[-1]) != places.plain(flag)
            types = self._synthesis.schemas.types(schema) - {"null"}
            if types == {"boolean"} or (is_time and field_names.GONE.issuperset(field_names.words(flag))):
                return member
        return None

    def _in_number(self, name: str) -> tuple[Pointer, bool] | None:
        """The member that a name means in the other number, ``ids`` or ``tag``, and whether it then names several."""
        one = singular(name)
        if one != name and (member := self._members.named(one)) is not None:
            return member, True
        many = self._members.named(f"{name}s")
        schema = self._members.schema(many) if many is not None else None
        if many is None or "array" not in self._synthesis.schemas.types(schema):
            return None
        return many, False

    def _parts(self, member: Pointer, wanted: JSON, records: Selection, parameter: str) -> list[JSON]:
        """What a value with commas asks for: its parts where each can be and it can't as a whole, and those of a key,
        or where the parameter speaks of commas, that no record has so; else the value. Of an array it is its items'.
        """
        if not isinstance(wanted, str) or "," not in wanted or len(records.having(member, (wanted,))):
            return [wanted]
        schema = self._members.schema(member)
        schema = self._synthesis.schemas.items(schema) or schema
        schema = self._synthesis.schemas.follow(True if schema is None else schema)
        types, parts = self._synthesis.schemas.types(schema), [part.strip() for part in wanted.split(",")]
        can_be = self._synthesis.validators.validator(schema, "response").is_valid
        is_several = resources.is_likely_key(member[-1]) or "comma" in self._told.get(parameter, "").lower()
        is_cut = all(can_be(as_type(part, types)) for part in parts) and (is_several or not can_be(wanted))
        return [*parts] if is_cut else [wanted]

    def _is_possible(self, member: Pointer, wanted: JSON, records: Selection) -> bool:
        """Whether a record could have this value: a word such as ``all`` that none can have filters nothing."""
        if len(records.having(member, (wanted,))):
            return True
        named = self._members.schema(member)
        schema = self._synthesis.schemas.follow(True if named is None else named)
        if not self._synthesis.validators.validator(schema, "response").is_valid(wanted):
            return "array" in self._synthesis.schemas.types(schema)
        return not (isinstance(wanted, str) and wanted.lower() in ANYTHING)


def bounded(records: Selection, member: Pointer, wanted: JSON, *, above: bool) -> Selection:
    """The records of which a member is at the bound, or on this side of it."""
    found = records.between(member, wanted, above=above, included=True)
    if found is not None:
        return found
    word = "gte" if above else "lte"
    return records.kept([record for record in records.all() if _within(of(record, member), wanted, word)])


def _named(records: list[JSON], places: tuple[Pointer, ...], texts: list[str]) -> list[JSON]:
    """The records that have one of these texts, or what reads so, at one of these places."""
    return [record for record in records if any(_is_one(of(record, place), texts) for place in places)]


def _is_one(value: JSON, texts: list[str]) -> bool:
    if isinstance(value, list):
        return any(_is_one(item, texts) for item in value)
    return value not in (MISSING, None) and not isinstance(value, dict) and str(value).lower() in texts


def _told(records: Selection, member: Pointer, word: str, wanted: JSON) -> Selection:
    """The records whose member is compared so by a word of `_COMPARED`; texts regardless of case."""
    if word == "isnull":
        empty = str(wanted).lower() in ("true", "1")
        return records.kept([record for record in records.all() if (of(record, member) in (MISSING, None)) == empty])
    if word in ("in", "nin", "notin", "eq"):
        options = wanted.split(",") if isinstance(wanted, str) and word != "eq" else wanted
        having = records.having(member, options if isinstance(options, list) else [options])
        if word in ("in", "eq"):
            return having
        left_out = having.all()
        return records.kept([record for record in records.all() if record not in left_out])
    holds = _TEXTS[word if word in _TEXTS else word[1:]]
    part = str(wanted).strip("%*").lower()
    return records.kept([record for record in records.all() if _is_text_that(of(record, member), holds, part)])


def _is_text_that(value: JSON, holds: Callable[[str, str], bool], part: str) -> bool:
    """Whether a value, or one of an array's, holds so."""
    if isinstance(value, list):
        return any(_is_text_that(item, holds, part) for item in value)
    return isinstance(value, str | int | float) and holds(str(value).lower(), part)


def _within(value: JSON, wanted: JSON, word: str) -> bool:
    if value in (MISSING, None):
        return False
    one, other = order_of(value), order_of(wanted)
    if one[0] != other[0]:
        one, other = (1, str(value)), (1, str(wanted))
    if word == "ne":
        return one != other
    if word in _LOW:
        return one >= other if _LOW[word] else one > other
    return one <= other if _HIGH[word] else one < other


def _words(record: JSON) -> str:
    if isinstance(record, dict):
        return " ".join(_words(item) for item in record.values())
    if isinstance(record, list):
        return " ".join(map(_words, record))
    return str(record).lower() if isinstance(record, str) else ""
