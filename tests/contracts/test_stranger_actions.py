"""What one user made, another one does nothing to by a verb in its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest

from contracts.cases.journeys.strangers import stranger_journeys
from contracts.settings import GivenUser
from tests.contracts.some_journeys import told
from tests.contracts.test_closed_members import SHOWN, USERS, Polls
from tests.manners.serving import Answer, Asked, checked, in_path, says

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from contracts.cases.records.record_steps import Journey, RecordSteps


class OpenedPolls(Polls):
    """Polls that their owner opens, and with the ``fault`` `anybody`, or answers her `as it is`, everybody."""

    def __init__(self, fault: str) -> None:
        super().__init__()
        self.fault = fault

    def document(self) -> dict[str, Any]:
        """One more path."""
        tree = super().document()
        no = {status: {"description": "no"} for status in ("401", "404")}
        tree["paths"]["/polls/{poll}/open"] = {
            "parameters": [in_path("poll", {"type": "string"})],
            "post": {"operationId": "open", "responses": {"200": says(SHOWN), **no}},
        }
        return tree

    def answer(self, asked: Asked) -> Answer:
        """To open is to change the stage."""
        parts, user = asked.parts, USERS.get(asked.headers.get("X-Key", ""))
        row = self.rows["polls"].get(parts[1]) if len(parts) == 3 else None
        if user is None or row is None or parts[2] != "open":
            return super().answer(asked)
        if row["owner"] != user and not self.fault:
            return 404, None, {}
        if row["owner"] == user or self.fault == "anybody":
            row["stage"] = "open"
        return 200, row if row["owner"] == user else {**row, "owner": user, "poll": "p0", "title": "none"}, {}


@pytest.mark.parametrize(("fault", "wrong"), [("anybody", True), ("as it is", False), ("", False)])
def test_a_verb_of_another_user_changes_nothing(fault: str, wrong: bool, tmp_path: Path) -> None:
    """Told where the record has changed, and not where she is answered something of her own."""
    service = OpenedPolls(fault)

    def some(steps: RecordSteps, *_: Any) -> Iterator[tuple[str, Journey]]:
        for name, journey in stranger_journeys(steps):
            if ": open in " in name:
                yield "another user", journey

    with patch("contracts.run.phases", some):
        other = GivenUser({"key": "key of two"})
        report = checked(service, tmp_path, other=other, recombinations=0, workers=1)
    assert told(report) == ([("object-access", "open", "status")] if wrong else [])
    assert any(exchange.request.target.endswith("/open") for exchange in report.exchanges)
    assert service.left == []
