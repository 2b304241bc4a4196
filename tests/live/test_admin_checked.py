"""The admin API keeps its own document: this project's check and Schemathesis find nothing wrong with it."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.mock.asking import create
from tests.running import environment, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import RunningMock

NAME = {"type": "string", "minLength": 1}
FOR_ALL = ("resetSandbox", "putRecords", "deleteRecords", "deleteSandboxes")
"""What takes away records that others made: a check that makes some can't ask it beside them."""


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


def brief(given: Path) -> dict[str, Any]:
    """The document of the admin API where a verification waits for short times alone: each drawn one is waited for."""
    document: dict[str, Any] = json.loads(given.read_text("utf-8"))
    body = document["paths"]["/verify"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    body["properties"]["within"]["pattern"] = "^[0-9]ms$"
    return document


def bounded(given: Path, path: Path) -> dict[str, Any]:
    """The document of the admin API where nothing waits for long: of short times, and of sandboxes with events."""
    document = brief(given)
    events = document["paths"]["/events"]["get"]
    events["parameters"] = [one for one in events["parameters"] if one.get("$ref", "").endswith("Since")]
    path.write_text(json.dumps(document), "utf-8")
    return document


@contextlib.contextmanager
def something_happens(mock: RunningMock) -> Iterator[None]:
    """Requests that come all the time, so that streams of events have something to tell while they are read."""
    stop = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=mock.url, timeout=1) as client:
            while not stop.wait(0.02):
                with contextlib.suppress(httpx.HTTPError):  # faults are put for it as well
                    client.post("/clients", json={})

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    try:
        yield
    finally:
        stop.set()
        asking.join(10)


def operations_of(document: dict[str, Any]) -> set[str]:
    """As `METHOD /path`."""
    paths = document["paths"].items()
    return {f"{method.upper()} {path}" for path, item in paths for method in item if method != "parameters"}


@pytest.mark.slow
def test_the_check_finds_nothing(described: tuple[RunningMock, Path], tmp_path: Path) -> None:
    """With the token for its credential; each operation is asked but the one that would remove what the check did not
    make, and what is created is removed.

    A record of one resource has a form of its own, of which the admin API's document knows nothing: it is told.
    """
    mock, given = described
    path, report = tmp_path / "admin.json", tmp_path / "report.json"
    document = brief(given)
    item = document["paths"]["/records/{resource}/{key}"]
    for path_item in (item, document["paths"]["/snapshots/{name}"]):
        for operation in path_item.values():
            own = [one for one in operation["parameters"] if "Sandbox" not in one.get("$ref", "")]
            operation["parameters"] = own
    item["put"]["x-mock"] = {
        "action": "create",
        "resource": "records/{}",
        "key": "$request.path.key",
        "unique": False,
    }
    for method in ("put", "patch"):
        for content in item[method]["requestBody"]["content"].values():
            content["schema"] = {"type": "object", "additionalProperties": False, "required": ["name"],
                                 "properties": {"name": NAME}}  # fmt: skip
    document["components"]["parameters"]["Key"]["schema"]["pattern"] = "^[a-zA-Z0-9_-]{1,255}$"
    document["components"]["parameters"]["Resource"]["schema"]["enum"] = ["clients"]
    path.write_text(json.dumps(document), "utf-8")
    words = ("--spec", str(path), "--key", mock.token, "--yes", "--seed", "1", "--max-time", "900",
             "--allow-actions", "--value", "resource=clients", "--value", "id=1",
             "--report", f"json={report}")  # fmt: skip
    asked = set()
    for choice, fuzz in (("--exclude", "2"), ("--include", "0")):
        chosen = ["--fuzz", fuzz, *(word for operation in FOR_ALL for word in (choice, operation))]
        done = run("contracts", "check", mock.admin, *words, *chosen, cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "No drift" in done.stdout
        coverage = json.loads(report.read_text("utf-8"))["coverage"]
        asked |= {f"{one['method']} {one['path']}" for one in coverage if one["seen"]}
    assert asked == operations_of(document) - {"DELETE /records/{resource}"}, done.stdout


@pytest.mark.slow
def test_schemathesis_finds_nothing(described: tuple[RunningMock, Path], tmp_path: Path) -> None:
    """Its command line with its default checks, on every operation."""
    mock, given = described
    path = tmp_path / "admin.json"
    number = len(operations_of(bounded(given, path)))
    words = [str(path), "--url", mock.admin, "--header", f"Authorization: Bearer {mock.token}", "--seed", "1"]
    with something_happens(mock):
        done = run("st", "run", *words, "--max-examples", "5", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert f"Tested: {number}\n" in done.stdout
