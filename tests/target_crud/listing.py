"""The lists: which records a request asks for, in which order, and which page of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.target_crud.records import Row

Match = Callable[[Any, "Row"], bool]
LIMIT, SIZE = 20, 10


def _in_budget(wanted: Any, row: Row) -> bool:
    if not wanted:
        return True
    budget = row.members.get("budget")
    return budget is not None and wanted.get("min", 0) <= budget <= wanted.get("max", 10**9)


@dataclass(slots=True)
class Page:
    """One page: its records, how many there are in all, and whether more follow."""

    rows: list[Row]
    total: int
    more: bool


class Listing:
    """Decides what lists show; a fault or a variant replaces an attribute."""

    def __init__(self) -> None:
        self.matches: dict[str, Match] = {
            "state": lambda wanted, row: row.members["state"] in wanted,
            "ids": lambda wanted, row: row.key in wanted,
            "labels": lambda wanted, row: not set(wanted).isdisjoint(row.members["labels"]),
            "budget": _in_budget,
            "done": lambda wanted, row: row.members["done"] is wanted,
        }
        self.by_default = "oldest"
        self.limit: Callable[[dict[str, Any]], int] = lambda given: int(given.get("limit", LIMIT))
        self.offset: Callable[[dict[str, Any]], int] = lambda given: int(given.get("offset", 0))
        self.size: Callable[[dict[str, Any]], int] = lambda given: int(given.get("size", SIZE))
        self.after: Callable[[int, Row], bool] = lambda cursor, row: row.key > cursor
        self.next: Callable[[Page], Any] = lambda page: f"c{page.rows[-1].key}" if page.more else None
        self.total: Callable[[Page], Any] = lambda page: page.total

    def wanted(self, rows: list[Row], given: dict[str, Any]) -> list[Row]:
        """The records that every filter of the request lets through."""
        filters = [(self.matches[name], value) for name, value in given.items() if name in self.matches]
        return [row for row in rows if all(match(value, row) for match, value in filters)]

    def by_offset(self, rows: list[Row], given: dict[str, Any]) -> Page:
        """A page by ``limit`` and ``offset``."""
        found = self.wanted(rows, given)
        if given.get("order", self.by_default) == "newest":
            found.reverse()
        start, size = self.offset(given), self.limit(given)
        return Page(found[start : start + size], len(found), start + size < len(found))

    def by_cursor(self, rows: list[Row], given: dict[str, Any]) -> Page:
        """A page by ``size`` behind ``cursor``."""
        found = self.wanted(rows, given)
        rest = [row for row in found if self.after(given.get("cursor", 0), row)]
        size = self.size(given)
        return Page(rest[:size], len(found), len(rest) > size)
