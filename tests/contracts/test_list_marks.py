"""Lists that lead on by marks, and what a caller's own limit has to do with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.task_service import Tasks
from tests.manners.serving import Answer, Asked, checked, in_query, says

if TYPE_CHECKING:
    from pathlib import Path


class LinkedTasks(Tasks):
    """Tasks of others on pages of three at most, with a link to the next one that has a mark of the service's own.

    A caller's limit (a parameter called ``limit``) is one of all that is wanted: behind it nothing leads on.
    """

    mark = "$skiptoken"

    def __init__(self, limit: str, *, beside: tuple[str, ...] = (), told: str = "") -> None:
        super().__init__(others=range(1, 9))
        self.limit, self.beside, self.told = limit, beside, told

    def document(self) -> dict[str, Any]:
        """Nothing is said of the mark."""
        document = super().document()
        number = {"type": "integer", "minimum": 0, "maximum": 1000}
        items = document["paths"]["/tasks"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        listed = {"type": "object", "properties": {"value": items, "@odata.nextLink": {"type": "string"}}}
        document["paths"]["/tasks"]["get"] |= {
            "parameters": [{**in_query(self.limit, **number), "description": self.told}]
            + [in_query(name, type="string") for name in self.beside],
            "responses": {"200": says(listed), "400": {"description": "no"}},
        }
        return document

    def answer(self, asked: Asked) -> Answer:
        """The mark tells how many records come before."""
        status, found, fields = super().answer(asked)
        if asked.method != "GET" or asked.parts != ["tasks"]:
            return status, found, fields
        texts = [asked.query.get(name, [usual])[-1] for name, usual in ((self.limit, "1000"), (self.mark, "0"))]
        if not all(text.isdecimal() and text.isascii() for text in texts):
            return 400, None, {}
        most, start = map(int, texts)
        if most > 1000:
            return 400, None, {}
        page = found[:most][start : start + 3]
        more = start + 3 < min(most, len(found))
        link = {"@odata.nextLink": f"/tasks?{self.limit}={most}&{self.mark}={start + 3}"} if more else {}
        return 200, {"value": page, **link}, {}


@pytest.mark.parametrize("limit", ["$top", "limit"])
def test_nothing_leads_on_behind_a_limit_of_all(limit: str, tmp_path: Path) -> None:
    """Pages of a limit show no more than it, a link is followed with the mark that no document knows."""
    service = LinkedTasks(limit)
    report = checked(service, tmp_path, read_only=True)
    assert [drift.lead.message for drift in report.drifts] == []
    assert any("skiptoken=6" in exchange.request.target for exchange in report.exchanges)


@pytest.mark.parametrize(
    ("limit", "beside", "told"), [("page_size", (), ""), ("limit", ("cursor",), ""), ("limit", (), "Items on a page.")]
)
def test_a_page_leads_on_where_there_is_more(limit: str, beside: tuple[str, ...], told: str, tmp_path: Path) -> None:
    """What is the size of a page by its name, by its words, or by a mark that the caller sends, ends no list."""
    report = checked(LinkedTasks(limit, beside=beside, told=told), tmp_path, read_only=True)
    assert [drift.lead.message for drift in report.drifts] == [
        "/value does not lead to the next page, and there is one"
    ]
