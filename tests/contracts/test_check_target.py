"""A whole check of the tests' own target: faults are found, the faithful left in peace, nothing left or touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.errors import ContractsError
from contracts.run import Settings
from tests.contracts.running import report_of
from tests.target.running import running_target

if TYPE_CHECKING:
    from collections.abc import Iterable

    from contracts.findings import Report
    from tests.target.running import Target

SPEC = Path(__file__).parents[2] / "openapi.yaml"
FAULTS = {
    "soft-delete-removes": "state",
    "name-normalised": "echo",
    "one-secret-for-all": "generated-unique",
    "clock-an-hour-behind": "time-plausible",
    "id-of-255-refused": "valid-accepted",
    "hard-maybe-accepted": "invalid-refused",
    "key-beginning-accepted": "access-required",
    "create-answers-200": "status-documented",
    "secret-key-missing": "answer-schema",
    "name-with-nul-fails": "no-server-error",
}


def check(target: Target, folder: Path, workers: int = 8) -> Report:
    """The report on a target, without generated cases."""
    credentials = dict.fromkeys(("bearerAuth", "adminKey"), target.key)
    settings = Settings(url=target.url, spec=SPEC, credentials=credentials, seed=7,
                        recombinations=0, fuzz=0, ledger=folder / "ledger", workers=workers)  # fmt: skip
    return report_of(settings)


def run(
    folder: Path,
    faults: Iterable[str] = (),
    variants: Iterable[str] = (),
    records: int = 30,
    log: list[tuple[str, str]] | None = None,
) -> Report:
    """Check a target with faults and variants; nothing may be left or touched.

    ``log`` takes what was asked, in order, so that one request is on its way at a time.
    """
    with running_target(faults, variants, records) as target:
        report = check(target, folder, 8 if log is None else 1)
        if log is not None:
            log += [(entry["method"], entry["target"]) for entry in target.log()]
        listed = {item.what for item in report.leftovers}
        assert set(target.left_behind()) <= listed
        assert target.touched() == []
    assert not (folder / "ledger").exists() or report.interrupted
    return report


@pytest.fixture(scope="module")
def faithful(tmp_path_factory: pytest.TempPathFactory) -> tuple[Report, list[tuple[str, str]]]:
    """The report on a faithful target, and method and target of each request."""
    log: list[tuple[str, str]] = []
    return run(tmp_path_factory.mktemp("faithful"), log=log), log


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_by_its_law(fault: str, tmp_path: Path) -> None:
    """One fault gives one drift, or few, and the law that it breaks is among them."""
    report = run(tmp_path, [fault])
    laws = [drift.lead.law for drift in report.drifts]
    assert FAULTS[fault] in laws
    assert len(laws) <= 2
    assert report.exit_code == 1
    assert not any(drift.lead.flaky for drift in report.drifts)


def conforms(report: Report) -> None:
    """No drift, every documented status seen, no assumption refuted."""
    assert [drift.lead.message for drift in report.drifts] == []
    assert report.coverage_gaps == ()
    assert {item.verdict for item in report.assumptions} <= {"confirmed", "open"}
    assert report.exit_code == 0


def test_a_faithful_target_is_left_in_peace(faithful: tuple[Report, list[tuple[str, str]]]) -> None:
    """It conforms."""
    conforms(faithful[0])


@pytest.mark.slow
@pytest.mark.parametrize("variants", [("http-statuses", "zipped"), ("nulls-for-absent", "other-words", "challenge")])
def test_a_target_of_other_habits_is_left_in_peace(variants: tuple[str, ...], tmp_path: Path) -> None:
    """It conforms, too."""
    conforms(run(tmp_path, (), variants))


def test_what_has_no_delete_is_listed(faithful: tuple[Report, list[tuple[str, str]]]) -> None:
    """Records that nothing removes are few, and the report says how many."""
    report, _ = faithful
    assert [item.operation for item in report.leftovers] == ["createApiKey"]
    assert report.created - report.removed <= 60


@pytest.mark.slow
def test_the_same_seed_sends_the_same_requests(faithful: tuple[Report, list[tuple[str, str]]], tmp_path: Path) -> None:
    """Whatever the target answers, what is sent first is the same, byte for byte."""
    logs: list[list[tuple[str, str]]] = [faithful[1], []]
    run(tmp_path, ["name-trimmed"], log=logs[1])
    first = 900  # what follows carries keys that are sent only where nothing was found, and secrets that were issued
    assert min(len(log) for log in logs) > first
    assert logs[0][:first] == logs[1][:first]


def test_a_wrong_credential_ends_the_check_before_anything_is_created(tmp_path: Path) -> None:
    """No credential accepted is a sentence and exit code 3, not a list of drifts."""
    with running_target() as target, pytest.raises(ContractsError, match="accepts none of the credentials") as caught:
        check(type(target)(target.url, "another-key"), tmp_path)
    assert caught.value.exit_code == 3


def test_an_unreachable_target_is_told(tmp_path: Path) -> None:
    """Nothing listens: the check says so, and its exit code is 3."""
    with running_target() as target:
        gone = type(target)(target.url, target.key)
    report = check(gone, tmp_path)
    assert report.interrupted is not None
    assert report.exit_code == 3
