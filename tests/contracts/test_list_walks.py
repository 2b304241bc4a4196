"""A list that is walked to its end shows each record once, all that were made alike, and counts them rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.laws import list_walks as laws
from contracts.laws.list_walks import ListPage, Walk

if TYPE_CHECKING:
    from contracts.laws.list_laws import Items


def records(*keys: str) -> Items:
    """Records of these keys."""
    return [(key, {"id": key}) for key in keys]


def walk(*pages: ListPage, whole: bool = True) -> Walk:
    """A walk over these pages."""
    return Walk([*pages], whole)


def test_no_page_repeats_one_before() -> None:
    """A record on two pages is wrong, wherever the first of them was."""
    assert [*laws.comes_again(walk(ListPage(records("1")), ListPage(records("2")), ListPage([])))] == []
    assert len([*laws.comes_again(walk(ListPage(records("1")), ListPage(records("1"))))]) == 1
    assert len([*laws.comes_again(walk(ListPage(records("1")), ListPage([]), ListPage(records("1", "2"))))]) == 1
    assert [*laws.comes_again(Walk())] == []


def test_a_full_page_leads_on_where_there_is_more() -> None:
    """A page of one that says it is the last is wrong where a larger one shows two, but not where it is not full."""
    two, one = walk(ListPage(records("1", "2"))), walk(ListPage(records("1")))
    assert len([*laws.ends_early(ListPage(records("1"), ends=True), 1, two)]) == 1
    assert [*laws.ends_early(ListPage(records("1")), 1, two)] == []
    assert [*laws.ends_early(ListPage(records("1"), ends=True), 1, one)] == []
    assert [*laws.ends_early(ListPage([], ends=True), 1, two)] == []


def test_a_later_page_that_is_full_leads_on() -> None:
    """Where a larger page shows more than all pages until there."""
    three = walk(ListPage(records("1", "2", "3")))
    part = walk(ListPage(records("1")), ListPage(records("2"), ends=True))
    assert len([*laws.ends_within(part, 1, three)]) == 1
    assert [*laws.ends_within(part, 1, walk(ListPage(records("1", "2"))))] == []
    assert [*laws.ends_within(walk(ListPage(records("1"), ends=True)), 1, three)] == []
    assert [*laws.ends_within(walk(ListPage(records("1")), ListPage(records("2"))), 1, three)] == []


def test_of_two_alike_a_list_shows_both_or_none() -> None:
    """What is left out of a list by a habit of the service is left out for both; a walk cut short tells nothing."""
    assert len([*laws.misses(walk(ListPage(records("1"))), ["1", "2"])]) == 1
    assert [*laws.misses(walk(ListPage(records("1", "2"))), ["1", "2"])] == []
    assert [*laws.misses(walk(ListPage(records("3"))), ["1", "2"])] == []
    assert [*laws.misses(walk(ListPage(records("1")), whole=False), ["1", "2"])] == []


def test_a_total_counts_the_list() -> None:
    """Less than is shown is wrong; more may count what is not shown, unless all of it is the run's own."""

    def flaws(total: int, place: str = "/total", *, own: bool = False, whole: bool = True) -> int:
        pages = walk(ListPage(records("1"), ((place, total),)), ListPage(records("2")), whole=whole)
        return len([*laws.totals(pages, own=own)])

    assert (flaws(2), flaws(1), flaws(3), flaws(3, own=True)) == (0, 1, 0, 1)
    assert flaws(1, "header X-Total-Count") == 1
    assert flaws(1, "/hits") == flaws(1, whole=False) == 0
    page = ListPage(records("1"), (("/total", 1),))
    assert len([*laws.counts_less(page, walk(ListPage(records("1", "2"))))]) == 1
    assert [*laws.counts_less(page, walk(page))] == []


def test_a_page_says_where_it_is() -> None:
    """A number of the parameter's name is where the page begins, or where the next one does."""
    assert [*laws.is_elsewhere({"page": {"offset": 1}}, "offset", 1, 1)] == []
    assert [*laws.is_elsewhere({"offset": 2}, "offset", 1, 1)] == []
    assert [flaw.place for flaw in laws.is_elsewhere({"page": {"offset": 0}}, "offset", 1, 1)] == ["/page/offset"]
    assert [*laws.is_elsewhere({"offset": "0"}, "offset", 1, 1)] == []


def test_a_total_moves_by_one() -> None:
    """One more with a record and back without it; where the lists differ by more, others change them."""

    def flaws(before: int, during: int, after: int | None, *more: str, left: str = "") -> list[str]:
        first = walk(ListPage(records("1"), (("/total", before),)))
        second = walk(ListPage(records("1", "2", *more), (("/total", during),)))
        third = walk(ListPage(records("1", *left), (("/total", after),))) if after is not None else None
        return [flaw.message for flaw in laws.moves(first, second, "2", third)]

    assert flaws(1, 2, 1) == flaws(5, 6, 5) == flaws(1, 2, None) == []
    assert flaws(1, 1, 1) == flaws(5, 5, None) == flaws(1, 3, 1) == ["does not count one more after a create"]
    assert flaws(1, 2, 2) == ["does not count one less after a removal"]
    assert flaws(1, 1, 1, "3") == flaws(1, 2, 2, left="3") == []
    assert [*laws.moves(walk(whole=False), walk(ListPage(records("2"), (("/total", 9),))), "2", None)] == []


def test_a_list_that_counts_what_it_hides_shows_nothing_at_all() -> None:
    """None on its first page and one more in its total is wrong; a list that shows others may hide this one."""

    def flaws(total: int, *shown: str, whole: bool = True) -> int:
        before = walk(ListPage([], (("/meta/total", 3),)))
        during = walk(ListPage(records(*shown), (("/meta/total", total),)), whole=whole)
        return len([*laws.hides(before, during)])

    assert flaws(4) == 1
    assert flaws(3) == flaws(5) == flaws(4, "1") == flaws(4, whole=False) == 0
    assert [*laws.hides(walk(ListPage([])), walk(ListPage([])))] == []


def test_smaller_pages_show_all_that_large_ones_do() -> None:
    """A record that no small page shows is wrong; a walk cut short, or one that turns back, tells nothing."""
    large = walk(ListPage(records("1", "2", "3")))
    assert [*laws.loses(large, walk(ListPage(records("1", "2")), ListPage(records("3")), ListPage([])))] == []
    assert len([*laws.loses(large, walk(ListPage(records("1")), ListPage(records("3")), ListPage([])))]) == 1
    assert [*laws.loses(large, walk(ListPage(records("1")), whole=False))] == []
    assert [*laws.loses(walk(ListPage(records("1", "2")), whole=False), walk(ListPage(records("1"))))] == []
    assert [*laws.loses(large, walk(ListPage(records("1")), ListPage(records("1"))))] == []


def test_links_in_an_array_are_told_by_relation() -> None:
    """As FHIR and OGC API have them; what is in other arrays stands nowhere."""
    page = {"link": [{"relation": "self", "url": "/a"}, {"relation": "next", "url": "/b"}], "entry": [{"next": "/c"}]}
    assert dict(laws.members(page))["link", "next"] == "/b"
    assert dict(laws.members({"links": [{"rel": "next", "href": "/b"}]}))["links", "next"] == "/b"
    assert {place for place, _ in laws.members(page)} == {("link",), ("entry",), ("link", "self"), ("link", "next")}


def test_more_is_said_where_more_follows() -> None:
    """An empty page behind one that says so is wrong, where the page before showed how to ask for what follows."""

    def flaws(
        *pages: tuple[bool | None, tuple[str, ...]], large: Walk | None = None, whole: bool = True, hides: bool = False
    ) -> int:
        small = walk(*(ListPage(records(*keys), more=more) for more, keys in pages), whole=whole)
        large = large or walk(ListPage(records("1", "2"), more=False))
        return len([*laws.leads_nowhere(small, large, hides=hides)])

    endless = walk(ListPage(records("1", "2"), more=True), ListPage([], more=True))
    assert flaws((True, ("1",)), (True, ("2",)), (False, ())) == 1
    assert flaws((True, ("1",)), (True, ("2",)), (True, ()), (True, ()), large=endless) == 1
    assert flaws((True, ("1",)), (True, ("2",)), (True, ()), large=endless, hides=True) == 1
    assert flaws((True, ("1",)), (True, ("2",)), (False, ()), hides=True) == 0  # which may be of hidden records
    assert flaws((True, ("1", "2")), (True, ("3",)), (False, ())) == 0
    assert (
        flaws((True, ("1",)), (True, ("2",)), (True, ()), (True, ())) == 0
    )  # and whoever leaves out what he may not show
    assert flaws((True, ("1",)), (True, ("2",)), (True, ()), (False, ())) == 0
    assert flaws((True, ("1",)), (True, ("2",)), (True, ()), (False, ("3",))) == 0
    assert flaws((True, ("1",)), (True, ("2",)), (True, ()), whole=False) == 0
    assert flaws((True, ("1",)), (True, ("3",)), (False, ())) == 0  # nor where the walk ended before all was shown
    assert flaws((True, ("1",)), (False, ("2",)), (False, ())) == 0
    assert flaws((None, ("1",)), (None, ("2",)), (None, ())) == 0
    assert flaws((True, ("1", "2")), (False, ())) == 0
    assert flaws((True, ("1",)), (True, ("2",)), (False, ("3",))) == 0
