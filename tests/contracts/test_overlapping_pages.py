"""Pages that show a record of the page before once more, whatever their size."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, in_query, says

if TYPE_CHECKING:
    from pathlib import Path

_BUOY: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "additionalProperties": False,
    "properties": {"name": {"type": "string", "minLength": 1, "maxLength": 60}},
}


class Buoys(Collection):
    """Buoys by marks; a page of more than ``least`` records begins ``back`` records too early."""

    called, sent = "buoys", _BUOY

    def __init__(self, back: int, least: int) -> None:
        super().__init__()
        self.back, self.least = back, least

    def listed(self) -> dict[str, Any]:
        """A page and what leads on."""
        page = {"items": {"type": "array", "items": self.shown}, "next_cursor": {"type": "string"}}
        return says({"type": "object", "required": ["items"], "properties": page})

    def queries(self) -> list[dict[str, Any]]:
        """Size and mark."""
        limit = in_query("limit", type="integer", minimum=1, maximum=100, default=50)
        return [limit, in_query("cursor", type="string")]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """A page."""
        rows = [*self.records.values()]
        limit, start = int(query.get("limit", ["50"])[0]), int(query.get("cursor", ["0"])[0])
        end = start + limit
        mark = {"next_cursor": str(end - (self.back if limit > self.least else 0))} if end < len(rows) else {}
        return 200, {"items": rows[start:end], **mark}, {}


@pytest.mark.parametrize(("back", "least", "wrong"), [(0, 0, []), (1, 1, [("list", "list", "/items")])])
def test_no_page_shows_a_record_of_the_page_before(back: int, least: int, wrong: list[Any], tmp_path: Path) -> None:
    """Where pages of one record are right, pages of more are looked at as well."""
    service = Buoys(back, least)
    assert told(some_journeys(service, tmp_path, "pages of")) == wrong
    assert service.left == []
