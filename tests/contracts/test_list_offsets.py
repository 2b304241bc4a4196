"""Parameters such as `from` and `start`, of which only what the document says tells whether they count records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from contracts.cases.lists.list_offsets import offset
from mock_server.openapi import Schemas
from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_nested_pages import Words
from tests.manners.serving import Answer, in_query, number
from tests.requests.small_documents import document as small

if TYPE_CHECKING:
    from pathlib import Path

TIME = "Unix time (ms) of the first word"


class Placed(Words):
    """Words from a place on, which a parameter of this ``name`` and schema ``says``; ``step`` is as in words."""

    name, schema = "from", {"minimum": 0, "default": 0}

    def __init__(self, says: str, step: int = 0) -> None:
        super().__init__(("offset", "limit"), nested=False, step=step)
        self.says = says

    def document(self) -> dict[str, Any]:
        """The list takes the place and `limit`."""
        tree = super().document()
        size: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 50, "default": 50}
        begin = {**in_query(self.name, type="integer", **self.schema), "description": self.says}
        tree["paths"]["/words"]["get"]["parameters"] = [begin, in_query("limit", **size)]
        return tree


class Dated(Placed):
    """Words from a time on where the document ``says`` so, else from a place in the list."""

    def page(self, query: dict[str, list[str]]) -> Answer:
        """A part of the list."""
        first, size = query.get("from", ["0"])[-1], number(query.get("limit", ["50"])[-1])
        begin = number(first) if first.strip("0") or not first else 0
        if begin is None or size is None or size > 50:
            return 400, None, {}
        rows = [row for row in self.rows["words"].values() if self.says != TIME or row["ref"] * 60_000 >= begin]
        place = 0 if self.says == TIME else max(0, begin + self.step * (begin > 0))
        return 200, {"words": rows[place : place + size]}, {}


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("says", "step", "wrong"),
    [(TIME, 0, False), ("How many words to skip", 0, False), ("How many words to skip", -1, True), ("", -1, True)],
)
def test_a_list_from_a_time_on_has_no_pages(says: str, step: int, wrong: bool, tmp_path: Path) -> None:
    """Two requests of it show the same records, and no page comes twice; from a place on they may not."""
    report = some_journeys(Dated(says, step), tmp_path, "^pages of")
    assert told(report) == ([("list", "list", "/words")] if wrong else [])
    assert report.created > 0


class Both(Dated):
    """Words by offset or by page: where an offset was asked for, each page is the first one."""

    def __init__(self) -> None:
        super().__init__("How many words to skip")

    def document(self) -> dict[str, Any]:
        """It takes `page` too, and says which one it shows."""
        tree = super().document()
        listing = tree["paths"]["/words"]["get"]
        listing["parameters"].append(in_query("page", type="integer", minimum=1, default=1))
        shown = listing["responses"]["200"]["content"]["application/json"]["schema"]
        shown["properties"]["page"] = {"type": "integer"}
        return tree

    def page(self, query: dict[str, list[str]]) -> Answer:
        """A part of the list."""
        status, body, headers = super().page(query)
        return status, {**body, "page": 1} if isinstance(body, dict) else body, headers


def test_the_number_of_a_page_binds_where_pages_are_asked_for_by_it(tmp_path: Path) -> None:
    """A list with two ways to go on says 1 on each page that an offset led to."""
    assert told(some_journeys(Both(), tmp_path, "^pages of")) == []


COUNTS = ["", "Skip this many", "Offset of the first item", "Zero-based index of the first", "Position to begin at"]
OTHERS = [
    TIME, "Least height of a block", "First id", "Only events after this date", "Skip what costs less than this price",
    "Version to begin with", "Offset in milliseconds", "Where it starts", "Index by year", "Key of the first item",
]  # fmt: skip


@pytest.mark.parametrize("said", COUNTS + OTHERS)
def test_what_counts_records(said: str) -> None:
    """By the description of the parameter or of its schema; where there is none, beside a limit alone."""

    def counted(*queries: dict[str, Any]) -> list[str]:
        path = {"get": {"parameters": [*queries], "responses": {"200": {"description": "ok"}}}}
        described = small({"paths": {"/items": path}})
        (operation,) = described.operations
        found = offset(Schemas(described), [*operation.parameters])
        return [] if found is None else [found.name]

    limit, schema = in_query("limit", type="integer"), {"type": "integer", "default": 0}
    wanted = ["start"] if said in COUNTS else []
    assert counted({**in_query("start", **schema), "description": said}, limit) == wanted
    assert counted(in_query("start", **schema, description=said), limit) == wanted
    assert counted(in_query("start", **schema, description=said)) == (wanted if said else [])
    assert counted(in_query("start", type="integer", description=said), limit) == []
    for sure in ("offset", "$skip"):  # OData's has a mark of its own
        assert counted(in_query(sure, type="integer", description=said)) == [sure]


class FromOne(Placed):
    """Words from a place on that counts from one; ``step`` is by how many a page begins too early."""

    name, schema = "startIndex", {"minimum": 1, "default": 1}

    def page(self, query: dict[str, list[str]]) -> Answer:
        """A part of the list."""
        first, size = (number(query.get(name, ["1"])[-1]) for name in ("startIndex", "limit"))
        if first is None or size is None or first < 1 or size > 50:
            return 400, None, {}
        place = max(0, first - 1 + self.step * (first > 1))
        size = size if "limit" in query else 50
        return 200, {"words": [*self.rows["words"].values()][place : place + size]}, {}


@pytest.mark.parametrize(
    ("says", "step", "wrong"),
    [
        ("The 1-based index of the first word", 0, False),
        ("1-based", -1, True),
        ("1-based", 1, True),
        ("The lowest id", -1, False),
    ],
)
def test_a_place_that_counts_from_one_is_asked_for(says: str, step: int, wrong: bool, tmp_path: Path) -> None:
    """The page after the first word begins at two, and shows neither that word nor the third."""
    assert told(some_journeys(FromOne(says, step), tmp_path, "^pages of")) == (
        [("list", "list", "/words")] if wrong else []
    )
