"""Orders of one list: by options, a grammar that a description tells, or a direction of its own.

It is sorted up and down by each of some members.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from contracts.cases.journeys.filtered_bodies import SORTS
from contracts.cases.lists.listed_records import tell
from contracts.laws import filter_laws as laws
from contracts.laws.told_orders import told_order

if TYPE_CHECKING:
    from collections.abc import Mapping

    from contracts.cases.journeys.asked_filters import AskedFilters
    from contracts.judging.sent import Sent
    from contracts.laws.list_laws import Flaw
    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON, Parameter

MAY_BE_REFUSED = frozenset({"valid-accepted"})
"""A service may refuse to look into the future, for what it does not have, and by what it does not sort."""
_MOST = 3
_WORDS = (("asc", "desc"), ("ascending", "descending"))
"""The options of a parameter that tells nothing but the direction, beside one that names the member."""

_DIRECTIONS = (("", "-"), ("+", "-"), (":asc", ":desc"), ("_asc", "_desc"), (" asc", " desc"), ("", " desc"))
"""How a rising and a falling order are told: a sign before the member, or a word behind it."""


def ask_orders(filters: AskedFilters, parameter: Parameter) -> None:
    """Ask for both orders of a list by its members, as the options of a parameter or else its description tell them."""
    schemas = filters.steps.schemas
    several = "array" in schemas.types(parameter.schema)
    one = schemas.items(parameter.schema) if several else parameter.schema
    options = schemas.keyword(one, "enum") or _admitted(filters, one)
    if not options:
        _ask_told(filters, parameter, several=several)
    for member in filters.members if options else ():
        pairs = (_directed(member, *ways) for ways in _DIRECTIONS)
        up, down = next(((a, b) for a, b in pairs if a in options and b in options), ("", ""))
        rising = filters.walked(parameter, [up] if several else up) if up else None
        falling = filters.walked(parameter, [down] if several else down) if rising is not None else None
        if rising is not None and falling is not None and filters.pages.last is not None:
            flaws = laws.sorts(rising, falling, filters.own, member, parameter.name)
            tell(filters.steps, filters.pages.last, filters.behaviour, flaws)


def _admitted(filters: AskedFilters, schema: JSON) -> list[str]:
    """The orders by members of the records that a pattern admits; none where it admits such words of other letters."""
    valid = filters.steps.samples.valid
    if filters.steps.schemas.keyword(schema, "pattern") is None:
        return []
    ways = [(member, pair) for member in filters.members for pair in _DIRECTIONS]
    if any(valid(schema, order) for member, pair in ways for order in _directed(codecs.encode(member, "rot13"), *pair)):
        return []
    return [order for member, pair in ways for order in _directed(member, *pair) if valid(schema, order)]


def _directed(member: str, up: str, down: str) -> tuple[str, str]:
    """The two orders by a member, as this pair of marks tells them."""
    one, other = (f"{mark}{member}" if mark in ("", "+", "-") else f"{member}{mark}" for mark in (up, down))
    return one, other


def _ask_told(filters: AskedFilters, parameter: Parameter, *, several: bool) -> None:
    """Ask for both orders by members of which the run's own records have different values.

    A member that is not named may be one by which nothing is sorted: that it changes nothing counts where none does, of
    the server's own members neither.
    """
    order = told_order(parameter.raw.get("description"), filters.members)
    if order is None:
        return
    apart = [name for name in filters.members if _differs(filters.held(name))]
    sent = [name for name in apart if name in _sent(filters)]
    numbers = [name for name in sent if not isinstance(filters.held(name)[0], str)]
    still: list[tuple[Sent, list[Flaw]]] = []
    wanted = sorted(dict.fromkeys((*numbers, *sent)), key=lambda name: name not in order.named)[:_MOST]
    moved = False
    for member in wanted:
        walks, last = _walks(filters, parameter, order.written(member), several=several), filters.pages.last
        if walks is None or last is None:
            continue
        flaws = [*laws.sorts(*walks, filters.own, member, parameter.name)]
        moved = moved or _moves(walks)
        if flaws and (_moves(walks) or member in order.named):
            tell(filters.steps, last, filters.behaviour, flaws)
            return
        still += [(last, flaws)] if flaws else []
    others = [name for name in dict.fromkeys((*order.named, *order.shown, *apart)) if name not in wanted]
    if len(still) > 1 and not moved:
        asked = (_walks(filters, parameter, order.written(name), several=several) for name in others)
        if not any(walks is not None and _moves(walks) for walks in asked):
            tell(filters.steps, still[0][0], filters.behaviour, still[0][1])


def _walks(
    filters: AskedFilters, parameter: Parameter, ways: tuple[str, str], *, several: bool
) -> tuple[Walk, Walk] | None:
    """The list in both orders, None where one of them is refused."""
    up, down = ([way] if several else way for way in ways)
    with filters.steps.sender.collector.leaving_open(MAY_BE_REFUSED):
        rising = filters.walked(parameter, up)
        falling = filters.walked(parameter, down) if rising is not None else None
    return (rising, falling) if rising is not None and falling is not None else None


def _moves(walks: tuple[Walk, Walk]) -> bool:
    return [*walks[0].records] != [*walks[1].records]


def ask_both_ways(filters: AskedFilters, parameter: Parameter) -> bool:
    """Whether a parameter tells the direction alone; the members by which others sort are asked for both ways then."""
    schemas, told = filters.steps.schemas, parameter.schema
    options = {str(option).lower(): option for option in schemas.keyword(told, "enum") or ()}
    ways = next(([options[word] for word in pair] for pair in _WORDS if options.keys() == {*pair}), None)
    for by in filters.behaviour.operation.parameters if ways is not None else ():
        named = [name for name in schemas.keyword(by.schema, "enum") or () if name in filters.members]
        for member in named if SORTS.fullmatch(by.name) and by is not parameter else ():
            beside = filters.pages.written(by, member) if member in _sent(filters) else {}
            walks = [filters.walked(parameter, way, beside) for way in ways or () if beside]
            if len(walks) > 1 and walks[0] is not None and walks[1] is not None and filters.pages.last is not None:
                flaws = laws.sorts(walks[0], walks[1], filters.own, member, f"{by.name} and {parameter.name}")
                tell(filters.steps, filters.pages.last, filters.behaviour, flaws)
    return ways is not None


def _sent(filters: AskedFilters) -> Mapping[str, JSON]:
    """The members that a create gives to a record: times of the server's own may be sorted by their days."""
    cycle = filters.steps.cycles.get(filters.behaviour.resource or "")
    create = cycle["create"] or cycle.puts if cycle is not None else None
    schemas = filters.steps.schemas
    return schemas.properties(schemas.below(create.operation.request_schema, create.envelope)) if create else {}


def _differs(values: list[JSON]) -> bool:
    """Whether these are several, of which one is less than the other."""
    plain = all(isinstance(value, str | int | float) and not isinstance(value, bool) for value in values)
    return plain and len(values) > 1
