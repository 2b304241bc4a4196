"""The workflow that releases: what it promises, and its lines run here for every Python that this machine has."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mock_server.openapi.reading.source import parse
from supply_chain.lock import ROOT

FILE = ROOT / ".github" / "workflows" / "release.yml"
WORKFLOW: dict[str, Any] = parse(FILE.read_bytes(), FILE)
JOBS: dict[str, Any] = WORKFLOW["jobs"]
MATRIX: dict[str, list[str]] = JOBS["try"]["strategy"]["matrix"]
_UV = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
MEGABYTES = 80
"""What the serving core may take, in an environment of its own."""


def lines(job: str, **matrix: str) -> list[tuple[str, str]]:
    """The names and scripts of a job's steps, filled in for one place of the matrix."""
    found = []
    for step in JOBS[job]["steps"]:
        if "run" in step and "if" not in step:
            script = re.sub(r"\$\{\{ matrix\.(\w+) \}\}", lambda name: matrix[name[1]], step["run"])
            assert "${{" not in script
            assert step["shell"] == "bash"
            found.append((step["name"], script))
    return found


def run(script: str, folder: Path, *, python: str) -> str:
    """What a script prints that runs in a folder, where ``python`` is the one that is given; it must end well."""
    tools = folder.with_name(f"{folder.name}-python")
    tools.mkdir(exist_ok=True)
    (tools / "python").write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
    (tools / "python").chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    environment["PATH"] = f"{tools}{os.pathsep}{environment['PATH']}"
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, timeout=1500, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def interpreter(version: str) -> str | None:
    """The program of this Python's version, None where it is not here."""
    if sys.version_info[:2] == tuple(map(int, version.split("."))):
        return sys.executable
    for place in (shutil.which(f"python{version}"), *Path.home().glob(f".pyenv/versions/{version}.*/bin/python")):
        if place:
            shown = subprocess.run([place, "-c", "print(1)"], capture_output=True, text=True, check=False)
            if shown.stdout.strip() == "1":
                return str(place)
    return None


def checkout(folder: Path) -> Path:
    """A copy of the files that git tracks or would track."""
    words = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout in which the job `build` has run."""
    folder = checkout(tmp_path_factory.mktemp("release"))
    for _, script in lines("build"):
        run(script, folder, python=sys.executable)
    return folder


def test_it_publishes_without_a_password_and_only_what_was_tried() -> None:
    """The right to be trusted and to attest is the publishing job's alone, and only for a tag."""
    text = FILE.read_text("utf-8")
    assert "secrets." not in text
    assert "password" not in text.partition("name: release")[2]
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert [name for name, job in JOBS.items() if "permissions" in job] == ["publish"]
    publish = JOBS["publish"]
    assert publish["permissions"] == {"contents": "read", "id-token": "write", "attestations": "write"}
    assert publish["if"] == "github.ref_type == 'tag'"
    assert (publish["needs"], JOBS["try"]["needs"]) == ("try", "build")
    used = {step.get("uses", "").partition("@")[0] for step in publish["steps"]}
    assert {"pypa/gh-action-pypi-publish", "actions/attest-build-provenance", "actions/attest-sbom"} <= used
    assert not any("run" in step for step in publish["steps"])


def test_it_tries_every_system_and_every_python_that_is_supported() -> None:
    """From the oldest of pyproject.toml, the wheel and the source, on three systems."""
    oldest = re.search(r'requires-python = ">=3\.(\d+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert oldest is not None
    assert MATRIX["python"] == [f"3.{minor}" for minor in range(int(oldest[1]), 15)]
    assert {name.partition("-")[0] for name in MATRIX["system"]} == {"ubuntu", "windows", "macos"}
    assert set(MATRIX["form"]) == {"whl", "tar.gz"}


@pytest.mark.parametrize(
    ("tag", "told", "code"),
    [("v{}", "## {} - 2027-01-31", 0), ("v9.9.9", "## 9.9.9 - 2027-01-31", 1), ("v{}", "## Unreleased", 1)],
)
def test_a_tag_is_the_version_and_the_changelog_has_it(tag: str, told: str, code: int, tmp_path: Path) -> None:
    """Nothing is built from another one."""
    (script,) = (step["run"] for step in JOBS["build"]["steps"] if "if" in step)
    shutil.copyfile(ROOT / "pyproject.toml", tmp_path / "pyproject.toml")
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n{told.format(_version())}\n")
    environment = {**os.environ, "GITHUB_REF_NAME": tag.format(_version())}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    assert subprocess.run(command, cwd=tmp_path, env=environment, check=False).returncode == code


@pytest.mark.slow
def test_what_is_built(built: Path) -> None:
    """A wheel, the source, a bill of materials beside them, and nothing else that would be published."""
    assert sorted(path.name.partition("-")[2] for path in (built / "dist").iterdir()) == sorted(
        [f"{_version()}-py3-none-any.whl", f"{_version()}.tar.gz"]
    )
    assert (built / "bill" / "mythic-mock.cdx.json").is_file()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("python", "form", "last"),
    [*((python, "whl", 1 + (python == MATRIX["python"][0])) for python in MATRIX["python"]), ("3.11", "tar.gz", 1)],
)
def test_it_serves_and_checks_where_it_is_installed(
    built: Path, python: str, form: str, last: int, tmp_path: Path
) -> None:
    """The lines of the job `try`, in an environment of their own, in one place all of them; the core keeps its size."""
    program = interpreter(python)
    if program is None:
        pytest.skip(f"there is no Python {python} here")
    for name in ("dist", ".ci"):
        shutil.copytree(built / name, tmp_path / name)
    shutil.copyfile(built / "constraints.txt", tmp_path / "constraints.txt")
    steps = lines("try", python=python, form=form)
    assert len(steps) == 2
    for number, (_, script) in enumerate(steps[:last]):
        assert " answered 201" in run(script, tmp_path, python=program)
        if number == 0:
            assert _megabytes(tmp_path / "env") <= MEGABYTES


@pytest.mark.slow
@pytest.mark.skipif(_UV is None, reason="uv is not here")
def test_one_line_serves_without_installing(built: Path, tmp_path: Path) -> None:
    """`uvx mythic-mock serve`, with the wheel in the place of the index."""
    (wheel,) = (built / "dist").glob("*.whl")
    words = [
        str(_UV),
        "tool",
        "run",
        "--quiet",
        "--python",
        sys.executable,
        "--from",
        str(wheel),
        "mythic-mock",
        "serve",
    ]
    environment = {**os.environ, "UV_CACHE_DIR": str(tmp_path / "cache")}
    with subprocess.Popen(
        [*words, "--port", "0", "--store", "memory:"], cwd=tmp_path, env=environment, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout is not None
            assert any("listening  http://127.0.0.1:" in line for line in server.stdout)
        finally:
            server.terminate()


def _version() -> str:
    from mock_server import __version__

    return __version__


def _megabytes(environment: Path) -> float:
    """What the files of an environment but for its installers hold, as docs/install.md tells it."""
    (packages,) = environment.glob("lib/*/site-packages")
    own = {
        path for name in ("pip", "setuptools", "_distutils_hack", "pkg_resources") for path in packages.glob(f"{name}*")
    }
    files = (path for path in environment.rglob("*") if not own.intersection(path.parents))
    return sum(path.lstat().st_size for path in files) / 1e6
