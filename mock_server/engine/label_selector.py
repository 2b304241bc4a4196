"""Selectors of labels and fields, as Kubernetes has them: ``app=x,tier!=front,env in (a, b),!old``.

The grammar is that of its "Labels and Selectors" page: requirements are separated by commas, and all of them hold.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from mock_server.engine.selection import of
from mock_server.openapi.reading.pointers import MISSING

if TYPE_CHECKING:
    from collections.abc import Callable

    from mock_server.engine.listed_members import ListedMembers
    from mock_server.json_types import JSON
    from mock_server.openapi.reading.pointers import Pointer
    from mock_server.openapi.schema.schemas import Schemas

_SELECTOR = re.compile(r"^(?P<of>[A-Za-z]+?)[_-]?selector$", re.I)
_ONE = re.compile(
    r"\s*(?:(?P<not>!)\s*(?P<absent>[\w./-]+)"
    r"|(?P<key>[\w./-]+)\s*(?:(?P<op>==?|!=)\s*(?P<value>[^\s,()=!]*)|\s(?P<word>in|notin)\s*\((?P<values>[^()]*)\))?)\s*(?:,|$)"
)
_MOST = 2_000


class LabelRequirement(NamedTuple):
    """One part of a selector: that a member has one of the values, or none of them; any value where there are none."""

    name: str
    values: frozenset[str] | None
    holds: bool


def requirements(text: str) -> list[LabelRequirement] | None:
    """The parts of a selector, None where the text is none."""
    found, place = list[LabelRequirement](), 0
    while place < len(text) <= _MOST:
        one = _ONE.match(text, place)
        if one is None:
            return None
        place = one.end()
        if one["absent"]:
            found.append(LabelRequirement(one["absent"], None, holds=False))
            continue
        several = one["values"].split(",") if one["word"] else [one["value"]] if one["op"] else None
        values = None if several is None else frozenset(value.strip() for value in several)
        found.append(LabelRequirement(one["key"], values, holds=one["op"] != "!=" and one["word"] != "notin"))
    return found or None


def selecting(name: str, text: JSON, members: ListedMembers, schemas: Schemas) -> Callable[[JSON], bool] | None:
    """Whether a record is one that the parameter of this name selects; None where it is no selector of theirs."""
    named = _SELECTOR.match(name)
    asked = requirements(text) if named is not None and isinstance(text, str) else None
    if named is None or asked is None:
        return None
    labels = next((m for m in map(members.named, (f"{named['of']}s", named["of"])) if m is not None), None)
    if labels is not None and "object" in schemas.types(members.schema(labels)):
        places: list[Pointer | None] = [(*labels, one.name) for one in asked]
    else:
        places = [members.named(one.name) for one in asked]
    known = [(place, one) for place, one in zip(places, asked, strict=True) if place is not None]
    if len(known) < len(asked):
        return None
    return lambda record: all(_holds(of(record, place), one) for place, one in known)


def _holds(value: JSON, one: LabelRequirement) -> bool:
    is_there = value not in (MISSING, None)
    if one.values is None:
        return is_there == one.holds
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return (is_there and text in one.values) == one.holds
