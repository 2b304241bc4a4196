"""The action, the template for GitLab and the hook for pre-commit: their lines run here as a runner would run them."""

from __future__ import annotations

import json
import os
import re
import shlex
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
ACTION: dict[str, Any] = parse((ROOT / "action.yml").read_bytes(), ROOT / "action.yml")
GITLAB = ROOT / "examples" / "ci" / "gitlab.yml"
HOOKS = ROOT / ".pre-commit-hooks.yaml"


class Runner:
    """A checked-out repository on a runner, with a document and a target that conforms to it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder = folder
        self.url = url
        command = folder / "temp" / "mythic-mock" / "bin" / "mythic-mock"
        command.parent.mkdir(parents=True)
        command.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec "{sys.executable}" -m {_module()} "$@"\n')
        command.chmod(0o755)
        (folder / "work").mkdir()
        self.write(document())

    def write(self, tree: dict[str, Any]) -> None:
        """The document of the repository."""
        (self.folder / "work" / "openapi.yaml").write_text(json.dumps(tree))

    def run(self, script: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """One step, as bash runs it there."""
        bin_folder = self.folder / "temp" / "mythic-mock" / "bin"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CONTRACTS_", "GITHUB_"))}
        environment = {
            **kept,
            "PATH": f"{bin_folder}{os.pathsep}{os.environ['PATH']}",
            "CI": "true",
            "RUNNER_TEMP": str(self.folder / "temp"),
            "GITHUB_ACTION_PATH": str(ROOT),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary.md"),
            "GITHUB_OUTPUT": str(self.folder / "output"),
        } | variables
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
        return subprocess.run(
            command, cwd=self.folder / "work", env=environment, capture_output=True, text=True, timeout=900, check=False
        )

    def act(self, **given: str) -> subprocess.CompletedProcess[str]:
        """The action's step that checks, with these inputs and the defaults of the others."""
        (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "contract"]
        inputs = {name: each.get("default", "") for name, each in ACTION["inputs"].items()}
        inputs |= {"url": self.url} | {name.replace("_", "-"): value for name, value in given.items()}
        filled = {
            name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: inputs[found[1]], value)
            for name, value in step["env"].items()
        }
        assert "${{" not in step["run"]
        return self.run(step["run"], **filled)

    @property
    def outputs(self) -> dict[str, str]:
        """What the steps handed on."""
        return dict(line.split("=", 1) for line in (self.folder / "output").read_text().splitlines())

    @property
    def reports(self) -> set[str]:
        """The names of the reports."""
        return {path.name for path in (self.folder / "work" / "contract").iterdir()}


def _module() -> str:
    scripts = re.search(r'^mythic-mock = "([\w.]+):main"$', (ROOT / "pyproject.toml").read_text(), re.MULTILINE)
    assert scripts is not None
    return scripts[1].removesuffix(".cli")


@pytest.fixture
def runner(tmp_path: Path) -> Iterator[Runner]:
    """A runner beside a mock of its document."""
    (tmp_path / "served.yaml").write_text(json.dumps(document()))
    with ServedMock(tmp_path / "served.yaml") as mock:
        yield Runner(tmp_path, mock.url)


@pytest.mark.slow
def test_the_action_checks_and_hands_on_what_it_found(runner: Runner) -> None:
    """0 for a target that conforms; every report, the summary, and no annotation."""
    done = runner.act(key="any", arguments="--seed 7 --header 'X-Team: red and blue'")
    assert done.returncode == 0, done.stdout + done.stderr
    assert runner.outputs == {"exit-code": "0"}
    assert runner.reports >= {"contract.html", "contract.json", "contract.junit.xml", "contract.sarif",
                              "contract.ctrf.json", "contract.md"}  # fmt: skip
    assert (runner.folder / "summary.md").read_text("utf-8").startswith("# ✅ Ping")
    assert "::error" not in done.stdout
    report = json.loads((runner.folder / "work" / "contract" / "contract.json").read_text("utf-8"))
    assert report["seed"] == 7


@pytest.mark.slow
def test_the_action_fails_with_the_check_and_annotates_the_document(runner: Runner) -> None:
    """1 for drift; the annotation stands at a line of the document; everything is handed on all the same."""
    runner.write(document("string"))
    done = runner.act()
    assert done.returncode == 1, done.stdout + done.stderr
    assert runner.outputs == {"exit-code": "1"}
    assert re.search(r"^::error file=openapi\.yaml,line=\d+", done.stdout, re.MULTILINE)
    assert "contract.sarif" in runner.reports
    assert (runner.folder / "summary.md").stat().st_size
    assert "::error" not in runner.act(annotations="false").stdout


def test_the_action_passes_a_wrong_input_on_as_the_command_tells_it(runner: Runner) -> None:
    """2, with the sentence in the log."""
    done = runner.act(spec="nowhere.yaml")
    assert done.returncode == 2
    assert "nowhere.yaml" in done.stderr
    assert runner.outputs == {"exit-code": "2"}


def test_the_action_puts_the_proxy_around_a_command(runner: Runner) -> None:
    """The command's own requests are judged; its words keep their quotes."""
    code = "import os, urllib.request as r; print(r.urlopen(os.environ['CONTRACT_PROXY_URL'] + '/ping').read())"
    done = runner.act(command="proxy", arguments=f"--listen 127.0.0.1:0 -- {sys.executable} -c {shlex.quote(code)}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "contract.json" in runner.reports


def test_every_input_of_the_action_is_used_and_described() -> None:
    """No input that does nothing, none that is not declared, and what is uploaded is what was written."""
    used = set(re.findall(r"inputs\.([\w-]+)", json.dumps([ACTION["runs"], ACTION["outputs"]])))
    assert used == set(ACTION["inputs"])
    assert all(each["description"] for each in ACTION["inputs"].values())
    assert all("shell" in step for step in ACTION["runs"]["steps"] if "run" in step)
    page = (ROOT / "docs" / "ci.md").read_text("utf-8")
    assert all(f"| `{name}` |" in page for name in ACTION["inputs"])


@pytest.mark.slow
def test_the_template_for_gitlab_checks(runner: Runner) -> None:
    """Its line ends well against a target that conforms, and writes what the job keeps."""
    job = parse(GITLAB.read_bytes(), GITLAB)[".contract"]
    (line,) = [line for line in job["script"] if " check " in line]
    done = runner.run(line, **{**job["variables"], "CONTRACT_TARGET": runner.url, "CONTRACTS_KEY": "any"})
    assert done.returncode == 0, done.stdout + done.stderr
    assert (runner.folder / "work" / job["artifacts"]["reports"]["junit"]).exists()
    assert {"report.html", "ctrf.json"} <= runner.reports


@pytest.mark.slow
def test_the_hook_for_pre_commit_validates_each_document(runner: Runner) -> None:
    """All files of a commit in one call; the wrong one is named, and the hook fails."""
    (hook,) = parse(HOOKS.read_bytes(), HOOKS)
    assert re.search(hook["files"], "api/openapi.yaml")
    assert not re.search(hook["files"], "docs/other.yaml")
    (runner.folder / "work" / "second.json").write_text(json.dumps(document()))
    done = runner.run(f"{hook['entry']} openapi.yaml second.json")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("is a valid OpenAPI 3.0.3 document") == 2
    (runner.folder / "work" / "second.json").write_text('{"openapi": "3.0.3"}')
    done = runner.run(f"{hook['entry']} openapi.yaml second.json")
    assert done.returncode == 2
    assert "second.json" in done.stderr


@pytest.mark.slow
def test_the_action_installs_itself(runner: Runner) -> None:
    """By pip, from where the action is, with what checks."""
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("name") == "Install"]
    shutil.rmtree(runner.folder / "temp" / "mythic-mock")
    done = runner.run(step["run"], VERSION="")
    assert done.returncode == 0, done.stderr
    done = runner.run('"$RUNNER_TEMP/mythic-mock/bin/mythic-mock" check --help')
    assert done.returncode == 0
