"""One connection or eight: the same requests, the same findings, the same report."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from contracts.run import Settings
from contracts.traffic.pace import Pace
from tests.contracts.depot_service import Depot, checked
from tests.contracts.running import report_of
from tests.target.running import running_target
from tests.target_crud.running import KEY, SPEC, running_board
from tests.thinning import thinned

if TYPE_CHECKING:
    from contracts.findings import Report

OWN = Path(__file__).parents[2] / "openapi.yaml"
CRUD_FAULTS = ("contact-is-not-stored", "put-keeps-members", "any-priority", "state-filter-ignored", "caption-lost")
_GIVEN_KEY = re.compile(r"\b[0-9]{5,}\b")
"""A key that the board gives: which of two creates under way at once gets it is decided by which comes first."""
OWN_FAULTS = (
    "soft-delete-removes",
    "name-normalised",
    "one-secret-for-all",
    "key-beginning-accepted",
    "id-of-255-refused",
)


@pytest.fixture(autouse=True)
def _at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many requests as there are workers are under way, however quick the answers are."""
    monkeypatch.setattr(Pace, "sends", lambda pace: pace.most > 1)


def told(report: Report) -> dict[str, Any]:
    """What a report says, without times and generated values."""
    return {
        "drifts": [
            (
                d.fingerprint,
                d.lead.law,
                d.lead.operation,
                d.lead.place,
                d.lead.cause,
                d.lead.flaky,
                d.lead.untried,
                d.count,
            )
            for d in report.drifts
        ],
        "coverage": [replace(item, seconds=0.0) if hasattr(item, "seconds") else item for item in report.coverage],
        "exchanges": report.exchange_count,
        "made": (report.created, report.removed),
        "left": sorted((item.operation, item.reason) for item in report.leftovers),  # a service may give the keys
        "incomplete": _GIVEN_KEY.sub("a key", report.incomplete or ""),
        "exit": report.exit_code,
    }


@pytest.mark.slow
@pytest.mark.parametrize("faulty", [True, False])
def test_a_service_is_told_the_same(faulty: bool, tmp_path: Path) -> None:
    """Two checks of one service with a crash, or with none, send the same requests and come to the same report."""
    reports, asked = [], []
    for workers in (1, 8):
        depot = Depot({"POST pallets": lambda body: "marks" in body} if faulty else None, pause=0.002)
        reports.append(told(checked(depot, tmp_path, recombinations=10, workers=workers)))
        asked.append(Counter(depot.by_which_key(*item) for item in depot.asked))
    assert bool(reports[0]["drifts"]) is faulty
    assert reports[0] == reports[1]
    assert asked[0] == asked[1]


@pytest.mark.slow
@pytest.mark.parametrize("fault", thinned([*CRUD_FAULTS, ""], [*CRUD_FAULTS[::2], ""]))
def test_a_board_is_told_the_same(fault: str, tmp_path: Path) -> None:
    """The same for the board, with each of some faults and with none."""
    reports = []
    for workers in (1, 8):
        with running_board([fault] if fault else []) as board:
            settings = Settings(url=board.url, spec=SPEC, credentials={"boardKey": KEY}, seed=7, recombinations=10,
                                fuzz=0, ledger=tmp_path / "ledger", workers=workers)  # fmt: skip
            reports.append(told(report_of(settings)))
            assert board.touched() == []
    assert bool(reports[0]["drifts"]) is bool(fault)
    assert reports[0] == reports[1]


@pytest.mark.slow
@pytest.mark.parametrize("fault", thinned([*OWN_FAULTS, ""], [*OWN_FAULTS[::2], ""]))
def test_our_own_service_is_told_the_same(fault: str, tmp_path: Path) -> None:
    """The same for the stand-in of our own API, with generated cases where there is no fault and for one."""
    fuzz: dict[str, Any] = {"fuzz_cases": 8, "fuzz": 900.0} if fault in (OWN_FAULTS[0], "") else {"fuzz": 0}
    reports = []
    for workers in (1, 8):
        with running_target([fault] if fault else [], (), 5) as target:
            keys = dict.fromkeys(("bearerAuth", "adminKey"), target.key)
            settings = Settings(url=target.url, spec=OWN, credentials=keys, seed=7, recombinations=10,
                                ledger=tmp_path / "ledger", workers=workers, **fuzz)  # fmt: skip
            reports.append(told(report_of(settings)))
            assert target.touched() == []
    assert bool(reports[0]["drifts"]) is bool(fault)
    assert reports[0] == reports[1]
