"""The laws of a list that is walked page by page, to the end it names: each record once, all of them, rightly counted.

They compare what one service says with what it says itself: a mock has other keys and other marks of pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from contracts.laws.list_laws import LACKS_CREATED, Flaw
from mock_server.openapi import field_names, pointers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from contracts.laws.list_laws import Items
    from mock_server.openapi import JSON

HIDES = "shows no record on any page, and counts what was created"
LOSES = "lacks on smaller pages what it shows on larger ones"
LINK_RELATIONS = ("rel", "relation")
"""How the member of a link is called that says where it leads."""
_ADDRESSES = ("href", "url", "uri")
_MOST_LINKS = 20
_DEEP = 3
_COUNTS_ALL = re.compile(r"total|num[_-]?found|^@(?:odata\.)?count$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ListPage:
    """The records of one page, and the totals beside them by place."""

    items: Items
    totals: tuple[tuple[str, int], ...] = ()
    ends: bool = False
    """Whether it says itself that no page follows."""
    beside: Items = field(default_factory=list, compare=False)
    """What the mock showed to the same request."""
    exact: frozenset[str] = field(default=frozenset(), compare=False)
    """The totals of which the document says that they count what the pages of this list show."""
    number: int | None = field(default=None, compare=False)
    """Which page it says that it is."""
    more: bool | None = field(default=None, compare=False)
    """Whether it says that records follow (`has_more`), None where it does not say."""

    @property
    def shows(self) -> tuple[Items, tuple[tuple[str, int], ...]]:
        """What stands in it, whatever is known of the pages behind it."""
        return self.items, self.totals


@dataclass(slots=True)
class Walk:
    """The pages of a list in order; ``whole`` where the last of them is the list's end."""

    pages: list[ListPage] = field(default_factory=list)
    whole: bool = False

    @property
    def keys(self) -> list[str]:
        """The keys that were shown, in order."""
        return [key for page in self.pages for key, _ in page.items if key is not None]

    @property
    def records(self) -> dict[str, JSON]:
        """Every record that was shown with a key, by it."""
        return {key: item for page in self.pages for key, item in page.items if key is not None}

    @property
    def beside(self) -> Items:
        """What the mock showed on all pages."""
        return [item for page in self.pages for item in page.beside]

    @property
    def length(self) -> int:
        """How many records were shown."""
        return sum(len(page.items) for page in self.pages)

    @property
    def returns(self) -> bool:
        """Whether the last page shows a record of an earlier one."""
        before = {key for page in self.pages[:-1] for key, _ in page.items if key is not None}
        return any(key in before for key, _ in self.pages[-1].items) if self.pages else False


def comes_again(walk: Walk) -> Iterator[Flaw]:
    """No page shows a record of an earlier one."""
    if walk.returns:
        yield Flaw("", "other records", "a record of the page before", "lists a record of the page before on the next")


def ends_early(first: ListPage, size: int, walk: Walk) -> Iterator[Flaw]:
    """A page that is full does not say that it is the last one where the list has more."""
    if first.ends and len(first.items) == size and walk.pages and len(walk.pages[0].items) > size:
        yield Flaw("", "a mark of the next page", "none", "does not lead to the next page, and there is one")


def ends_within(part: Walk, size: int, walk: Walk) -> Iterator[Flaw]:
    """A later page that is full does not say that it is the last one where the list has more."""
    more = bool(walk.pages) and len(walk.pages[0].items) > part.length
    if more and len(part.pages) > 1 and not part.returns:
        yield from ends_early(part.pages[-1], size, walk)


def leads_nowhere(walk: Walk, whole: Walk, *, hides: bool = False) -> Iterator[Flaw]:
    """A page says that more follows only where something does; the page before showed how to ask for what follows.

    Some leave out on a page what a caller may not see, and so have empty ones before others, or last. An empty page
    tells where all has been shown that the ``whole`` list shows, and neither list says that it ends; or where it is the
    only one behind pages of one length, and the document does not say that the list ``hides`` records.
    """
    at = max((place for place, page in enumerate(walk.pages) if page.items), default=0)
    rest = walk.pages[at + 1 :]
    if not at or not rest or walk.returns or not walk.whole or set(whole.keys) - set(walk.keys):
        return
    full = not hides and len({len(page.items) for page in walk.pages[: at + 1]}) == 1
    endless = (len(rest) == 1 and full) or (rest[-1].more and whole.pages[-1].more)
    if endless and walk.pages[at].more and walk.pages[at - 1].items:
        yield Flaw("", "the last page to say that nothing follows", "more", "says that more follows, and nothing does")


def misses(walk: Walk, alike: Collection[str]) -> Iterator[Flaw]:
    """Of records that were made alike a list shows all or none."""
    shown = set(walk.keys)
    if walk.whole and not shown.isdisjoint(alike) and not shown.issuperset(alike):
        yield Flaw("", "with what was created", "without it", LACKS_CREATED)


def totals(walk: Walk, *, own: bool = False) -> Iterator[Flaw]:
    """A total is that of the list: never less than it shows, and not that of a page; with ``own`` exactly that.

    What a list does not show, a total may count all the same, unless all that it could count is the run's ``own``.
    """
    if not walk.whole or len(set(walk.keys)) != walk.length:
        return
    for place, total in walk.pages[0].totals:
        exact = own or (
            place in walk.pages[0].exact and all(dict(page.totals).get(place) == total for page in walk.pages)
        )
        if counts_all(place) and (total < walk.length or (exact and total > walk.length)):
            less = "less" if total < walk.length else "more"
            yield Flaw(place, str(walk.length), str(total), f"counts {less} than the list shows on all its pages")


def counts_less(page: ListPage, walk: Walk) -> Iterator[Flaw]:
    """A total is that of the whole list also on a page that shows less of it."""
    if not walk.whole or len(set(walk.keys)) != walk.length:
        return
    for place, total in page.totals:
        if counts_all(place) and total < walk.length:
            yield Flaw(place, str(walk.length), str(total), "counts less than the list shows on all its pages")


def moves(before: Walk, during: Walk, key: str, after: Walk | None) -> Iterator[Flaw]:
    """A total is one more while a record of this ``key`` is there, and as it was when it is gone.

    Nothing is said where the lists differ by more than that record: others change them too.
    """
    if not before.whole or not during.whole or set(during.keys) - set(before.keys) != {key}:
        return
    if len(during.keys) != len(before.keys) + 1:
        return
    wanted, had = dict(before.pages[0].totals), dict(during.pages[0].totals)
    back = dict(after.pages[0].totals) if after is not None and after.pages else {}
    same = after is not None and after.whole and sorted(after.keys) == sorted(before.keys)
    for place, total in wanted.items():
        if not counts_all(place) or place not in had:
            continue
        if had[place] != total + 1:
            yield Flaw(place, "one more", f"{had[place] - total} more", "does not count one more after a create")
        elif same and back.get(place, total) != total:
            yield Flaw(place, "as before", f"{back[place] - total} more", "does not count one less after a removal")


def stays(walk: Walk) -> Iterator[Flaw]:
    """Pages that show other records do not say that they are one and the same."""
    shown = [page.number for page in walk.pages if page.items and page.number is not None]
    if len(shown) > 1 and len(set(shown)) == 1 and not walk.returns:
        yield Flaw("", "another number on each page", str(shown[0]), "says on each page that it is the same one")


def page_number(body: JSON) -> int | None:
    """The number that a page says it has, None where it does not."""
    told = (v for place, v in members(body) if field_names.NUMBER.match(place[-1]) and "page" in "".join(place).lower())
    return next((value for value in told if type(value) is int), None)


def hides(before: Walk, during: Walk) -> Iterator[Flaw]:
    """A list that counts a new record shows one: what is left out for a reason leaves out others that it does not."""
    if not before.whole or not during.whole or during.length:
        return
    wanted, had = dict(before.pages[0].totals), dict(during.pages[0].totals)
    for place, total in wanted.items():
        if counts_all(place) and had.get(place) == total + 1:
            yield Flaw("", "a record", "none", HIDES)


def loses(large: Walk, small: Walk) -> Iterator[Flaw]:
    """On smaller pages a list shows, to its end, all that it shows on large ones; it has none where more follows."""
    if not large.whole or not small.whole or small.returns or large.returns or small.pages[-1].more:
        return
    if set(large.keys) - set(small.keys):
        yield Flaw("", "every record", "without some", LOSES)


def falls_short(unasked: ListPage, usual: ListPage) -> Iterator[Flaw]:
    """A page without a size is that of the documented default: it shows no less than one of that size."""
    if len(unasked.items) < len(usual.items):
        wanted, shown = str(len(usual.items)), str(len(unasked.items))
        yield Flaw("", wanted, shown, "shows less without a size than with the one that is documented as its default")


def is_elsewhere(body: JSON, name: str, asked: int, shown: int) -> Iterator[Flaw]:
    """A page that is the one asked for does not say that it begins elsewhere: where it does, or where the next does."""
    for place, value in members(body):
        if place[-1] == name and type(value) is int and value not in (asked, asked + shown):
            yield Flaw(pointers.text(place), str(asked), str(value), f"is not the {name} that was asked for")


def members(body: JSON, place: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], JSON]]:
    """Place and value of every member outside arrays, the outermost first; links in an array are told by relation."""
    if not isinstance(body, dict):
        return
    for name, value in body.items():
        yield (*place, name), value
    for name, value in body.items():
        if len(place) < _DEEP:
            yield from members(_links(value) if isinstance(value, list) else value, (*place, name))


def _links(value: list[JSON]) -> dict[str, JSON]:
    """Relation → address of the links in an array, as FHIR and OGC API have them: `{"rel": "next", "href": "…"}`."""
    found = [item for item in value[:_MOST_LINKS] if isinstance(item, dict)]
    relations = [next((item[name] for name in LINK_RELATIONS if name in item), None) for item in found]
    addresses = [next((item[name] for name in _ADDRESSES if name in item), None) for item in found]
    return {rel: at for rel, at in zip(relations, addresses, strict=True) if isinstance(rel, str)}


def counts_all(place: str) -> bool:
    """Whether a member beside a list, by its place, is the number of all its records."""
    return _COUNTS_ALL.search(place.rpartition("/")[2].rpartition(" ")[2]) is not None
