"""What several tests of the check begin with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.contracts.ping import document
from tests.contracts.report_samples import SAMPLES

if TYPE_CHECKING:
    from pathlib import Path

    from contracts.findings import Report


@pytest.fixture(params=SAMPLES)
def sample(request: pytest.FixtureRequest) -> Report:
    """A report with drifts, one without, and one in which every text is hostile."""
    return SAMPLES[request.param]()


@pytest.fixture
def ping_spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small document, in a folder of its own where nothing of the surroundings counts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    path = tmp_path / "ping.json"
    path.write_text(json.dumps(document()), "utf-8")
    return path
