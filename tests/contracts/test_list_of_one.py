"""A create that answers with a list of the one record it made, where its document has the record itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import Collection
from tests.manners.serving import checked

if TYPE_CHECKING:
    from pathlib import Path

    from tests.manners.serving import Answer


class Studios(Collection):
    """Studios whose creates answer as a database does that inserts rows; by ``fault`` with the row of somebody else."""

    called = "studios"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["title"],
        "properties": {"title": {"type": "string", "minLength": 1, "maxLength": 60}},
    }

    def __init__(self, fault: str) -> None:
        super().__init__({"1": {"id": 1, "title": "Somebody else's"}})
        self.fault, self.gone = fault, 0

    def made(self, body: dict[str, Any]) -> Answer:
        """A list of one, with nothing but the key."""
        _, row, _ = super().made(body)
        return 201, [{"id": 1 if self.fault else row["id"]}], {}

    def answer(self, asked: Any) -> Answer:
        """Removals are counted."""
        answered = super().answer(asked)
        self.gone += asked.method == "DELETE" and answered[0] == 204
        return answered


@pytest.mark.parametrize("fault", ["", "another"])
def test_the_record_of_a_list_of_one_is_the_runs_own(fault: str, tmp_path: Path) -> None:
    """It is removed, and the other form is told once; nobody else's is, whatever such a list shows."""
    service = Studios(fault)
    report = checked(service, tmp_path)
    assert service.unharmed
    assert [d.lead.law for d in report.drifts] == ["answer-schema"]
    assert (service.gone > 9, service.left == []) == (not fault, not fault)
    assert len(report.leftovers) > 0 if fault else not report.leftovers
