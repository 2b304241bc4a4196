"""A list is sorted as the description of a parameter tells it: ``property,(asc|desc)``, a minus before a member."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.told_orders import told_order
from tests.contracts.letter_service import Letters
from tests.contracts.some_journeys import some_journeys
from tests.manners.serving import in_query

if TYPE_CHECKING:
    from pathlib import Path

_SPRING = "Sorting criteria in the format: property,(asc|desc). Default sort order is ascending."


class SortedLetters(Letters):
    """Letters that are sorted by some members; another one changes nothing."""

    def __init__(self, *members: str, said: str = "") -> None:
        super().__init__()
        self.members, self.said = members, said

    def document(self) -> dict[str, Any]:
        """As Spring documents it."""
        document = super().document()
        sort = {**in_query("sort", type="array", items={"type": "string"}), "description": _SPRING + self.said}
        document["paths"]["/letters"]["get"]["parameters"].append(sort)
        return document

    def ordered(self, rows: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
        """One criterion alone."""
        member, _, way = order.partition(",")
        if member not in self.members:
            return rows
        return sorted(rows, key=lambda row: str(row.get(member, row["letter"])), reverse=way == "desc")

    def _next(self, given: dict[str, str], page: int, size: int) -> str:
        order = f"&sort={given['sort']}" if "sort" in given else ""
        return super()._next(given, page, size) + order


@pytest.mark.parametrize(
    ("members", "said", "found"),
    [
        ((), "", 1),
        (("kind", "to"), "", 0),
        (("kind",), "", 0),
        (("letter",), "", 0),
        (("written",), " As in `written,desc`.", 0),
        ((), " As in `written,desc`.", 1),
    ],
)
def test_an_order_that_nothing_follows_is_told(members: tuple[str, ...], said: str, found: int, tmp_path: Path) -> None:
    """By which members a list can be sorted is not said: it may be one of the server's own, or none that is shown."""
    service = SortedLetters(*members, said=said)
    report = some_journeys(service, tmp_path, "filters of")
    told = "is in one order, whichever way sort asks for"
    assert [drift.lead.message.partition(" ")[2] for drift in report.drifts] == [told] * found
    assert (service.unharmed, service.left) == (True, [])


class PatternLetters(Letters):
    """Letters whose orders are the words that a pattern admits; ``way`` says which they are in."""

    def __init__(self, way: str, pattern: str) -> None:
        super().__init__()
        self.way, self.pattern = way, pattern

    def document(self) -> dict[str, Any]:
        """A text without options."""
        document = super().document()
        sort = in_query("sort", type="string", pattern=self.pattern)
        document["paths"]["/letters"]["get"]["parameters"].append(sort)
        return document

    def ordered(self, rows: list[dict[str, Any]], order: str) -> list[dict[str, Any]]:
        """A member, falling after a minus."""
        falls = order.startswith("-")
        return rows if self.way == "still" else sorted(rows, key=lambda row: str(row["letter"]), reverse=falls)

    def _next(self, given: dict[str, str], page: int, size: int) -> str:
        order = f"&sort={given['sort']}" if "sort" in given else ""
        return super()._next(given, page, size) + order


@pytest.mark.parametrize(
    ("way", "pattern", "is_told"),
    [
        ("right", "^-?(letter)$", False),
        ("still", "^-?(letter)$", True),
        ("still", "^-?(letter|else)$", True),
        ("still", "^-?[a-z]+$", False),
        ("still", "^(letter):(asc|desc)$", True),
        ("still", "^[a-z]+:(asc|desc)$", False),
        ("still", "^[+-][a-z]{6}$", False),
    ],
)
def test_a_pattern_that_admits_members_alone_tells_the_orders(
    way: str, pattern: str, is_told: bool, tmp_path: Path
) -> None:
    """One that admits any word says of none that it sorts."""
    service = PatternLetters(way, pattern)
    report = some_journeys(service, tmp_path, "filters of")
    assert bool(report.drifts) is is_told
    assert all(drift.lead.law == "list" for drift in report.drifts)
    assert (service.unharmed, service.left) == (True, [])


@pytest.mark.parametrize(
    ("description", "up", "named"),
    [
        (_SPRING, "size,asc", ""),
        ("`field:asc|desc`", "size:asc", ""),
        ("For example `name:desc`.", "size:asc", "name"),
        ("Field to sort by; prefix with `-` for descending order, e.g. `-size`", "size", "size"),
        ("A field, descending after `-`", "size", ""),
        ("Descending where a minus precedes the name", None, ""),
        ("The name of what to sort by", None, ""),
        ("asc or desc", None, ""),
        (None, None, ""),
    ],
)
def test_what_descriptions_say_of_orders(description: str | None, up: str | None, named: str) -> None:
    """A word of a sentence names no member."""
    found = told_order(description, ("size", "name"))
    assert (found.written("size")[0] if found else None) == up
    assert found is None or set(found.named) == set(named.split())
