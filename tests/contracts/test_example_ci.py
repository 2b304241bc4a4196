"""The repository of `examples/ci-repository`: its CI runs line by line, on GitHub's runner and on GitLab's."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.contracts.test_ci_files import GITLAB, Runner
from tests.free_port import free_port
from tests.running import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

REPOSITORY = ROOT / "examples" / "ci-repository"

pytestmark = pytest.mark.slow


def read(path: Path) -> Any:
    """A file of CI."""
    return yaml.safe_load(path.read_text("utf-8"))


@pytest.fixture
def checked_out(tmp_path: Path) -> Iterator[Runner]:
    """A runner with the repository; what pip would install is there, and what was started is ended."""
    runner = Runner(tmp_path, "")
    shutil.rmtree(tmp_path / "work")
    shutil.copytree(REPOSITORY, tmp_path / "work")
    tools = tmp_path / "temp" / "mythic-mock" / "bin"
    scripts = {
        "pip": f'echo "$@" >> {tmp_path}/installed',
        "python": f'echo $$ >> {tmp_path}/started; exec {sys.executable} "$@"',
    }
    for name, script in scripts.items():
        (tools / name).write_text(f"#!/bin/sh\n{script}\n")
        (tools / name).chmod(0o755)
    yield runner
    for number in (tmp_path / "started").read_text().split():
        os.kill(int(number), signal.SIGTERM)


def on_github(runner: Runner) -> int:
    """The job's steps in their order; the exit code of the last one."""
    (job,) = read(REPOSITORY / ".github" / "workflows" / "contract.yml")["jobs"].values()
    environment = {**job["env"], "PORT": str(free_port())}
    checkout, serve, check = job["steps"]
    assert checkout["uses"].startswith("actions/checkout@")
    served = runner.run(serve["run"], **environment)
    assert served.returncode == 0, served.stdout + served.stderr
    assert check["uses"] == "OWNER/REPOSITORY@TAG"
    given = {k: re.sub(r"\$\{\{ env\.(\w+) \}\}", lambda f: environment[f[1]], v) for k, v in check["with"].items()}
    done = runner.act(**given)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return done.returncode


def test_github_checks_the_service_that_it_started(checked_out: Runner) -> None:
    """Everything that was to be reached was, and every report is there to be kept."""
    assert on_github(checked_out) == 0
    assert {"contract.html", "contract.sarif", "contract.md"} <= checked_out.reports
    assert (checked_out.folder / "installed").read_text() == "install flask>=3.1\n"


def test_github_shows_a_drift_at_its_line(checked_out: Runner) -> None:
    """A push that breaks the document fails."""
    service = checked_out.folder / "work" / "service.py"
    service.write_text(service.read_text().replace("rate=RATES[currency]", "rate=str(RATES[currency])"))
    assert on_github(checked_out) == 1
    told = (checked_out.folder / "work" / "contract" / "annotations.txt").read_text("utf-8")
    assert re.search(r"^::error file=openapi\.yaml,line=\d+", told, re.MULTILINE)


def test_gitlab_extends_the_template(checked_out: Runner) -> None:
    """The lines before the script are the repository's, the script is the template's."""
    mine = read(REPOSITORY / ".gitlab-ci.yml")
    (included,) = mine["include"]
    assert ROOT / included["file"] == GITLAB
    assert mine["contract"]["extends"] == ".contract"
    job = {**read(GITLAB)[".contract"], **mine["contract"]}
    variables = {**read(GITLAB)[".contract"]["variables"], **mine["contract"]["variables"], "PORT": str(free_port())}
    variables = {k: re.sub(r"\$(\w+)", lambda found: variables[found[1]], v) for k, v in variables.items()}
    done = checked_out.run("\n".join([*job["before_script"], *job["script"]]), **variables)
    assert done.returncode == 0, done.stdout + done.stderr
    assert {"report.html", "junit.xml"} <= checked_out.reports
