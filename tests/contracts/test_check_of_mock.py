"""The mock conforms to whatever it serves: the check of it finds no drift and gets every operation to succeed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from contracts.cli import main
from contracts.judging.report_file import read
from mock_server.embedded import ServedMock

SERVICES = sorted((Path(__file__).parent / "small_services").glob("*.yaml"))
KEY = "ann:pass"


def test_there_are_ten() -> None:
    """Ten documents of different kinds."""
    assert len(SERVICES) >= 10


@pytest.mark.sampled(14)
@pytest.mark.parametrize("spec", SERVICES, ids=[path.stem for path in SERVICES])
def test_the_mock_conforms(spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exit code 0, no drift, and each operation answered with a success at least once."""
    monkeypatch.chdir(tmp_path)
    report = tmp_path / "report.json"
    with ServedMock(spec, seed=1) as mock:
        words = ["check", mock.url, "--spec", str(spec), "--yes", "--seed", "7", "--cases", "60", "--fuzz", "2"]
        code = main([*words, "--max-time", "900", "--key", KEY, "--report", f"json={report}"])
    found = read(report)
    drifts = [f"{drift.lead.law}, {drift.lead.operation}: {drift.lead.message}" for drift in found.drifts]
    assert (code, drifts) == (0, [])
    assert [item.operation for item in found.coverage if not item.succeeded] == []


@pytest.mark.slow
def test_a_bad_item_of_a_stream_is_a_drift(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the stream has no end: a service whose items hold a text in place of a number."""
    monkeypatch.chdir(tmp_path)
    spec, report = Path(__file__).parent / "small_services" / "streams.yaml", tmp_path / "report.json"
    tree = yaml.safe_load(spec.read_text("utf-8"))
    tree["components"]["schemas"]["Tick"]["properties"]["n"] = {"type": "string", "enum": ["seven"]}
    (tmp_path / "other.json").write_text(json.dumps(tree), "utf-8")
    with ServedMock(tmp_path / "other.json", seed=1) as service:
        words = ["check", service.url, "--spec", str(spec), "--yes", "--seed", "7", "--cases", "4", "--fuzz", "0"]
        assert main([*words, "--report", f"json={report}"]) == 1
    found = [(drift.lead.law, drift.lead.operation, drift.lead.place) for drift in read(report).drifts]
    assert found == [("answer-schema", "feed", "/*/n")]
