"""Filters of lists hold over what the run made and nothing removes, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path

WAYS: dict[str, Any] = {"type": "string", "enum": ["card", "cash", "transfer"]}


class Receipts(Collection):
    """Receipts stay for good."""

    called = "receipts"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["text", "way"],
        "properties": {"text": {"type": "string", "minLength": 1, "maxLength": 60}, "way": WAYS},
    }

    def document(self) -> dict[str, Any]:
        """The collection, of which nothing is removed."""
        document = super().document()
        del document["paths"]["/receipts/{id}"]["delete"]
        return document

    def queries(self) -> list[dict[str, Any]]:
        """The way to pay."""
        return [{"name": "way", "in": "query", "schema": WAYS}]

    def lets_in(self, row: dict[str, Any], way: str) -> bool:
        """Whether a receipt is shown where this way is asked for."""
        return bool(row["way"] == way)

    def answer(self, asked: Asked) -> Answer:
        """A careful service."""
        if asked.method == "DELETE" and len(asked.parts) == 2 and asked.parts[1] in self.records:
            return 405, None, {"Allow": "GET"}
        found = super().answer(asked)
        return (405, None, {"Allow": "GET"}) if found[0] == 405 and len(asked.parts) == 2 else found

    def page(self, query: dict[str, list[str]]) -> Answer:
        """Those of the way that is asked for."""
        [way] = query.get("way", [""])[:1]
        if "way" in query and way not in WAYS["enum"]:
            return 400, None, {}
        return 200, [row for row in self.records.values() if not way or self.lets_in(row, way)], {}


class All(Receipts):
    """The filter is not heeded."""

    def lets_in(self, row: dict[str, Any], way: str) -> bool:
        """All of them."""
        return True


@pytest.mark.parametrize(("kind", "told"), [(Receipts, []), (All, ["list"])])
def test_a_filter_of_what_stays(kind: type[Receipts], told: list[str], tmp_path: Path) -> None:
    """One drift where it lets in all; what was made is told as left."""
    service = kind()
    report = checked(service, tmp_path, recombinations=0)
    assert [drift.lead.law for drift in report.drifts] == told
    assert {left.what for left in report.leftovers} == set(service.left)
