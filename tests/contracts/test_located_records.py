"""The Location of a create leads to the record that it made, whatever it calls it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.contracts.task_service import Tasks
from tests.manners.serving import Answer, Asked, checked

if TYPE_CHECKING:
    from pathlib import Path


class Located(Tasks):
    """Tasks whose create tells an address: that of the task itself, of another, of none, or another one of its own."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.way = way

    def answer(self, asked: Asked) -> Answer:
        """An alias of a task is its number with a nought before it."""
        if self.way == "alias" and len(asked.parts) == 2 and asked.parts[1].startswith("00"):
            asked = asked._replace(parts=[asked.parts[0], asked.parts[1].lstrip("0")])
        status, value, fields = super().answer(asked)
        if status == 201:
            number: Any = value["id"]
            place = {"itself": number, "another": 0, "none": number + 500, "alias": f"00{number}"}[self.way]
            fields = {**fields, "Location": f"/tasks/{place}"}
        return status, value, fields


@pytest.mark.parametrize(("way", "wrong"), [("itself", False), ("alias", False), ("another", True), ("none", True)])
def test_a_location_leads_to_what_was_made(way: str, wrong: bool, tmp_path: Path) -> None:
    """Another spelling of the key is right where it shows the record; the record of somebody else is left alone."""
    service = Located(way)
    report = checked(service, tmp_path, recombinations=0)
    told = [(drift.lead.law, drift.lead.place, drift.lead.flaky) for drift in report.drifts]
    assert told == ([("link-leads", "header Location", False)] if wrong else [])
    assert (service.unharmed, service.left) == (True, [])
