"""OData's `@odata.count`, which is there where `$count=true` asks for it and is the number of all records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.manners.collection import Collection
from tests.manners.serving import Answer, in_query, number, says

if TYPE_CHECKING:
    from pathlib import Path


class Tickets(Collection):
    """Tickets by `$top` and `$skip`; the count is the number of all, of the ``page``, or that of the ``first`` ones.

    Where it is ``refused``, pages overlap.
    """

    called = "tickets"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["subject"],
        "properties": {"subject": {"type": "string", "minLength": 1, "maxLength": 60}},
        "additionalProperties": False,
    }

    def __init__(self, counts: str = "", member: str = "@odata.count") -> None:
        super().__init__({str(n): {"id": n, "subject": f"subject {n}"} for n in range(1, 6)})
        self.counts, self.member = counts, member

    def listed(self) -> dict[str, Any]:
        """The list and its count."""
        count = {"type": ["integer", "null"]}
        return says(
            {
                "type": "object",
                "properties": {"value": {"type": "array", "items": self.shown}, self.member: count},
            }
        )

    def queries(self) -> list[dict[str, Any]]:
        """What OData asks for."""
        top = in_query("$top", type="integer", minimum=1, maximum=50, default=50)
        skip = in_query("$skip", type="integer", minimum=0, default=0)
        return [top, skip, in_query("$count", type="boolean", default=False)]

    def page(self, query: dict[str, list[str]]) -> Answer:
        """A part of the list."""
        top, first = number(query.get("$top", ["50"])[-1]), query.get("$skip", ["0"])[-1]
        skip, asks = 0 if first == "0" else number(first), query.get("$count", ["false"])[-1]
        if top is None or skip is None or top > 50 or asks not in ("true", "false"):
            return 400, None, {}
        if asks == "true" and self.counts == "refused":
            return 501, None, {}
        rows, skip = [*self.records.values()], skip - (skip > 0 and self.counts == "refused")
        shown = rows[skip : skip + top]
        count = {"page": len(shown), "first": 5}.get(self.counts, len(rows))
        return 200, {"value": shown, self.member: count if asks == "true" else None}, {}


@pytest.mark.parametrize(("counts", "wrong"), [("", False), ("page", True), ("first", True), ("refused", True)])
def test_the_count_is_that_of_all_records(counts: str, wrong: bool, tmp_path: Path) -> None:
    """It is asked for, and told where it is the page's own or does not move; lists are walked where it is refused."""
    report = some_journeys(Tickets(counts), tmp_path, "^(?:pages|totals) of")
    found = [one for one in told(report) if one[0] == "list"]
    assert bool(found) is wrong
    assert report.created > 0


def test_a_count_of_which_nothing_says_what_it_counts_is_open(tmp_path: Path) -> None:
    """A plain `count` may be the page's."""
    assert told(some_journeys(Tickets("page", "count"), tmp_path, "^(?:pages|totals) of")) == []


class Consistent(Tickets):
    """As Graph, which counts only with a header that says how consistent that is."""

    def page(self, query: dict[str, list[str]]) -> Answer:
        """Refused where the count is asked for."""
        return (400, None, {}) if query.get("$count") == ["true"] else super().page(query)


def test_a_count_may_be_refused(tmp_path: Path) -> None:
    """Its list is walked without it."""
    assert told(some_journeys(Consistent(), tmp_path, "^(?:pages|totals) of")) == []
