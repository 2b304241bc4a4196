"""The admin API keeps its own document: this project's check and Schemathesis find nothing wrong with it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.mock.asking import create
from tests.running import environment, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import RunningMock

TAGS = ("health", "requests")
"""What is asked by Schemathesis; `records`, `state`, `sandboxes` and `faults` have tests of their own."""


@pytest.fixture(scope="module")
def described(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningMock, Path]]:
    """A mock of which something was asked, and the document of its admin API as it serves it."""
    path = tmp_path_factory.mktemp("admin") / "admin.json"
    with running_mock() as mock, mock.client() as client, mock.admin_client() as admin:
        create(client, "checked")
        client.post("/clients", json={"id": ""})
        path.write_bytes(admin.get("/openapi.json").content)
        yield mock, path
        assert mock.alive
        assert "Traceback" not in mock.stderr


def run(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command of this environment to its end."""
    command = Path(sys.executable).with_name(words[0])
    return subprocess.run([str(command), *words[1:]], capture_output=True, text=True, cwd=cwd, env=environment(),
                          timeout=500, check=False)  # fmt: skip


@pytest.mark.slow
def test_the_check_finds_nothing(described: tuple[RunningMock, Path], tmp_path: Path) -> None:
    """With the token for its credential; but for requests and sandboxes, which no call of the admin API has to make."""
    mock, path = described
    words = ("--spec", str(path), "--key", mock.token, "--yes", "--seed", "1", "--max-time", "240", "--fuzz", "10",
             "--exclude", "getRequest", "--exclude", "getSandbox")  # fmt: skip
    done = run("contracts", "check", mock.admin, *words, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "No drift" in done.stdout


@pytest.mark.slow
def test_schemathesis_finds_nothing(described: tuple[RunningMock, Path], tmp_path: Path) -> None:
    """Its command line with its default checks, but for the stream without end.

    `verify` waits as long as it is told to, so the document is told of short times alone.
    """
    mock, given = described
    path = tmp_path / "admin.json"
    document = json.loads(given.read_text("utf-8"))
    body = document["paths"]["/verify"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    body["properties"]["within"]["pattern"] = "^[0-9]ms$"
    path.write_text(json.dumps(document), "utf-8")
    words = [str(path), "--url", mock.admin, "--header", f"Authorization: Bearer {mock.token}", "--seed", "1"]
    words += ["--max-examples", "10", "--exclude-path", "/events"]
    words += [word for tag in TAGS for word in ("--include-tag", tag)]
    done = run("st", "run", *words, cwd=tmp_path)
    assert done.returncode == 0, done.stdout
