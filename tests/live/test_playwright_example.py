"""The example for Playwright passes as it stands: with a server for each worker, and with one that all share."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mock.chromium import PATH
from tests.running import ROOT, running_mock

EXAMPLE = ROOT / "examples/playwright"
SECONDS = 420.0


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example with what it needs installed."""
    if PATH is None or shutil.which("npm") is None:
        pytest.skip("there is no Chromium, or no npm")
    folder = tmp_path_factory.mktemp("example") / "playwright"
    shutil.copytree(EXAMPLE, folder, ignore=shutil.ignore_patterns("node_modules", "test-results"))
    words = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund")
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    if done.returncode:
        pytest.skip(f"what the example needs could not be installed: {done.stderr[-300:]}")
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("shared", [False, True], ids=["a server a worker", "one server"])
def test_the_example_passes(example: Path, shared: bool) -> None:
    """Each test of it, several at once."""
    given = {
        "CI": "1",
        "CHROMIUM": str(PATH),
        "MOCK_SERVER": str(Path(sys.executable).parent / "mock-server"),
        "MOCK_ADMIN_TOKEN": "t",
    }
    seeds = ("--seed-data", str(example / "seed.json"), "--admin-token", "t")
    with running_mock(*seeds, spec=example / "openapi.yaml") as mock:
        environment = {**os.environ, **given, **({"MOCK_URL": mock.url} if shared else {})}
        words = ("node", "node_modules/@playwright/test/cli.js", "test")
        done = subprocess.run(
            words, cwd=example, env=environment, capture_output=True, text=True, timeout=SECONDS, check=False
        )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]
    assert " 7 passed" in done.stdout
