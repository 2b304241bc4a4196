"""Pages whose way on is a member that is null on the last one, and bounds of a number that a description names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer

_ROOM: dict[str, Any] = {
    "type": "object",
    "required": ["name", "pricePerNight"],
    "properties": {
        "name": {"type": "string", "minLength": 1, "maxLength": 60},
        "pricePerNight": {"type": "integer", "minimum": 0, "maximum": 900},
    },
}
_SAID = "The path of the next page, null if there is none."


class Rooms(Collection):
    """Rooms by pages; ``way`` is what is wrong: the link is never there, always there, or the bound is overlooked.

    Or nothing is, rooms that are ``hidden`` count on a page that does not show them, as do ``last`` ones behind all
    others, and new ones are ``drafts``.
    """

    called: ClassVar[str] = "rooms"
    sent: ClassVar[dict[str, Any]] = _ROOM

    def __init__(self, way: str, said: str, last: int = 0) -> None:
        super().__init__({str(n): {"id": n, "name": f"room {n}", "pricePerNight": n} for n in range(1, 5)})
        self.way, self.said, self.last = way, said, last

    def listed(self) -> dict[str, Any]:
        """A page with a link."""
        link = {"type": ["string", "null"], "description": self.said}
        links = {"type": "object", "required": ["next"], "properties": {"next": link}}
        items = {"type": "array", "items": self.shown}
        page = {"type": "object", "required": ["items", "links"], "properties": {"items": items, "links": links}}
        return {"description": "a page", "content": {"application/json": {"schema": page}}}

    def queries(self) -> list[dict[str, Any]]:
        """Pages and a bound."""
        number = {"type": "integer", "minimum": 1}
        bound = {"name": "maxPrice", "description": "Rooms whose pricePerNight is at most this (inclusive)."}
        return [
            {"name": "page", "in": "query", "schema": {**number, "default": 1}},
            {"name": "limit", "in": "query", "schema": {**number, "maximum": 50, "default": 20}},
            {**bound, "in": "query", "schema": {"type": "integer", "minimum": 0}},
        ]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """One page."""
        try:
            asked = {name: int(values[-1]) for name, values in query.items()}
        except ValueError:
            return 400, None, {}
        page, limit, most = asked.get("page", 1), asked.get("limit", 20), asked.get("maxPrice", 1000)
        if page < 1 or not 1 <= limit <= 50 or most < 0:
            return 400, None, {}
        rows = [row for row in self.records.values() if self.way == "bound" or row["pricePerNight"] <= most]
        rows = rows[:4] if self.way == "drafts" else rows
        if self.way == "hidden":
            rows[5:5] = [{}] * 20
        rows += [{}] * self.last
        more = (page * limit < len(rows) and self.way != "never") or self.way == "always"
        rest = "".join(f"&{name}={asked[name]}" for name in ("limit", "maxPrice") if name in asked)
        link = f"/rooms?page={page + 1}{rest}" if more else None
        shown = [row for row in rows[(page - 1) * limit : page * limit] if row]
        return 200, {"items": shown, "links": {"next": link}}, {}


@pytest.mark.sampled(3)
@pytest.mark.parametrize(
    ("way", "said", "wrong"),
    [
        ("", _SAID, False),
        ("never", _SAID, True),
        ("always", _SAID, True),
        ("bound", _SAID, True),
        ("always", "The path of the next page.", False),
        ("never", "Where to go on, for clients that like links.", False),
        ("hidden", _SAID, False),
        ("drafts", _SAID, False),
        ("always", "The path of the next page. It is rarely null on the last page.", False),
    ],
)
def test_what_leads_on_where_more_follows(way: str, said: str, wrong: bool, tmp_path: Path) -> None:
    """It is there just where there is a next page, if the document says so; the bound is of what is named."""
    service = Rooms(way, said)
    laws = {found[0] for found in told(some_journeys(service, tmp_path, "list|filter|page|read"))}
    assert laws == ({"list"} if wrong else set())
    assert service.unharmed
    assert not service.left


@pytest.mark.sampled(2)
@pytest.mark.parametrize("last", [1, 2, 3])
@pytest.mark.parametrize("way", ["", "always"])
def test_hidden_records_may_be_the_last_ones(way: str, last: int, tmp_path: Path) -> None:
    """Their page is there, and empty, as the document says; a link that is there always is told all the same."""
    service = Rooms(way, f"{_SAID} Pages of hidden rooms are empty.", last)
    laws = {found[0] for found in told(some_journeys(service, tmp_path, "list|page"))}
    assert laws == ({"list"} if way else set())
    assert (service.unharmed, service.left) == (True, [])
