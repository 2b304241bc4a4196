"""What another user adds below a record of the first one is found, and a service that refuses it is left in peace."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from contracts.cases.journeys.strangers import other_user_journeys
from contracts.run import Check
from contracts.settings import GivenUser, Settings
from mock_server.openapi import load_document
from tests.json_server import answering
from tests.ships.catalogue import FAULTS
from tests.ships.service import Ships, refusal

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

    from tests.manners.serving import Answer, Asked


class WhoSignedOn(Ships):
    """Ships whose hands are removed by who added them, and by nobody else."""

    def __init__(self) -> None:
        super().__init__()
        self.by: dict[str, str | None] = {}

    def sees(self, user: str, row: dict[str, Any]) -> bool:
        """Everybody sees every ship."""
        return True

    def crew(self, asked: Asked, row: dict[str, Any]) -> Answer:
        """The hands of a ship."""
        user, at = self.user(asked), asked.parts[3:4]
        if asked.method == "DELETE" and at and self.by.get(at[0], user) != user:
            return refusal(403, "not-yours")
        found = super().crew(asked, row)
        if found[0] == 201:
            self.by[str(self.last)] = user
        return found


ADDS = ["addHand: adds to a record of another user"]


@pytest.mark.parametrize(
    ("kind", "fault", "told"), [(Ships, None, []), (Ships, "others-crew-writable", ADDS), (WhoSignedOn, None, ADDS)]
)
def test_what_another_user_adds(kind: type[Ships], fault: str | None, told: list[str], tmp_path: Path) -> None:
    """The hand that she gave to a ship of the first user is found there, and is removed by whom the service lets."""
    service, spec = kind(), tmp_path / "openapi.json"
    if fault is not None:
        FAULTS[fault].change(service)
    spec.write_text(json.dumps(service.document()), "utf-8")
    with answering(service.serve) as url:
        check = Check(
            Settings(url=url, spec=spec, credentials={"token": service.key}, seed=1, ledger=tmp_path / "ledger",
                     other=GivenUser({"token": service.other_key})),
            load_document(spec),
        )  # fmt: skip
        [journey] = [j for name, j in other_user_journeys(check.steps) if name.startswith("strangers: create")]
        journey(check.steps)
        found = [o.finding for o in check.collector.observations]
        assert check.sender.safety.creations.failure is None
        check.sender.ledger.finish()
        check.close()
    assert [f"{finding.operation}: {finding.message}" for finding in found] == told
    assert all(not hands for hands in service.crews.values())
