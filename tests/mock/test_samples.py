"""The samples of the vendor's pages, run against the mock as they are printed.

Replaced are the base URL (with what depends on its scheme) and the key. What a sample needs beside that to run at all
stands in REPAIRS, as a fact about the pages.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.running import environment, running_mock

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.running import RunningMock

SAMPLES = Path(__file__).parent / "samples"
BASE_URL = "https://api.mythic-analytics.com/api/v1"
REPAIRS = {
    "create-client.python": ('"status": true', '"status": True'),  # true is no Python
    "create-client.go": ('"encoding/json"\n', ""),  # Go refuses an import that is not used
    "create-api-key.go": ('"encoding/json"\n', ""),
    "delete-client.go": ('"bytes"\n', ""),
}
SCHEME = {"ruby": ("http.use_ssl = true", "http.use_ssl = false")}
COMMANDS = {
    "curl": ("sh",),
    "python": (sys.executable,),
    "javascript": ("node",),
    "go": ("go", "run"),
    "ruby": ("ruby",),
}
SUFFIXES = {"javascript": ".mjs", "go": ".go"}
ANSWERS = {
    "create-client": "POST    /api/v1/clients 201 ",
    "create-api-key": "POST    /api/v1/mcp/api-keys 201 ",
    "delete-client": "DELETE  /api/v1/clients/example_string 200 ",
}
CASES = [
    pytest.param(page, language, marks=[pytest.mark.slow] if language == "go" else [], id=f"{page} in {language}")
    for language in COMMANDS
    for page in ANSWERS
]


@pytest.fixture(scope="module")
def served() -> Iterator[RunningMock]:
    """A mock for the samples, whose log they leave a line in."""
    with running_mock() as mock:
        yield mock


def tool(language: str) -> str:
    """The command that runs this language; the test is skipped where there is none."""
    name = "curl" if language == "curl" else COMMANDS[language][0]
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def printed(page: str, language: str) -> str:
    """A sample as its page has it."""
    return (SAMPLES / f"{page}.{language}").read_text("utf-8")


def run(mock: RunningMock, text: str, language: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a sample's text against the mock."""
    for old, new in [(BASE_URL, mock.url), ("YOUR_API_TOKEN", mock.key), SCHEME.get(language, ("", ""))]:
        text = text.replace(old, new) if old else text
    path = folder / f"sample{SUFFIXES.get(language, '')}"
    path.write_text(text, "utf-8")
    go = {"GOTOOLCHAIN": "local", "GOPROXY": "off", "GOFLAGS": "", "HOME": os.environ.get("HOME", str(folder))}
    return subprocess.run(
        [*COMMANDS[language], str(path)],
        capture_output=True,
        text=True,
        timeout=900,
        env=environment(go),
        cwd=folder,
        check=False,
    )


def answered(mock: RunningMock, start: int, line: str) -> bool:
    """Whether the log has a line that begins so after ``start``; it is written when the answer is on its way."""
    for _ in range(500):
        if any(found.startswith(line) for found in mock.stderr[start:].splitlines()):
            return True
        time.sleep(0.01)
    return False


@pytest.mark.sampled(8)
@pytest.mark.parametrize(("page", "language"), CASES)
def test_a_sample_of_the_pages_works(served: RunningMock, page: str, language: str, tmp_path: Path) -> None:
    """It ends well, and the mock gave it the documented success."""
    tool(language)
    with served.client() as client:
        if page == "create-client":
            client.delete("/clients/acme-retail", params={"hard": "true"})
        if page == "delete-client":
            client.post("/clients", json={"id": "example_string", "name": "x"})
    text = printed(page, language).replace(*REPAIRS.get(f"{page}.{language}", ("", "")))
    already = len(served.stderr)
    done = run(served, text, language, tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout
    assert answered(served, already, ANSWERS[page])


@pytest.mark.parametrize(
    "name", [name if name.endswith("python") else pytest.param(name, marks=pytest.mark.slow) for name in REPAIRS]
)
def test_a_repaired_sample_does_not_work_as_printed(served: RunningMock, name: str, tmp_path: Path) -> None:
    """Otherwise the repair, and its note, can go."""
    page, language = name.split(".")
    tool(language)
    assert run(served, printed(page, language), language, tmp_path).returncode != 0


def test_every_sample_is_of_the_documented_service() -> None:
    """Fifteen samples: three pages in five languages, each with the base URL and the placeholder of the key."""
    names = {path.name for path in SAMPLES.iterdir()}
    assert names == {f"{page}.{language}" for page in ANSWERS for language in COMMANDS}
    for name in names:
        text = (SAMPLES / name).read_text("utf-8")
        assert BASE_URL in text
        assert "YOUR_API_TOKEN" in text
