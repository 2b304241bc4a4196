"""Schemathesis, as anybody would run it, finds nothing wrong with the mock."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.running import DOCUMENT, environment, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import RunningMock

PHASES = ("Examples", "Coverage", "Fuzzing", "Stateful")


@pytest.fixture(scope="module")
def tested(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningMock]:
    """A mock whose state is kept between runs; nothing of it fails."""
    store = tmp_path_factory.mktemp("state") / "mock.journal"
    with running_mock("--log-level", "warning", store=str(store)) as mock:
        yield mock
        assert mock.alive
        assert mock.stderr == ""


@pytest.mark.slow
@pytest.mark.parametrize(("seed", "examples"), [(1, 10), *((seed, 60) for seed in range(2, 8))])
def test_schemathesis_finds_nothing(tested: RunningMock, seed: int, examples: int, tmp_path: Path) -> None:
    """Its command line with all phases and its default checks, over HTTP."""
    words = [str(DOCUMENT), "--url", tested.url, "--header", f"Authorization: Bearer {tested.key}"]
    words += ["--seed", str(seed), "--max-examples", str(examples)]
    words += ["--phases", ",".join(phase.lower() for phase in PHASES)]
    command = Path(sys.executable).with_name("st")
    done = subprocess.run(
        [str(command), "run", *words],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment(),
        timeout=500,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    for phase in PHASES:
        assert f"✅ {phase}" in " ".join(done.stdout.split()), done.stdout
