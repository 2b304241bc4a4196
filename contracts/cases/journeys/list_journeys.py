"""Lists: what was made is there with its values, removed records are not; pages are whole, and each record on one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from contracts.cases.lists.lagging_lists import settles
from contracts.cases.lists.listed_records import bodies, made, tell
from contracts.cases.lists.search_pages import pages_of
from contracts.cases.records.independence import within_family
from contracts.laws import list_laws as laws
from contracts.laws import list_walks as walks
from contracts.laws.list_walks import Walk
from contracts.laws.told_failures import ABSENT
from contracts.laws.told_totals import hides_records
from mock_server.openapi import pointers

if TYPE_CHECKING:
    from contracts.cases.lists.list_pages import ListPages
    from contracts.cases.records.record_steps import RecordSteps
    from contracts.cases.sending.lifecycle import Lifecycle
    from contracts.exchange import WrittenParameters
    from contracts.judging.sent import Sent
    from contracts.laws.list_laws import Flaw, Items
    from mock_server.openapi import Behaviour

_FULL = 20
"""Records on a page from which on a list without documented pages may be cut off all the same."""
_ALIKE = 4
"""How many records a list is walked with: the first and the last are alike."""


def listed(steps: RecordSteps, cycle: Lifecycle, key: str, sent: Sent) -> None:
    """The list with a record that was made by ``sent``."""
    found = _asked(steps, cycle, "list", {})
    behaviour = cycle["list"]
    if found is None or behaviour is None:
        return
    answer, target, mock = found
    resource, above, _ = steps.where(cycle, key)
    twin = key if cycle.chosen else steps.sender.correspondence.partner(key, resource, above)
    makes = cycle.makes
    body = pointers.at(sent.reading.body, makes.envelope, None) if sent.reading is not None and makes else None
    flaws, path, has_pages = [*laws.repeats(target)], steps.parents(cycle), _pages(steps, behaviour)
    if not flaws and path is not None and has_pages and key not in dict(target):
        pages = pages_of(steps, behaviour, path)
        walk = pages.walk("list the pages up to it", until=key)
        answer, target, mock = pages.last or answer, [*walk.records.items()], walk.beside
    flaws += laws.other_values(target, mock, key, twin, body)
    if not has_pages and len(target) < _FULL and [*laws.lacks(target, mock, key, twin)]:

        def shows() -> bool:
            again = _asked(steps, cycle, "list", {})
            return again is not None and not [*laws.lacks(again[1], again[2], key, twin)]

        flaws += [] if settles(steps, cycle.resource, shows) else laws.lacks(target, mock, key, twin)
    tell(steps, answer, behaviour, flaws)


def unlisted(steps: RecordSteps, cycle: Lifecycle, key: str) -> None:
    """The list, on all its pages, after a record was removed."""
    behaviour, path = cycle["list"], steps.parents(cycle)
    if behaviour is None or path is None:
        return
    pages = pages_of(steps, behaviour, path)
    walk = pages.walk("list what is left", until=key)

    def is_gone() -> bool:
        return key not in pages.walk("list what is left", until=key).keys

    if pages.last is not None and key in walk.keys and not settles(steps, cycle.resource, is_gone):
        tell(steps, pages.last, behaviour, laws.shows_removed([*walk.records.items()], key))


@within_family
def paging(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A list page by page: each record once, all that was made, rightly counted; nothing of what was removed."""
    create, behaviour = cycle["create"], cycle["list"]
    path = steps.parents(cycle)
    if create is None or behaviour is None or path is None:
        return
    full, other, least = bodies(steps, cycle)
    keys = made(steps, cycle, (full, other, least, full))
    pages = pages_of(steps, behaviour, path)
    whole = pages.walk("list every page")
    first, last = keys[0] if keys else None, keys[-1] if len(keys) == _ALIKE else None
    alike = [key for key in (first, last) if key is not None]
    own = bool(path) and steps.samples.given.keys().isdisjoint(path)
    flaws = [*walks.comes_again(whole), *walks.misses(whole, alike), *walks.totals(whole, own=own)]

    def has_all() -> bool:
        again = pages.walk("list every page")
        return not [*walks.comes_again(again), *walks.misses(again, alike), *walks.totals(again, own=own)]

    if flaws and pages.last is not None and pages.stands(whole) and not settles(steps, cycle.resource, has_all):
        tell(steps, pages.last, behaviour, flaws)
    _usual(steps, pages, whole)
    if not (pages.takes(1) and _small(steps, pages, whole)):
        _halves(steps, pages, whole)
    removed = [key for key in keys if key is not None and cycle.removable and _removed(steps, cycle, key)]
    after = pages.walk("list every page after the removals")
    shown = [key for key in removed if key in after.keys and _unread(steps, cycle, key)]

    def none_left() -> bool:
        return not set(shown) & set(pages.walk("list every page after the removals").keys)

    if shown and pages.last is not None and not settles(steps, cycle.resource, none_left):
        tell(steps, pages.last, behaviour, laws.shows_removed([*after.records.items()], shown[0]))


def turning(steps: RecordSteps, cycle: Lifecycle) -> None:
    """A list of what others made, page by page: each record once, and all on small pages that large ones show."""
    behaviour, path = cycle["list"], steps.parents(cycle)
    if behaviour is None or path is None or not _pages(steps, behaviour):
        return
    pages = pages_of(steps, behaviour, path)
    whole = pages.walk("list every page")
    flaws = [*walks.comes_again(whole), *walks.totals(whole)]
    if flaws and pages.last is not None and pages.stands(whole):
        tell(steps, pages.last, behaviour, flaws)
    _usual(steps, pages, whole)
    if not (pages.takes(1) and _small(steps, pages, whole)):
        _halves(steps, pages, whole)


def _usual(steps: RecordSteps, pages: ListPages, whole: Walk) -> None:
    """Who asks for no size gets what the documented default gives: no more, and no less."""
    usual = pages.usual
    page = pages.unasked("list it without a size") if usual is not None and whole.length else None
    if page is None or usual is None or pages.last is None:
        return
    tell(steps, pages.last, pages.behaviour, laws.exceeds(page.items, page.beside, usual))
    if len(page.items) < min(usual, whole.length) and pages.takes(usual):
        asked = pages.walk("list it by the size that is the default", size=usual, most=1)
        again = pages.unasked("list it without a size")
        if asked.pages and again is not None and len(again.items) == len(page.items):
            tell(steps, pages.last, pages.behaviour, walks.falls_short(again, asked.pages[0]))


def _small(steps: RecordSteps, pages: ListPages, whole: Walk) -> bool:
    """Pages of one record: no page holds more, each leads to the next, and says where it is; whether one did not."""
    first = pages.walk("list a page of one", size=1, most=1)
    sent = pages.last
    if not first.pages or sent is None:
        return False
    mock = steps.sender.addressing.items(pages.behaviour, sent.mock_body) if sent.exchange.mock is not None else []
    page = first.pages[0]
    flaws = [*laws.exceeds(page.items, mock, 1), *walks.ends_early(page, 1, whole), *walks.counts_less(page, whole)]
    tell(steps, sent, pages.behaviour, flaws)
    following = pages.walk("list pages of one", size=1, most=3)
    wrong = [*walks.comes_again(following), *walks.stays(following), *walks.ends_within(following, 1, whole)]
    _tell_if_it_stands(steps, pages, following, wrong)
    second = pages.walk("list the record after the first", pages.at(1), 1, 1) if pages.counts is not None else Walk()
    if second.pages and pages.counts is not None and pages.last is not None:
        both = Walk([page, *second.pages])
        _tell_if_it_stands(steps, pages, both, [*walks.comes_again(both)])
        if len(second.pages[0].items) == 1 and not both.returns:
            name = pages.counts.name
            tell(steps, pages.last, pages.behaviour, walks.is_elsewhere(pages.last.body, name, 1, 1))
    return bool(flaws) or following.returns


def _halves(steps: RecordSteps, pages: ListPages, whole: Walk) -> None:
    """The list on two pages and a last one: what is between them is on one of them."""
    size = (len(whole.keys) + 1) // 2
    if not whole.whole or not 1 < size < _FULL or not pages.takes(size):
        return
    halves = pages.walk("list it on two pages", size=size, most=_ALIKE)
    hides = hides_records(steps.schemas, pages.behaviour.operation)
    flaws = [*walks.loses(whole, halves), *walks.comes_again(halves), *walks.leads_nowhere(halves, whole, hides=hides)]
    if flaws and pages.last is not None and pages.stands(whole):
        tell(steps, pages.last, pages.behaviour, flaws)


def _tell_if_it_stands(steps: RecordSteps, pages: ListPages, walk: Walk, flaws: list[Flaw]) -> None:
    """Tell what is wrong with pages of one record, unless others change the list meanwhile."""
    sent = pages.last
    if flaws and sent is not None and pages.stands(walk, size=1):
        tell(steps, sent, pages.behaviour, flaws)


def _removed(steps: RecordSteps, cycle: Lifecycle, key: str) -> bool:
    """Whether a record was removed for good, and its answer does not say that it was kept in another state."""
    sent = steps.delete(cycle, key, "remove")
    answer = sent.exchange.answer if sent is not None and sent.succeeded else None
    return answer is not None and not answer.body


def _unread(steps: RecordSteps, cycle: Lifecycle, key: str) -> bool:
    """Whether a removed record is not there to who reads it, if it can be read."""
    sent = steps.act(cycle, "read", key, "read what was removed and is listed") if cycle["read"] else None
    return cycle["read"] is None or (sent is not None and sent.status in ABSENT)


def _asked(
    steps: RecordSteps, cycle: Lifecycle, label: str, on_wire: WrittenParameters
) -> tuple[Sent, Items, Items] | None:
    """A list with the records that both sides show, None where one of them shows none."""
    behaviour = cycle["list"]
    if behaviour is None or (path := steps.parents(cycle)) is None:
        return None
    sent = steps.send(steps.requests.build(behaviour.operation, path=path, on_wire=on_wire), label)
    mock = sent.exchange.mock if sent is not None else None
    if sent is None or mock is None or not sent.succeeded or not 200 <= mock.status < 300:
        return None
    items = steps.sender.addressing.items
    return sent, items(behaviour, sent.body), items(behaviour, sent.mock_body)


def _pages(steps: RecordSteps, behaviour: Behaviour) -> bool:
    """Whether the document speaks of pages."""
    return pages_of(steps, behaviour, {}).speaks
