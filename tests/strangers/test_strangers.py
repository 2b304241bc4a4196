"""`contracts check`, as a user runs it, of services that nobody tuned it to: no false alarm, and the faults found."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.openapi import load_document
from tests.strangers.catalogue import STRANGERS, Stranger

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

PLANTED = [(name, fault) for name, stranger in STRANGERS.items() for fault in stranger.faults]


def _checked(stranger: Stranger, folder: Path, faults: Collection[str] = ()) -> tuple[int, dict[str, Any], str]:
    """Exit code, JSON report and output of a check; nothing from before is touched, nothing of a right one left."""
    with stranger.running(faults) as (url, service):
        words = [sys.executable, "-m", "contracts.cli", "check", url, "--spec", str(stranger.document), "--yes"]
        words += ["--max-time", "800", "--seed", "1", "--ledger", str(folder / "ledger")]
        words += ["--report", f"json={folder / 'report.json'}"]
        words += ["--key", stranger.key] if stranger.key else []
        done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=900)
        assert stranger.untouched(service)
        assert faults or stranger.left(service) == []
    said = done.stdout + done.stderr
    return done.returncode, json.loads((folder / "report.json").read_text("utf-8")), said


@pytest.mark.parametrize("name", STRANGERS)
def test_a_stranger_comes_with_a_document(name: str) -> None:
    """Each document loads, and each stranger has three faults that can be planted."""
    stranger = STRANGERS[name]
    assert load_document(stranger.document).operations
    assert len(set(stranger.faults)) == 3
    with stranger.running() as (url, service):
        assert url.startswith("http://127.0.0.1:")
        assert stranger.left(service) == []


@pytest.mark.slow
@pytest.mark.parametrize("name", STRANGERS)
def test_a_correct_stranger_conforms(name: str, tmp_path: Path) -> None:
    """Exit code 0 without a finding, not even a flaky one, and nothing left."""
    code, report, said = _checked(STRANGERS[name], tmp_path)
    assert (code, report["drifts"]) == (0, []), said


@pytest.mark.slow
@pytest.mark.parametrize(("name", "fault"), PLANTED)
def test_a_planted_fault_is_found(name: str, fault: str, tmp_path: Path) -> None:
    """It is told, and the exit code is not that of a service that conforms."""
    code, report, said = _checked(STRANGERS[name], tmp_path, (fault,))
    assert code != 0, said
    assert report["drifts"], said
