"""A whole check of the tests' own target: faults are found, the faithful left in peace, nothing left or touched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from contracts.errors import ContractsError
from contracts.run import Check, Settings
from mock_server.openapi.reading.document import load_document
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


def check(target: Target, folder: Path, *, recombinations: int = 0, seed: int = 7) -> Report:
    """The report on a target, without generated cases."""
    credentials = dict.fromkeys(("bearerAuth", "adminKey"), target.key)
    settings = Settings(url=target.url, spec=SPEC, credentials=credentials, seed=seed,
                        recombinations=recombinations, fuzz=0, ledger=folder / "ledger")  # fmt: skip
    one = Check(settings, load_document(SPEC))
    try:
        return one.run()
    finally:
        one.close()


def run(folder: Path, faults: Iterable[str] = (), variants: Iterable[str] = (), records: int = 30) -> Report:
    """Check a target with faults and variants; nothing may be left or touched."""
    with running_target(faults, variants, records) as target:
        report = check(target, folder)
        listed = {item.what for item in report.leftovers}
        assert set(target.left_behind()) <= listed
        assert target.touched() == []
    assert not (folder / "ledger").exists() or report.interrupted
    return report


@pytest.mark.sampled(3)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_found_by_its_law(fault: str, tmp_path: Path) -> None:
    """One fault gives one drift, or few, and the law that it breaks is among them."""
    report = run(tmp_path, [fault])
    laws = [drift.lead.law for drift in report.drifts]
    assert FAULTS[fault] in laws
    assert len(laws) <= 2
    assert report.exit_code == 1
    assert not any(drift.lead.flaky for drift in report.drifts)


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    "variants", [(), ("nulls-for-absent", "other-words", "challenge"), ("http-statuses", "zipped")]
)
def test_a_faithful_target_is_left_in_peace(variants: tuple[str, ...], tmp_path: Path) -> None:
    """No drift, every documented status seen, no assumption refuted."""
    report = run(tmp_path, (), variants)
    assert [drift.lead.message for drift in report.drifts] == []
    assert report.coverage_gaps == ()
    assert {item.verdict for item in report.assumptions} <= {"confirmed", "open"}
    assert report.exit_code == 0


def test_what_has_no_delete_is_listed(tmp_path: Path) -> None:
    """Records that nothing removes are few, and the report says how many."""
    report = run(tmp_path)
    assert [item.operation for item in report.leftovers] == ["createApiKey"]
    assert report.created - report.removed <= 60


def test_the_same_seed_sends_the_same_requests(tmp_path: Path) -> None:
    """Whatever the target answers, what is sent first is the same, byte for byte."""
    logs = []
    for faults in ((), ("name-trimmed",)):
        with running_target(faults) as target:
            check(target, tmp_path)
            logs.append([(entry["method"], entry["target"]) for entry in target.log()])
    issued = min(next(i for i, (_, target) in enumerate(log) if "=pk_" in target) for log in logs)
    assert issued > 900  # what follows carries secrets that the target issued
    assert logs[0][:issued] == logs[1][:issued]


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
