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
from tests.ships.service import Ships

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("fault", "told"), [(None, []), ("others-crew-writable", ["addHand: adds to a record of another user"])]
)
def test_what_another_user_adds(fault: str | None, told: list[str], tmp_path: Path) -> None:
    """The hand that she gave to a ship of the first user is found there, and is removed."""
    service, spec = Ships(), tmp_path / "openapi.json"
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
        check.sender.ledger.finish()
        check.close()
    assert [f"{finding.operation}: {finding.message}" for finding in found] == told
    assert all(not hands for hands in service.crews.values())
