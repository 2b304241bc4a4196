"""The CI files in docs/ci.md work as pasted: their scripts are run here as a runner would run them."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from mock_server.embedded import ServedMock
from mock_server.openapi.reading.source import parse
from tests.contracts.ping import document

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "ci.md"


def file_of(heading: str) -> dict[str, Any]:
    """The YAML file under a heading of the page."""
    section = PAGE.read_text("utf-8").split(f"## {heading}\n")[1]
    found = re.search(r"```yaml\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return parse(found[1].encode(), PAGE)  # type: ignore[no-any-return]


def scripts() -> dict[str, tuple[str, list[str]]]:
    """The script of each CI that checks, and the paths that it uploads."""
    [job] = file_of("GitHub Actions")["jobs"].values()
    [check] = [step["run"] for step in job["steps"] if "contracts check" in step.get("run", "")]
    uploads = [step["with"] for step in job["steps"] if "upload" in step.get("uses", "")]
    gitlab = file_of("GitLab")["contract"]
    [line] = [line for line in gitlab["script"] if "contracts check" in line]
    kept = [*gitlab["artifacts"]["paths"], gitlab["artifacts"]["reports"]["junit"]]
    return {
        "GitHub Actions": (check, [with_.get("path") or with_["sarif_file"] for with_ in uploads]),
        "GitLab": (line, kept),
    }


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A checked-out repository with a document, a target that conforms to it, and a runner's environment."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin" / "contracts"
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m contracts.cli "$@"\n')
    command.chmod(0o755)
    (tmp_path / "openapi.yaml").write_text(json.dumps(document()))
    with ServedMock(tmp_path / "openapi.yaml") as mock:
        yield (
            tmp_path,
            {
                **{name: value for name, value in os.environ.items() if not name.startswith("CONTRACTS_")},
                "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}",
                "PYTHONPATH": str(ROOT),
                "CI": "true",
                "CONTRACT_TARGET": mock.url,
                "CONTRACTS_KEY": "any",
                "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
            },
        )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("bash") is None, reason="runners have bash")
@pytest.mark.parametrize("name", ["GitHub Actions", "GitLab"])
def test_the_script_runs_as_pasted(name: str, runner: tuple[Path, dict[str, str]]) -> None:
    """It ends with 0 against a target that conforms, and writes what the job uploads."""
    folder, environment = runner
    script, uploads = scripts()[name]
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for path in uploads:
        assert (folder / path).exists()
    assert name != "GitHub Actions" or (folder / "summary.md").read_text("utf-8").startswith("# ✅ Ping")
    assert {path.name for path in (folder / "contract").iterdir()} >= {"report.html", "report.json", "junit.xml"}


def test_the_files_have_the_form_that_their_ci_wants() -> None:
    """Jobs with an image or a runner, steps with `uses` or `run`, artifacts kept whatever the outcome."""
    workflow, pipeline = file_of("GitHub Actions"), file_of("GitLab")
    [job] = workflow["jobs"].values()
    assert {"name", "on", "permissions", "jobs"} == set(workflow)
    assert job["runs-on"]
    assert all(("uses" in step) != ("run" in step) for step in job["steps"])
    assert all("!cancelled()" in step["if"] for step in job["steps"] if "upload" in step.get("uses", ""))
    assert pipeline["contract"]["artifacts"]["when"] == "always"
