"""A list that tells how many records there are tells the number that it shows, where it shows them all."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from mock_server.openapi import field_names, percent, pointers

_FEW_PAGES = 100
_ON_PAGE = re.compile(r"^page[_-]?(?:total|count)$", re.IGNORECASE)
"""Of numbers of pages those that may be how many records this page has."""

if TYPE_CHECKING:
    from collections.abc import Iterator

    from contracts.findings import Finding
    from contracts.laws.maker import Maker
    from mock_server.openapi import JSON, Operation


def totals(operation: Operation, body: JSON, record: tuple[str, ...] | None, make: Maker) -> list[Finding]:
    """What is wrong with the numbers beside the list at ``record``, the path of the array in the body."""
    return [*_totals(operation, body, record, make), *_page_counts(operation, body, record, make)][:1]


def _totals(operation: Operation, body: JSON, record: tuple[str, ...] | None, make: Maker) -> list[Finding]:
    """A total is that of the list.

    A total below the number of records shown is wrong. One above it is where neither a query parameter nor a member of
    the answer leads to more: then all are shown.
    """
    around = body
    for token in (record or ())[:-1]:
        around = around.get(token) if isinstance(around, dict) else None
    shown = around.get(record[-1]) if record and isinstance(around, dict) else None
    if not isinstance(shown, list) or not isinstance(around, dict) or record is None:
        return []
    leads_on = any(p.location == "query" for p in operation.parameters) or any(map(field_names.leads_on, around))
    for name, total in around.items():
        if not field_names.TOTALS.match(name) or name.lower().endswith("size"):  # a size may be one of octets
            continue
        if isinstance(total, bool) or not isinstance(total, int):
            continue
        if total < len(shown) or (total > len(shown) and not leads_on):
            place = pointers.text((*record[:-1], name))
            message = f"{place} is {total}, but the list shows {len(shown)} records"
            cause = "fewer than shown" if total < len(shown) else "more than shown"
            return [make("list", place, str(len(shown)), str(total), message, cause=cause)]
    return []


def _page_counts(operation: Operation, body: JSON, record: tuple[str, ...] | None, make: Maker) -> list[Finding]:
    """A number of pages beside a total is that of pages of the size asked for, which the answer names or fills.

    Of no records there is no page, or an empty one. A service may know no more than some hundred pages. Where more is
    asked for than a page, one of the two may be of all records, and the other of those that are found.
    """
    around = pointers.at(body, (record or ())[:-1], None)
    shown = around.get(record[-1]) if record and isinstance(around, dict) else None
    target = make.exchange.request.target
    size = _size(operation, target) if all(field_names.asks(name) for name in _names(target)) else None
    if not isinstance(shown, list) or not isinstance(around, dict) or record is None or size is None:
        return []
    for place, told in _told(body, record[:-1]):
        numbers = {name: value for name, value in told.items() if type(value) is int}
        total = _only(numbers, field_names.TOTALS)
        pages, named = _only(numbers, field_names.PAGES), _only(numbers, field_names.SIZE)
        sized = len(shown) == size if named is None else numbers[named] == size and len(shown) <= size
        if total is None or pages is None or not sized or numbers[total] < len(shown):
            continue
        if _ON_PAGE.match(pages) and numbers[pages] == len(shown):
            continue
        if numbers[total] == len(shown) and numbers[pages] > 1:  # a total of this page
            continue
        wanted = -(-numbers[total] // size)
        fits = (0, 1) if not wanted else (wanted, wanted - 1) if pages.lower().startswith("last") else (wanted,)
        if numbers[pages] not in fits and (numbers[pages] > wanted or wanted <= _FEW_PAGES):
            text = pointers.text((*place, pages))
            message = f"{text} is {numbers[pages]}, and {numbers[total]} records are on {wanted} pages of {size}"
            return [make("list", text, str(wanted), str(numbers[pages]), message, cause="another number of pages")]
    return []


def _told(body: JSON, around: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], dict[str, JSON]]]:
    """Where pages may be counted: beside the list or what holds it (`_embedded`), also in an object there."""
    for place in dict.fromkeys((around, around[:-1])):
        owner = pointers.at(body, place, None)
        if isinstance(owner, dict):
            yield place, owner
            yield from (((*place, name), each) for name, each in owner.items() if isinstance(each, dict))


def _only(numbers: dict[str, int], form: re.Pattern[str]) -> str | None:
    found = [name for name in numbers if form.match(name)]
    return found[0] if len(found) == 1 else None


def _names(target: str) -> list[str]:
    return [pair.name for pair in percent.pairs(target.partition("?")[2])]


def _size(operation: Operation, target: str) -> int | None:
    """The size of the page that was asked for, else the documented default; None where neither says it."""
    queries = [p for p in operation.parameters if p.location == "query"]
    form = field_names.limit([p.name for p in queries])
    sizes = [p for p in queries if form.match(p.name)]
    if len(sizes) != 1:
        return None
    asked = [pair.value for pair in percent.pairs(target.partition("?")[2]) if pair.name == sizes[0].name]
    usual = sizes[0].schema.get("default") if isinstance(sizes[0].schema, dict) else None
    found = int(asked[0]) if len(asked) == 1 and asked[0].isascii() and asked[0].isdecimal() else usual
    return found if type(found) is int and found > 0 and (asked or found == usual) else None
