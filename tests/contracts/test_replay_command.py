"""`contracts replay`: one drift of a report, sent once more over real HTTP, with set-up and removal."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from contracts import reports
from contracts.cli import main
from tests.contracts.depot_service import Depot, checked, serving
from tests.target.running import running_target

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No credentials and no files of the surroundings."""
    for name in [name for name in os.environ if name.startswith("CONTRACTS_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)


def moved(report: Path, url: str) -> None:
    """Let a report speak of a target at another address."""
    data = json.loads(report.read_text("utf-8"))
    report.write_text(json.dumps({**data, "target": url}), "utf-8")


@pytest.mark.slow
def test_a_drift_shows_again_until_it_is_mended(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 while the fault is there, 0 when it is gone; nothing is left either way."""
    path = tmp_path / "report.json"
    report = checked(Depot({"taken": lambda _: True}), tmp_path)
    reports.write("json", path, report)
    fingerprint = report.drifts[0].fingerprint
    for depot, code, words in (
        (Depot({"taken": lambda _: True}), 1, "shows again"),
        (Depot(), 0, "does not show again"),
    ):
        with serving(depot) as url:
            moved(path, url)
            assert main(["replay", str(path), fingerprint, "--ledger", str(tmp_path / "replay.jsonl")]) == code
        assert f"{fingerprint} {words}" in capsys.readouterr().out
        assert [method for method, _, _ in depot.asked] == ["POST", "POST", "DELETE"]
        assert depot.kept == {}
    assert not (tmp_path / "replay.jsonl").exists()


@pytest.mark.slow
def test_what_can_not_be_run_is_a_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """No report, no such drift, another host: 2; a target that is gone: 3."""
    path = tmp_path / "report.json"
    report = checked(Depot({"taken": lambda _: True}), tmp_path)
    reports.write("json", path, report)
    fingerprint = report.drifts[0].fingerprint
    (tmp_path / "none.json").write_text("[]")
    assert main(["replay", str(tmp_path / "none.json"), fingerprint]) == 2
    assert "is no JSON report" in capsys.readouterr().err
    assert main(["replay", str(path), "0" * 12]) == 2
    assert f"has no drift 000000000000; it has {fingerprint}" in capsys.readouterr().err
    assert main(["replay", str(path), fingerprint, "--timeout", "1"]) == 3
    assert capsys.readouterr().err.count("\n") == 1
    moved(path, "http://elsewhere.example/v1")
    words = ["replay", str(path), fingerprint, "--header", "X-Key: one", "--spec", str(tmp_path / "depot.json")]
    assert main(words) == 2
    assert "--allow-host elsewhere.example" in capsys.readouterr().err


@pytest.mark.slow
def test_credentials_are_given_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The report shows none; the environment or an option gives them, and no output shows them."""
    path = tmp_path / "report.json"
    with running_target(["create-answers-200"]) as target:
        words = ["check", target.url, "--key", target.key, "--yes", "--cases", "0", "--fuzz", "0", "--seed", "5"]
        words += ["--max-time", "900"]
        assert main([*words, "--report", f"json={path}"]) == 1
        capsys.readouterr()
        fingerprint = json.loads(path.read_text("utf-8"))["drifts"][0]["fingerprint"]
        assert main(["replay", str(path), fingerprint]) == 3
        assert "carries a secret that the report does not show" in capsys.readouterr().err
        monkeypatch.setenv("CONTRACTS_KEY", target.key)
        assert main(["replay", str(path), fingerprint]) == 1
        out = capsys.readouterr().out
        assert target.remaining() == []
        assert target.touched() == []
    assert "shows again" in out
    assert target.key not in out
