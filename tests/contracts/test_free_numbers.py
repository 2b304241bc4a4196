"""A number of ten digits is free where the service says so in its own way, or its whole list lacks it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_short_numbers import _ALL, _METER, _NUMBER, Meters
from tests.manners.serving import Answer, Asked, says

if TYPE_CHECKING:
    from pathlib import Path

_LIST = {"type": "array", "items": _METER}
_PAGED = {"type": "object", "properties": {"items": _LIST, "next": {"type": ["string", "null"]}}}


class Looked(Meters):
    """Meters whose missing ones a read answers in its own way, whose list is ``listed`` in a way, or not."""

    def __init__(
        self, strangers: set[str], *, read: str = "", missing: Answer = (404, None, {}), listed: str = ""
    ) -> None:
        super().__init__(strangers, upserts=bool(strangers), reads=False)
        self.read, self.missing, self.listed = read, missing, listed

    def document(self) -> dict[str, Any]:
        """Its read has one refusal, its list may have pages, or must be asked for a part."""
        document, status = super().document(), str(self.missing[0])
        paths = document["paths"]
        listing: dict[str, Any] = {"operationId": "allMeters", "responses": {"200": says(_LIST)}}
        number: dict[str, Any] = {"name": "id", "in": "query", "required": True, "schema": _NUMBER}
        words = "There is no such meter" if self.read.endswith("said") else "refused"
        shown = {status: {"description": words}, "200": says({"anyOf": [_METER, {"type": "null"}]})}
        read: dict[str, Any] = {"operationId": "getMeter", "responses": shown}
        if self.read == "by query":
            known = {"action": "read", "resource": "meters", "key": "$request.query.id"}
            paths["/meter"] = {"get": {**read, "parameters": [number], "x-mock": known}}
        elif self.read:
            paths["/meters/{id}"]["get"] = read
        if self.listed == "in pages":
            asked = [{"name": name, "in": "query", "schema": {"type": "integer"}} for name in ("limit", "offset")]
            listing |= {"parameters": asked, "responses": {"200": says(_PAGED)}}
        elif self.listed == "in part":
            listing["parameters"] = [{**number, "name": "place"}]
        if self.listed:
            paths["/meters"]["get"] = listing
        return document

    def answer(self, asked: Asked) -> Answer:
        """A read and a list beside what meters have."""
        rows, query = self.rows["meters"], {name: values[0] for name, values in asked.query.items()}
        if asked.method == "GET":
            if asked.path == "/meters":
                return self._list(query)
            key = asked.parts[1] if len(asked.parts) > 1 else query.get("id", "")
            return (200, rows[key], {}) if key in rows and self.missing[0] != 403 else self.missing
        return super().answer(asked)

    def _list(self, query: dict[str, str]) -> Answer:
        rows = [*self.rows["meters"].values()]
        if self.listed == "in part" or self.missing[0] == 403:
            rows = [row for row in rows if row["name"] != "of a stranger"]
        if self.listed != "in pages":
            return 200, rows, {}
        start, size = int(query.get("offset", 0)), int(query.get("limit", 10))
        return 200, {"items": rows[start : start + size], "next": None}, {}


@pytest.mark.parametrize(
    "edit",
    [
        {"read": "by path", "missing": (410, None, {})},
        {"read": "by path", "missing": (200, b"null", {})},
        {"read": "by path", "missing": (204, None, {})},
        {"read": "by path, said", "missing": (400, None, {})},
        {"read": "by path", "missing": (400, None, {}), "listed": "whole"},
        {"read": "by query"},
        {"listed": "whole"},
        {"listed": "in pages"},
    ],
)
def test_a_record_is_made_where_the_service_shows_that_nobody_has_its_number(
    edit: dict[str, Any], tmp_path: Path
) -> None:
    """It goes again, and a right service is not told."""
    service = Looked(set(), **edit)
    report = some_journeys(service, tmp_path, "life of meters|meters", seed=7)
    assert service.made > 0
    assert (service.left, told(report)) == ([], [])


@pytest.mark.parametrize(
    "edit",
    [
        {"read": "by path", "missing": (410, None, {})},
        {"read": "by query"},
        {"listed": "whole"},
        {"listed": "in pages"},
        {"listed": "in part"},
        {"read": "by path", "missing": (403, None, {}), "listed": "whole"},
    ],
)
def test_what_strangers_have_is_left_alone(edit: dict[str, Any], tmp_path: Path) -> None:
    """Where a read or the list shows it, and where neither can: a part of the list, a read that is forbidden."""
    service = Looked(_ALL, **edit)
    some_journeys(service, tmp_path, "life of meters|meters", seed=7)
    assert service.unharmed
    assert service.made == 0
