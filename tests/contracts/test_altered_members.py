"""A service that answers one member with a value of its own: its records are told by the others, and judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import pytest

from tests.manners.collection import NO, Collection
from tests.manners.serving import Answer, Asked, checked, takes

if TYPE_CHECKING:
    from pathlib import Path

_TEXT = {"type": "string", "minLength": 1, "maxLength": 80}


class Rooms(Collection):
    """Rooms, each with a door that the service names itself whatever was sent; ``fault`` says what it does wrong."""

    called = "rooms"
    sent: ClassVar[dict[str, Any]] = {
        "type": "object",
        "required": ["name"],
        "properties": {"name": _TEXT, "door": _TEXT, "floor": _TEXT},
    }

    def __init__(self, fault: str) -> None:
        super().__init__({"1": {"id": 1, "name": "hall", "door": "D1"}})
        self.fault = fault

    def changes(self) -> dict[str, Any]:
        """A replacement that shows nothing; nothing says that a door is the service's own."""
        return {"put": {"requestBody": takes(self.sent), "responses": {"204": {"description": "done"}, **NO}}}

    def answer(self, asked: Asked) -> Answer:
        """What is removed may stay."""
        if self.fault == "keeps" and asked.method == "DELETE" and asked.parts[-1] in self.records:
            return 204, None, {}
        return super().answer(asked)

    def page(self, query: dict[str, list[str]]) -> Answer:
        """All, or what is no room of the run."""
        return 200, [row for row in self.records.values() if self.fault != "lists" or row["id"] == 1], {}

    def made(self, body: dict[str, Any]) -> Answer:
        """With its door."""
        status, row, fields = super().made(body)
        row["door"] = f"D{row['id']}"
        return status, row, fields

    def changed(self, key: str, body: dict[str, Any]) -> Answer:
        """Nothing is shown."""
        if self.fault == "replaces":
            body.pop("floor", None)
        super().changed(key, body)
        return 204, None, {}


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("fault", "laws"),
    [("", []), ("lists", [{"list"}]), ("replaces", [{"read-back"}]), ("keeps", [{"state"}, {"list"}])],
)
def test_faults_show_beside_a_member_of_the_services_own(fault: str, laws: list[set[str]], tmp_path: Path) -> None:
    """What is wrong is found although no record with a door of the run's is known to be the run's own.

    A record that a removal keeps is told once: by a read, or by the list where no more may be made to read again.
    """
    service = Rooms(fault)
    report = checked(service, tmp_path)
    assert {drift.lead.law for drift in report.drifts} in [{"echo", *found} for found in laws or [set()]]
    assert service.unharmed
    assert {key for key in service.left if fault != "keeps"} <= {item.what for item in report.leftovers}
