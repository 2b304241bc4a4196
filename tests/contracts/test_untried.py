"""What could not be shown again, because time ran out, is told and decides nothing."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

import contracts.run
from contracts import reports
from contracts.cases.confirming.confirmation import untried
from contracts.errors import OutOfTimeError
from contracts.judging import report_file
from contracts.reports.verdict import headline
from contracts.traffic.creations import MOST_UNREMOVABLE
from tests.contracts.note_service import Notes, checked, document
from tests.contracts.report_samples import finding

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report


def _owned(*, delete: bool = False) -> dict[str, Any]:
    """The document of the notes, each of which has an owner; the service knows of none."""
    spec = copy.deepcopy(document(delete=delete))
    spec["paths"]["/notes"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]["items"] = {
        "type": "object", "required": ["owner"]}  # fmt: skip
    return spec


def _over(*_: object) -> None:
    raise OutOfTimeError(sent=False)


def test_a_drift_that_time_kept_from_showing_again_decides_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit code 3, a sentence that says so, the finding marked in every report; shown again it is exit code 1."""
    assert checked(Notes("plain"), _owned(), tmp_path, read_only=True).exit_code == 1
    monkeypatch.setattr(contracts.run, "confirm", _over)
    report = checked(Notes("plain"), _owned(), tmp_path, read_only=True)
    assert report.exit_code == 3
    assert "1 finding did not show again, or could not be tried again, which decides nothing" in headline(report)
    assert "--max-time" in (report.incomplete or "")
    _marked_everywhere(report, tmp_path)


def _marked_everywhere(report: Report, folder: Path) -> None:
    for kind in ("markdown", "html", "junit"):
        reports.write(kind, folder / kind, report)
        assert "unconfirmed" in (folder / kind).read_text("utf-8"), kind
    reports.write("json", folder / "json", report)
    assert report_file.read(folder / "json").drifts[0].lead.untried


@pytest.mark.slow
def test_phases_leave_time_to_show_again_what_was_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that time cuts confirms what it found by then."""
    monkeypatch.setattr(contracts.run, "_CONFIRMING", 0.8)
    report = checked(Notes("plain"), _owned(delete=True), tmp_path, cases=100_000, max_time=60.0)
    assert any("time ran out" in text for text in report.shortfalls)
    assert report.decisive
    assert report.exit_code == 1


@pytest.mark.parametrize("law", ["time-ordered", "generated-unguessable"])
def test_what_many_exchanges_show_needs_no_repetition(law: str) -> None:
    """Such a finding stands by itself; others wait for one."""
    assert not untried(finding(law)).untried
    assert untried(finding("echo")) == replace(finding("echo"), untried=True)


def test_what_nothing_removes_is_made_once_more_to_show_a_finding(tmp_path: Path) -> None:
    """Of the sixty records that a run may leave some are kept for that, whatever cases come before."""
    notes = Notes("plain")
    report = checked(notes, document(delete=False, read=False, listing=False), tmp_path, cases=400)
    assert len(notes.made) <= MOST_UNREMOVABLE
    assert report.drifts
    assert all(drift.lead.repeated and not drift.lead.untried for drift in report.drifts)
    assert report.exit_code == 1
