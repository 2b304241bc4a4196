"""A list that can be cut off and not gone on with shows, of what is there, as many as were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.laws.list_walks import ListPage, falls_short
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.task_service import Tasks
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path


class FirstTasks(Tasks):
    """Tasks of which the first few are listed, and no others; ``most`` is how many may be asked for.

    ``usual`` are shown to who asks for no number.
    """

    def __init__(self, most: int, usual: int = 0) -> None:
        super().__init__()
        self.most, self.usual = most, usual or most

    def document(self) -> dict[str, Any]:
        """There is a size of a page, and nothing that leads on."""
        document = super().document()
        size = {"type": "integer", "minimum": 1, "maximum": self.most, "default": self.most}
        document["paths"]["/tasks"]["get"]["parameters"] = [{"name": "limit", "in": "query", "schema": size}]
        document["paths"]["/tasks"]["get"]["responses"]["400"] = {"description": "no such size"}
        return document

    def answer(self, asked: Asked) -> Answer:
        """The oldest ones, which nothing but the size cuts off."""
        status, found, fields = super().answer(asked)
        if asked.method != "GET" or asked.parts != ["tasks"]:
            return status, found, fields
        texts = asked.query.get("limit", [str(self.usual)])
        text = texts[0] if len(texts) == 1 and texts[0].isdecimal() and texts[0].isascii() else "0"
        return (200, found[: int(text)], {}) if 0 < int(text) <= self.most else (400, None, {})


@pytest.mark.sampled(3)
@pytest.mark.parametrize("most", [4, 10, 100])
def test_what_a_size_cuts_off_is_not_missed(most: int, tmp_path: Path) -> None:
    """A page as full as it was asked for may not be all; two of three records are no fault."""
    service = FirstTasks(most)
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.message for drift in report.drifts] == []
    assert service.left == []


@pytest.mark.parametrize(("usual", "wrong"), [(2, 1), (10, 0)])
def test_who_asks_for_no_size_gets_the_documented_one(usual: int, wrong: int, tmp_path: Path) -> None:
    """A default of ten that gives two is told."""
    report = some_journeys(FirstTasks(10, usual), tmp_path, "pages")
    assert told(report) == [("list", "all", "body")] * wrong


def test_who_shows_no_more_to_anybody_has_the_same_default() -> None:
    """A service may show fewer than are asked for: it does so by the documented size as well."""
    two, ten = ListPage([("a", {}), ("b", {})]), ListPage([(str(number), {}) for number in range(10)])
    assert [*falls_short(two, two)] == [*falls_short(ten, two)] == []
    assert [(flaw.expected, flaw.observed) for flaw in falls_short(two, ten)] == [("10", "2")]
