"""A number that is said to count what is below a record is none while nothing is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.some_journeys import some_journeys, told
from tests.contracts.test_child_counts import Hives
from tests.manners.serving import Answer, Asked, says

if TYPE_CHECKING:
    from pathlib import Path


class ListedHives(Hives):
    """Hives whose bees are listed; ``all`` counts those of every hive, a ``queen`` is in each from the beginning."""

    def document(self) -> dict[str, Any]:
        """Bees are listed."""
        document = super().document()
        bees = document["paths"]["/hives/{hive}/bees"]
        shown = bees["post"]["responses"]["201"]["content"]["application/json"]["schema"]
        bees["get"] = {"operationId": "list_bees", "responses": {"200": says({"type": "array", "items": shown})}}
        return document

    def answer(self, asked: Asked) -> Answer:
        """A list, and all else as it is."""
        if len(asked.parts) != 3 or asked.method != "GET" or asked.parts[1] not in self.rows["hives"]:
            return super().answer(asked)
        bees = [
            {"bee": bee["bee"], "name": bee["name"]}
            for bee in self.rows["bees"].values()
            if bee["hive"] == asked.parts[1]
        ]
        queen = [{"bee": f"q{asked.parts[1]}", "name": "queen"}] if self.manner == "queen" else []
        return 200, [*queen, *bees], {}

    def _hive(self, key: str) -> dict[str, Any]:
        shown = super()._hive(key)
        number = len(self.rows["bees"]) if self.manner == "all" else shown[self.number] + (self.manner == "queen")
        return {**shown, self.number: number}


@pytest.mark.parametrize(("manner", "wrong"), [("", 0), ("queen", 0), ("all", 1)])
def test_what_is_below_another_record_does_not_count(manner: str, wrong: int, tmp_path: Path) -> None:
    """Bees of other hives; what a service puts there itself is listed, and counts."""
    service = ListedHives(manner)
    service.rows["hives"]["h0"] = {"hive": "h0", "name": "another's", "ups": 1, "given": 0}
    service.rows["bees"]["b0"] = {"bee": "b0", "name": "another's", "hive": "h0"}
    report = some_journeys(service, tmp_path, "numbers of|reading hives")
    assert told(report) == [("read-back", "get_hive", "/beeCount")] * wrong
    assert set(service.rows["hives"]) == {"h0"}


def test_where_the_document_says_nothing_of_it_a_number_may_count_all(tmp_path: Path) -> None:
    """A name alone may mean the number of bees in the place."""
    service = ListedHives("all", "")
    service.rows["bees"]["b0"] = {"bee": "b0", "name": "another's", "hive": "h0"}
    assert told(some_journeys(service, tmp_path, "numbers of|reading hives")) == []
