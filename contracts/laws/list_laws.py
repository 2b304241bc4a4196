"""The laws of a list: it shows what is there, each record once, no more than was asked for, and what a filter lets in.

Each compares with the mock, which lists what this run made: what the mock does not show by itself is not judged.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from contracts.findings import Culprit
from contracts.laws.inner_members import value_of
from contracts.laws.maker import Maker
from contracts.laws.same_values import alike, kept, same, text
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from contracts.exchange import Exchange
    from contracts.findings import Finding
    from mock_server.openapi import JSON, Behaviour, Operation

LETS_IN = "is listed although the filter asks for others"
LISTED_OTHERWISE = "is listed otherwise than it was written"
LACKS_CREATED = "lacks what was created"
SHOWS_REMOVED = "lists what was removed"
Items = list[tuple[str | None, Any]]
"""The records of a list, each with its key."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with a list: ``place`` is a member of its records, or nothing."""

    place: str
    expected: str
    observed: str
    message: str


def findings(
    flaws: Iterable[Flaw], exchange: Exchange, operation: Operation | None, behaviour: Behaviour
) -> Iterator[Finding]:
    """The flaws of a list in an answer; a flaw's place is absolute, or a member of its records."""
    root, held = behaviour.record or (), (behaviour.each_in,) if behaviour.each_in is not None else ()
    make = Maker(exchange, operation, Culprit.TARGET_AGAINST_MOCK)
    for flaw in flaws:
        place = pointers.text((*root, "*", *held, flaw.place) if flaw.place else root) or "body"
        if flaw.place.startswith(("/", "header ")):
            place = flaw.place
        yield make("list", place, flaw.expected, flaw.observed, f"{place} {flaw.message}", cause=flaw.message)


def repeats(target: Items) -> Iterator[Flaw]:
    """A record is on a page once."""
    counts = Counter(key for key, _ in target if key is not None)
    if any(count > 1 for count in counts.values()):
        yield Flaw("", "each record once", "a record twice", "lists a record twice")


def shows_removed(target: Items, key: str) -> Iterator[Flaw]:
    """What was removed is not listed."""
    if any(found == key for found, _ in target):
        yield Flaw("", "without what was removed", "still with it", SHOWS_REMOVED)


def lacks(target: Items, mock: Items, key: str, theirs: str | None) -> Iterator[Flaw]:
    """A list without pages shows what was made."""
    if any(found == theirs for found, _ in mock) and not any(found == key for found, _ in target):
        yield Flaw("", "with what was created", "without it", LACKS_CREATED)


def other_values(target: Items, mock: Items, key: str, theirs: str | None, sent: JSON) -> Iterator[Flaw]:
    """A record is listed with the values that were sent, where the mock lists it with them."""
    mine = next((item for found, item in target if found == key), None)
    twin = next((item for found, item in mock if found == theirs), None)
    if not isinstance(mine, dict) or not isinstance(twin, dict) or not isinstance(sent, dict):
        return
    for name, value in sent.items():
        if name in mine and alike(value, twin.get(name)) and not kept(value, mine[name]):
            yield Flaw(name, text(value), text(mine[name]), LISTED_OTHERWISE)


def exceeds(target: Items, mock: Items, size: int) -> Iterator[Flaw]:
    """A page holds no more records than were asked for."""
    if len(mock) <= size < len(target):
        yield Flaw("", f"at most {size}", str(len(target)), "lists more records than were asked for")


def lets_in(target: Items, mock: Items, everything: Items, name: str, wanted: list[JSON]) -> Iterator[Flaw]:
    """A filter by a member lets in the records that have one of its values, where it is one to the mock."""

    def fits(item: JSON) -> bool:
        value = value_of(item, name)
        found = value if isinstance(value, list) else [value]
        return value is None or any(same(one, other) for one in found for other in wanted)

    if not mock or not all(fits(item) for _, item in mock) or all(fits(item) for _, item in everything):
        return
    strange = next((value_of(item, name) for _, item in target if not fits(item)), None)
    if strange is not None:
        yield Flaw(name, " or ".join(map(text, wanted)), text(strange), LETS_IN)
