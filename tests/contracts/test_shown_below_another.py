"""A read below the run's own record that shows one below another is a drift, also where no repetition meets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.room_service import Rooms, checked, document

if TYPE_CHECKING:
    from email.message import Message
    from pathlib import Path


class Mixed(Rooms):
    """Rooms of which the first read of a seat below another room shows the seat of room 1, ``mixed`` times."""

    def __init__(self, mixed: int) -> None:
        super().__init__()
        self.mixed = mixed

    def answer(self, method: str, target: str, headers: Message, data: bytes) -> tuple[int, Any, dict[str, str]]:
        """Each seat shows its room."""
        status, value, fields = super().answer(method, target, headers, data)
        parts = target.partition("?")[0].strip("/").split("/")
        if len(parts) < 3 or status not in (200, 201):
            return status, value, fields
        room = int(parts[1])
        if method == "GET" and len(parts) == 4 and room != 1 and self.mixed and parts[3] in self.seats["1"]:
            self.mixed, room, value = self.mixed - 1, 1, self.seats["1"][parts[3]]
        if isinstance(value, dict):
            return status, {**value, "room": room}, fields
        return status, [{**seat, "room": room} for seat in value], fields


@pytest.mark.slow
@pytest.mark.parametrize("mixed", [0, 1])
def test_what_two_answers_prove_needs_no_repetition(mixed: int, tmp_path: Path) -> None:
    """The create shows the room that it was made in, and the read of its own path another one, with other texts."""
    tree, rooms = document(), Mixed(mixed)
    for path, item in tree["paths"].items():
        for operation in (one for name, one in item.items() if "seats" in path and name != "parameters"):
            for answer in operation["responses"].values():
                shown = answer.get("content", {}).get("application/json", {}).get("schema", {})
                shown = shown.get("items", shown)
                if "properties" in shown:
                    shown["properties"] = {**shown["properties"], "room": {"type": "integer", "readOnly": True}}
    report = checked(rooms, tree, tmp_path)
    found = [(drift.lead.law, drift.lead.operation, drift.lead.flaky) for drift in report.drifts]
    assert found == [("read-back", "readSeat", False)] * mixed
    assert (rooms.unharmed, report.exit_code) == (True, mixed)
