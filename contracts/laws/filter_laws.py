"""The laws of a filter: what it shows has what was asked for, and what has it is shown, by the list's own values."""

from __future__ import annotations

import re
from itertools import combinations
from typing import TYPE_CHECKING

from contracts.laws.inner_members import value_of
from contracts.laws.list_laws import LETS_IN, Flaw
from contracts.laws.same_values import same, text
from contracts.laws.time_ranges import instant

_FEW = 2
"""So many members may be shown beside those that are asked for."""

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from contracts.laws.list_walks import Walk
    from mock_server.openapi import JSON

LACKS = "lacks"
_DECIMAL = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
_OF_A_NAME = re.compile(r"(lacks|is not|is outside) what .+ asks for", re.DOTALL)


def filter_flaw(cause: str) -> str | None:
    """What is wrong with a filter, whatever its name; None where the cause of a finding is no filter's."""
    named = _OF_A_NAME.fullmatch(cause)
    return named[1] if named is not None else cause if cause == LETS_IN else None


def keeps(walk: Walk, own: Mapping[str, JSON], member: str, wanted: list[JSON], name: str) -> Iterator[Flaw]:
    """A whole list by values shows the run's own records that have one of them, or all where they hold several."""
    for key, record in own.items() if walk.whole else ():
        value = value_of(record, member)
        held = value if isinstance(value, list) else [value]
        hits = [any(_equal(one, other) for other in held) for one in wanted]
        if value is not None and (all(hits) if isinstance(value, list) else any(hits)) and key not in walk.records:
            yield Flaw(member, f"with {text(value)}", "without it", f"lacks what {name} asks for")
            return


def lets_in_others(walk: Walk, member: str, wanted: list[JSON], name: str) -> Iterator[Flaw]:
    """A list by values shows no record of another one."""
    for record in walk.records.values():
        value = value_of(record, member)
        held = value if isinstance(value, list) else [value]
        if value is not None and not any(_equal(one, other) for one in wanted for other in held):
            yield Flaw(member, " or ".join(map(text, wanted)), text(value), f"is not what {name} asks for")
            return


def leads_out(walk: Walk, member: str, wanted: JSON, name: str) -> Iterator[Flaw]:
    """The link to the next page of a filtered list leads to no record of another value."""
    for record in walk.records.values():
        value = value_of(record, member)
        held = value if isinstance(value, list) else [value]
        if value is not None and not any(_equal(wanted, one) for one in held):
            yield Flaw(
                member, text(wanted), text(value), f"is not what {name} asks for, behind the link to the next page"
            )
            return


def lets_in_own(walk: Walk, own: Mapping[str, JSON], member: str, wanted: list[JSON], name: str) -> Iterator[Flaw]:
    """A list by a value shows none of the run's own records that have another one, nor is it one of a list's."""
    for key, record in own.items():
        value = value_of(record, member)
        other = value is not None and not isinstance(value, list) and not any(_equal(value, one) for one in wanted)
        if key in walk.records and other:
            yield Flaw(member, " or ".join(map(text, wanted)), text(value), f"is not what {name} asks for")
            return


def lets_in_part(walk: Walk, own: Mapping[str, JSON], member: str, wanted: list[JSON], name: str) -> Iterator[Flaw]:
    """A list by several values that have to be there together shows none of the run's own that lacks one."""
    for key, record in own.items():
        value = value_of(record, member)
        held = value if isinstance(value, list) else ()
        if key in walk.records and value and not all(any(_equal(one, other) for other in held) for one in wanted):
            yield Flaw(member, " and ".join(map(text, wanted)), text(value), f"is not what {name} asks for")
            return


def lets_in_without(walk: Walk, own: Mapping[str, JSON], member: str, wanted: list[JSON], name: str) -> Iterator[Flaw]:
    """A list by a value shows none of the run's own records that have no value where another one has that value."""
    values = {key: value_of(record, member) for key, record in own.items()}
    if not any(value is not None and _equal(value, one) for value in values.values() for one in wanted):
        return
    for key, value in values.items():
        if value is None and key in walk.records and value_of(walk.records[key], member) is None:
            yield Flaw(member, " or ".join(map(text, wanted)), "nothing", f"is not what {name} asks for")
            return


def number_of(value: JSON) -> float | None:
    """The number that a value is, or writes as a text of digits (the format `decimal`)."""
    if isinstance(value, str):
        return float(value) if _DECIMAL.fullmatch(value) else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def within(
    walk: Walk,
    own: Mapping[str, JSON],
    member: str,
    lower: float | None,
    upper: float | None,
    name: str,
    edge: bool = False,
) -> Iterator[Flaw]:
    """A list by a range shows the run's own records inside it and none outside.

    Those at its edges are open, unless the ``edge`` is said to belong to it.
    """
    for key, record in own.items():
        value = number_of(value_of(record, member))
        if value is None:
            continue
        outside = (lower is not None and value < lower) or (upper is not None and value > upper)
        inside = (lower is None or value > lower) and (upper is None or value < upper)
        inside = inside or (edge and value in (lower, upper))
        asked = f"{'…' if lower is None else lower} to {'…' if upper is None else upper}"
        if outside and key in walk.records:
            yield Flaw(member, asked, text(value), f"is outside what {name} asks for")
            return
        if inside and walk.whole and key not in walk.records:
            yield Flaw(member, f"with {text(value)}", "without it", f"lacks what {name} asks for")
            return


def first_only(
    alone: tuple[Collection[str], Collection[str]], both: tuple[Collection[str], Collection[str]], name: str
) -> Iterator[Flaw]:
    """Two values show what either, or both together, let in: not in each order what the first, or the last, lets in.

    ``alone`` is what each of the two values shows, ``both`` what they show together, in this order and in the other.
    """
    one, other = map(set, alone)
    there, back = map(set, both)
    if one <= other or other <= one:
        return
    if (there, back) == (one, other) or (there, back) == (other, one):
        which = "first" if there == one else "last"
        yield Flaw(
            "", "what either or both let in", f"what the {which} lets in", f"heeds the {which} value of {name} alone"
        )


def picks_nothing(
    one: Collection[str], other: Collection[str], everything: Collection[str], name: str
) -> Iterator[Flaw]:
    """Who names the members that are wanted is not shown all of them, whichever is named.

    ``everything`` are those that records show unasked, but for what they always have.
    """
    if len(everything) > _FEW and set(everything) <= set(one) and set(everything) <= set(other):
        yield Flaw(
            "", f"the members that {name} asks for", "all members", f"shows all members, whatever {name} asks for"
        )


def sorts(up: Walk, down: Walk, own: Mapping[str, JSON], member: str, name: str) -> Iterator[Flaw]:
    """Sorted up and down by a member, two of the run's own records of different values stand in different orders.

    Numbers and times rise where they are sorted up; how texts are ordered is open.
    """
    there, back = [*up.records], [*down.records]
    keys = [key for key in own if key in there and key in back and value_of(own[key], member) is not None]
    for one, other in combinations(keys, 2):
        low, high = value_of(own[one], member), value_of(own[other], member)
        ranks = [_rank(value) for value in (low, high)]
        ranked = None not in ranks
        texts = isinstance(low, str) and isinstance(high, str)
        if low == high or (ranked and ranks[0] == ranks[1]) or not (ranked or texts):
            continue
        rises = there.index(one) < there.index(other)
        if rises == (back.index(one) < back.index(other)):
            yield Flaw(member, "another order", "the same order", f"is in one order, whichever way {name} asks for")
            return
        if ranked and rises != ((ranks[0] or 0.0) < (ranks[1] or 0.0)):
            yield Flaw(
                member, "from the least on", "from the greatest on", f"is sorted the other way than {name} asks for"
            )
            return


def _rank(value: JSON) -> float | None:
    """Where a number or a time stands among others; None for what has no such place, or one of its own."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    at = instant(value)
    return at.timestamp() if at is not None else None


def _equal(one: JSON, other: JSON) -> bool:
    """Whether both are one value; long numbers that are keys differ in their last digit."""
    return one == other if isinstance(one, int) and isinstance(other, int) else same(one, other)
