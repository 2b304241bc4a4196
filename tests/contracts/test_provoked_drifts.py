"""Crashes are told apart by what provokes them: as many drifts as there are faults, the same in every run."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from contracts import reports
from contracts.judging import baseline
from tests.contracts.depot_service import Depot, checked

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from contracts.findings import Report

Fault = dict[str, "Callable[[Any], bool]"]

WEIGHTLESS: Fault = {"any pallets#weight": lambda body: type(body.get("weight")) is int and body["weight"] == 0}
NULL_MARKS: Fault = {"any pallets#marks": lambda body: "marks" in body and body["marks"] is None}
APOSTROPHE: Fault = {"any pallets#goods": lambda body: isinstance(body.get("goods"), str) and "'" in body["goods"]}
CAUSES = {
    "body weight is zero": WEIGHTLESS,
    "body marks: type, null": NULL_MARKS,
    "body goods holds '": APOSTROPHE,
}


def causes(report: Report) -> dict[str, str]:
    """The fingerprint of each drift by its cause."""
    assert all(drift.lead.law == "no-server-error" for drift in report.drifts), report.drifts
    return {drift.lead.cause: drift.fingerprint for drift in report.drifts}


@pytest.mark.slow
def test_three_crashes_of_one_operation_are_three_drifts(tmp_path: Path) -> None:
    """They answer with the same page; what provokes each is told, and is the same for another seed and run."""
    found = [causes(checked(Depot(WEIGHTLESS | NULL_MARKS | APOSTROPHE), tmp_path, seed=seed)) for seed in (3, 4)]
    assert set(found[0]) == set(CAUSES)
    assert len(set(found[0].values())) == 3
    assert found[0] == found[1]


@pytest.mark.slow
@pytest.mark.parametrize("cause", CAUSES)
def test_one_fault_is_one_drift_wherever_it_shows(cause: str, tmp_path: Path) -> None:
    """The fingerprint does not depend on what else is broken."""
    alone = causes(checked(Depot(CAUSES[cause]), tmp_path))
    assert list(alone) == [cause]


@pytest.mark.slow
def test_an_accepted_crash_hides_no_other(tmp_path: Path) -> None:
    """One of three in the baseline: two are left, and a crash of another operation is one too."""
    faults = WEIGHTLESS | NULL_MARKS | APOSTROPHE
    report = checked(Depot(faults), tmp_path)
    known = causes(report)["body weight is zero"]
    reports.write("json", tmp_path / "report.json", report)
    path = tmp_path / "drift.toml"
    until = date(2999, 1, 1)
    baseline.accept(tmp_path / "report.json", path, reason="r", owner="o", expires=until, fingerprints=[known])
    again = checked(Depot(faults | {"GET labels": lambda _: True}), tmp_path, seed=8)
    left = baseline.apply(again, baseline.load(path), date(2026, 1, 1))
    assert [drift.lead.cause for drift in left.accepted] == ["body weight is zero"]
    assert left.baseline_problems == ()
    open_ones = {(drift.lead.operation, drift.lead.cause) for drift in left.drifts}
    assert {("store_pallet", "body marks: type, null"), ("store_pallet", "body goods holds '")} < open_ones
    assert "show_code" in {operation for operation, _ in open_ones}
    assert left.exit_code == 1


@pytest.mark.slow
def test_a_correct_depot_has_no_drift(tmp_path: Path) -> None:
    """Without faults nothing is found, and nothing is left."""
    depot = Depot()
    report = checked(depot, tmp_path)
    assert (report.drifts, report.exit_code, depot.kept) == ((), 0, {})
